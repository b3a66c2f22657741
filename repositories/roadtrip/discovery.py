"""Discoveries: recorded, changed and deleted by their discoverer, validated or rejected by staff."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import Discovery
from models.roadtrip.enums import ValidationStatus
from repositories.errors import ConflictError
from repositories.repository import table_of
from repositories.roadtrip.content import StaffRepository, bound
from repositories.roadtrip.session import SessionRepository
from repositories.row import Row


class DiscoveryRepository(StaffRepository):
    """What can happen to a discovery."""

    table = table_of(Discovery)

    async def record(self, values: Mapping[str, object]) -> Row:
        """Write down a place that the caller found, on a running roadtrip of theirs or on none."""
        session = values.get("session_id")
        if isinstance(session, UUID):
            await SessionRepository(self.transaction).get_running(session, "a discovery")
        return await self.insert({**values, "user_id": self.account()})

    async def change(self, key: UUID, values: Mapping[str, object]) -> Row:
        """Change a place as long as nobody has judged it: what was confirmed would else be another place."""
        known = await self.get(key, lock=True)
        if known["validation_status"] != ValidationStatus.PENDING.value:
            raise ConflictError(f"The discovery is {known['validation_status']}; only a pending one is changed.")
        if known["rejected_at"] is not None:
            raise ConflictError("The discovery was rejected; record the right one anew.")
        return await self.update(key, values)

    async def validate(self, key: UUID, status: ValidationStatus, values: Mapping[str, object]) -> Row:
        """Confirm a discovery; scores that are left out stay."""
        names = ("is_new_discovery", "uniqueness_score", "revenue_potential_score")
        return await self.move("validate_discovery", key, bound(status.value, sa.Text()), *self.given(values, *names))

    async def reject(self, key: UUID, reason: str) -> Row:
        """Note that the place is not there: nobody but its discoverer sees it, and it earns nothing."""
        if await self.call("reject_discovery", bound(key, sa.Uuid()), bound(reason, sa.Text())):
            return await self.get(key)
        await self.get(key)
        raise ConflictError("The discovery is rejected already.")
