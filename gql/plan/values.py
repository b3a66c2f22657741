"""How a column's value is written as JSON text: exactly as the resolver lane writes it."""

import datetime as dt
from collections.abc import Callable
from enum import Enum
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geography
from sqlalchemy import Column, ColumnElement
from sqlalchemy.dialects.postgresql import INET, JSONB

from gql.derivation.columns import nullable
from gql.plan.text import Part, joined
from models.columns import facts_of

Expression = ColumnElement[Any]
# What Python knows of time; PostgreSQL's infinities are shown as these, in both lanes.
_FIRST, _LAST = dt.datetime.min.isoformat(), dt.datetime.max.isoformat()


def written(column: "Column[Any]", value: Expression) -> list[Part]:
    """A column's value as JSON; `value` is the column as readers see it."""
    choices = facts_of(column).choices
    write = _choice(choices) if choices is not None else _writer(column.type)
    text = write(value)
    if not nullable(column):
        return text
    whole = text[0] if len(text) == 1 and not isinstance(text[0], str) else joined(text)
    # `concat` takes NULL for no text, so that what stands around a NULL has to go with it.
    return [
        sa.func.coalesce(whole, sa.literal_column("'null'"))
        if len(text) == 1
        else sa.case((value.is_(None), sa.literal_column("'null'")), else_=whole)
    ]


def key_text(column: "Column[Any]", value: Expression) -> Expression:
    """The value of a key as the text that it has in a nodeId."""
    return _day(value) if isinstance(column.type, sa.Date) else _text(value)


def place(value: Expression, members: list[Part], *, optional: bool) -> list[Part]:
    """A point as the object of its selected members."""
    if not optional:
        return members
    return [sa.case((value.is_(None), sa.literal_column("'null'")), else_=joined(members))]


def coordinate(value: Expression, axis: str) -> Expression:
    """The latitude or longitude of a point, in PostgreSQL's shortest exact digits."""
    function = sa.func.public.ST_Y if axis == "latitude" else sa.func.public.ST_X
    return _text(function(sa.cast(value, _Geometry())))


class _Geometry(sa.types.UserDefinedType[Any]):
    """PostGIS's geometry, which knows coordinates; a geography does not."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "public.geometry"


def _text(value: Expression) -> Expression:
    return sa.cast(value, sa.Text())


def _quoted(value: Expression) -> list[Part]:
    return ['"', _text(value), '"']


def _as_json(value: Expression) -> list[Part]:
    return [_text(sa.func.to_json(value))]


def _moment(kind: sa.DateTime) -> Callable[[Expression], list[Part]]:
    zone = "" if not kind.timezone else "+00"
    name = "timestamptz" if zone else "timestamp"
    first: Expression = sa.literal_column(f"'{_FIRST}{zone}'::{name}")
    last: Expression = sa.literal_column(f"'{_LAST}{zone}'::{name}")

    def write(value: Expression) -> list[Part]:
        known = _between(first, value, last)
        return _as_json(known if zone else sa.func.timezone(sa.literal_column("'UTC'"), known))

    return write


def _choice(choices: type[Enum]) -> Callable[[Expression], list[Part]]:
    names = {str(member.value): member.name for member in choices}

    def write(value: Expression) -> list[Part]:
        if all(name == text.upper() for text, name in names.items()):
            return ['"', sa.func.upper(sa.collate(value, "C")), '"']
        name = sa.case(
            *((value == sa.literal_column(f"'{text}'"), sa.literal_column(f"'{n}'")) for text, n in names.items())
        )
        return ['"', name, '"']

    return write


def _day(value: Expression) -> Expression:
    first: Expression = sa.literal_column(f"'{dt.date.min}'::date")
    return _text(_between(first, value, sa.literal_column(f"'{dt.date.max}'::date")))


def _between(first: Expression, value: Expression, last: Expression) -> Expression:
    """The value, no less than the first and no more than the last; NULL stays NULL, as with `least` it would not."""
    return sa.case((value < first, first), (value > last, last), else_=value)


def _writer(kind: "sa.types.TypeEngine[Any]") -> Callable[[Expression], list[Part]]:
    match kind:
        case sa.DateTime():
            return _moment(kind)
        case sa.Date():
            return lambda value: ['"', _day(value), '"']
        case sa.Uuid() | sa.BigInteger():
            return _quoted
        case sa.Double() | sa.Integer() | sa.Boolean() | JSONB():
            return lambda value: [_text(value)]
        case sa.Numeric():
            return _quoted
        case sa.String() | sa.ARRAY() | INET():
            return _as_json
        case Geography():
            raise AssertionError("a point is written by its members")
    return _quoted
