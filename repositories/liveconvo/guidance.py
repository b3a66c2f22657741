"""Guidance: given, seen, used."""

from collections.abc import Mapping
from uuid import UUID

from models.liveconvo import Guidance
from models.liveconvo.enums import GuidanceFeedback
from repositories.liveconvo.session import SessionRepository
from repositories.repository import Repository, table_of
from repositories.row import Row


class GuidanceRepository(Repository):
    """What can happen to a hint."""

    table = table_of(Guidance)

    async def add(self, session: UUID, values: Mapping[str, object]) -> Row:
        """Give a hint in an active session."""
        await SessionRepository(self.transaction).get_active(session, "guidance")
        return await self.insert({**values, "session_id": session})

    async def interact(self, key: UUID, *, clicked: bool, dismissed: bool, feedback: GuidanceFeedback | None) -> Row:
        """The user saw the hint, and perhaps opened it, waved it away or judged it; nothing is unseen again."""
        values: dict[str, object] = {"was_displayed": True}
        if clicked:
            values["was_clicked"] = True
        if dismissed:
            values["was_dismissed"] = True
        if feedback is not None:
            values["user_feedback"] = feedback.value
        return await self.update(key, values)
