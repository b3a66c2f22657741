"""JSON text put together in SQL: literal pieces and expressions in a row, joined by `concat`."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

# PostgreSQL passes at most 100 arguments to a function.
MAX_ARGUMENTS = 90

Part = str | ColumnElement[Any]


def literal(text: str) -> ColumnElement[str]:
    """A piece of text that we wrote: names of fields and types, which have no quotes, and JSON's own signs."""
    if "'" in text or "\\" in text:
        raise ValueError("only names and signs are written into a statement")
    return sa.literal_column(f"'{text}'", sa.Text())


def joined(parts: Iterable[Part]) -> ColumnElement[str]:
    """One expression for pieces in a row; NULL counts as no text."""
    merged = _merged(parts)
    while len(merged) > MAX_ARGUMENTS:
        merged = [_concat(merged[i : i + MAX_ARGUMENTS]) for i in range(0, len(merged), MAX_ARGUMENTS)]
    return _concat(merged)


def _merged(parts: Iterable[Part]) -> list[Part]:
    merged: list[Part] = []
    for is_text, group in groupby(parts, lambda part: isinstance(part, str)):
        pieces = list(group)
        merged += ["".join(map(str, pieces))] if is_text else pieces
    return merged


def _concat(parts: Sequence[Part]) -> ColumnElement[str]:
    return sa.func.concat(*(literal(part) if isinstance(part, str) else part for part in parts), type_=sa.Text())


def members(fields: Iterable[tuple[str, Iterable[Part]]]) -> list[Part]:
    """A JSON object with these members."""
    parts: list[Part] = ["{"]
    for number, (name, value) in enumerate(fields):
        parts += [f'{"," if number else ""}"{name}":', *value]
    return [*parts, "}"]
