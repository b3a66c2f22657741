"""Roadtrips: started for a credit, activated in the car, completed or cancelled."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import RoadtripSession
from models.roadtrip.enums import SessionStatus
from repositories.condition import NOW
from repositories.database import WriteTransaction
from repositories.errors import ConflictError, InsufficientCreditsError, NotFoundError
from repositories.repository import Repository, table_of
from repositories.row import Row
from repositories.selection import projection
from repositories.visible import readable

MAX_HOURS = 168
"""The document gives roadtrips an end and not how far off it may be: a week."""
TOKEN_BYTES = 32


class ActivatedRow(Row):
    """A roadtrip as it was activated, with the token that the database does not keep."""

    table = table_of(RoadtripSession)
    token: str


class SessionRepository(Repository):
    """What can happen to a roadtrip."""

    table = table_of(RoadtripSession)

    async def start(self, values: Mapping[str, object], hours: int) -> Row:
        """Make a roadtrip that ends after so many hours; the database takes the credit. InsufficientCreditsError."""
        end = NOW + sa.cast(dt.timedelta(hours=hours), sa.Interval())
        try:
            return await self.insert({**values, "user_id": self.account(), "expires_at": end})
        except InsufficientCreditsError as error:
            message = "A roadtrip costs 1 credit, and there is none left."
            raise InsufficientCreditsError(message, details=error.details) from error

    async def activate(self, code: str) -> ActivatedRow:
        """Use up the code of a running roadtrip; the database keeps the hash of its token.

        NotFoundError for any other code, a stranger's too: six digits are guessed easily.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        activated = sa.func.roadtrip.activate_session(code, digest(token))
        key = await self.transaction.fetch_value(sa.select(activated))
        if key is None:
            raise NotFoundError("There is no running roadtrip with this code.")
        await advance_referral(self.transaction)
        shown = sa.select(*projection(self.table, self.table, readable(self.table))).where(self.table.c.id == key)
        row: ActivatedRow | None = await self.transaction.fetch_one(shown, ActivatedRow)
        assert row is not None
        row.token = token
        return row

    async def renew_activation(self, key: UUID) -> Row:
        """Give a running roadtrip another code; the old one and its token end."""
        await self.get_running(key, "a new code")
        await self.transaction.execute(sa.select(sa.func.roadtrip.renew_activation(key)))
        return await self.get(key)

    async def resume(self, token: str) -> Row:
        """The running roadtrip that a token stands for; NotFoundError where it stands for none."""
        key = await self.transaction.fetch_value(sa.select(sa.func.roadtrip.session_of_token(digest(token))))
        if key is None:
            raise NotFoundError("There is no running roadtrip with this token.")
        return await self.get(key)

    async def complete(self, key: UUID) -> Row:
        """End a roadtrip at its destination; whoever referred the traveller may be credited by that."""
        row = await self._end(key, SessionStatus.COMPLETED)
        await advance_referral(self.transaction)
        return row

    async def cancel(self, key: UUID) -> Row:
        """End a roadtrip early; its credit is spent all the same."""
        return await self._end(key, SessionStatus.CANCELLED)

    async def change(self, key: UUID, values: Mapping[str, object]) -> Row:
        """Change where a running roadtrip starts or leads to."""
        await self.get_running(key, "a change")
        return await self.update(key, values)

    async def get_running(self, key: UUID, purpose: str) -> Row:
        """The roadtrip, kept running until the end of the transaction; ConflictError where it runs no longer.

        One whose time is over has expired for every reader, whether the worker has come by already or not.
        """
        row = await self.get(key, lock=True)
        if row["status"] != SessionStatus.ACTIVE.value:
            raise ConflictError(f"The roadtrip is {row['status']}; {purpose} needs one that runs.")
        return row

    async def _end(self, key: UUID, status: SessionStatus) -> Row:
        await self.get_running(key, f"being {status.value}")
        return await self.update(key, {"status": status.value})


async def advance_referral(transaction: WriteTransaction) -> None:
    """Move the referral that brought the caller as far as their roadtrips permit, and prompt at milestones."""
    await transaction.execute(sa.select(sa.func.roadtrip.advance_referral()))


def digest(token: str) -> str:
    """What is kept of a roadtrip's token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
