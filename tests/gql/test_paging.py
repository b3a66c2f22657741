"""Pages of every list of every table, in every order, forwards and backwards: the same rows as in one page."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table

from gql.derivation.names import field_name, list_field, type_name
from gql.derivation.orders import order_enum
from gql.requests import Lane
from models.base import facts_of
from models.columns import facts_of as column_facts
from repositories.relations import Kind, Relation, relations
from tests.contract.rows import RowMaker, Values
from tests.gql import asking
from tests.gql.belongings import TABLES
from tests.gql.lanes import post_to
from tests.gql.several import ROWS, Several
from tests.served import Client

Keys = list[tuple[object, ...]]
# A request may have 50 aliases, but is easier to read and to run with fewer.
AT_ONCE = 24
DIRECTIONS = {
    "forwards": ("first", "after", "hasNextPage", "endCursor"),
    "backwards": ("last", "before", "hasPreviousPage", "startCursor"),
}


class Lists:
    """Lists under aliases that are read page by page, all in one request; `fields` maps each to its field."""

    def __init__(self, client: Client, table: Table, several: Several, head: str, tail: str) -> None:
        self._client, self._reader, self._table = client, several.reader, table
        self._rows, self._head, self._tail = len(several.rows), head, tail

    async def read(
        self, fields: Mapping[str, str], lane: Lane, direction: str, size: int, **variables: Any
    ) -> dict[str, Keys]:
        """All rows of each list, in the order of the list, read by a lane in pages of a size."""
        _, _, more, next_cursor = DIRECTIONS[direction]
        document = self._document(fields, direction)
        found: dict[str, Keys] = {alias: [] for alias in fields}
        cursors: dict[str, str | None] = dict.fromkeys(fields)
        left = True
        while left:
            places = {f"c_{alias}": cursor for alias, cursor in cursors.items()}
            response = await post_to(self._client, lane, self._reader, document, {"n": size, **variables, **places})
            answer = response.json()
            assert answer.keys() == {"data"}, answer
            pages = dict(_pages(answer["data"]))
            left = {page["pageInfo"][more] for page in pages.values()} == {True}
            for alias, page in pages.items():
                keys = [asking.name_of_node(self._table, node) for node in page["nodes"]]
                found[alias] = found[alias] + keys if direction == "forwards" else keys + found[alias]
                cursors[alias] = page["pageInfo"][next_cursor]
                assert page["pageInfo"][more] is (len(found[alias]) < self._rows), alias
        return found

    def _document(self, fields: Mapping[str, str], direction: str) -> str:
        count, place, more, next_cursor = DIRECTIONS[direction]
        declared = " ".join(f"$c_{alias}: String" for alias in fields)
        info = f"pageInfo {{ {more} {next_cursor} }}"
        lists = " ".join(
            f"{alias}: {field}, {count}: $n, {place}: $c_{alias}) {{ nodes {{ {asking.key(self._table)} }} {info} }}"
            for alias, field in fields.items()
        )
        return f"query($n: Int, {declared} {self._head} {{ {lists} }} {self._tail}"


def _pages(answer: Any) -> Iterator[tuple[str, Any]]:
    """The pages in an answer, however deep, by their aliases."""
    for alias, value in answer.items():
        if "pageInfo" in value:
            yield alias, value
        else:
            yield from _pages(value["nodes"][0] if "nodes" in value else value)


def groups(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as fit into one request."""
    for start in range(0, len(names), AT_ONCE):
        yield names[start : start + AT_ONCE]


@pytest.mark.parametrize("name", TABLES)
async def test_in_every_order_pages_of_two_are_one_page_of_all(
    client: Client, maker: RowMaker, several: Mapping[str, Several], name: str
) -> None:
    table, rows = TABLES[name], several[name].rows
    assert len(rows) == ROWS or facts_of(table).view is not None
    expected = await in_order(maker, table, rows)
    assert expected.keys() == order_enum(table).__members__.keys()
    lists = Lists(client, table, several[name], f"$f: {type_name(table)}Filter) {{ {table.schema}", "}")
    among = asking.among(table, rows)
    for orders in groups(list(expected)):
        fields = {order: f"{list_field(table)}(filter: $f, orderBy: [{order}]" for order in orders}
        wanted = {order: expected[order] for order in orders}
        for lane, direction in product((Lane.RESOLVER, Lane.COMPILED), DIRECTIONS):
            some = {order: field for order, field in fields.items() if lane_of(order, direction) is lane}
            assert await lists.read(some, lane, direction, 2, f=among) == {order: wanted[order] for order in some}


def lane_of(order: str, direction: str) -> Lane:
    """Each lane reads each column both ways, as a list read backwards is the other order read forwards."""
    return Lane.COMPILED if order.endswith("_ASC") is (direction == "forwards") else Lane.RESOLVER


async def in_order(maker: RowMaker, table: Table, rows: list[Values]) -> dict[str, Keys]:
    """The keys of rows in every order that a list of them may have, as the database sorts them."""
    first = next(iter(table.primary_key))
    keys = sa.bindparam(None, [row[first.name] for row in rows], sa.ARRAY(first.type), unique=True)
    columns = {order: order.rpartition("_") for order in order_enum(table).__members__}
    numbers = [_number(table, column.lower(), way).label(order) for order, (column, _, way) in columns.items()]
    found = await maker.run(sa.select(*table.primary_key, *numbers).where(first == sa.any_(keys)))
    return {
        order: [asking.name_of(table, row) for row in sorted(found, key=lambda row, order=order: row[order])]  # type: ignore[misc]
        for order in columns
    }


def _number(table: Table, name: str, way: str) -> ColumnElement[int]:
    """The number of a row in an order; its key decides where values are equal, in the same direction."""
    shown = _as_shown(table, name)
    terms = [shown, *(column for column in table.primary_key if column.name != name)]
    return sa.func.row_number().over(order_by=[getattr(term, way.lower())() for term in terms])


def _as_shown(table: Table, name: str) -> ColumnElement[Any]:
    """A column as readers see it: some have a value in place of NULL."""
    column, fallback = table.columns[name], column_facts(table.columns[name]).fallback
    return column if fallback is None else sa.func.coalesce(column, sa.cast(sa.literal(fallback), column.type))


LISTS = [
    relation for table in TABLES.values() for relation in relations(table).values() if relation.kind is Kind.TO_MANY
]


def siblings(relation: Relation, several: Several) -> list[Values]:
    """The rows of a list that have the same parent; none where each has another one."""
    name = relation.remote.name
    parents = {row[name] for row in several.rows} - {None}
    return [row for row in several.rows if row[name] is not None] if len(parents) == 1 else []


@pytest.mark.parametrize("name", sorted({relation.target.fullname for relation in LISTS}))
async def test_nested_pages_of_two_are_one_page_of_all(
    client: Client, several: Mapping[str, Several], name: str
) -> None:
    table = TABLES[name]
    for way in (way for way in LISTS if way.target is table):
        rows = siblings(way, several[name])
        if not rows:
            continue
        head = (
            f"$f: {type_name(table)}Filter, $p: {type_name(way.source)}Filter) {{ {way.source.schema}"
            f" {{ {list_field(way.source)}(filter: $p) {{ nodes"
        )
        lists = Lists(client, table, Several(several[name].reader, rows), head, "} } }")
        key = asking.as_read(way.source, way.local.name, rows[0][way.remote.name])
        parent = {field_name(way.local.name): {"eq": key}}
        variables = {"f": asking.among(table, rows), "p": parent}
        fields = {"a": f"{field_name(way.name)}(filter: $f"}
        (one_page,) = (await lists.read(fields, Lane.RESOLVER, "forwards", 100, **variables)).values()
        assert sorted(one_page) == sorted(asking.name_of(table, row) for row in rows)
        for lane, direction in product((Lane.RESOLVER, Lane.COMPILED), DIRECTIONS):
            assert await lists.read(fields, lane, direction, 2, **variables) == {"a": one_page}


def test_lists_of_all_kinds_have_rows_of_one_parent(several: Mapping[str, Several]) -> None:
    paged = {way.name for way in LISTS if len(siblings(way, several[way.target.fullname])) >= 3}
    hypertables = {"api_usage_tracking", "audit_log", "user_behavior_analytics"}
    assert {*hypertables, "transcripts", "campaign_components", "generations", "usage_records"} <= paged
