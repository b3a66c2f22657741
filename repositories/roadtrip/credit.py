"""Credits: what people and staff may do about them; the ledger is the database's own."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from models.roadtrip import UserCredits
from repositories.errors import BadInputError
from repositories.repository import Repository, table_of
from repositories.row import Row

MAX_GRANT = 1000


class CreditRepository(Repository):
    """What can happen to a person's credits."""

    table = table_of(UserCredits)

    async def set_auto_conversion(self, enabled: bool) -> Row:
        """Say whether the caller's revenue becomes credits by itself."""
        return await self.update(self.account(), {"auto_conversion_enabled": enabled})

    async def grant(self, person: UUID, credits: int, reason: str, key: UUID | None) -> Row:
        """Give a person credits, as staff; who did is written down. ConflictError where the grant was made before."""
        if not 1 <= credits <= MAX_GRANT:
            raise BadInputError(f"credits is {credits}, but must be 1 to {MAX_GRANT}.")
        granted = sa.func.roadtrip.grant_credits(key or uuid4(), person, credits, reason)
        await self.transaction.execute(sa.select(granted))
        await self._write_down(person, credits)
        return await self.get(person)

    async def _write_down(self, person: UUID, credits: int) -> None:
        values = {"userId": str(person), "credits": credits}
        written = sa.func.quintet.record_staff_read(
            "roadtripGrantCredits", "", sa.bindparam(None, values, JSONB(), unique=True)
        )
        await self.transaction.execute(sa.select(written))
