"""JSON text put together in SQL: pieces of JSON and expressions in a row, joined by `concat`.

What an expression is, is known by its SQL text (`Sql`) wherever it needs no value of a request: to build trees of
objects for each column and to have them written took three quarters of the time that compiling took.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard, TypeVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from repositories.statement import quoted

# PostgreSQL passes at most 100 arguments to a function.
MAX_ARGUMENTS = 90


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression as it stands in the statement; all of it was written by us."""

    text: str


Part = str | Sql | ColumnElement[Any]
"""A piece of JSON that we wrote, or an expression whose value is JSON."""
P = TypeVar("P")


def column(row: str, name: str) -> Sql:
    """A column of a row that is at hand, by the name of the subquery that it is from."""
    return Sql(f"{row}.{quoted(name)}")


def literal(text: str) -> str:
    """A piece of text that we wrote: names of fields and types, which have no quotes, and JSON's own signs."""
    if "'" in text or "\\" in text:
        raise ValueError("only names and signs are written into a statement")
    return f"'{text}'"


def concatenated(parts: Iterable[str | Sql]) -> Sql:
    """One expression for pieces in a row; NULL counts as no text."""
    return Sql(_call(_arguments(parts)))


def is_text(parts: Sequence[Part]) -> "TypeGuard[Sequence[str | Sql]]":
    """Whether no part is an object that brings values with it."""
    return all(isinstance(part, str | Sql) for part in parts)


def joined(parts: Iterable[Part]) -> ColumnElement[str]:
    """The same, where some of the expressions may be objects that bring values with them."""
    arguments = _arguments(parts)
    return sa.literal_column(_call(arguments), sa.Text()) if is_text(arguments) else _nested(arguments)


def _arguments(parts: Iterable[P]) -> list[P]:
    """The same pieces, with no two of JSON side by side."""
    arguments: list[P] = []
    for part in parts:
        if isinstance(part, str) and arguments and isinstance(arguments[-1], str):
            arguments[-1] += part  # type: ignore[assignment]
        else:
            arguments.append(part)
    return arguments


def _call(arguments: Sequence[str | Sql]) -> str:
    while len(arguments) > MAX_ARGUMENTS:
        arguments = [Sql(_call(chunk)) for chunk in _chunks(arguments)]
    return f"concat({', '.join(map(_as_text, arguments))})"


def _nested(arguments: Sequence[Part]) -> ColumnElement[str]:
    while len(arguments) > MAX_ARGUMENTS:
        arguments = [_concat(chunk) for chunk in _chunks(arguments)]
    return _concat(arguments)


def _concat(arguments: Sequence[Part]) -> ColumnElement[str]:
    """Texts side by side become one object, which writes several arguments."""
    merged: list[ColumnElement[Any]] = []
    texts: list[str] = []
    for argument in arguments:
        if not isinstance(argument, ColumnElement):
            texts.append(_as_text(argument))
            continue
        if texts:
            merged.append(sa.literal_column(", ".join(texts)))
            texts = []
        merged.append(argument)
    if texts:
        merged.append(sa.literal_column(", ".join(texts)))
    return sa.func.concat(*merged, type_=sa.Text())


def _chunks(arguments: Sequence[P]) -> list[Sequence[P]]:
    return [arguments[i : i + MAX_ARGUMENTS] for i in range(0, len(arguments), MAX_ARGUMENTS)]


def _as_text(part: str | Sql) -> str:
    return part.text if isinstance(part, Sql) else literal(part)


def members(fields: Iterable[tuple[str, Iterable[Part]]]) -> list[Part]:
    """A JSON object with these members."""
    parts: list[Part] = ["{"]
    for number, (name, value) in enumerate(fields):
        parts += [f'{"," if number else ""}"{name}":', *value]
    return [*parts, "}"]


def gathered(item: list[Part], comma: str, condition: str | None = None) -> Part:
    """The texts of rows in a row; `comma` is what stands between two, and in which order they come."""
    narrowed = "" if condition is None else f" FILTER (WHERE {condition})"
    if is_text(item):
        return Sql(f"string_agg({concatenated(item).text}, {comma}){narrowed}")
    found = sa.func.string_agg(joined(item), sa.literal_column(comma))
    return found if condition is None else found.filter(sa.literal_column(condition))
