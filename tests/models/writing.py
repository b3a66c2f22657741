"""Writing rows that the database may refuse, and undoing them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import sqlalchemy as sa
from sqlalchemy import Table

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


async def code(maker: RowMaker, statement: sa.Executable) -> str | None:
    """The code of the error that a statement ends with, and None where it succeeds; undone either way."""
    try:
        async with undone(maker):
            await maker.run(statement)
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    return None


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


def changing(table: Table, row: Values, **changes: object) -> sa.Executable:
    """A change of one row, which returns the row as it is then."""
    return sa.update(table).where(table.c.id == row["id"]).values(changes).returning(table)


async def changed(maker: RowMaker, table: Table, row: Values, **changes: object) -> Values:
    """The row after a change."""
    (after,) = await maker.run(changing(table, row, **changes))
    return after


async def read(maker: RowMaker, table: Table, row: Values) -> Values | None:
    """The row as it is now; None where there is none any more."""
    rows = await maker.run(sa.select(table).where(table.c.id == row["id"]))
    return rows[0] if rows else None
