"""What staff makes of discoveries: written by functions of the database, which nobody else may call."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import JSONB

from repositories.identity import Trust
from repositories.repository import Repository
from repositories.row import Row

NAMING = (UUID, int, Decimal, dt.date)
"""Values that name no person and may be written down."""
LEFT_OUT = "…"


class StaffRepository(Repository):
    """Writes of staff to one table; the role of everybody else may not call these functions, and is told so."""

    async def call(self, function: str, *arguments: ColumnElement[Any]) -> Any:
        """What a function of the product answers; what staff does to people's rows is written down with it."""
        if self.transaction.identity.trust is Trust.ADMIN:
            await self._write_down(function, arguments)
        return await self.transaction.fetch_value(sa.select(getattr(sa.func.roadtrip, function)(*arguments)))

    def given(self, values: Mapping[str, object], *names: str) -> list[ColumnElement[Any]]:
        """Values for columns of the table as arguments of a function; null for what is not there."""
        return [bound(values.get(name), self.table.c[name].type) for name in names]

    async def add(self, function: str, values: Mapping[str, object], *names: str) -> Row:
        """The row that a function makes of values for columns and returns the key of."""
        key: UUID | int = await self.call(function, *self.given(values, *names))
        return await self.get(key)

    async def move(self, function: str, key: UUID, *arguments: ColumnElement[Any]) -> Row:
        """The row that a function changed; NotFoundError where it says that there is none."""
        if not await self.call(function, bound(key, sa.Uuid()), *arguments):
            raise self.missing()
        return await self.get(key)

    async def _write_down(self, function: str, arguments: Sequence[ColumnElement[Any]]) -> None:
        values = [getattr(argument, "value", None) for argument in arguments]
        named = {"arguments": [str(value) if isinstance(value, NAMING) else LEFT_OUT for value in values]}
        written = sa.func.quintet.record_staff_read(f"roadtrip.{function}", "", bound(named, JSONB()))
        await self.transaction.execute(sa.select(written))


def bound(value: object, kind: "sa.types.TypeEngine[Any]") -> ColumnElement[Any]:
    """A value as an argument of a function."""
    return sa.bindparam(None, value, kind, unique=True)
