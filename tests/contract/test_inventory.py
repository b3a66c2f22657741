"""The migrated catalog is the documented one: every table, column, key, value list and named index."""

import json
from collections.abc import AsyncIterator, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected

INVENTORY: dict[str, Any] = json.loads(Path(__file__).with_name("inventory.json").read_text())
TABLES = [(schema, table) for schema, tables in INVENTORY.items() for table in tables]
COLUMNS = [(schema, table, column) for schema, table in TABLES for column in INVENTORY[schema][table]["columns"]]

# Documented as NO ACTION, which would refuse to delete what somebody else refers to.
SET_NULL_INSTEAD_OF_NO_ACTION = {
    "LC-18": {
        "liveconvo.sessions.selected_template_id",
        "liveconvo.guidance.triggered_by_transcript_id",
        "liveconvo.guidance.prompt_template_id",
    }
}
# Lists of providers and models grow without us.
OPEN_LISTS = {
    "LC-11": {
        "liveconvo.transcripts.stt_provider",
        "liveconvo.guidance.model_used",
        "liveconvo.summaries.model_used",
    }
}
# Tables that an obligation needs and no document has.
ADDED_TABLES = {"LC-25": {"liveconvo.document_embeddings"}}
# Unique only among rows that satisfy a condition, where the document asks for 1:1 without writing a constraint.
ADDED_UNIQUE_INDEXES = {"LC-21": {"liveconvo.summaries": {"uq_summaries_session_id": ["session_id"]}}}

COLUMN = """
SELECT format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
    pg_get_expr(d.adbin, d.adrelid) AS default
FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = $1::regclass AND a.attname = $2 AND a.attnum > 0 AND NOT a.attisdropped
"""
KEYS = """
SELECT (SELECT array_agg(a.attname::text ORDER BY k.place)
        FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.attnum)
FROM pg_constraint AS c WHERE c.conrelid = $1::regclass AND c.contype = $2
"""
REFERENCES = """
SELECT a.attname, concat_ws('.', c.confrelid::regclass, b.attname) AS target,
    CASE c.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
        WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END AS on_delete
FROM pg_constraint AS c
JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND c.confkey = ARRAY[b.attnum]
WHERE c.conrelid = $1::regclass AND c.contype = 'f'
"""
INDEX = """
SELECT i.indrelid::regclass::text AS table, m.amname AS method, i.indisunique AS unique,
    pg_get_expr(i.indpred, i.indrelid) AS condition, i.indisvalid AS valid,
    (SELECT array_agg(pg_get_indexdef(i.indexrelid, place, true) ORDER BY place)
     FROM generate_series(1, i.indnkeyatts) AS place) AS columns
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_am AS m ON m.oid = c.relam
WHERE i.indexrelid = to_regclass($1)
"""
UNIQUE_INDEXES = """
SELECT c.relname AS name, array_agg(pg_get_indexdef(i.indexrelid, place, true) ORDER BY place) AS columns
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
CROSS JOIN generate_series(1, i.indnkeyatts) AS place
WHERE i.indrelid = $1::regclass AND i.indisunique AND NOT EXISTS (
    SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
GROUP BY c.relname
"""
CHECKS = """
SELECT pg_get_expr(c.conbin, c.conrelid)
FROM pg_constraint AS c JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
WHERE c.conrelid = $1::regclass AND a.attname = $2 AND c.contype = 'c'
"""


@pytest.fixture(scope="module")
async def catalog(place: Addresses) -> AsyncIterator[Any]:
    async with connected(place.base) as connection:
        yield connection


def documented(schema: str, table: str) -> dict[str, dict[str, Any]]:
    columns: dict[str, dict[str, Any]] = INVENTORY[schema][table]["columns"]
    return columns


def listed(deviations: dict[str, set[str]]) -> set[str]:
    return set().union(*deviations.values())


def plain_default(text: str | None) -> str | None:
    """A default as it was written: PostgreSQL adds a cast to texts and writes booleans in lower case."""
    if text is None:
        return None
    value = text.partition("::")[0]
    return value.lower() if value.lower() in ("true", "false") else value


async def accepted(catalog: Any, name: str, column: str, candidates: Iterable[object]) -> list[Any]:
    """Those of the candidates that every CHECK on this one column permits."""
    kind = (await catalog.fetchrow(COLUMN, name, column))["type"]
    conditions = [row[0] for row in await catalog.fetch(CHECKS, name, column)]
    condition = " AND ".join(f"coalesce({text}, true)" for text in conditions) or "true"
    kind = "numeric" if kind.startswith("numeric") else kind
    statement = f"SELECT {condition} FROM (SELECT $1::{kind} AS {column}) AS candidate"
    return [candidate for candidate in candidates if await catalog.fetchval(statement, candidate)]


def test_the_inventory_of_liveconvo_is_complete() -> None:
    tables = INVENTORY["liveconvo"]
    columns = [column for table in tables.values() for column in table["columns"].values()]
    indexes = [name for table in tables.values() for name in table["indexes"]]
    references = [column for column in columns if "fk" in column]
    assert (len(tables), len(columns), len(set(indexes)), len(references)) == (11, 171, 40, 18)


@pytest.mark.parametrize("schema", INVENTORY)
async def test_the_schema_has_the_documented_tables_and_the_listed_ones(catalog: Any, schema: str) -> None:
    found = await catalog.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p')", schema
    )
    names = {f"{schema}.{row[0]}" for row in found}
    added = {name for name in listed(ADDED_TABLES) if name.startswith(f"{schema}.")}
    assert names - added == {f"{schema}.{table}" for table in INVENTORY[schema]}
    assert added <= names


@pytest.mark.parametrize(("schema", "table"), TABLES)
async def test_the_table_has_exactly_the_documented_columns(catalog: Any, schema: str, table: str) -> None:
    found = await catalog.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped",
        f"{schema}.{table}",
    )
    assert {row[0] for row in found} == documented(schema, table).keys()


@pytest.mark.parametrize(("schema", "table", "column"), COLUMNS)
async def test_the_column_is_as_documented(catalog: Any, schema: str, table: str, column: str) -> None:
    expected = documented(schema, table)[column]
    found = await catalog.fetchrow(COLUMN, f"{schema}.{table}", column)
    assert (found["type"], found["nullable"], plain_default(found["default"])) == (
        expected["type"],
        expected["nullable"],
        plain_default(expected.get("default")),
    )


@pytest.mark.parametrize(("schema", "table"), TABLES)
async def test_primary_and_unique_keys_are_as_documented(catalog: Any, schema: str, table: str) -> None:
    columns = documented(schema, table)
    primary = [row[0] for row in await catalog.fetch(KEYS, f"{schema}.{table}", b"p")]
    unique = [row[0] for row in await catalog.fetch(KEYS, f"{schema}.{table}", b"u")]
    assert primary == [[name for name, column in columns.items() if column.get("pk")]]
    assert sorted(unique) == sorted([name] for name, column in columns.items() if column.get("unique"))


@pytest.mark.parametrize(("schema", "table"), TABLES)
async def test_only_the_listed_unique_indexes_were_added(catalog: Any, schema: str, table: str) -> None:
    name = f"{schema}.{table}"
    found = {row["name"]: row["columns"] for row in await catalog.fetch(UNIQUE_INDEXES, name)}
    listed_here: dict[str, list[str]] = {}
    for additions in ADDED_UNIQUE_INDEXES.values():
        listed_here |= additions.get(name, {})
    assert found == listed_here


@pytest.mark.parametrize(("schema", "table"), TABLES)
async def test_foreign_keys_are_as_documented_or_listed(catalog: Any, schema: str, table: str) -> None:
    expected = {}
    for name, column in documented(schema, table).items():
        if "fk" in column:
            deviates = f"{schema}.{table}.{name}" in listed(SET_NULL_INSTEAD_OF_NO_ACTION)
            assert not deviates or column["on_delete"] == "NO ACTION"
            expected[name] = (f"{schema}.{column['fk']}", "SET NULL" if deviates else column["on_delete"])
    found = await catalog.fetch(REFERENCES, f"{schema}.{table}")
    assert {row["attname"]: (row["target"], row["on_delete"]) for row in found} == expected


@pytest.mark.parametrize(
    ("schema", "table", "name"),
    [(schema, table, name) for schema, table in TABLES for name in INVENTORY[schema][table]["indexes"]],
)
async def test_the_named_index_has_the_documented_columns(catalog: Any, schema: str, table: str, name: str) -> None:
    found = await catalog.fetchrow(INDEX, f"{schema}.{name}")
    assert dict(found) == {
        "table": f"{schema}.{table}",
        "method": "btree",
        "unique": False,
        "condition": None,
        "valid": True,
        "columns": INVENTORY[schema][table]["indexes"][name],
    }


@pytest.mark.parametrize(
    ("schema", "table", "column"), [key for key in COLUMNS if "values" in documented(*key[:2])[key[2]]]
)
async def test_a_closed_list_admits_its_values_and_no_other(
    catalog: Any, schema: str, table: str, column: str
) -> None:
    values = documented(schema, table)[column]["values"]
    numbers = isinstance(values[0], int)
    others = [min(values) - 1, max(values) + 1] if numbers else ["bogus", "", f"{values[0]} ", values[0].swapcase()]
    is_open = f"{schema}.{table}.{column}" in listed(OPEN_LISTS)
    expected = [*values, *others] if is_open else values
    assert await accepted(catalog, f"{schema}.{table}", column, [*values, *others]) == expected


@pytest.mark.parametrize(
    ("schema", "table", "column"), [key for key in COLUMNS if "range" in documented(*key[:2])[key[2]]]
)
async def test_a_documented_range_admits_its_ends_and_nothing_beyond(
    catalog: Any, schema: str, table: str, column: str
) -> None:
    low, high = map(Decimal, documented(schema, table)[column]["range"])
    beyond = [low - Decimal("0.01"), high + Decimal("0.01"), Decimal("9.99"), Decimal("NaN")]
    assert await accepted(catalog, f"{schema}.{table}", column, [low, high, *beyond]) == [low, high]


def test_every_listed_deviation_is_of_a_documented_column() -> None:
    names = {".".join(key) for key in COLUMNS}
    assert listed(SET_NULL_INSTEAD_OF_NO_ACTION) | listed(OPEN_LISTS) <= names
