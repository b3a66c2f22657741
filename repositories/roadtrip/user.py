"""People: their own profile, privacy and consent, and what staff says of their subscription."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from models.roadtrip import User
from models.roadtrip.enums import SubscriptionStatus
from repositories.repository import Repository, table_of
from repositories.roadtrip.content import StaffRepository, bound
from repositories.row import Row


class UserRepository(Repository):
    """What people can do about their own account."""

    table = table_of(User)

    async def change(self, values: Mapping[str, object]) -> Row:
        """Change the caller's name, country, preferences or consent."""
        return await self.update(self.account(), values)

    async def set_privacy(self, switches: Mapping[str, bool]) -> Row:
        """Turn some of the caller's privacy switches on or off; the others stay as they are."""
        given = sa.bindparam(None, dict(switches), JSONB(), unique=True)
        return await self.change({"privacy_settings": self.table.c.privacy_settings.concat(given)})


class SubscriptionRepository(StaffRepository):
    """What can happen to a person's subscription."""

    table = table_of(User)

    async def set(self, person: UUID, status: SubscriptionStatus) -> Row:
        """Put it into a state; the document names no order of them."""
        return await self.move("set_subscription", person, bound(status.value, sa.Text()))
