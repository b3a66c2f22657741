"""What every column of every table accepts and refuses, as its model says."""

import math
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import RFC_4122

import pytest
import sqlalchemy as sa
from geoalchemy2 import Geography
from sqlalchemy import Column, Table

from gateway.addresses import Addresses
from gateway.preparation import connected
from models import columns
from models.base import facts_of
from repositories.geography import GeoPoint
from tests.contract.rows import MOMENT, TABLES, RowMaker
from tests.contract.values import Place
from tests.models.writing import inserting_alone, nothing_but_columns, own_checks, refusal, some_value

Outcome = tuple[str | None, str | None]
ADMITTED: Outcome = (None, None)
# Nothing can be inserted into views: their columns are those of tables, and are tested there.
WRITTEN = {name: table for name, table in TABLES.items() if facts_of(table).view is None}
# Unique keys of an expression, or of some rows only: what a row is like that they speak of.
SPOKEN_OF: dict[str, dict[str, object]] = {
    "uq_cities_location": {"is_first": True, "location": sa.literal(GeoPoint(-80.0, 0.0), Place())},
    "ix_job_queue_once": {"payload": {"once": "a"}},
    "uq_usage_logs_generation_start": {"event_type": "generation_started"},
    "uq_usage_logs_generation_end": {"event_type": "generation_completed"},
}
CATALOG = """
SELECT attrelid::regclass || '.' || attname,
    CASE
        WHEN attgenerated <> '' THEN 'generated'
        WHEN atttypid = 'timestamp'::regtype THEN 'naive'
        WHEN atttypid IN ('numeric'::regtype, 'real'::regtype, 'double precision'::regtype) THEN 'number'
        WHEN atttypid = 'public.geography'::regtype THEN 'place'
        WHEN typcategory = 'A' THEN 'array'
    END AS kind
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
JOIN pg_type ON pg_type.oid = atttypid
WHERE relnamespace::regnamespace::text = ANY ($1) AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
"""
CHECKS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE connamespace::regnamespace::text = ANY ($1) AND contype = 'c'
"""
CHUNK_KEY = "SELECT hypertable_constraint_name FROM _timescaledb_catalog.chunk_constraint WHERE constraint_name = $1"


@dataclass(frozen=True)
class Limit:
    """Values that a column admits, and those that it refuses with one outcome."""

    outcome: Outcome
    refused: Sequence[object]
    admitted: Sequence[object] = field(default=())


def kind_of(column: "Column[Any]") -> str | None:
    """The kind of a column that the catalog knows by its type as well."""
    if column.computed is not None:
        return "generated"
    match column.type:
        case sa.DateTime(timezone=False):
            return "naive"
        case sa.Numeric() | sa.Float():
            return "number"
        case Geography():
            return "place"
        case sa.ARRAY():
            return "array"
    return None


def limits(maker: RowMaker, column: "Column[Any]") -> Iterator[Limit]:
    """Everything that limits a column's values beyond its type."""
    facts = columns.facts_of(column)
    if facts.choices is not None:
        yield _value_list(column, [str(member.value) for member in facts.choices])
    if facts.between is not None or kind_of(column) == "number":
        yield from _range(maker, column)
    if facts.matches is not None:
        yield _form(column, str(maker.value(column)), facts.matches)
    if facts.array:
        others = [{}, {"0": "a"}, "a", 1, True, sa.text("'null'::jsonb")]
        yield Limit(_check(column, "array"), others, [[], ["a"], [{"b": 1}]])
    if kind_of(column) == "place":
        yield from _place(column)
    if kind_of(column) == "array":
        yield Limit(_check(column, "elements"), [[None], ["a", None]], [[], ["a", "b"]])


def _check(column: "Column[Any]", check: str) -> Outcome:
    return "23514", f"ck_{column.table.name}_{column.name}_{check}"


def _value_list(column: "Column[Any]", values: list[str]) -> Limit:
    others = ["bogus", "", values[0].swapcase(), f" {values[0]}"]
    return Limit(_check(column, "values"), _fitting(column, others), values)


def _fitting(column: "Column[Any]", texts: Sequence[str]) -> list[str]:
    length = getattr(column.type, "length", None) or math.inf
    return [text for text in texts if len(text) <= length]


def _range(maker: RowMaker, column: "Column[Any]") -> Iterator[Limit]:
    low, high = columns.facts_of(column).between or (None, None)
    ends = [_number(column, end) for end in (low, high) if end is not None]
    beyond = [] if low is None else [_next(column, low, -1)]
    beyond += [] if high is None else [_next(column, high, 1)]
    yield Limit(_check(column, "range"), beyond, ends or [maker.value(column)])
    if kind_of(column) == "number":
        yield Limit(_check(column, "range"), [_number(column, "NaN")])
        infinite = ("22003", None) if isinstance(column.type, sa.Numeric) else _check(column, "range")
        yield Limit(infinite, [_number(column, "Infinity"), _number(column, "-Infinity")])


def _number(column: "Column[Any]", value: int | str) -> object:
    kinds = {sa.Integer: int, sa.Numeric: Decimal, sa.Float: float}
    (make,) = (make for kind, make in kinds.items() if isinstance(column.type, kind))
    return make(value)


def _next(column: "Column[Any]", value: int, direction: int) -> object:
    """The nearest value beyond another that the column's type can say."""
    if isinstance(column.type, sa.Float):
        return math.nextafter(value, direction * math.inf)
    if isinstance(column.type, sa.Numeric):
        return value + direction * Decimal(10) ** -(column.type.scale or 0)
    return value + direction


def _form(column: "Column[Any]", right: str, pattern: str) -> Limit:
    short = right[:-1]
    wrong = ["", f" {right[1:]}", f"{short} ", f"{short}\n", short, right + right[-1], right.swapcase()]
    refused = [text for text in _fitting(column, wrong) if not re.fullmatch(pattern, text)]
    assert len(refused) >= 4, f"too few wrong texts are known for {pattern}"
    return Limit(_check(column, "form"), refused, [right])


def _place(column: "Column[Any]") -> Iterator[Limit]:
    def points(latitudes: tuple[float, ...], longitudes: tuple[float, ...]) -> list[object]:
        return [sa.literal(GeoPoint(*pair), Place()) for pair in product(latitudes, longitudes)]

    nowhere = (math.nan, math.inf, -math.inf)
    empty = sa.text("'POINT EMPTY'::public.geography")
    refused = [empty, *points(nowhere, (1.0, *nowhere)), *points((1.0,), nowhere)]
    yield Limit(_check(column, "place"), refused, points((-90.0, 90.0), (-180.0, 180.0)))
    yield Limit(("22023", None), [sa.text("'LINESTRING(1 2, 3 4)'::public.geography")])


def unique_keys(table: Table) -> dict[str, list["Column[Any]"]]:
    """The unique keys of a table beside its primary key, by name; those that can wait sleep with the triggers."""
    return {
        str(item.name): list(item.columns)
        for item in [*table.constraints, *table.indexes]
        if (isinstance(item, sa.UniqueConstraint) and not item.deferrable)
        or (isinstance(item, sa.Index) and item.unique)
    }


def random_key(table: Table) -> str | None:
    """The column of a key that the database makes."""
    keys = (key.name for key in table.primary_key if isinstance(key.type, sa.Uuid) and key.server_default is not None)
    return next(keys, None)


@pytest.fixture(scope="module")
async def anything(place: Addresses) -> AsyncIterator[RowMaker]:
    """A maker who may do anything."""
    async with connected(place.base) as connection:
        yield await RowMaker.ready(connection)


LIMITED = [name for name, table in WRITTEN.items() if own_checks(table)]
UNIQUE = [name for name, table in WRITTEN.items() if unique_keys(table)]


async def test_nothing_is_left_out_but_views(anything: RowMaker) -> None:
    views = await anything.connection.fetch(
        "SELECT oid::regclass::text FROM pg_class WHERE oid::regclass::text = ANY ($1) AND relkind IN ('v', 'm')",
        list(TABLES),
    )
    assert {row[0] for row in views} == TABLES.keys() - WRITTEN.keys()


async def test_every_column_in_the_catalog_is_of_the_kind_that_is_tested(anything: RowMaker) -> None:
    found = await anything.connection.fetch(CATALOG, sorted({str(table.schema) for table in TABLES.values()}))
    tested = {f"{name}.{column.name}": kind_of(column) for name, table in WRITTEN.items() for column in table.columns}
    assert dict(found) == tested
    assert set(tested.values()) == {None, "generated", "naive", "number", "place", "array"}


async def test_every_check_of_a_column_in_the_catalog_is_among_those_tested(anything: RowMaker) -> None:
    found = await anything.connection.fetch(CHECKS, sorted({str(table.schema) for table in TABLES.values()}))
    tested = {
        (name, limit.outcome[1])
        for name, table in WRITTEN.items()
        for column in table.columns
        for limit in limits(anything, column)
        if limit.outcome[0] == "23514"
    }
    assert {tuple(row) for row in found if row[1] in own_checks(TABLES[row[0]])} == tested


@pytest.mark.parametrize("name", LIMITED)
async def test_a_column_admits_what_its_limits_say_and_nothing_beyond(anything: RowMaker, name: str) -> None:
    table = TABLES[name]
    expected: list[tuple[str, object, Outcome]] = []
    for column in table.columns:
        for limit in limits(anything, column):
            expected += [(column.name, value, ADMITTED) for value in limit.admitted]
            expected += [(column.name, value, limit.outcome) for value in limit.refused]
    async with nothing_but_columns(anything, table):
        outcomes = [
            (column, value, await refusal(anything, inserting_alone(anything, table, **{column: value})))
            for column, value, _ in expected
        ]
    assert outcomes == expected


@pytest.mark.parametrize("name", WRITTEN)
async def test_a_required_column_refuses_null_and_every_other_accepts_it(anything: RowMaker, name: str) -> None:
    table = TABLES[name]
    given = [column for column in table.columns if column.computed is None]
    async with nothing_but_columns(anything, table):
        assert await refusal(anything, inserting_alone(anything, table)) == ADMITTED
        outcomes = {
            column.name: (await refusal(anything, inserting_alone(anything, table, **{column.name: None})))[0]
            for column in given
        }
    assert outcomes == {column.name: None if column.nullable else "23502" for column in given}


@pytest.mark.parametrize("name", UNIQUE)
async def test_a_unique_key_is_taken_once(anything: RowMaker, name: str) -> None:
    table = TABLES[name]
    keys = unique_keys(table)
    outcomes = {}
    for key, parts in keys.items():
        taken = {part.name: some_value(anything, part) for part in parts} | SPOKEN_OF.get(key, {})
        async with nothing_but_columns(anything, table):
            await anything.run(inserting_alone(anything, table, **taken))
            code, constraint = await refusal(anything, inserting_alone(anything, table, **taken))
            outcomes[key] = (code, await anything.connection.fetchval(CHUNK_KEY, constraint) or constraint)
    assert outcomes == {key: ("23505", key) for key in keys}


async def test_a_generated_column_cannot_be_written(anything: RowMaker) -> None:
    generated = [column for table in WRITTEN.values() for column in table.columns if kind_of(column) == "generated"]
    outcomes = []
    for column in generated:
        value = {column.name: some_value(anything, column)}
        async with nothing_but_columns(anything, column.table):
            inserted = await refusal(anything, inserting_alone(anything, column.table, **value))
            changed_to = await refusal(anything, sa.update(column.table).values(value))
        outcomes.append((inserted[0], changed_to[0]))
    assert outcomes == [("428C9", "428C9")] * len(generated)


async def test_a_key_made_by_the_database_is_a_random_uuid(anything: RowMaker) -> None:
    random = {table: key for table in WRITTEN.values() if (key := random_key(table)) is not None}
    made = []
    for table, key in random.items():
        async with nothing_but_columns(anything, table):
            for _ in range(2):
                (row,) = await anything.run(inserting_alone(anything, table).returning(table.c[key]))
                made.append((table.fullname, row[key]))
    assert len({key for _, key in made}) == 2 * len(random)
    versions = [(name, key.version, key.variant) for name, key in made]
    assert versions == [(table.fullname, 4, RFC_4122) for table in random for _ in range(2)]


async def test_a_timestamp_without_time_zone_holds_utc_wherever_the_session_is(anything: RowMaker) -> None:
    naive = [column for table in WRITTEN.values() for column in table.columns if kind_of(column) == "naive"]
    outcomes = []
    for column in naive:
        text, now = sa.cast(column, sa.Text), sa.func.timezone("utc", sa.func.current_timestamp())
        given = inserting_alone(anything, column.table, **{column.name: MOMENT}).returning(column, text.label("text"))
        left_out = inserting_alone(anything, column.table).returning((column == now).label("is_now"))
        async with nothing_but_columns(anything, column.table):
            await anything.connection.execute("SET LOCAL timezone = 'Asia/Tokyo'")
            (row,), (other,) = await anything.run(given), await anything.run(left_out)
        is_now = other["is_now"] if column.server_default is not None else None
        outcomes.append((column, row[column.name], row["text"], is_now))
    assert outcomes == [
        (column, MOMENT, "2026-01-05 12:00:00", None if column.server_default is None else True) for column in naive
    ]


def test_what_lapses_does_so_at_a_moment_that_readers_see_and_into_a_value_of_the_column() -> None:
    lapsing = {
        column: lapse
        for table in TABLES.values()
        for column in table.columns
        if (lapse := columns.facts_of(column).lapse) is not None
    }
    assert {f"{column.table}.{column.name}" for column in lapsing} == {
        "roadtrip.roadtrip_sessions.activation_code",
        "roadtrip.roadtrip_sessions.status",
    }
    for column, lapse in lapsing.items():
        moment = column.table.columns[lapse.at]
        assert isinstance(moment.type, sa.DateTime)
        assert (moment.type.timezone, columns.facts_of(moment).secret) == (True, False)
        choices = {str(member.value) for member in columns.facts_of(column).choices or ()}
        assert {lapse.value, lapse.of} - {None} <= choices
        assert lapse.value is not None or column.nullable
