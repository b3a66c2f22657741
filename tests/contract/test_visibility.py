"""What each caller sees is exactly what the rules declare, and says nothing of anybody else."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from models.access import Command
from models.base import facts_of
from models.security import view_of
from tests.contract.behaviour import Caller, attempt, is_granted, own, readable, relation
from tests.contract.cast import Cast
from tests.contract.ownership import BY_ROLE, OPEN_TO_ALL, reach
from tests.contract.rows import TABLES, Owner, RowMaker

NO_NUMBER = "22P02"
SEEN = [name for name, table in TABLES.items() if is_granted(table, Command.SELECT)]
OF_SOMEBODY = [name for name in SEEN if name not in OPEN_TO_ALL]


@pytest.fixture(scope="module")
async def cast(maker: RowMaker) -> Cast:
    return await Cast.assemble(maker)


async def seen(app: Any, caller: Caller, table: Table, columns: str) -> list[tuple[Any, ...]]:
    """Some columns of every row that a caller sees."""
    source = view_of(table) if facts_of(table).behind_view else table.fullname
    async with app.transaction(readonly=True):
        if caller.identity is not None:
            await app.execute(caller.identity.sign_in())
        return [tuple(row) for row in await app.fetch(f"SELECT {columns} FROM {source}")]


@pytest.mark.parametrize("name", SEEN)
async def test_everybody_sees_exactly_the_rows_that_the_rule_says(
    app: Any, maker: RowMaker, cast: Cast, name: str
) -> None:
    table = TABLES[name]
    names = [key.name for key in table.primary_key]
    for caller in cast.everybody:
        mine = reach(table, Command.SELECT, caller.owner)
        wanted = await maker.run(sa.select(*table.primary_key).where(mine))
        found = set(await seen(app, caller, table, ", ".join(names)))
        assert (caller.name, found) == (caller.name, {tuple(row.values()) for row in wanted})
        assert (tuple(cast.owner.key(table).values()) in found) is (caller.owner is cast.owner or name in OPEN_TO_ALL)


def identifiers(owner: Owner | None) -> set[str]:
    """The subject, and keys, addresses and texts of the rows of somebody's that are not open to all."""
    rows = {} if owner is None else {name: row for name, row in owner.rows.items() if name not in OPEN_TO_ALL}
    found = {str(v) for row in rows.values() for v in row.values() if isinstance(v, UUID) or is_long_text(v)}
    return found if owner is None else found | {str(owner.subject)}


def is_long_text(value: object) -> bool:
    """Whether it is a text that the maker of rows made up for one row."""
    return isinstance(value, str) and len(value) >= 12 and any(sign.isdigit() for sign in value)


@pytest.mark.parametrize("name", [name for name in OF_SOMEBODY if name not in BY_ROLE])
async def test_nothing_that_anybody_sees_names_somebody_else_or_a_row_of_theirs(
    app: Any, cast: Cast, name: str
) -> None:
    table = TABLES[name]
    whole = f"concat_ws(' ', {', '.join(column.name for column in readable(table))})"
    everybodys = frozenset[str]().union(*(identifiers(caller.owner) for caller in cast.everybody))
    for caller in cast.everybody:
        text = "\n".join(row[0] for row in await seen(app, caller, table, whole))
        mine = identifiers(caller.owner)
        assert (caller.name, {word for word in everybodys - mine if word in text}) == (caller.name, set())
        # Who has a row sees it: the comparison finds the words that it looks for.
        assert any(word in text for word in mine) is (caller.owner is not None and name in caller.owner.rows)


@pytest.mark.parametrize("name", OF_SOMEBODY)
async def test_a_condition_that_fails_on_a_row_says_nothing_to_those_who_do_not_see_it(
    app: Any, cast: Cast, name: str
) -> None:
    table = TABLES[name]
    source = relation(table)
    told = sa.cast(sa.func.concat("it is ", *(source.c[column.name] for column in readable(table))), sa.Integer) == 1
    statement = sa.select(sa.literal(1)).select_from(source).where(told, own(source, cast.owner.key(table)))
    assert await attempt(app, cast.owner.identity, statement) == NO_NUMBER
    assert [await attempt(app, caller.identity, statement) for caller in cast.strangers] == [0, 0]


@pytest.mark.parametrize("name", [name for name in SEEN if name in OPEN_TO_ALL])
async def test_what_is_open_is_read_by_everybody(app: Any, maker: RowMaker, cast: Cast, name: str) -> None:
    (key,) = TABLES[name].primary_key
    every = {row[key.name] for row in await maker.run(sa.select(key))}
    assert cast.owner.rows[name][key.name] in every
    for caller in cast.everybody:
        assert {row[0] for row in await seen(app, caller, TABLES[name], key.name)} == every


async def private_discovery(maker: RowMaker) -> Owner:
    """Somebody who shares no discoveries and has one."""
    owner = Owner()
    await maker.add(owner, TABLES["roadtrip.users"], privacy_settings={"share_discoveries": False})
    await maker.ancestors(owner, TABLES["roadtrip.discoveries"])
    await maker.add(owner, TABLES["roadtrip.discoveries"])
    return owner


async def test_discoveries_that_are_not_shared_are_not_told_by_a_condition_that_fails(
    app: Any, maker: RowMaker, cast: Cast
) -> None:
    hidden = (await private_discovery(maker)).rows["roadtrip.discoveries"]
    shared = cast.owner.rows["roadtrip.discoveries"]
    assert (hidden["location_public"], shared["location_public"] is None) == (None, False)
    table = TABLES["roadtrip.public_discoveries"]
    told = sa.cast(table.c.poi_name, sa.Integer) == 1
    outcomes = [
        await attempt(app, None, sa.select(table.c.id).where(told, table.c.poi_name == row["poi_name"]))
        for row in (shared, hidden)
    ]
    # The view has no security barrier: the planner asks first for what costs least, and that is its own condition.
    assert outcomes == [NO_NUMBER, 0]
