"""A valid value for a column of any kind, another one each time where its kind permits."""

import datetime as dt
import re
import secrets
import string
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
        case sa.Float():
            return float((facts.between or (1, None))[0] or 0)
        case sa.Numeric():
            return Decimal((facts.between or (1, None))[0] or 0)
        case sa.Integer():
            low, high = facts.between or (0, None)
            return (low or 0) if high is not None else (low or 0) + number
    return _other_value(column, number, array=facts.array)


def _other_value(column: "Column[Any]", number: int, *, array: bool) -> object:
    match column.type:
        case sa.Boolean():
            return False
        case sa.Uuid():
            return uuid4()
        case sa.DateTime():
            return MOMENT
        case sa.Date():
            return MOMENT.date()
        case sa.LargeBinary():
            return uuid4().bytes * 2
        case sa.ARRAY():
            return [f"{column.name} {number}"]
        case JSONB():
            return [] if array else {}
        case INET():
            return IPv4Address("192.0.2.1")
        case Vector(dim=dimensions):
            return str([1.0] * int(dimensions or 1))
        case Geography():
            return sa.literal(GeoPoint(52.0 + number % 1000 / 1000, 13.0), Place())
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
