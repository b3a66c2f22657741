"""The rows that a caller may see, before anything narrows them, and the columns of them that are wanted."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, Table

from models.access import Command, Through
from models.base import facts_of, soft_deletes
from repositories.condition import RANK, live, value_of
from repositories.listing import Listing
from repositories.named import Asked
from repositories.order import Order, default_order, total
from repositories.statement import CLIENTS, quoted
from repositories.visible import newest_by_name, readable, visible, visible_by_name


def projection(source: FromClause, table: Table, names: Collection[str]) -> list[ColumnElement[Any]]:
    """The columns as readers see them, always in the table's order so that equal wishes give equal SQL."""
    return [
        value_of(source, table, column.name).label(column.name) for column in table.columns if column.name in names
    ]


def shown(source: FromClause, table: Table, names: Collection[str]) -> list[ColumnElement[Any]]:
    """The same of a source that has a name, as one piece of text: objects take ten times as long."""
    name: str = source.name  # type: ignore[attr-defined]
    texts = [_shown(name, table, column.name) for column in table.columns if column.name in names]
    return [sa.literal_column(", ".join(texts))] if texts else []


@lru_cache(maxsize=10_000)
def _shown(source: str, table: Table, name: str) -> str:
    """A column as readers see it, as it stands in a statement that reads the table by this name."""
    value, column = value_of(table, table, name), quoted(name)
    if value is table.columns[name]:
        return f"{source}.{column}"
    value = value_of(table.alias(source), table, name)
    return f"{value.compile(dialect=CLIENTS)} AS {column}"


def visible_rows(
    table: Table,
    columns: Collection[str],
    *,
    deleted_too: bool = False,
    search: str | None = None,
    order: Order | None = None,
) -> tuple[FromClause, Select[Any]]:
    """All rows of a table that are not deleted; row security narrows them to the caller's.

    With the order in which they will be read they come from a view that has it, if there is one.
    """
    source = _in_order(table, order) if search is None else _found(table, search)
    selection = sa.select(*shown(source, table, columns)).select_from(source)
    condition = None if deleted_too else live(source, table)
    return source, selection if condition is None else selection.where(condition)


def _in_order(table: Table, order: Order | None) -> FromClause:
    newest = newest_by_name(table)
    if newest is None or order != total(default_order(table), table):
        return visible_by_name(table)
    return newest


def named_rows(asked: Asked, columns: Collection[str], listing: Listing | None) -> tuple[FromClause, Select[Any]]:
    """The rows that a named query means, with what it computes; all of them where there is no listing."""
    source = asked.rows(listing)
    return source, sa.select(*shown(source, asked.query.shape, columns)).select_from(source)


def _found(table: Table, words: str) -> FromClause:
    """The rows that a search finds, with their ranks; the table's own function knows the index on words."""
    name = facts_of(table).search
    assert name is not None
    call = getattr(getattr(sa.func, str(table.schema)), name)(sa.bindparam(None, words, sa.Text(), unique=True))
    found = call.table_valued(sa.column("id", sa.Uuid()), sa.column("rank", sa.REAL()), name="found")
    rows = visible(table)
    joined = rows.join(found, rows.c.id == found.c.id)
    columns = (rows.c[name] for name in readable(table))
    rank: ColumnElement[float] = sa.cast(found.c.rank, sa.Double()).label(RANK)
    return sa.select(*columns, rank).select_from(joined).subquery(table.name)


def scope(source: FromClause, table: Table) -> ColumnElement[bool] | None:
    """The caller's parents, for a list of children that no parent narrows: read once, not per row."""
    rule = facts_of(table).access.rule(Command.SELECT)
    if not isinstance(rule, Through):
        return None
    (key,) = table.columns[rule.column].foreign_keys
    parent = visible(key.column.table)
    mine = sa.select(parent.c[key.column.name])
    if soft_deletes(key.column.table):
        mine = mine.where(parent.c.deleted_at.is_(None))
    grandparents = scope(parent, key.column.table)
    if grandparents is not None:
        mine = mine.where(grandparents)
    return source.c[rule.column] == sa.any_(sa.func.array(mine.scalar_subquery()))
