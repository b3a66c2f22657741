"""What every column of every table accepts and refuses, as its model says."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import JSONB

from models import columns
from tests.contract.rows import MOMENT, TABLES, Owner, RowMaker
from tests.models.writing import changed, inserting, refusal, undone

Key = tuple[str, str]
# Columns that may be NULL only together with another value: a template without an owner is the system's.
NULL_WITH_ANOTHER = {"liveconvo.templates.user_id"}


def columns_where(**facts: bool) -> list[Key]:
    """The columns whose declaration says something about `choices`, `between` or `array`."""
    return [
        (name, column.name)
        for name, table in TABLES.items()
        for column in table.columns
        if all(bool(getattr(columns.facts_of(column), fact)) is wanted for fact, wanted in facts.items())
    ]


async def owner_for(maker: RowMaker, table: Table) -> Owner:
    """Somebody who has everything that a row of the table refers to."""
    owner = await maker.owner()
    await maker.ancestors(owner, table)
    return owner


def bare(table: Table, column: str, value: object) -> dict[str, object]:
    """A value for one column, and NULL for those from which the database could compute something else."""
    others = {
        other.name: None
        for other in table.columns
        if other.nullable and f"{table.fullname}.{other.name}" not in NULL_WITH_ANOTHER
        if other.foreign_keys or isinstance(other.type, sa.Numeric | sa.Integer | sa.DateTime)
    }
    return {**others, column: value}


CHOICES, RANGES, ARRAYS = columns_where(choices=True), columns_where(between=True), columns_where(array=True)
NUMBERS = [
    (name, column.name)
    for name, table in TABLES.items()
    for column in table.columns
    if isinstance(column.type, sa.Numeric | sa.Float)
]
UNIQUE = sorted(
    {
        (name, item.name or "", tuple(column.name for column in item.columns))
        for name, table in TABLES.items()
        for item in [*table.constraints, *table.indexes]
        if isinstance(item, sa.UniqueConstraint) or (isinstance(item, sa.Index) and item.unique)
    },
    key=str,
)
RANDOM_KEYS = [
    name
    for name, table in TABLES.items()
    if any(isinstance(key.type, sa.Uuid) and key.server_default is not None for key in table.primary_key)
]
TOUCHED = [name for name, table in TABLES.items() if "updated_at" in table.columns]


def test_the_lists_are_found_in_the_models() -> None:
    assert sum(name.startswith("liveconvo.") for name, _ in CHOICES) == 17
    assert sum(name.startswith("liveconvo.") for name, _ in ARRAYS) == 4
    assert sum(name.startswith("liveconvo.") for name in TOUCHED) == 8
    assert sum(name.startswith("liveconvo.") for name in RANDOM_KEYS) == 12
    assert ("liveconvo.users", "uq_users_email", ("email",)) in UNIQUE


@pytest.mark.parametrize(("name", "column"), CHOICES)
async def test_a_value_list_admits_each_of_its_values_and_no_other(maker: RowMaker, name: str, column: str) -> None:
    table = TABLES[name]
    choices = columns.facts_of(table.columns[column]).choices
    assert choices is not None
    owner = await owner_for(maker, table)
    values = [member.value for member in choices]
    outcomes = {
        value: await refusal(maker, inserting(maker, table, owner, **{column: value}))
        for value in [*values, "bogus", "", values[0].swapcase(), f" {values[0]}"]
    }
    refused = ("23514", f"ck_{table.name}_{column}_values")
    others = dict.fromkeys(("bogus", "", values[0].swapcase(), f" {values[0]}"), refused)
    assert outcomes == {**dict.fromkeys(values, (None, None)), **others}


@pytest.mark.parametrize(("name", "column"), RANGES)
async def test_a_range_admits_its_ends_and_nothing_beyond(maker: RowMaker, name: str, column: str) -> None:
    table = TABLES[name]
    low, high = columns.facts_of(table.columns[column]).between or (None, None)
    owner = await owner_for(maker, table)
    step = _step(table.columns[column])
    ends = [Decimal(end) for end in (low, high) if end is not None]
    beyond = [] if low is None else [low - step]
    beyond += [] if high is None else [high + step]

    async def outcome(value: Decimal) -> tuple[str | None, str | None]:
        given = value if isinstance(table.columns[column].type, sa.Numeric) else int(value)
        return await refusal(maker, inserting(maker, table, owner, **bare(table, column, given)))

    assert [await outcome(end) for end in ends] == [(None, None)] * len(ends)
    refused = ("23514", f"ck_{table.name}_{column}_range")
    assert [await outcome(value) for value in beyond] == [refused] * len(beyond)


def _step(column: "Column[Any]") -> Decimal:
    return Decimal(10) ** -(column.type.scale or 0) if isinstance(column.type, sa.Numeric) else Decimal(1)


@pytest.mark.parametrize(("name", "column"), NUMBERS)
async def test_a_number_is_never_nan_and_never_infinite(maker: RowMaker, name: str, column: str) -> None:
    table = TABLES[name]
    owner = await owner_for(maker, table)
    outcomes = [
        (await refusal(maker, inserting(maker, table, owner, **bare(table, column, Decimal(value)))))[0]
        for value in ("NaN", "Infinity", "-Infinity")
    ]
    infinite = "22003" if isinstance(table.columns[column].type, sa.Numeric) else "23514"
    assert outcomes == ["23514", infinite, infinite]


async def test_every_number_in_the_catalog_is_among_those_tested(maker: RowMaker) -> None:
    found = await maker.connection.fetch(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace::regnamespace::text = ANY ($1) AND relkind IN ('r', 'p') AND attnum > 0"
        " AND atttypid IN ('numeric'::regtype, 'real'::regtype, 'double precision'::regtype)",
        sorted({str(table.schema) for table in TABLES.values()}),
    )
    assert {tuple(row) for row in found} == set(NUMBERS)


@pytest.mark.parametrize(("name", "column"), ARRAYS)
async def test_a_json_array_is_an_array_or_missing(maker: RowMaker, name: str, column: str) -> None:
    table = TABLES[name]
    owner = await owner_for(maker, table)
    assert isinstance(table.columns[column].type, JSONB)
    accepted: list[object] = [[], ["a"], [{"b": 1}], None]
    outcomes = [await refusal(maker, inserting(maker, table, owner, **{column: value})) for value in accepted]
    assert outcomes == [(None, None)] * len(accepted)
    others: tuple[object, ...] = ({}, {"0": "a"}, "a", 1, True)
    outcomes = [await refusal(maker, inserting(maker, table, owner, **{column: value})) for value in others]
    assert outcomes == [("23514", f"ck_{table.name}_{column}_array")] * len(others)
    null = sa.insert(table).values({**maker.values(table, owner), column: sa.text("'null'::jsonb")})
    assert await refusal(maker, null) == ("23514", f"ck_{table.name}_{column}_array")


@pytest.mark.parametrize(("name", "constraint", "keys"), UNIQUE)
async def test_a_unique_key_is_taken_once(maker: RowMaker, name: str, constraint: str, keys: tuple[str, ...]) -> None:
    table = TABLES[name]
    async with undone(maker):
        owner = await maker.owner_of_everything()
        first = owner.rows[name]
        assert None not in [first[key] for key in keys]
        again = inserting(maker, table, owner, **{key: first[key] for key in keys})
        assert await refusal(maker, again) == ("23505", constraint)


@pytest.mark.parametrize("name", TABLES)
async def test_a_required_column_refuses_null_and_every_other_accepts_it(maker: RowMaker, name: str) -> None:
    table = TABLES[name]
    owner = await owner_for(maker, table)
    own_row = {column.name for column in table.columns if f"{name}.{column.name}" in NULL_WITH_ANOTHER}
    outcomes = {
        column.name: (await refusal(maker, inserting(maker, table, owner, **bare(table, column.name, None))))[0]
        for column in table.columns
        if column.name not in own_row
    }
    assert outcomes == {
        column.name: None if column.nullable else "23502" for column in table.columns if column.name not in own_row
    }


@pytest.mark.parametrize("name", RANDOM_KEYS)
async def test_a_key_made_by_the_database_is_a_random_uuid(maker: RowMaker, name: str) -> None:
    table = TABLES[name]
    async with undone(maker):
        keys = [(await maker.new(table))["id"] for _ in range(2)]
    assert [(UUID(str(key)).version, UUID(str(key)).variant) for key in keys] == [(4, keys[0].variant)] * 2
    assert keys[0] != keys[1]


@pytest.mark.parametrize("name", TOUCHED)
async def test_updated_at_moves_with_every_change_whatever_was_sent(maker: RowMaker, name: str) -> None:
    table = TABLES[name]
    async with undone(maker):
        row = await maker.new(table)
        first = await changed(maker, table, row, updated_at=MOMENT)
        second = await changed(maker, table, row, updated_at=MOMENT + dt.timedelta(days=36500))
    assert row["updated_at"] < first["updated_at"] < second["updated_at"]
    assert second["updated_at"] - row["updated_at"] < dt.timedelta(minutes=1)
    assert second["created_at"] == row["created_at"]
