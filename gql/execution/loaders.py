"""Loading rows: one statement for all parents that ask in the same breath."""

from collections.abc import Awaitable, Callable
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import Select

from gql.execution.connection import Connection
from gql.execution.loader import Loader
from gql.execution.operation import Operation
from repositories.aggregate import Computation, computed_per_parent, root_computed
from repositories.condition import EVERY_ROW, Condition, tables_in
from repositories.keys import Key, by_key
from repositories.listing import PARENT, Listing, Page
from repositories.named import NamedRow, ValueList
from repositories.order import default_order
from repositories.relations import Kind, Relation
from repositories.row import Row, row_class
from repositories.source import count_per_parent, page_per_parent, root_count, root_page

Load = Callable[[Any], Awaitable[Any]]


def row_loader(operation: Operation, key: Key, columns: frozenset[str], *, deleted_too: bool = False) -> Load:
    """Rows by the values of a unique key, given as a tuple; None where there is none."""
    table = key[0].table
    name_of = itemgetter(*(column.name for column in key))

    async def batch(keys: list[tuple[object, ...]]) -> list[Row | None]:
        transaction = await operation.reading(table)
        rows = await transaction.fetch(by_key(key, columns, keys, deleted_too=deleted_too), row_class(table))
        found = {name_of(row): row for row in rows}
        return [found.get(wanted if len(key) > 1 else wanted[0]) for wanted in keys]

    return Loader[tuple[object, ...], Row | None](batch).load


def relation_loader(operation: Operation, relation: Relation, columns: frozenset[str]) -> Load:
    """The one row at the end of a relation, for a row at its start."""
    load = row_loader(operation, (relation.remote,), columns, deleted_too=relation.required)
    local = relation.local.name

    async def nothing() -> None:
        return None

    def of(row: Row) -> Awaitable[Row | None]:
        key = row[local]
        return nothing() if key is None else load((key,))

    assert relation.kind is not Kind.TO_MANY
    return of


def page_loader(operation: Operation, relation: Relation, listing: Listing) -> Load:
    """A page of related rows, for a row at the relation's start."""
    kind = row_class(listing.table)
    connection = _connections(operation, relation, listing)

    async def batch(keys: list[object]) -> list[Connection]:
        transaction = await operation.reading(listing.table, *tables_in(listing.condition))
        pages: dict[object, list[Row]] = {key: [] for key in keys}
        for row in await transaction.fetch(page_per_parent(relation, listing, keys), kind):
            pages[row[PARENT]].append(row)
        return [connection(key, pages[key]) for key in keys]

    load = Loader[object, Connection](batch).load
    local = relation.local.name
    return lambda row: load(row[local])


def numbers_loader(operation: Operation, relation: Relation, listing: Listing) -> Load:
    """A page of which nobody wants rows, only numbers over the whole list, for a row at the relation's start."""
    connection = _connections(operation, relation, listing)
    local = relation.local.name

    async def of(row: Row) -> Connection:
        # Whether the caller may ask is decided here, whatever is wanted.
        await operation.reading(listing.table, *tables_in(listing.condition))
        return connection(row[local], [])

    return of


def _connections(
    operation: Operation, relation: Relation, listing: Listing
) -> Callable[[object, list[Row]], Connection]:
    """Makes the page of a parent from its key and the rows."""
    count = count_loader(operation, relation, listing.condition)
    compute = compute_loader(operation, relation, listing.condition)
    return lambda key, rows: Connection(listing, rows, partial(count, key), partial(compute, key))


def newest_loader(operation: Operation, relation: Relation, columns: frozenset[str]) -> Load:
    """The first of the related rows in their table's own order, for a row at the relation's start."""
    newest = Listing(relation.target, columns, EVERY_ROW, default_order(relation.target), Page(1))
    load = page_loader(operation, relation, newest)

    async def of(row: Row) -> Row | None:
        nodes = (await load(row)).nodes
        return nodes[0] if nodes else None

    return of


def count_loader(operation: Operation, relation: Relation, condition: Condition) -> Callable[[Any], Awaitable[int]]:
    """The number of related rows, by the key of the parent."""

    async def batch(keys: list[object]) -> list[int]:
        transaction = await operation.reading(relation.target, *tables_in(condition))
        rows = await transaction.fetch(count_per_parent(relation, condition, keys))
        totals = {row[PARENT]: row["total"] for row in rows}
        return [totals.get(key, 0) for key in keys]

    return Loader[object, int](batch).load


def compute_loader(
    operation: Operation, relation: Relation, condition: Condition
) -> Callable[[Any, Computation], Awaitable[list[Row]]]:
    """What is computed over related rows, by the key of the parent: one statement for each computation."""
    loads: dict[Computation, Callable[[Any], Awaitable[list[Row]]]] = {}

    async def batch(wanted: Computation, keys: list[object]) -> list[list[Row]]:
        transaction = await operation.reading(relation.target, *tables_in(condition))
        found: dict[object, list[Row]] = {key: [] for key in keys}
        for row in await transaction.fetch(computed_per_parent(relation, condition, keys, wanted)):
            found[row[PARENT]].append(row)
        return [*found.values()]

    def compute(key: Any, wanted: Computation) -> Awaitable[list[Row]]:
        if wanted not in loads:
            loads[wanted] = Loader[object, list[Row]](partial(batch, wanted)).load
        return loads[wanted](key)

    return compute


async def root_connection(operation: Operation, listing: Listing, *, with_rows: bool = True) -> Connection:
    """A page of all rows that the caller sees; its rows only where they are wanted."""
    transaction = await operation.reading(listing.rows_of, *tables_in(listing.condition))
    rows = await transaction.fetch(root_page(listing), row_class(listing.rows_of)) if with_rows else []

    async def count() -> int:
        counted = root_count(listing.table, listing.condition, listing.search, listing.named)
        total = await transaction.fetch_value(counted)
        return int(total)

    async def compute(wanted: Computation) -> list[Row]:
        return await transaction.fetch(root_computed(listing.table, listing.condition, listing.search, wanted))

    return Connection(listing, rows, count, compute)


async def value_list(operation: Operation, asked: ValueList, found: Select[Any]) -> list[Row]:
    """The values that a list without pages has."""
    transaction = await operation.reading(asked.table)
    return await transaction.fetch(found, row_class(asked.shape))


async def named_row(operation: Operation, asked: NamedRow, key: str, found: Select[Any]) -> Row | None:
    """The row that answers a question, which is used by it; None where there is none."""
    transaction = await operation.reading(asked.table)
    rows = await transaction.fetch(found, row_class(asked.table))
    operation.uses.append(key)
    return rows[0] if rows else None
