"""A valid value for a column of any kind, another one each time where its kind permits."""

import datetime as dt
import re
import secrets
import string
from collections.abc import Callable, Mapping
from decimal import Decimal
from ipaddress import IPv4Address
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from geoalchemy2 import Geography
from pgvector.sqlalchemy import Vector
from sqlalchemy import BindParameter, Column
from sqlalchemy.dialects.postgresql import INET, JSONB

from models import columns
from repositories.geography import GeoPoint

MOMENT = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
SIMPLE: Mapping[type, Callable[[], object]] = {
    sa.Boolean: lambda: False,
    sa.Uuid: uuid4,
    sa.DateTime: lambda: MOMENT,
    sa.Date: MOMENT.date,
    sa.LargeBinary: lambda: uuid4().bytes * 2,
    INET: lambda: IPv4Address("192.0.2.1"),
}
_PART = re.compile(r"(\[[^\]]+\]|\\.|[^(){}|*+?])(?:\{(\d+)(?:,\d*)?\})?")
_ANYTHING = string.printable.strip()


class Place(sa.types.UserDefinedType[GeoPoint]):
    """A point as the driver's codec takes it, without a function of PostGIS around it."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """The type's name in SQL."""
        return "public.geography"


def value_for(column: "Column[Any]", number: int) -> object:
    """A valid value for a column; the number makes it another one each time."""
    facts = columns.facts_of(column)
    if facts.choices is not None:
        return next(iter(facts.choices)).value
    if facts.matches is not None:
        return matching(facts.matches)
    match column.type:
        case sa.String(length=length):
            text = f"{column.name} {number} {uuid4().hex[:8]}"
            return text[-length:] if length else text
        case sa.Float() | sa.Numeric() | sa.Integer():
            return _number(column, number)
        case sa.ARRAY():
            return [f"{column.name} {number}"]
        case JSONB():
            return [] if facts.array else {}
        case Geography():
            return sa.literal(GeoPoint(52.0 + number % 1000 / 1000, 13.0), Place())
    return _simple_value(column)


def _number(column: "Column[Any]", number: int) -> object:
    """The least that is allowed; an integer without a limit is another one each time."""
    low, high = columns.facts_of(column).between or (1, None)
    if isinstance(column.type, sa.Integer):
        return (low or 0) + (number if high is None else 0)
    return float(low or 0) if isinstance(column.type, sa.Float) else Decimal(low or 0)


def _simple_value(column: "Column[Any]") -> object:
    for kind, make in SIMPLE.items():
        if isinstance(column.type, kind):
            return make()
    if isinstance(column.type, Vector):
        return str([1.0] * int(column.type.dim or 1))
    raise NotImplementedError(f"no value is known for {column.table.fullname}.{column.name} ({column.type})")


def plain(value: object) -> object:
    """A value as a row has it, which a statement may need dressed up."""
    return value.value if isinstance(value, BindParameter) else value


def stored(table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """Every column as the driver's codecs read it."""
    return [
        sa.type_coerce(column, Place()).label(column.name) if isinstance(column.type, Geography) else column
        for column in table.columns
    ]


def matching(pattern: str) -> str:
    """A text that matches a regular expression of signs, sets of signs and how often each stands there."""
    parts = list(_PART.finditer(pattern))
    if "".join(part[0] for part in parts) != pattern:
        raise NotImplementedError(f"no text is known that matches {pattern}")
    return "".join(secrets.choice(_signs(part[1])) for part in parts for _ in range(int(part[2] or 1)))


def _signs(part: str) -> str:
    return "".join(sign for sign in _ANYTHING if re.fullmatch(part, sign))
