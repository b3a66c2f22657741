"""Writers of events: plain SQL as the worker role, with a NOTIFY only where a test wants one."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from repositories.events import CHANNEL, NOTIFY


@dataclass
class Writer:
    """Writes to sessions over one connection."""

    connection: Any
    turn: asyncio.Lock

    async def transcript(self, session: UUID, content: str, *, final: bool = True, notify: bool = True) -> UUID:
        """Add a piece of transcript."""
        made: UUID = await self._run(
            "INSERT INTO liveconvo.transcripts (session_id, content, is_final, start_time_seconds)"
            " VALUES ($1, $2, $3, 0) RETURNING id",
            session,
            content,
            final,
        )
        await self._tell(session, notify)
        return made

    async def revise(self, session: UUID, key: UUID, content: str, *, final: bool) -> None:
        """Change a piece of transcript."""
        await self._run(
            "UPDATE liveconvo.transcripts SET content = $2, is_final = $3 WHERE id = $1", key, content, final
        )
        await self._tell(session, notify=True)

    async def guidance(self, session: UUID, content: str) -> UUID:
        """Give a hint."""
        made: UUID = await self._run(
            "INSERT INTO liveconvo.guidance (session_id, content, guidance_type) VALUES ($1, $2, 'ask') RETURNING id",
            session,
            content,
        )
        await self._tell(session, notify=True)
        return made

    async def change(self, session: UUID, statement: str, *values: object) -> None:
        """Run a statement that changes something in a session."""
        await self._run(statement, *values)
        await self._tell(session, notify=True)

    async def _tell(self, session: UUID, notify: bool) -> None:
        if notify:
            await self._run(NOTIFY, CHANNEL, topic(session))

    async def _run(self, statement: str, *values: object) -> Any:
        async with self.turn:
            return await self.connection.fetchval(statement, *values)


def topic(session: UUID) -> str:
    """The topic of a session in the event log."""
    return f"liveconvo.session:{session}"
