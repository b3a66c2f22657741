"""Mutations on videos, their versions and uploads."""

from uuid import UUID

from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import PlatformUpload, Video, VideoVersion
from models.roadtrip.enums import UploadStatus
from repositories.database import WriteTransaction
from repositories.roadtrip.video import PlatformUploadRepository, VideoRepository, VideoVersionRepository
from repositories.row import Row


@input_for(Video, "A video to add.")
class RoadtripAddVideoInput:
    """What `roadtripAddVideo` takes."""

    discovery_id: UUID
    title: str | None


@input_for(VideoVersion, "A version to add.")
class RoadtripAddVideoVersionInput:
    """What `roadtripAddVideoVersion` takes."""

    video_id: UUID
    url: str | None


@input_for(PlatformUpload, "An upload to ask for.")
class RoadtripQueueUploadInput:
    """What `roadtripQueueUpload` takes."""

    video_id: UUID
    platform_id: int


@input_for(PlatformUpload, "How far an upload has come.")
class RoadtripAdvanceUploadInput:
    """What `roadtripAdvanceUpload` takes."""

    upload_id: UUID = extra("The upload.")
    status: UploadStatus
    platform_video_id: str | None
    failure_reason: str | None


@write(Video)
async def roadtrip_add_video(transaction: WriteTransaction, input: RoadtripAddVideoInput) -> Row:
    """For staff: add a video about a discovery."""
    return await VideoRepository(transaction).add_video(values_of(input))


@write(VideoVersion)
async def roadtrip_add_video_version(transaction: WriteTransaction, input: RoadtripAddVideoVersionInput) -> Row:
    """For staff: add a version of a video; it gets the next number."""
    return await VideoVersionRepository(transaction).add_version(values_of(input))


@write(PlatformUpload)
async def roadtrip_queue_upload(transaction: WriteTransaction, input: RoadtripQueueUploadInput) -> Row:
    """For staff: ask for the upload of a video to a platform. CONFLICT where it has one that was not removed."""
    return await PlatformUploadRepository(transaction).queue(values_of(input))


@write(PlatformUpload)
async def roadtrip_advance_upload(transaction: WriteTransaction, input: RoadtripAdvanceUploadInput) -> Row:
    """For staff: note how far an upload has come.

    QUEUED leads to UPLOADING, that to PUBLISHED (with platformVideoId) or FAILED (with failureReason). What failed
    is queued again, and everything but what is uploading can be removed.
    """
    status = UploadStatus(input.status)
    return await PlatformUploadRepository(transaction).advance(input.upload_id, status, values_of(input))


MUTATIONS = (roadtrip_add_video, roadtrip_add_video_version, roadtrip_queue_upload, roadtrip_advance_upload)
