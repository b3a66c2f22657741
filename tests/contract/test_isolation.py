"""Nobody reaches a row of somebody else, in any table, with any command, straight on the database."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from models.access import AllOf, AnyOf, Command, Rule, Through
from models.base import facts_of, soft_deletes
from models.security import UNTOUCHED_BY_CLIENTS
from tests.contract.attempts import all_of, leaks, plan
from tests.contract.behaviour import (
    DENIED,
    Caller,
    addable,
    attempt,
    changeable,
    changing,
    inserting,
    insignificant,
    is_granted,
    own,
    reading,
    rule_columns,
)
from tests.contract.cast import Cast
from tests.contract.ownership import BY_ROLE, OPEN_TO_ALL
from tests.contract.rows import MOMENT, TABLES, Owner, RowMaker, Values
from tests.contract.values import plain, stored

in_every_table = pytest.mark.parametrize("name", TABLES)
CLOSED = [
    (name, command)
    for command in Command
    for name in TABLES
    if command is not Command.SELECT or name not in OPEN_TO_ALL
]


@pytest.fixture(scope="module")
async def cast(maker: RowMaker) -> Cast:
    return await Cast.assemble(maker)


async def belongings(maker: RowMaker, table: Table, owner: Owner) -> list[Values]:
    """The rows that are an owner's, or that hang on the same parents."""
    row = owner.rows[table.fullname]
    names = {column.name for column in table.columns if column.foreign_keys} | rule_columns(table)
    same = [table.c[name] == row[name] for name in sorted(names) if row[name] is not None]
    rows = await maker.run(sa.select(*stored(table)).where(sa.or_(own(table, owner.key(table)), *same)))
    return sorted(rows, key=repr)


async def count(maker: RowMaker, table: Table) -> int:
    """How many rows there are, anybody's."""
    found: int = await maker.connection.fetchval(f"SELECT count(*) FROM {table.fullname}")
    return found


@pytest.mark.parametrize(("name", "command"), CLOSED)
async def test_strangers_reach_nothing_and_change_nothing(
    app: Any, maker: RowMaker, cast: Cast, name: str, command: Command
) -> None:
    table = TABLES[name]
    tries = await plan(table, command, maker, cast.owner, cast.strangers)
    before = await belongings(maker, table, cast.owner), await count(maker, table)
    # Attempts are committed, so that what they did can be seen, except a stranger's permitted delete of own rows.
    assert await leaks(app, tries, commit=command is not Command.DELETE) == []
    assert (await belongings(maker, table, cast.owner), await count(maker, table)) == before


@in_every_table
async def test_an_owner_reads_the_row_where_reading_is_declared(app: Any, cast: Cast, name: str) -> None:
    table = TABLES[name]
    expected = 1 if is_granted(table, Command.SELECT) else DENIED
    assert await attempt(app, cast.owner.identity, reading(table, cast.owner)) == expected


@in_every_table
async def test_an_owner_changes_the_row_where_changing_is_declared(
    app: Any, maker: RowMaker, cast: Cast, name: str
) -> None:
    table, column = TABLES[name], insignificant(TABLES[name])
    new = maker.value(column)
    mine = cast.owner.key(table)
    (before,) = await maker.find(table, mine)
    reached = await all_of(maker, table, Command.UPDATE, Caller("the owner", cast.owner))
    outcome = await attempt(
        app, cast.owner.identity, sa.update(table).values({column.name: new}), commit=name not in BY_ROLE
    )
    (row,) = await maker.find(table, mine)
    assert outcome == reached
    if is_granted(table, Command.UPDATE) and name not in BY_ROLE:
        cast.owner.rows[name] = row
        assert row[column.name] == plain(new)
    else:
        assert row == before


@in_every_table
async def test_an_owner_adds_a_row_where_adding_is_declared(app: Any, maker: RowMaker, cast: Cast, name: str) -> None:
    table, owner = TABLES[name], await maker.owner()
    await maker.ancestors(owner, table)
    if name in BY_ROLE:
        owner = cast.owner
    expected = 1 if is_granted(table, Command.INSERT) else DENIED
    assert await attempt(app, owner.identity, inserting(table, maker, owner), commit=True) == expected


@in_every_table
async def test_an_owner_deletes_the_row_only_where_deleting_is_declared(app: Any, cast: Cast, name: str) -> None:
    table = TABLES[name]
    expected = 1 if is_granted(table, Command.DELETE) else DENIED
    statement = sa.delete(table).where(own(table, cast.owner.key(table)))
    assert await attempt(app, cast.owner.identity, statement) == expected


def guarded(table: Table, command: Command) -> list[str]:
    """The columns that the app role may not give a value with a command."""
    allowed = {column.name for column in changeable(table)} if command is Command.UPDATE else addable(table)
    permitted = allowed if is_granted(table, command) else frozenset()
    return [column.name for column in table.columns if column.computed is None and column.name not in permitted]


@in_every_table
async def test_nobody_writes_what_only_the_database_writes(app: Any, cast: Cast, name: str) -> None:
    table = TABLES[name]
    keys = [column.name for column in table.primary_key]
    assert {*keys, *(UNTOUCHED_BY_CLIENTS & {*table.columns.keys()})} <= {*guarded(table, Command.UPDATE)}
    statements = [f"INSERT INTO {name} ({column}) VALUES (NULL)" for column in guarded(table, Command.INSERT)]
    statements += [f"UPDATE {name} SET {column} = NULL" for column in guarded(table, Command.UPDATE)]
    written = {sql: await attempt(app, cast.owner.identity, sa.text(sql)) for sql in statements}
    assert set(written.values()) == {DENIED}, written


def parents(rule: Rule | None, table: Table) -> list[str]:
    """The columns that lead to a parent that can be deleted softly."""
    match rule:
        case Through(column):
            (key,) = table.columns[column].foreign_keys
            return [column] if soft_deletes(key.column.table) else []
        case AllOf(rules) | AnyOf(rules):
            return [name for part in rules for name in parents(part, table)]
    return []


CHILDREN = [
    (name, column) for name, table in TABLES.items() for column in parents(facts_of(table).access.rows, table)
]


def test_children_of_deleted_rows_are_found_from_the_models() -> None:
    assert ("liveconvo.transcripts", "session_id") in CHILDREN


@pytest.mark.parametrize(("name", "column"), CHILDREN)
async def test_rows_are_out_of_reach_once_their_parent_is_deleted(
    app: Any, maker: RowMaker, name: str, column: str
) -> None:
    table, owner = TABLES[name], await maker.owner_of_everything()
    (key,) = table.columns[column].foreign_keys
    parent = key.column.table
    assert await attempt(app, owner.identity, reading(table, owner)) == 1
    gone = sa.update(parent).where(own(parent, owner.key(parent))).values(deleted_at=MOMENT)
    await maker.run(gone)
    assert await attempt(app, owner.identity, reading(table, owner)) == 0
    unreachable = 0 if is_granted(table, Command.UPDATE) else DENIED
    assert await attempt(app, owner.identity, changing(table, maker)) == unreachable
    assert await attempt(app, owner.identity, inserting(table, maker, owner)) == DENIED
