"""How a column's value is written as JSON text: exactly as the resolver lane writes it."""

import datetime as dt
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geography
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import INET, JSONB

from gql.derivation.columns import nullable
from gql.plan.text import Sql, concatenated, literal
from models.columns import facts_of

Piece = str | Sql
# What Python knows of time; PostgreSQL's infinities are shown as these, in both lanes.
_FIRST, _LAST = dt.datetime.min.isoformat(), dt.datetime.max.isoformat()


def written(column: "Column[Any]", value: Sql) -> list[Piece]:
    """A column's value as JSON; `value` is the column as readers see it."""
    text = _writer_of(column)(value.text)
    if not nullable(column):
        return text
    match text:
        case [Sql(alone)]:
            # Of JSON, `null` is a value; of a number only the text can be it.
            return [Sql(f"coalesce({alone if _is_json(column.type) else f'({alone})::text'}, 'null')")]
    # `concat` takes NULL for no text, so that what stands around a NULL has to go with it.
    return [unless_null(value, concatenated(text))]


def unless_null(value: Sql, text: Sql) -> Sql:
    """The text, or JSON's null where the value is NULL."""
    return Sql(f"CASE WHEN {value.text} IS NULL THEN 'null' ELSE {text.text} END")


def key_text(column: "Column[Any]", value: Sql) -> Sql:
    """The value of a key as the text that it has in a nodeId."""
    return Sql(_day(value.text) if isinstance(column.type, sa.Date) else f"{value.text}::text")


def coordinate(value: Sql, axis: str) -> Sql:
    """The latitude or longitude of a point, in PostgreSQL's shortest exact digits."""
    function = "ST_Y" if axis == "latitude" else "ST_X"
    # A geography does not know its coordinates; PostGIS's geometry does.
    return Sql(f"public.{function}({value.text}::public.geometry)::text")


def is_on(value: Sql, key: str) -> Sql:
    """Whether a switch of a JSON object is on; what is no boolean and what is not there is off."""
    return Sql(f"(({value.text} -> {literal(key)}) IS NOT DISTINCT FROM 'true'::jsonb)::text")


Write = Callable[[str], list[Piece]]


@cache
def _writer_of(column: "Column[Any]") -> Write:
    choices = facts_of(column).choices
    return _choice(choices) if choices is not None else _writer(column.type)


# `concat` writes its arguments as text itself: a cast before it would write each of them twice.
def _quoted(value: str) -> list[Piece]:
    return ['"', Sql(value), '"']


def _plain(value: str) -> list[Piece]:
    return [Sql(value)]


def _boolean(value: str) -> list[Piece]:
    """What `concat` makes of a boolean is `t` or `f`."""
    return [Sql(f"{value}::text")]


def _as_json(value: str) -> list[Piece]:
    return [Sql(f"to_json({value})")]


def _is_json(kind: "sa.types.TypeEngine[Any]") -> bool:
    return isinstance(kind, JSONB | sa.String | sa.ARRAY | INET | sa.DateTime)


def _moment(kind: sa.DateTime) -> Write:
    zone = "" if not kind.timezone else "+00"
    name = "timestamptz" if zone else "timestamp"
    first, last = f"'{_FIRST}{zone}'::{name}", f"'{_LAST}{zone}'::{name}"

    def write(value: str) -> list[Piece]:
        known = _between(first, value, last)
        return _as_json(known if zone else f"timezone('UTC', {known})")

    return write


def _choice(choices: type[Enum]) -> Write:
    names = {str(member.value): member.name for member in choices}

    def write(value: str) -> list[Piece]:
        if all(name == text.upper() for text, name in names.items()):
            return ['"', Sql(f'upper({value} COLLATE "C")'), '"']
        cases = " ".join(f"WHEN {literal(text)} THEN {literal(name)}" for text, name in names.items())
        return ['"', Sql(f"CASE {value} {cases} END"), '"']

    return write


def _day(value: str) -> str:
    first, last = f"'{dt.date.min}'::date", f"'{dt.date.max}'::date"
    return f"({_between(first, value, last)})::text"


def _between(first: str, value: str, last: str) -> str:
    """The value, no less than the first and no more than the last; NULL stays NULL, as with `least` it would not."""
    return f"CASE WHEN {value} < {first} THEN {first} WHEN {value} > {last} THEN {last} ELSE {value} END"


def _writer(kind: "sa.types.TypeEngine[Any]") -> Write:
    match kind:
        case sa.DateTime():
            return _moment(kind)
        case sa.Date():
            return lambda value: ['"', Sql(_day(value)), '"']
        case sa.Uuid() | sa.BigInteger():
            return _quoted
        case sa.Boolean():
            return _boolean
        case sa.Double() | sa.Integer() | JSONB():
            return _plain
        case sa.Numeric():
            return _quoted
        case sa.String() | sa.ARRAY() | INET():
            return _as_json
        case Geography():
            raise AssertionError("a point is written by its members")
    return _quoted
