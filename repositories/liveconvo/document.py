"""Documents: registered, read, embedded."""

from collections.abc import Mapping
from uuid import UUID

from models.liveconvo import Document
from repositories.liveconvo.session import SessionRepository
from repositories.repository import Repository, table_of
from repositories.row import Row


class DocumentRepository(Repository):
    """What can happen to a document."""

    table = table_of(Document)

    async def register(self, session: UUID, values: Mapping[str, object]) -> Row:
        """Note that a file was uploaded for a session."""
        await SessionRepository(self.transaction).get(session, lock=True)
        return await self.insert({**values, "session_id": session, "user_id": self.account()})

    async def record_processing(self, key: UUID, values: Mapping[str, object]) -> Row:
        """Note how far reading and embedding the file have come."""
        return await self.update(key, values)
