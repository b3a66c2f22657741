"""Sessions: from draft to archive."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from models.liveconvo import Session, Transcript
from models.liveconvo.enums import SessionStatus, Speaker
from repositories.condition import value_of
from repositories.errors import ConflictError
from repositories.repository import Repository, table_of
from repositories.row import Row

SILENCE_SECONDS = 3


class SessionRepository(Repository):
    """What can happen to a session."""

    table = table_of(Session)

    async def draft(self, values: Mapping[str, object]) -> Row:
        """Plan a session."""
        return await self._create(values, SessionStatus.DRAFT)

    async def start(self, values: Mapping[str, object]) -> Row:
        """Make a session and start it: it is active and its recording time runs."""
        return await self._create(values, SessionStatus.ACTIVE)

    async def start_draft(self, key: UUID) -> Row:
        """Start a planned session."""
        return await self._become(key, SessionStatus.ACTIVE)

    async def complete(self, key: UUID) -> Row:
        """End an active session and count its words, talk time and silences."""
        await self._check_step(key, SessionStatus.COMPLETED)
        statistics = await self._statistics(key)
        return await self.update(key, {"status": SessionStatus.COMPLETED.value, **statistics})

    async def archive(self, key: UUID) -> Row:
        """Put a completed session away."""
        return await self._become(key, SessionStatus.ARCHIVED)

    async def change(self, key: UUID, values: Mapping[str, object]) -> Row:
        """Change what the user may change."""
        return await self.update(key, values)

    async def get_active(self, key: UUID, purpose: str) -> Row:
        """The session, kept active until the end of the transaction; ConflictError where it is not."""
        session = await self.get(key, lock=True)
        if session["status"] != SessionStatus.ACTIVE.value:
            raise ConflictError(f"The session is {session['status']}; {purpose} needs an active one.")
        return session

    async def _create(self, values: Mapping[str, object], status: SessionStatus) -> Row:
        owner = self.account()
        return await self.insert({**values, "user_id": owner, "status": status.value})

    async def _become(self, key: UUID, status: SessionStatus) -> Row:
        await self._check_step(key, status)
        return await self.update(key, {"status": status.value})

    async def _check_step(self, key: UUID, status: SessionStatus) -> None:
        """The database refuses wrong changes of the status; that a step is taken twice is no change to it."""
        known = await self.get(key, lock=True)
        if known["status"] == status.value:
            raise ConflictError(f"The session is {status.value} already.")

    async def _statistics(self, key: UUID) -> dict[str, object]:
        said = table_of(Transcript)
        before = sa.func.max(said.c.end_time_seconds).over(order_by=said.c.start_time_seconds, rows=(None, -1))
        pieces = (
            sa.select(
                sa.func.regexp_count(said.c.content, r"\S+").label("words"),
                value_of(said, said, "speaker").label("speaker"),
                said.c.duration_seconds,
                (said.c.start_time_seconds - before).label("silence"),
            )
            .where(said.c.session_id == key, said.c.is_final.is_(True))
            .subquery("pieces")
        )
        counted = sa.select(
            sa.func.coalesce(sa.func.sum(pieces.c.words), 0).label("total_words_spoken"),
            sa.func.coalesce(
                sa.func.sum(pieces.c.duration_seconds).filter(pieces.c.speaker == Speaker.USER.value), 0
            ).label("user_talk_time_seconds"),
            sa.func.count().filter(pieces.c.silence >= SILENCE_SECONDS).label("silence_periods_count"),
        )
        row = await self.transaction.fetch_one(counted)
        assert row is not None
        return {name: round(value) for name, value in row.items()}
