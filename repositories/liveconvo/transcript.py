"""Transcripts: heard, revised, final."""

from collections.abc import Mapping
from uuid import UUID

from models.liveconvo import Transcript
from repositories.errors import ConflictError
from repositories.liveconvo.session import SessionRepository
from repositories.repository import Repository, table_of
from repositories.row import Row


class TranscriptRepository(Repository):
    """What can happen to a piece of transcript."""

    table = table_of(Transcript)

    async def append(self, session: UUID, values: Mapping[str, object]) -> Row:
        """Add a piece to an active session, interim or final."""
        await SessionRepository(self.transaction).get_active(session, "a transcript")
        return await self.insert({**values, "session_id": session})

    async def revise(self, session: UUID, key: UUID, values: Mapping[str, object]) -> Row:
        """Change an interim piece in place, or make it final; a final one does not change any more."""
        await SessionRepository(self.transaction).get_active(session, "a transcript")
        known = await self.get(key, lock=True)
        if known["session_id"] != session:
            raise self.missing()
        if known["is_final"]:
            raise ConflictError("The transcript is final and does not change any more.")
        return await self.update(key, values)
