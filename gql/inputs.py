"""Inputs of mutations: descriptions and limits come from the columns that the values go into."""

import re
from collections.abc import Callable
from dataclasses import fields
from enum import Enum
from typing import Any, TypeVar, get_args
from urllib.parse import urlsplit

import orjson
import sqlalchemy as sa
import strawberry
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import JSONB
from strawberry.types.field import StrawberryField

from gql.derivation.columns import graph_type
from gql.derivation.names import field_name
from models.columns import facts_of
from repositories.errors import BadInputError
from repositories.repository import table_of

MAX_TEXT = 100_000
MAX_JSON = 64 * 1024
# A host whose last part is a number is an IPv4 address in one of its many forms.
NUMERIC_HOST = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)\.?$")

T = TypeVar("T")


def extra(description: str, **options: Any) -> Any:
    """A field of an input that is no column of its table."""
    return strawberry.field(description=description, **options)


def input_for(model: type[Any], description: str) -> Callable[[type[T]], type[T]]:
    """Make a class the input of a mutation on a table.

    Annotations without a value of their own are columns of the table, described and limited by them; enum
    columns get the graph's enum. Optional ones (`| None`) may be left out.
    """
    table = table_of(model)

    def made(cls: type[T]) -> type[T]:
        cls.__annotations__ = {
            name: _annotation(table, name, annotation) for name, annotation in cls.__annotations__.items()
        }
        for name in cls.__annotations__:
            if isinstance(cls.__dict__.get(name), StrawberryField):
                continue
            default: Any = {"default": strawberry.UNSET} if type(None) in get_args(cls.__annotations__[name]) else {}
            setattr(cls, name, strawberry.field(description=_described(table.columns[name]), **default))
        cls.__input_table__ = table  # type: ignore[attr-defined]
        return strawberry.input(cls, description=description)

    return made


def _annotation(table: Table, name: str, annotation: Any) -> Any:
    """The graph's own type in place of a value list's Python enum."""
    if name not in table.columns or facts_of(table.columns[name]).choices is None:
        return annotation
    kind: Any = graph_type(table.columns[name])
    return kind | None if type(None) in get_args(annotation) else kind


def _described(column: "Column[Any]") -> str:
    description = facts_of(column).description
    low, high = facts_of(column).between or (None, None)
    limit = _length(column)
    if limit is not None:
        return f"{description} At most {limit} characters."
    if low is not None and high is not None:
        return f"{description} From {low} to {high}."
    if low is not None:
        return f"{description} At least {low}."
    return description


def _length(column: "Column[Any]") -> int | None:
    if not isinstance(column.type, sa.String) or facts_of(column).choices is not None:
        return None
    return column.type.length or MAX_TEXT


def values_of(sent: Any) -> dict[str, object]:
    """The column values that were sent, checked against the columns' limits; enums as the database has them."""
    table: Table = sent.__input_table__
    values: dict[str, object] = {}
    for item in fields(sent):
        value = getattr(sent, item.name)
        if value is strawberry.UNSET or item.name not in table.columns:
            continue
        _check(table.columns[item.name], value)
        values[item.name] = value.value if isinstance(value, Enum) else value
    return values


def _check(column: "Column[Any]", value: object) -> None:
    name = field_name(column.name)
    if value is None:
        if not column.nullable:
            raise BadInputError(f"{name} cannot be null.")
        return
    _check_text(column, name, value)
    _check_number(column, name, value)
    if isinstance(column.type, JSONB):
        _check_json(column, name, value)
    if name == "url" or name.endswith("Url"):
        _check_url(name, str(value))


def _check_text(column: "Column[Any]", name: str, value: object) -> None:
    limit = _length(column)
    if limit is None or not isinstance(value, str):
        return
    if len(value) > limit:
        raise BadInputError(f"{name} has {len(value)} characters; the limit is {limit}.")
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadInputError(f"{name} contains a character that cannot be stored.")
    if not column.nullable and not value.strip():
        raise BadInputError(f"{name} cannot be empty.")


def _check_number(column: "Column[Any]", name: str, value: object) -> None:
    low, high = facts_of(column).between or (None, None)
    number: Any = value
    if (low is not None and number < low) or (high is not None and number > high):
        reach = f"{low} to {high}" if high is not None else f"at least {low}"
        raise BadInputError(f"{name} is {value}, but must be {reach}.")
    if isinstance(column.type, sa.Numeric) and column.type.precision is not None:
        whole = column.type.precision - (column.type.scale or 0)
        if abs(number) >= 10**whole:
            raise BadInputError(f"{name} is {value}, but must have at most {whole} digits before the point.")


def _check_json(column: "Column[Any]", name: str, value: object) -> None:
    if facts_of(column).array and not isinstance(value, list):
        raise BadInputError(f"{name} must be an array.")
    text = orjson.dumps(value)
    if len(text) > MAX_JSON:
        raise BadInputError(f"{name} has {len(text)} bytes; the limit is {MAX_JSON}.")
    if b"\\u0000" in text:
        raise BadInputError(f"{name} contains a character that cannot be stored.")


def _check_url(name: str, value: str) -> None:
    """Only addresses of public hosts over https: nothing of ours may be made to call inside."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    odd = any(letter.isspace() or not letter.isprintable() for letter in value)
    if odd or parts.scheme != "https" or "." not in host or ":" in host or NUMERIC_HOST.search(host):
        raise BadInputError(f"{name} must be an https address of a public host.")
