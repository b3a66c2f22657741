"""The SELECTs that both lanes run: rows by key, pages of lists, pages per parent, counts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from models.access import Command, Through
from models.base import facts_of, soft_deletes
from repositories.condition import EVERY_ROW, RANK, Condition, live, value_of, where
from repositories.later import then
from repositories.named import Asked
from repositories.order import Order, Place, beyond, cursor, default_order, order_by, total
from repositories.relations import Relation
from repositories.statement import CLIENTS, Reusable, Statement, quoted
from repositories.visible import newest_by_name, readable, visible, visible_by_name

CURSOR = "_cursor"
PARENT = "_parent"
REUSED = 500
LARGEST_PAGE = 100
"""How many rows of a list may be asked for at once."""


@dataclass(frozen=True)
class Page:
    """Which part of a list: `limit` rows after or before a place, or from the end."""

    limit: int
    after: Place | None = None
    before: Place | None = None
    from_end: bool = False


@dataclass(frozen=True)
class Listing:
    """A list of rows of a table: which, in what order, which part, with which columns."""

    table: Table
    columns: frozenset[str]
    condition: Condition
    order: Order
    page: Page
    with_cursor: bool = False
    search: str | None = None
    named: Asked | None = None

    @property
    def rows_of(self) -> Table:
        """The table whose rows these are: a named query adds columns to it."""
        return self.table if self.named is None else self.named.query.table

    @property
    def complete_order(self) -> Order:
        """The order with the primary key as tie-break."""
        return total(self.order, self.table)

    @property
    def reusable(self) -> bool:
        """Whether no value of the client is in it, so that its statement can be kept for the next time."""
        bare = self.condition == EVERY_ROW and self.search is None and self.named is None
        return bare and self.page.after is None and self.page.before is None

    @property
    def read_order(self) -> Order:
        """The order in which rows are read: reversed when the page is taken from the end."""
        order = self.complete_order
        return tuple(key.reversed() for key in order) if self.page.from_end else order


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


@lru_cache(maxsize=REUSED)
def _reused(build: Callable[..., Select[Any]], *arguments: object) -> Reusable:
    return Reusable(build(*arguments))


Key = tuple["sa.Column[Any]", ...]


def primary_key(table: Table) -> Key:
    """The columns that name one row of a table."""
    return tuple(table.primary_key.columns)


def _keys(column: "sa.Column[Any]", values: Sequence[object] | None, name: str = "keys") -> sa.BindParameter[Any]:
    return sa.bindparam(name, values, sa.ARRAY(column.type))


def by_key(
    key: Key, columns: Collection[str], values: Sequence[Sequence[object]], *, deleted_too: bool = False
) -> Statement:
    """The rows whose key is one of the values, each a value for every column of the key.

    Of a key of several columns, rows come too that mix the values: each column is looked up by itself, so that
    a hypertable reads the chunks in question only.
    """
    statement = _reused(_by_key, key, frozenset(columns), deleted_too)
    return statement.bound(**{f"key{i}": [value[i] for value in values] for i in range(len(key))})


def _by_key(key: Key, columns: frozenset[str], deleted_too: bool) -> Select[Any]:
    wanted = {*columns, *(column.name for column in key)}
    source, rows = visible_rows(key[0].table, wanted, deleted_too=deleted_too)
    return rows.where(*(source.c[c.name] == sa.any_(_keys(c, None, f"key{i}")) for i, c in enumerate(key)))


def by_key_rows(key: Key, columns: Collection[str], values: Sequence[object]) -> Select[Any]:
    """The row whose key has these values."""
    source, rows = visible_rows(key[0].table, columns)
    given = (sa.bindparam(None, value, column.type, unique=True) for value, column in zip(values, key, strict=True))
    return rows.where(*(source.c[column.name] == value for column, value in zip(key, given, strict=True)))


def by_keys(key: "sa.Column[Any]", columns: Collection[str], values: object) -> Select[Any]:
    """The rows whose key is one of the values, which may come later."""
    source, rows = visible_rows(key.table, {*columns, key.name})
    given = sa.bindparam(None, values, sa.ARRAY(key.type), unique=True)
    return rows.where(source.c[key.name] == sa.any_(given))


def keys_at_hand(relation: Relation, values: object, name: str = "parents") -> sa.Subquery:
    """Rows of one column, a relation's local one, with values that may come later."""
    given = sa.bindparam(None, values, sa.ARRAY(relation.local.type), unique=True)
    column: ColumnElement[Any] = sa.func.unnest(given, type_=relation.local.type)
    return sa.select(column.label(relation.local.name)).subquery(name)


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


def root_page(listing: Listing) -> Statement:
    """A page of all the rows that the caller sees, one row more than asked for."""
    return _reused(_root_page, listing).bound() if listing.reusable else _root_page(listing)


def _root_page(listing: Listing) -> Select[Any]:
    return root_rows(listing, extra=1)


def root_count(
    table: Table, condition: Condition, search: str | None = None, named: Asked | None = None
) -> Statement:
    """How many rows the caller sees that satisfy a condition."""
    if condition == EVERY_ROW and search is None and named is None:
        return _reused(root_count_rows, table, condition).bound()
    return root_count_rows(table, condition, search, named)


def root_count_rows(
    table: Table, condition: Condition, search: str | None = None, named: Asked | None = None
) -> Select[Any]:
    """The number of rows that the caller sees and that satisfy a condition, as a SELECT."""
    known = None if named is None else named.total(condition)
    return root_scope(table, condition, search, named)[1].add_columns(sa.func.count()) if known is None else known


def root_scope(
    table: Table, condition: Condition, search: str | None = None, named: Asked | None = None
) -> tuple[FromClause, Select[Any]]:
    """All the rows that the caller sees and that satisfy a condition, with no columns yet: to be counted, say."""
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
    return related_scope(relation, condition, parent)[1].add_columns(sa.func.count())


def related_scope(relation: Relation, condition: Condition, parent: AtHand) -> tuple[FromClause, Select[Any]]:
    """All the rows at the end of a relation of a row that is at hand, with no columns yet: to be counted, say."""
    source, rows = _related(relation, (), parent)
    return source, rows.where(where(condition, source, relation.target))


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
        return _reused(_page_per_parent, relation, listing).bound(keys=keys)
    return _page_per_parent(relation, listing, keys)


def _page_per_parent(relation: Relation, listing: Listing, keys: Sequence[object] | None = None) -> Select[Any]:
    parents = (
        sa.func.unnest(_keys(relation.local, keys))
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
        return _reused(_count_per_parent, relation, condition).bound(keys=keys)
    return _count_per_parent(relation, condition, keys)


def _count_per_parent(relation: Relation, condition: Condition, keys: Sequence[object] | None = None) -> Select[Any]:
    source, rows = visible_rows(relation.target, ())
    parent = source.c[relation.remote.name]
    return (
        rows.where(parent == sa.any_(_keys(relation.local, keys)), where(condition, source, relation.target))
        .add_columns(parent.label(PARENT), sa.func.count().label("total"))
        .group_by(parent)
    )
