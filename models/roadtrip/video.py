"""Roadtrip's videos about discoveries, their versions, and where they were published."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from models import columns as col
from models.access import READ, Access, Through, Where
from models.base import TableFacts, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import LegalBasis, UploadStatus


class SocialPlatform(RoadtripModel, table=True):
    __tablename__ = "social_platforms"
    __table_args__ = table(
        facts=TableFacts(
            description="A platform that videos are published on.",
            access=Access(rows=Where("true"), commands=READ),
            singular="social_platform",
            order=("name",),
            audit=LegalBasis.LEGITIMATE_INTERESTS,
        ),
    )

    id: int = col.key_number()
    name: str = col.text("Name of the platform.", length=100, nullable=False, unique=True)


class Video(RoadtripModel, table=True):
    __tablename__ = "videos"
    __table_args__ = table(
        Index("ix_videos_discovery_id_created_at", "discovery_id", "created_at", "id"),
        facts=TableFacts(
            description="A video about a discovery.",
            access=Access(rows=Through("discovery_id"), commands=READ),
            singular="video",
            order=("-created_at",),
            audit=LegalBasis.CONTRACT,
        ),
    )

    id: UUID = col.key()
    discovery_id: UUID = col.reference("discoveries.id", "Discovery it is about.", on_delete="CASCADE")
    title: str | None = col.text("Title of the video.", length=255)
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class VideoVersion(RoadtripModel, table=True):
    __tablename__ = "video_versions"
    __table_args__ = table(
        UniqueConstraint("video_id", "version_number"),
        facts=TableFacts(
            description="One version of a video.",
            access=Access(rows=Through("video_id"), commands=READ),
            singular="video_version",
            order=("version_number",),
            audit=LegalBasis.CONTRACT,
        ),
    )

    id: UUID = col.key()
    video_id: UUID = col.reference("videos.id", "Video it is a version of.", on_delete="CASCADE")
    version_number: int = col.integer("Number of the version: 1, 2, 3…", nullable=False, between=(1, None))
    url: str | None = col.text("Where the version can be seen.")
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class PlatformUpload(RoadtripModel, table=True):
    __tablename__ = "platform_uploads"
    __table_args__ = table(
        Index("ix_platform_uploads_video_id", "video_id"),
        Index(
            "uq_platform_uploads_video_id_platform_id",
            "video_id",
            "platform_id",
            unique=True,
            postgresql_where="status <> 'removed'",
        ),
        UniqueConstraint("platform_id", "platform_video_id"),
        CheckConstraint("status <> 'published' OR published_at IS NOT NULL", name="published_has_time"),
        facts=TableFacts(
            description="The upload of a video to a platform; removed, it may be uploaded anew.",
            access=Access(rows=Through("video_id"), commands=READ),
            singular="platform_upload",
            order=("-created_at",),
            audit=LegalBasis.CONTRACT,
        ),
    )

    id: UUID = col.key()
    video_id: UUID = col.reference("videos.id", "Video that was published.", on_delete="CASCADE")
    platform_id: int = col.reference(
        "social_platforms.id", "Platform it was published on.", on_delete="RESTRICT", kind=sa.Integer()
    )
    platform_video_id: str | None = col.text("Identifier of the video on the platform.", length=255)
    status: UploadStatus = col.choice(
        UploadStatus,
        "How far the upload is.",
        length=20,
        nullable=False,
        default=UploadStatus.QUEUED,
        transitions={
            UploadStatus.QUEUED: [UploadStatus.UPLOADING, UploadStatus.REMOVED],
            UploadStatus.UPLOADING: [UploadStatus.PUBLISHED, UploadStatus.FAILED],
            UploadStatus.FAILED: [UploadStatus.QUEUED, UploadStatus.REMOVED],
            UploadStatus.PUBLISHED: [UploadStatus.REMOVED],
        },
    )
    failure_reason: str | None = col.text("Why the platform refused it; null unless the upload failed.", length=500)
    published_at: dt.datetime | None = col.timestamp("When it was published.")
    created_at: dt.datetime = col.timestamp("When the upload was asked for.", nullable=False, default_now=True)
