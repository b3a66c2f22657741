"""Summaries: one per session, written by the AI, kept by the user."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from models.liveconvo import Summary, Transcript
from models.liveconvo.enums import GenerationStatus, SessionStatus
from repositories.condition import value_of
from repositories.errors import ConflictError
from repositories.liveconvo.session import SessionRepository
from repositories.repository import Repository, table_of
from repositories.row import Row

FINISHED = {SessionStatus.COMPLETED.value, SessionStatus.ARCHIVED.value}


class SummaryRepository(Repository):
    """What can happen to a summary."""

    table = table_of(Summary)

    async def save(self, session: UUID, values: Mapping[str, object]) -> Row:
        """Write the summary of a session that is over, or write it anew."""
        known = await SessionRepository(self.transaction).get(session, lock=True)
        if known["status"] not in FINISHED:
            raise ConflictError(f"The session is {known['status']}; a summary needs a completed one.")
        if values.get("generation_status") == GenerationStatus.COMPLETED.value and "full_transcript" not in values:
            values = {**values, "full_transcript": await self._transcript(session)}
        existing = await self.transaction.fetch_value(
            sa.select(self.table.c.id).where(self.table.c.session_id == session, self.table.c.deleted_at.is_(None))
        )
        if existing is not None:
            return await self.update(existing, values)
        return await self.insert({**values, "session_id": session, "user_id": self.account()})

    async def _transcript(self, session: UUID) -> str | None:
        """Everything that was said, a line for each final piece."""
        said = table_of(Transcript)
        line = sa.func.concat(value_of(said, said, "speaker"), ": ", said.c.content)
        text = sa.func.string_agg(line, sa.literal_column("E'\\n' ORDER BY start_time_seconds, id"))
        found = await self.transaction.fetch_value(
            sa.select(text).where(said.c.session_id == session, said.c.is_final.is_(True))
        )
        return None if found is None else str(found)
