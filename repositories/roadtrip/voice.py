"""What is said in the car: recorded with consent, answered, deleted."""

from collections.abc import Mapping
from uuid import UUID

from models.roadtrip import VoiceInteraction
from repositories.errors import ConsentRequiredError
from repositories.repository import Repository, table_of
from repositories.roadtrip.session import SessionRepository
from repositories.row import Row


class VoiceRepository(Repository):
    """What can happen to a voice interaction."""

    table = table_of(VoiceInteraction)

    async def record(self, session: UUID, values: Mapping[str, object]) -> Row:
        """Keep what was said during a running roadtrip; ConsentRequiredError without gdprConsent."""
        await SessionRepository(self.transaction).get_running(session, "a voice interaction")
        try:
            return await self.insert({**values, "session_id": session, "user_id": self.account()})
        except ConsentRequiredError as error:
            message = "Voice interactions are kept with gdprConsent only."
            raise ConsentRequiredError(message, details=error.details) from error

    async def answer(self, key: UUID, values: Mapping[str, object]) -> Row:
        """Add the answer, and how long and how sure it was."""
        return await self.update(key, values)

    async def forget(self, key: UUID) -> Row:
        """Delete what was said, for good; returns the roadtrip."""
        session = (await self.delete(key))["session_id"]
        return await SessionRepository(self.transaction).get(session)
