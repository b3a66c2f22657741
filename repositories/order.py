"""Orderings of rows, and cursors: where in an ordering a row stands."""

import base64
import binascii
import datetime as dt
import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Table
from sqlalchemy.dialects.postgresql import INET

from models.base import facts_of
from models.columns import facts_of as column_facts
from repositories.condition import RANK, type_of, value_of
from repositories.errors import BadInputError


@dataclass(frozen=True)
class Key:
    """One column of an ordering. NULL counts as larger than every value, as in PostgreSQL."""

    column: str
    descending: bool = False

    def reversed(self) -> "Key":
        """The same column the other way round."""
        return Key(self.column, not self.descending)


Order = tuple[Key, ...]


def default_order(table: Table) -> Order:
    """The ordering that the model declares."""
    return tuple(Key(name.lstrip("-"), name.startswith("-")) for name in facts_of(table).order)


BEST_FIRST: Order = (Key(RANK, descending=True),)


def total(order: Order, table: Table) -> Order:
    """The ordering completed by the primary key, so that no two rows stand at the same place."""
    keys = list(order)
    named = {key.column for key in keys}
    descending = keys[0].descending if keys else False
    keys += [Key(column.name, descending) for column in table.primary_key if column.name not in named]
    return tuple(keys)


def order_by(order: Order, source: FromClause, table: Table) -> list[ColumnElement[Any]]:
    """ORDER BY; PostgreSQL's own place of NULL (last ascending, first descending) is the one wanted."""
    terms: list[ColumnElement[Any]] = []
    for key in order:
        term = value_of(source, table, key.column)
        terms.append(term.desc() if key.descending else term.asc())
    return terms


def signature(order: Order) -> str:
    """What a cursor says about the ordering it belongs to."""
    return ",".join(f"{'-' if key.descending else ''}{key.column}" for key in order)


def cursor(order: Order, source: FromClause, table: Table) -> ColumnElement[str]:
    """The cursor of each row: its place in the ordering, as opaque text."""
    places = [sa.cast(value_of(source, table, key.column), sa.Text()) for key in order]
    name = sa.literal_column(f"'{signature(order)}'::text", sa.Text())
    array = sa.cast(sa.func.json_build_array(name, *places), sa.Text())
    bytes_ = sa.func.convert_to(array, sa.literal_column("'UTF8'"))
    encoded = sa.func.encode(bytes_, sa.literal_column("'base64'"))
    return sa.func.translate(encoded, sa.literal_column("E'\\n'"), sa.literal_column("''"))


@dataclass(frozen=True)
class Place:
    """A decoded cursor: the values of the ordering's columns at one row."""

    values: tuple[object, ...]


MOMENTS = (sa.DateTime, sa.Date)
MOMENT = re.compile(
    r"-?infinity|\d{4,7}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,6})?)?([+-]\d\d(:\d\d){0,2})?( BC)?", re.ASCII
)
_INVALID = "The cursor is not one of this list: pass on a cursor exactly as you got it, with the same orderBy."
_PARSERS: Sequence[tuple[type[Any], Callable[[str], object]]] = (
    (sa.Uuid, UUID),
    (sa.Float, float),
    (sa.Numeric, Decimal),
    (sa.Integer, int),
    (sa.DateTime, dt.datetime.fromisoformat),
    (sa.Date, dt.date.fromisoformat),
    (sa.Boolean, lambda text: {"true": True, "false": False}[text]),
    (INET, ipaddress.ip_interface),
    (sa.String, str),
)


# A request that was compiled before asks for each of the cursor's values by itself.
@lru_cache(maxsize=100)
def decode(text: str, order: Order, table: Table) -> Place:
    """The place that a cursor names; BadInputError if it is not a cursor of this ordering."""
    try:
        decoded = orjson.loads(base64.b64decode(text.encode("ascii"), validate=True))
        name, *texts = decoded
        if name != signature(order) or len(texts) != len(order):
            raise ValueError("another ordering")
        return Place(tuple(_parse(text, table, key) for text, key in zip(texts, order, strict=True)))
    except (ValueError, TypeError, KeyError, ArithmeticError, binascii.Error) as error:
        raise BadInputError(_INVALID, details=str(error)) from None


def _parse(text: str | None, table: Table, key: Key) -> object:
    if text is None:
        return None
    if not isinstance(text, str):
        raise TypeError("the places of a cursor are texts")
    kind = type_of(table, key.column)
    if isinstance(kind, MOMENTS):
        if not MOMENT.fullmatch(text):
            raise ValueError("not a moment")
        return text
    return parse(text, kind)


def parse(text: str, kind: "sa.types.TypeEngine[Any]") -> object:
    """The value that a text stands for in a column of this type; ValueError and the like where it is none."""
    return next(parser for base, parser in _PARSERS if isinstance(kind, base))(text)


def beyond(place: Place, order: Order, source: FromClause, table: Table) -> ColumnElement[bool]:
    """The rows that come after a place."""
    if _comparable_as_a_row(place, order, table):
        columns = sa.tuple_(*(value_of(source, table, key.column) for key in order))
        values = sa.tuple_(*(_bound(value, table, key) for value, key in zip(place.values, order, strict=True)))
        return columns < values if order[0].descending else columns > values
    branches = []
    for index, key in enumerate(order):
        equal = [_same(place.values[i], order[i], source, table) for i in range(index)]
        branches.append(sa.and_(*equal, _after(place.values[index], key, source, table)))
    return sa.or_(*branches)


def _comparable_as_a_row(place: Place, order: Order, table: Table) -> bool:
    """A row comparison can use an index; it is right when all columns go one way and no NULL comes after."""
    if len({key.descending for key in order}) > 1 or None in place.values:
        return False
    return order[0].descending or not any(_may_be_null(table, key) for key in order)


def _may_be_null(table: Table, key: Key) -> bool:
    if key.column == RANK:
        return False
    column = table.columns[key.column]
    return bool(column.nullable) and column_facts(column).fallback is None


def _bound(value: object, table: Table, key: Key) -> ColumnElement[Any]:
    kind = type_of(table, key.column)
    if isinstance(kind, MOMENTS):
        # As PostgreSQL wrote it: Python knows neither infinity nor the years after 9999.
        return sa.cast(sa.bindparam(None, value, sa.Text(), unique=True), kind)
    return sa.bindparam(None, value, kind, unique=True)


def _same(value: object, key: Key, source: FromClause, table: Table) -> ColumnElement[bool]:
    column = value_of(source, table, key.column)
    return column.is_(None) if value is None else column == _bound(value, table, key)


def _after(value: object, key: Key, source: FromClause, table: Table) -> ColumnElement[bool]:
    column = value_of(source, table, key.column)
    if key.descending:
        return column.is_not(None) if value is None else column < _bound(value, table, key)
    if value is None:
        return sa.false()
    after = column > _bound(value, table, key)
    return sa.or_(after, column.is_(None)) if _may_be_null(table, key) else after
