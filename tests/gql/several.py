"""Five rows of every table that one caller reads: some have no values where they need none, two have the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import sqlalchemy as sa
from geoalchemy2 import Geography
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS
from tests.contract.ownership import reach
from tests.contract.rows import Owner, RowMaker, Values
from tests.gql.belongings import TABLES, crowd_of, distinct
from tests.people import Person

ROWS = 5
EMPTY, ALIKE = (2, 3), 4
ACCOUNTS = frozenset(product.account_table for product in PRODUCTS)


@dataclass(frozen=True)
class Several:
    """Rows of one table, and who reads them: their owner, or staff where nobody has more than one."""

    reader: Person
    rows: list[Values]


async def several_of_everything(maker: RowMaker) -> Mapping[str, Several]:
    """Five rows of every table: an owner's, or those of several people."""
    owner, crowd = await maker.owner_of_everything(), [owner async for owner in crowd_of(maker, ROWS)]
    made = {}
    for name, table in TABLES.items():
        mine = await _of(maker, owner, table)
        rows = mine or [someone.rows[name] for someone in crowd]
        reader = Person.of(owner) if mine else Person.of(crowd[0], roles=("admin",))
        await _vary(maker, table, rows)
        made[name] = Several(reader, rows)
    # Only now: rows of later tables have changed what earlier ones count.
    return {name: Several(one.reader, await as_is(maker, TABLES[name], one.rows)) for name, one in made.items()}


async def as_is(maker: RowMaker, table: Table, rows: list[Values]) -> list[Values]:
    """These rows as they are now: others may have changed what they count."""
    return distinct([row for key in _keys(table, rows) for row in await maker.find(table, key)], table)


async def _of(maker: RowMaker, owner: Owner, table: Table) -> list[Values]:
    """Five rows of one owner; none where somebody has at most one, or may not read them."""
    one_for_each = table in ACCOUNTS or any(column.foreign_keys for column in table.primary_key)
    if one_for_each or facts_of(table).view or facts_of(table).access.rule(Command.SELECT) is None:
        return []
    first = owner.rows[table.fullname]
    rows = [first]
    for number in range(1, ROWS):
        wanted = _nothing(table) if number in EMPTY else _same(table, first) if number == ALIKE else {}
        made = await _try_to_add(maker, owner, table, wanted) or await _try_to_add(maker, owner, table, {})
        if made is None:
            return []
        rows.append(made)
    owner.rows[table.fullname] = first
    mine = await maker.run(sa.select(*table.primary_key).where(reach(table, Command.SELECT, owner)))
    return rows if all(key in mine for key in _keys(table, rows)) else []


async def _try_to_add(maker: RowMaker, owner: Owner, table: Table, values: dict[str, object]) -> Values | None:
    try:
        async with maker.connection.transaction():
            return await maker.add(owner, table, **values)
    except asyncpg.PostgresError:
        return None


async def _vary(maker: RowMaker, table: Table, rows: list[Values]) -> None:
    """Take values away and make values equal, where constraints and triggers permit it."""
    for number in EMPTY:
        for name, value in _nothing(table).items():
            await _try_to_set(maker, table, rows[number], {name: value})
    for name, value in _same(table, rows[0]).items():
        await _try_to_set(maker, table, rows[ALIKE], {name: value})


async def _try_to_set(maker: RowMaker, table: Table, row: Values, values: dict[str, object]) -> None:
    if all(row[name] == value for name, value in values.items()) or facts_of(table).view:
        return
    try:
        async with maker.connection.transaction():
            (key,) = _keys(table, [row])
            mine = [table.c[name] == value for name, value in key.items()]
            await maker.run(sa.update(table).where(*mine).values(values).returning(*table.primary_key))
    except asyncpg.PostgresError:
        return


def _nothing(table: Table) -> dict[str, object]:
    """No value in every column that needs none."""
    return {column.name: None for column in _free(table) if column.nullable}


def _same(table: Table, row: Values) -> dict[str, object]:
    """The values of another row, but for those that tell rows apart."""
    return {column.name: row[column.name] for column in _free(table) if not column.foreign_keys}


def _free(table: Table) -> "list[Column[Any]]":
    deciding = facts_of(table).access.deciding
    return [
        column
        for column in table.columns
        if not (column.primary_key or column.unique or column.computed is not None)
        and not isinstance(column.type, TSVECTOR | Geography)
        and column.name not in {*deciding, "deleted_at"}
    ]


def _keys(table: Table, rows: list[Values]) -> list[Values]:
    return [{column.name: row[column.name] for column in table.primary_key} for row in rows]
