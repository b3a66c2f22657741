"""Videos about discoveries: made, in versions, and uploaded to platforms."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import PlatformUpload, Video, VideoVersion
from models.roadtrip.enums import UploadStatus
from repositories.errors import BadInputError
from repositories.repository import table_of
from repositories.roadtrip.content import StaffRepository, bound
from repositories.row import Row

ONLY_WITH = {
    "platform_video_id": ("platformVideoId", UploadStatus.PUBLISHED),
    "failure_reason": ("failureReason", UploadStatus.FAILED),
}
"""What is told with one step of an upload and with no other."""


class VideoRepository(StaffRepository):
    """What can happen to a video."""

    table = table_of(Video)

    async def add_video(self, values: Mapping[str, object]) -> Row:
        """Add a video about a discovery."""
        return await self.add("add_video", values, "discovery_id", "title")


class VideoVersionRepository(StaffRepository):
    """What can happen to a version."""

    table = table_of(VideoVersion)

    async def add_version(self, values: Mapping[str, object]) -> Row:
        """Add a version with the next number."""
        return await self.add("add_video_version", values, "video_id", "url")


class PlatformUploadRepository(StaffRepository):
    """What can happen to an upload."""

    table = table_of(PlatformUpload)

    async def queue(self, values: Mapping[str, object]) -> Row:
        """Ask for an upload; a platform has at most one of a video that was not removed."""
        return await self.add("queue_upload", values, "video_id", "platform_id")

    async def advance(self, key: UUID, status: UploadStatus, values: Mapping[str, object]) -> Row:
        """Note how far it has come; the database refuses wrong steps."""
        for name, (field, step) in ONLY_WITH.items():
            if (values.get(name) is not None) != (status is step):
                raise BadInputError(f"{field} is given with status {step.value.upper()}, and with no other.")
        return await self.move("move_upload", key, bound(status.value, sa.Text()), *self.given(values, *ONLY_WITH))
