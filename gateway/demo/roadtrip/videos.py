"""Rows of the demo's videos: their versions, their publication, and what they earned day by day."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Title, demo_file, read
from gateway.demo.roadtrip.journeys import discovery_moment
from gateway.demo.roadtrip.reference import load_reference, platform_number
from gateway.demo.roadtrip.trips import discovery_id
from gateway.demo.writer import Row

Count = Annotated[int, Field(ge=0)]

_REPORTED: Final = time(4, 10, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Upload:
    """A publication, `after_days` after the video was made, with views and revenue of the days that follow."""

    platform: Title
    platform_video_id: Title
    after_days: Count
    views: tuple[Count, ...]
    revenue_cents: tuple[Count, ...]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if len(self.views) != len(self.revenue_cents):
            raise ValueError("'views' and 'revenue_cents' are of the same days")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Video:
    """A video, made `after_days` after its discovery; each later version took another hour."""

    key: Key
    person: Key
    place: Key
    title: Title
    after_days: Count
    versions: Annotated[int, Field(ge=1)]
    uploads: tuple[Upload, ...] = Field(alias="upload")

    @property
    def id(self) -> UUID:
        """The id of the video."""
        return demo_id("roadtrip.videos", self.key)

    def made(self, now: datetime) -> datetime:
        """When the video was made."""
        return discovery_moment(self.person, self.place, now) + timedelta(days=self.after_days)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Videos:
    """The file videos.toml."""

    videos: tuple[Video, ...] = Field(alias="video")


@cache
def load_videos() -> tuple[Video, ...]:
    """The videos of the demo; raises ScriptError."""
    return read(demo_file("roadtrip/videos.toml"), Videos).videos


def video_rows(now: datetime) -> Iterator[Row]:
    """One row of `videos` for each video."""
    for video in load_videos():
        yield {
            "id": video.id,
            "discovery_id": discovery_id(video.person, video.place),
            "title": video.title,
            "created_at": video.made(now),
        }


def version_rows(now: datetime) -> Iterator[Row]:
    """One row of `video_versions` for each version."""
    for video in load_videos():
        for number in range(1, video.versions + 1):
            yield {
                "id": demo_id("roadtrip.video_versions", f"{video.key}/{number}"),
                "video_id": video.id,
                "version_number": number,
                "url": f"https://media.example.com/videos/{video.key}-{number}.mp4",
                "created_at": video.made(now) + timedelta(hours=number - 1),
            }


def upload_rows(now: datetime) -> Iterator[Row]:
    """One row of `platform_uploads` for each publication."""
    for video in load_videos():
        for upload in video.uploads:
            yield {
                "id": demo_id("roadtrip.platform_uploads", upload.platform_video_id),
                "video_id": video.id,
                "platform_id": platform_number(upload.platform),
                "platform_video_id": upload.platform_video_id,
                "status": "published",
                "published_at": video.made(now) + timedelta(days=upload.after_days),
                "created_at": video.made(now) + timedelta(days=upload.after_days),
            }


def revenue_rows(now: datetime) -> Iterator[Row]:
    """One row of `video_revenues` for each day; who receives it is the database's to say."""
    return (row for _, row in _earned(now))


def _earned(now: datetime) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of revenue, each with the name of its platform."""
    fees = {platform.name: platform.fee_percent for platform in load_reference().platforms}
    for video in load_videos():
        for upload in video.uploads:
            published = (video.made(now) + timedelta(days=upload.after_days)).date()
            for day, (views, cents) in enumerate(zip(upload.views, upload.revenue_cents, strict=True), start=1):
                earned = published + timedelta(days=day)
                row = {
                    "id": demo_id("roadtrip.video_revenues", f"{upload.platform_video_id}/{day}"),
                    "video_id": video.id,
                    "date": earned,
                    "platform_id": platform_number(upload.platform),
                    "views": views,
                    "revenue_cents": cents,
                    "net_revenue_cents": cents * (100 - fees[upload.platform]) // 100,
                    "created_at": datetime.combine(earned + timedelta(days=1), _REPORTED),
                }
                yield upload.platform, row


def report_rows(now: datetime) -> Iterator[Row]:
    """One row of `revenue_reports` for each platform: it reports what was earned on it, to the cent."""
    earned = list(_earned(now))
    for platform in sorted({name for name, _ in earned}):
        rows = [row for name, row in earned if name == platform]
        yield {
            "id": demo_id("roadtrip.revenue_reports", platform),
            "platform_id": platform_number(platform),
            "first_day": min(row["date"] for row in rows),
            "last_day": max(row["date"] for row in rows),
            **{name: sum(row[name] for row in rows) for name in ("views", "revenue_cents", "net_revenue_cents")},
            "created_at": max(row["created_at"] for row in rows),
        }
