"""Columns admit the documented values: closed lists and ranges, and what is listed with its obligation."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from tests.contract.decisions import ADDED_LISTS, NOT_EMPTY, OPEN_LISTS, SAME_LISTS
from tests.contract.lines import COLUMNS, listed, merged

LISTS = {**{name: column["values"] for name, column in COLUMNS.items() if "values" in column}, **merged(ADDED_LISTS)}
LISTS |= {name: LISTS[other] for name, other in merged(SAME_LISTS).items()}
RANGES = {name: column["range"] for name, column in COLUMNS.items() if "range" in column}

CHECKS = """
SELECT concat_ws('.', c.conrelid::regclass, a.attname) AS column,
    string_agg('coalesce(' || pg_get_expr(c.conbin, c.conrelid) || ', true)', ' AND ') AS condition
FROM pg_constraint AS c JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
WHERE c.contype = 'c' GROUP BY 1
"""


@pytest.fixture(scope="module")
async def checks(administrator: Any) -> dict[str, str]:
    """By column: what all the CHECKs on this one column permit."""
    return {row["column"]: row["condition"] for row in await administrator.fetch(CHECKS)}


async def admitted(
    administrator: Any, checks: dict[str, str], column: str, candidates: Iterable[object]
) -> list[Any]:
    """Those of the candidates that the CHECKs on a column permit; of an array they are its only element."""
    kind, name = COLUMNS[column]["type"].partition("(")[0], column.rpartition(".")[2]
    statement = f'SELECT {checks.get(column, "true")} FROM (SELECT $1::{kind} AS "{name}") AS candidate'
    in_array = kind.endswith("[]")
    return [value for value in candidates if await administrator.fetchval(statement, [value] if in_array else value)]


def expected_of(column: str, candidates: list[Any]) -> list[Any]:
    """The values of a closed list; all candidates of an open one, but for the empty text where it is refused."""
    documented_as_open = COLUMNS[column].get("open", False) and column not in merged(ADDED_LISTS)
    if not documented_as_open and column not in listed(OPEN_LISTS):
        return [*LISTS[column]]
    return [value for value in candidates if value or column not in listed(NOT_EMPTY)]


def strangers(values: list[Any]) -> list[Any]:
    """Values like those of a list that are not in it."""
    if isinstance(values[0], int):
        return [min(values) - 1, max(values) + 1]
    return ["bogus", "", f"{values[0]} ", values[0].swapcase()]


@pytest.mark.parametrize("table", sorted({name.rpartition(".")[0] for name in LISTS}))
async def test_lists_admit_their_values_and_no_others_unless_they_are_open(
    administrator: Any, checks: dict[str, str], table: str
) -> None:
    columns = [column for column in LISTS if column.rpartition(".")[0] == table]
    candidates = {column: [*LISTS[column], *strangers(LISTS[column])] for column in columns}
    actual = {column: await admitted(administrator, checks, column, candidates[column]) for column in columns}
    assert actual == {column: expected_of(column, candidates[column]) for column in columns}


@pytest.mark.parametrize("column", RANGES)
async def test_a_documented_range_admits_its_ends_and_nothing_beyond(
    administrator: Any, checks: dict[str, str], column: str
) -> None:
    low, high = map(Decimal, RANGES[column])
    digits = [int(number) for number in re.findall("[0-9]+", COLUMNS[column]["type"])]
    step = Decimal(10) ** -digits[1] if digits else Decimal(1)
    beyond = [low - step, high + step]
    beyond += [10 ** (digits[0] - digits[1]) - step, Decimal("NaN")] if digits else []
    assert await admitted(administrator, checks, column, [low, high, *beyond]) == [low, high]
