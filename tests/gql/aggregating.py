"""What aggregates and groups are, computed in Python from the rows, and the selections that ask for them."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Column, Table

from gql.derivation.aggregates import extremes, numbers
from gql.derivation.names import field_name
from models.columns import facts_of
from repositories.bucket import Unit
from tests.contract.rows import Values
from tests.gql import asking

PRECISE = Context(prec=200, rounding=ROUND_HALF_UP)
UTC = ZoneInfo("UTC")


def value(column: "Column[Any]", row: Values) -> Any:
    """What readers see of a column: NULL shows as its fallback."""
    found, fallback = row[column.name], facts_of(column).fallback
    if isinstance(fallback, Decimal) and isinstance(column.type, sa.Numeric):
        fallback = fallback.quantize(Decimal(1).scaleb(-(column.type.scale or 0)))
    return fallback if found is None else found


def values(column: "Column[Any]", rows: Iterable[Values]) -> list[Any]:
    """The values of a column that are there."""
    return [found for row in rows if (found := value(column, row)) is not None]


def total(column: "Column[Any]", found: Sequence[Any]) -> object:
    """A sum as clients read it."""
    if not found:
        return None
    if isinstance(column.type, sa.Double):
        return float(sum(Decimal(repr(one)) for one in found))
    return format(sum(found), "d" if isinstance(column.type, sa.Integer) else "f")


def mean(column: "Column[Any]", found: Sequence[Any]) -> object:
    """An average as clients read it: a decimal number has 16 decimals at most."""
    if not found:
        return None
    if isinstance(column.type, sa.Double):
        return float(sum(Fraction(repr(one)) for one in found) / len(found))
    exact = Fraction(sum(map(Fraction, found))) / len(found)
    digits = PRECISE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    rounded = digits.quantize(Decimal("1e-16"), context=PRECISE)
    return format(rounded, "f").rstrip("0").rstrip(".")


def end(column: "Column[Any]", found: Sequence[Any], choose: Callable[[Sequence[Any]], Any]) -> object:
    """The smallest or largest value as clients read it."""
    return asking.as_read(column.table, column.name, choose(found)) if found else None


def measures(table: Table) -> str:
    """A selection of all that is computed over rows of a table."""
    added = " ".join(field_name(column.name) for column in numbers(table))
    ends = " ".join(field_name(column.name) for column in extremes(table))
    parts = [f"sum {{ {added} }} avg {{ {added} }}"] * bool(added) + [f"min {{ {ends} }} max {{ {ends} }}"] * bool(
        ends
    )
    return " ".join(["count", *parts])


def measured(table: Table, rows: Sequence[Values]) -> dict[str, object]:
    """What is computed over these rows, as clients read it."""
    found: dict[str, object] = {"count": len(rows)}
    given = {column.name: values(column, rows) for column in extremes(table)}
    if numbers(table):
        found["sum"] = {field_name(c.name): total(c, given[c.name]) for c in numbers(table)}
        found["avg"] = {field_name(c.name): mean(c, given[c.name]) for c in numbers(table)}
    if extremes(table):
        found["min"] = {field_name(c.name): end(c, given[c.name], min) for c in extremes(table)}
        found["max"] = {field_name(c.name): end(c, given[c.name], max) for c in extremes(table)}
    return found


def start(moment: Any, unit: Unit, zone: ZoneInfo = UTC) -> Any:
    """Where the bucket of a moment begins, in UTC; of a day, which day."""
    if not isinstance(moment, dt.datetime):
        return first_day(moment, unit)
    local = moment.astimezone(zone)
    if unit.is_of_a_day:
        minute = 0 if unit is Unit.HOUR else local.minute
        return local.replace(minute=minute, second=0, microsecond=0).astimezone(UTC)
    day = first_day(local.date(), unit)
    # Of two midnights it is the first: fold is 0.
    return dt.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def first_day(day: dt.date, unit: Unit) -> dt.date:
    """The first day of the week, month, quarter or year of a day."""
    match unit:
        case Unit.WEEK:
            return day - dt.timedelta(days=day.weekday())
        case Unit.MONTH:
            return day.replace(day=1)
        case Unit.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Unit.YEAR:
            return day.replace(month=1, day=1)
    return day


def by_column(column: "Column[Any]") -> str:
    """What groups rows by a column."""
    return f"{{ column: {column.name.upper()} }}"


def by_bucket(column: "Column[Any]", unit: Unit) -> str:
    """What groups rows by buckets of a column."""
    return f"{{ bucket: {{ column: {column.name.upper()}, unit: {unit.name} }} }}"


def grouped(rows: Sequence[Values], column: "Column[Any]", unit: Unit | None) -> list[tuple[object, list[Values]]]:
    """The groups of these rows by a column, or by buckets of it: the key as clients read it, and the rows."""
    found: dict[Any, list[Values]] = {}
    for row in rows:
        key = value(column, row)
        found.setdefault(key if unit is None or key is None else start(key, unit), []).append(row)
    keys = sorted(found, key=lambda key: (key is None, key))
    return [(asking.as_read(column.table, column.name, key), found[key]) for key in keys]
