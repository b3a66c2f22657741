"""The SELECTs that both lanes run: pages of lists, pages per parent, counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from repositories.condition import EVERY_ROW, Condition, value_of, where
from repositories.keys import among, key_array, unforeseen
from repositories.later import then
from repositories.listing import CURSOR, PARENT, Listing
from repositories.named import Asked
from repositories.order import beyond, cursor, order_by
from repositories.relations import Relation
from repositories.rollup import NOTHING, Needs, number_of_rows, sums_of
from repositories.selection import named_rows, scope, visible_rows
from repositories.statement import REUSED, Statement, quoted, reused


def listed(listing: Listing, source: FromClause, rows: Select[Any], *, extra: int = 1) -> Select[Any]:
    """The rows of a page in order, and so many beyond it."""
    order = listing.read_order
    if listing.condition != EVERY_ROW:
        rows = rows.where(where(listing.condition, source, listing.table))
    page = listing.page
    if page.after is not None:
        rows = rows.where(beyond(page.after, listing.complete_order, source, listing.table))
    if page.before is not None:
        backwards = tuple(key.reversed() for key in listing.complete_order)
        rows = rows.where(beyond(page.before, backwards, source, listing.table))
    if listing.with_cursor:
        rows = rows.add_columns(cursor(listing.complete_order, source, listing.table).label(CURSOR))
    limit = then(page.limit, lambda rows: rows + extra)
    limit = sa.bindparam("limit", limit, sa.BigInteger(), unique=True)
    return rows.order_by(*order_by(order, source, listing.table)).limit(limit)


def root_page(listing: Listing) -> Statement:
    """A page of all the rows that the caller sees, one row more than asked for."""
    return reused(_root_page, listing).bound() if listing.reusable else _root_page(listing)


def _root_page(listing: Listing) -> Select[Any]:
    return root_rows(listing, extra=1)


def root_count(
    table: Table, condition: Condition, search: str | None = None, named: Asked | None = None
) -> Statement:
    """How many rows the caller sees that satisfy a condition."""
    if condition == EVERY_ROW and search is None and named is None:
        return reused(root_count_rows, table, condition).bound()
    return root_count_rows(table, condition, search, named)


def root_count_rows(
    table: Table, condition: Condition, search: str | None = None, named: Asked | None = None
) -> Select[Any]:
    """The number of rows that the caller sees and that satisfy a condition, as a SELECT."""
    known = None if named is None else named.total(condition)
    if known is not None:
        return known
    source, rows = root_scope(table, condition, search, named, needs=NOTHING)
    return rows.add_columns(number_of_rows(source))


def root_scope(
    table: Table,
    condition: Condition,
    search: str | None = None,
    named: Asked | None = None,
    *,
    needs: Needs,
) -> tuple[FromClause, Select[Any]]:
    """All the rows that the caller sees and that satisfy a condition, with no columns yet: to be counted, say.

    Where sums are kept of them that tell all that is needed, those.
    """
    kept = sums_of(table, needs, condition) if named is None and search is None else None
    if kept is not None:
        return kept, sa.select().select_from(kept).where(where(condition, kept, table))
    source, rows = named_rows(named, (), None) if named else visible_rows(table, (), search=search)
    narrowed = None if named else scope(source, table)
    rows = rows.where(where(condition, source, table))
    return source, rows if narrowed is None else rows.where(narrowed)


def root_rows(listing: Listing, *, extra: int) -> Select[Any]:
    """A page of all the rows that the caller sees, and so many rows more."""
    if listing.named is not None:
        return listed(listing, *named_rows(listing.named, listing.columns, listing), extra=extra)
    source, rows = visible_rows(listing.table, listing.columns, search=listing.search, order=listing.read_order)
    narrowed = scope(source, listing.table)
    return listed(listing, source, rows if narrowed is None else rows.where(narrowed), extra=extra)


@dataclass(frozen=True)
class AtHand:
    """A row of a subquery around a statement, known by the subquery's name."""

    name: str

    def value(self, column: "sa.Column[Any]") -> ColumnElement[Any]:
        """The value of a column of it."""
        return sa.literal_column(f"{self.name}.{quoted(column.name)}", column.type)


ANY_PARENT = AtHand("_parent_")


def related_rows(relation: Relation, listing: Listing, parent: AtHand, *, extra: int) -> Select[Any]:
    """A page of the rows at the end of a relation of a row that is at hand, and so many rows more."""
    source, rows = _related(relation, listing.columns, parent)
    return listed(listing, source, rows, extra=extra)


def related_count(relation: Relation, condition: Condition, parent: AtHand) -> Select[Any]:
    """How many rows there are at the end of a relation of a row that is at hand."""
    source, rows = related_scope(relation, condition, parent, NOTHING)
    return rows.add_columns(number_of_rows(source))


def related_scope(
    relation: Relation, condition: Condition, parent: AtHand, needs: Needs
) -> tuple[FromClause, Select[Any]]:
    """All the rows at the end of a relation of a row that is at hand, with no columns yet: to be counted, say.

    Where sums are kept of them that tell all that is needed, those.
    """
    table, key = relation.target, relation.remote.name
    source = sums_of(table, needs.beside([key]), condition)
    if source is None:
        source, rows = _related(relation, (), parent)
    else:
        rows = sa.select().select_from(source).where(source.c[key] == parent.value(relation.local))
    return source, rows.where(where(condition, source, table))


def related_row(relation: Relation, columns: Collection[str], parent: AtHand, dialect: PGDialect_asyncpg) -> str:
    """The one row at the end of a relation of a row that is at hand: text, as no value of a request is in it."""
    return _related_row(relation, frozenset(columns), dialect).replace(f"{ANY_PARENT.name}.", f"{parent.name}.")


@lru_cache(maxsize=2 * REUSED)
def _related_row(relation: Relation, columns: frozenset[str], dialect: PGDialect_asyncpg) -> str:
    row = _related(relation, columns, ANY_PARENT, deleted_too=relation.required)[1]
    return str(row.compile(dialect=dialect))


def _related(
    relation: Relation, columns: Collection[str], parent: AtHand, *, deleted_too: bool = False
) -> tuple[FromClause, Select[Any]]:
    source, rows = visible_rows(relation.target, columns, deleted_too=deleted_too)
    return source, rows.where(source.c[relation.remote.name] == parent.value(relation.local))


def page_per_parent(relation: Relation, listing: Listing, keys: Sequence[object]) -> Statement:
    """A page of children for each parent, one row more than asked for, parents in the order given."""
    if listing.reusable:
        return reused(_page_per_parent, relation, listing).bound(keys=keys)
    return _page_per_parent(relation, listing, keys)


def _page_per_parent(relation: Relation, listing: Listing, keys: Sequence[object] | None = None) -> Select[Any]:
    parents = (
        sa.func.unnest(unforeseen(key_array(relation.local, keys)))
        .table_valued(sa.column("key", relation.local.type), with_ordinality="position")
        .render_derived(name="parents")
    )
    source, rows = visible_rows(listing.table, listing.columns)
    rows = listed(listing, source, rows.where(source.c[relation.remote.name] == parents.c.key))
    places = [f"_place{i}" for i in range(len(listing.read_order))]
    rows = rows.add_columns(
        *(
            value_of(source, listing.table, key.column).label(place)
            for key, place in zip(listing.read_order, places, strict=True)
        )
    )
    page = rows.lateral("page")
    names = [c.name for c in listing.table.columns if c.name in listing.columns]
    names += [CURSOR] if listing.with_cursor else []
    wanted: list[ColumnElement[Any]] = [sa.literal_column(f"page.{quoted(name)}") for name in names]
    order = [
        page.c[place].desc() if key.descending else page.c[place].asc()
        for key, place in zip(listing.read_order, places, strict=True)
    ]
    return (
        sa.select(parents.c.key.label(PARENT), *wanted)
        .select_from(parents.join(page, sa.true()))
        .order_by(parents.c.position, *order)
    )


def count_per_parent(relation: Relation, condition: Condition, keys: Sequence[object]) -> Statement:
    """How many children each parent has that satisfy a condition; parents without any are missing."""
    if condition == EVERY_ROW:
        return reused(_count_per_parent, relation, condition).bound(keys=keys)
    return _count_per_parent(relation, condition, keys)


def _count_per_parent(relation: Relation, condition: Condition, keys: Sequence[object] | None = None) -> Select[Any]:
    source, rows = visible_rows(relation.target, ())
    parent = source.c[relation.remote.name]
    return (
        rows.where(parent == among(key_array(relation.local, keys)), where(condition, source, relation.target))
        .add_columns(parent.label(PARENT), sa.func.count().label("total"))
        .group_by(parent)
    )
