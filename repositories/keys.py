"""Rows by the values of their keys."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, Table

from repositories.relations import Relation
from repositories.selection import visible_rows
from repositories.statement import Statement, reused

Key = tuple["sa.Column[Any]", ...]


def primary_key(table: Table) -> Key:
    """The columns that name one row of a table."""
    return tuple(table.primary_key.columns)


def key_array(column: "sa.Column[Any]", values: Sequence[object] | None, name: str = "keys") -> sa.BindParameter[Any]:
    """A parameter for values of a key, as an array."""
    return sa.bindparam(name, values, sa.ARRAY(column.type))


def unforeseen(values: ColumnElement[Any]) -> ColumnElement[Any]:
    """An array of which the planner knows nothing.

    One that knows how many there are plans again each time, since a few cost less than it thinks of in general.
    """
    return sa.select(values).scalar_subquery()


def among(values: ColumnElement[Any]) -> ColumnElement[Any]:
    """Any of the values of an array, however many there are."""
    return sa.any_(sa.func.array(sa.select(sa.func.unnest(values)).scalar_subquery()))


def by_key(
    key: Key, columns: Collection[str], values: Sequence[Sequence[object]], *, deleted_too: bool = False
) -> Statement:
    """The rows whose key is one of the values, each a value for every column of the key.

    Of a key of several columns, rows come too that mix the values: each column is looked up by itself, so that
    a hypertable reads the chunks in question only.
    """
    statement = reused(_by_key, key, frozenset(columns), deleted_too)
    return statement.bound(**{f"key{i}": [value[i] for value in values] for i in range(len(key))})


def _by_key(key: Key, columns: frozenset[str], deleted_too: bool) -> Select[Any]:
    wanted = {*columns, *(column.name for column in key)}
    source, rows = visible_rows(key[0].table, wanted, deleted_too=deleted_too)
    # Which chunks of a hypertable have to be read is seen from the values themselves.
    one_of = among if len(key) == 1 else sa.any_
    return rows.where(*(source.c[c.name] == one_of(key_array(c, None, f"key{i}")) for i, c in enumerate(key)))


def by_key_rows(key: Key, columns: Collection[str], values: Sequence[object]) -> Select[Any]:
    """The row whose key has these values."""
    source, rows = visible_rows(key[0].table, columns)
    given = (sa.bindparam(None, value, column.type, unique=True) for value, column in zip(values, key, strict=True))
    return rows.where(*(source.c[column.name] == value for column, value in zip(key, given, strict=True)))


def by_keys(key: "sa.Column[Any]", columns: Collection[str], values: object) -> Select[Any]:
    """The rows whose key is one of the values, which may come later."""
    source, rows = visible_rows(key.table, {*columns, key.name})
    given = sa.bindparam(None, values, sa.ARRAY(key.type), unique=True)
    return rows.where(source.c[key.name] == among(given))


def keys_at_hand(relation: Relation, values: object, name: str = "parents") -> sa.Subquery:
    """Rows of one column, a relation's local one, with values that may come later."""
    given = sa.bindparam(None, values, sa.ARRAY(relation.local.type), unique=True)
    column: ColumnElement[Any] = sa.func.unnest(unforeseen(given), type_=relation.local.type)
    return sa.select(column.label(relation.local.name)).subquery(name)
