"""Writing rows that the database may refuse, and undoing them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from models.base import NAMING_CONVENTION
from tests.contract.rows import Owner, RowMaker, Values


@asynccontextmanager
async def undone(maker: RowMaker) -> AsyncIterator[None]:
    """Whatever is written inside is undone."""
    transaction = maker.connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


@asynccontextmanager
async def nothing_but_columns(maker: RowMaker, table: Table) -> AsyncIterator[None]:
    """Inside, only a table's columns and unique keys decide what it takes; undone.

    No trigger makes or guards rows, no foreign key asks for a parent, no rule looks at several columns. The
    maker must be one that may do anything.
    """
    async with undone(maker):
        await maker.connection.execute("SET LOCAL session_replication_role = replica")
        for name in sorted(_checks(table) - own_checks(table)):
            await maker.connection.execute(f"ALTER TABLE {table.fullname} DROP CONSTRAINT {name}")
        yield


def own_checks(table: Table) -> set[str]:
    """The CHECKs that a table has because of the kinds of its columns: those that it would have without any other."""
    plain = (sa.Column(column.name, column.type, info=column.info) for column in table.columns)
    return _checks(Table(table.name, sa.MetaData(naming_convention=NAMING_CONVENTION), *plain))


def _checks(table: Table) -> set[str]:
    return {str(item.name) for item in table.constraints if isinstance(item, sa.CheckConstraint)}


async def code(maker: RowMaker, statement: sa.Executable) -> str | None:
    """The code of the error that a statement ends with, and None where it succeeds; undone either way."""
    return (await refusal(maker, statement))[0]


async def refusal(maker: RowMaker, statement: sa.Executable) -> tuple[str | None, str | None]:
    """The code and the constraint that a statement fails with; nothing is left of it."""
    try:
        async with undone(maker):
            await maker.run(statement)
    except asyncpg.PostgresError as error:
        return error.sqlstate, error.constraint_name
    return None, None


def inserting(maker: RowMaker, table: Table, owner: Owner, **changes: object) -> sa.Insert:
    """One more row for an owner who has its parents."""
    return sa.insert(table).values(maker.values(table, owner, **changes))


def inserting_alone(maker: RowMaker, table: Table, **changes: object) -> sa.Insert:
    """A row of the required columns, for a table that is nothing but its columns."""
    required = {column.name: some_value(maker, column) for column in table.columns if _is_required(column)}
    if table.fullname == "roadtrip.cities":
        # Other tests have made cities, too, and of those with one centre only one is the first.
        required["is_first"] = False
    return sa.insert(table).values({**required, **changes})


def some_value(maker: RowMaker, column: "Column[Any]") -> object:
    """A valid value for a column, those included that only triggers fill."""
    return sa.text("''::tsvector") if isinstance(column.type, TSVECTOR) else maker.value(column)


def _is_required(column: "Column[Any]") -> bool:
    made = column.server_default is not None or column is column.table.autoincrement_column
    return not column.nullable and not made


def changing(table: Table, row: Values, **changes: object) -> sa.Executable:
    """A change of one row, which returns the row as it is then."""
    return sa.update(table).where(*_same_key(table, row)).values(changes).returning(table)


async def changed(maker: RowMaker, table: Table, row: Values, **changes: object) -> Values:
    """The row after a change."""
    (after,) = await maker.run(changing(table, row, **changes))
    return after


async def read(maker: RowMaker, table: Table, row: Values) -> Values | None:
    """The row as it is now; None where there is none any more."""
    rows = await maker.run(sa.select(table).where(*_same_key(table, row)))
    return rows[0] if rows else None


def _same_key(table: Table, row: Values) -> list[sa.ColumnElement[bool]]:
    return [column == row[column.name] for column in table.primary_key]
