"""Nobody reaches a row of somebody else, in any table, with any command, straight on the database."""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from models import columns
from models.access import AllOf, AnyOf, Command, Rule, Through
from models.base import facts_of, soft_deletes
from models.security import UNTOUCHED_BY_CLIENTS
from tests.contract.behaviour import (
    DENIED,
    Caller,
    attempt,
    changing,
    inserting,
    insignificant,
    is_granted,
    leaks,
    own,
    reading,
    rule_columns,
)
from tests.contract.rows import MOMENT, TABLES, Owner, RowMaker, Values

everywhere = pytest.mark.parametrize("command", Command)
in_every_table = pytest.mark.parametrize("name", TABLES)


@dataclass(frozen=True)
class Cast:
    """Who plays: an owner with a row in every table, and those who should reach none of them."""

    owner: Owner
    strangers: tuple[Caller, ...]


@pytest.fixture(scope="module")
async def cast(maker: RowMaker) -> Cast:
    owner, stranger = await maker.owner_of_everything(), await maker.owner_of_everything()
    return Cast(owner, (Caller("a stranger", stranger), Caller("nobody", None)))


async def belongings(maker: RowMaker, table: Table, owner: Owner) -> list[Values]:
    """The rows that are an owner's, or that hang on the same parents."""
    row = owner.rows[table.fullname]
    names = {column.name for column in table.columns if column.foreign_keys}
    names |= rule_columns(facts_of(table).access.rows)
    same = [table.c[name] == row[name] for name in sorted(names)]
    rows = await maker.run(sa.select(table).where(sa.or_(own(table, owner.key(table)), *same)))
    return sorted(rows, key=repr)


@everywhere
@in_every_table
async def test_strangers_reach_nothing_and_change_nothing(
    app: Any, maker: RowMaker, cast: Cast, name: str, command: Command
) -> None:
    table = TABLES[name]
    before = await belongings(maker, table, cast.owner)
    # Attempts are committed, so that what they did can be seen, except a stranger's permitted delete of own rows.
    commit = command is not Command.DELETE
    assert await leaks(app, table, command, maker, cast.owner, cast.strangers, commit=commit) == []
    assert await belongings(maker, table, cast.owner) == before


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
    mine = own(table, cast.owner.key(table))
    outcome = await attempt(app, cast.owner.identity, sa.update(table).values({column.name: new}), commit=True)
    (row,) = await maker.run(sa.select(table).where(mine))
    if is_granted(table, Command.UPDATE):
        cast.owner.rows[name] = row
        assert (outcome, str(row[column.name])) == (1, str(new))
    else:
        assert (outcome, row) == (DENIED, cast.owner.rows[name])


@in_every_table
async def test_an_owner_adds_a_row_where_adding_is_declared(app: Any, maker: RowMaker, name: str) -> None:
    table, owner = TABLES[name], await maker.owner()
    await maker.ancestors(owner, table)
    expected = 1 if is_granted(table, Command.INSERT) else DENIED
    assert await attempt(app, owner.identity, inserting(table, maker, owner), commit=True) == expected


@in_every_table
async def test_an_owner_deletes_the_row_only_where_deleting_is_declared(app: Any, cast: Cast, name: str) -> None:
    table = TABLES[name]
    expected = 1 if is_granted(table, Command.DELETE) else DENIED
    statement = sa.delete(table).where(own(table, cast.owner.key(table)))
    assert await attempt(app, cast.owner.identity, statement) == expected


@in_every_table
async def test_nobody_writes_what_only_the_database_writes(app: Any, maker: RowMaker, cast: Cast, name: str) -> None:
    table = TABLES[name]
    guarded = [
        column.name
        for column in table.columns
        if column.name in UNTOUCHED_BY_CLIENTS or columns.facts_of(column).secret or column.primary_key
    ]
    outcomes = {
        column: await attempt(app, cast.owner.identity, sa.update(table).values({column: table.c[column]}))
        for column in guarded
    }
    assert outcomes == dict.fromkeys(guarded, DENIED)


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
