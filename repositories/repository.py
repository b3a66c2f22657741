"""The base of all repositories: writing a row and getting it back as readers see it."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table

from models.base import facts_of
from models.catalog import PRODUCTS
from repositories.condition import live
from repositories.database import WriteTransaction
from repositories.errors import ForbiddenError, NotFoundError
from repositories.keys import primary_key
from repositories.row import Row, row_class
from repositories.selection import projection
from repositories.visible import readable


def topic_of(row: Row) -> str | None:
    """The topic of the event log that a change of this row belongs to."""
    topic = facts_of(row.table).topic
    return None if topic is None else f"{topic.name}:{row[topic.key]}"


class Repository:
    """Writes to one table; a subclass names what can happen to its rows."""

    table: ClassVar[Table]

    def __init__(self, transaction: WriteTransaction) -> None:
        self.transaction = transaction

    def account(self) -> UUID:
        """The caller's account in this product, which new rows belong to; ForbiddenError where there is none."""
        (product,) = (product for product in PRODUCTS if product.schema == self.table.schema)
        found = self.transaction.identity.accounts.get(product.schema)
        if found is None:
            raise ForbiddenError(f"The token has no {product.title} account.")
        return UUID(found)

    async def get(self, key: UUID | int, *, lock: bool = False) -> Row:
        """The row with this key, until the end of the transaction safe from change if locked; NotFoundError."""
        statement = sa.select(*projection(self.table, self.table, readable(self.table))).where(*self._is(key))
        if lock:
            statement = statement.with_for_update(key_share=True)
        row: Row | None = await self.transaction.fetch_one(statement, row_class(self.table))
        if row is None:
            raise self.missing()
        return row

    async def insert(self, values: Mapping[str, object]) -> Row:
        """Write a new row."""
        row: Row | None = await self._written(sa.insert(self.table).values(values))
        assert row is not None
        return row

    async def update(self, key: UUID, values: Mapping[str, object], *conditions: ColumnElement[bool]) -> Row:
        """Change a row; NotFoundError where there is none with this key, or none that satisfies the conditions."""
        row = await self._written(sa.update(self.table).where(*self._is(key), *conditions).values(values))
        if row is None:
            raise self.missing()
        return row

    async def delete(self, key: UUID) -> Row:
        """Delete a row for good; returns it as it was."""
        known = await self.get(key, lock=True)
        await self.transaction.execute(sa.delete(self.table).where(*self._is(key)))
        return known

    async def delete_softly(self, key: UUID) -> Row:
        """Mark a row as deleted."""
        return await self.update(key, {"deleted_at": sa.func.clock_timestamp()})

    def missing(self) -> NotFoundError:
        """The error for a row that is not there, or not for this caller: the two look the same."""
        return NotFoundError(f"There is no {facts_of(self.table).singular.replace('_', ' ')} with this id.")

    def _is(self, key: UUID | int) -> list[ColumnElement[bool]]:
        condition = live(self.table, self.table)
        (column,) = primary_key(self.table)
        return [self.table.c[column.name] == key, *([] if condition is None else [condition])]

    async def _written(self, statement: Any) -> Row | None:
        returning = statement.returning(*projection(self.table, self.table, readable(self.table)))
        row: Row | None = await self.transaction.fetch_one(returning, row_class(self.table))
        if row is not None and (topic := topic_of(row)) is not None:
            self.transaction.touched(topic)
        return row


def table_of(model: type[Any]) -> Table:
    """The table of a model class."""
    table = model.__table__
    assert isinstance(table, Table)
    return table
