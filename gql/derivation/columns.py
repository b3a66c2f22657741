"""Which columns the graph shows, their types, and how their values are written."""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from typing import Any

import strawberry
from sqlalchemy import Column, Table

from gql.derivation.names import product_of
from gql.derivation.scalars import scalar_of, writer_of
from gql.derivation.switches import switches_type
from models.columns import facts_of


def shown(table: Table) -> Iterator["Column[Any]"]:
    """The columns that become fields: all but secret and hidden ones."""
    for column in table.columns:
        facts = facts_of(column)
        if not facts.secret and not facts.hidden:
            yield column


@cache
def enum_of(prefix: str, choices: type[Enum]) -> type[Enum]:
    """The graph's enum of a value list: `LiveconvoSessionStatus { DRAFT ACTIVE … }`."""
    return strawberry.enum(choices, name=f"{prefix}{choices.__name__}", description=_words(choices.__name__))


def _words(name: str) -> str:
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return f"{spaced.strip().capitalize()}."


def graph_type(column: "Column[Any]") -> object:
    """The Python type that stands for a column's type in the graph, nullable or not left aside."""
    choices = facts_of(column).choices
    if choices is not None:
        return enum_of(product_of(column.table).prefix, choices)
    if facts_of(column).switches:
        return switches_type(column)
    return scalar_of(column.type)


def nullable(column: "Column[Any]") -> bool:
    """Whether readers may see null."""
    return bool(column.nullable) and facts_of(column).fallback is None


def writer(column: "Column[Any]") -> Callable[[Any], object] | None:
    """How a value is written to clients; None where it goes as it is."""
    choices = facts_of(column).choices
    if choices is not None:
        return {member.value: member.name for member in choices}.__getitem__
    return writer_of(column.type)
