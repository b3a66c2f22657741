"""Object types, connections and root fields, derived from the tables.

How a column becomes a field: `shown` (columns.py) decides whether it is one, `graph_type` gives its type,
`nullable` its nullability, the model its description; `ColumnField` says how its value gets from a row to the
client. Relations become fields in the same way. The executor (`gql/execution/`) runs the derived fields itself.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import Column, Table
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.derivation import aggregates
from gql.derivation.columns import graph_type, nullable, shown, writer
from gql.derivation.derived import (
    FIELDS,
    ROW_TYPES,
    AccountRow,
    ColumnField,
    ComputedField,
    Derived,
    EventRow,
    NodeIdField,
    PointField,
    RelationField,
    RootList,
    RootRow,
    SwitchesField,
)
from gql.derivation.filters import define_filters, filter_class
from gql.derivation.names import field_name, list_field, row_field, type_name
from gql.derivation.orders import MAX_ORDERS, order_enum
from gql.derivation.pieces import argument, empty_class, field_of, object_type, optional_argument
from gql.derivation.switches import stored_names
from models.base import facts_of
from models.catalog import PRODUCTS, Product
from models.columns import facts_of as column_facts
from repositories.keys import primary_key
from repositories.listing import LARGEST_PAGE
from repositories.relations import Kind, Relation, relations
from repositories.row import Row

DEFAULT_FIRST = 20
MAX_WORDS = 200
MAX_FOUND = 1_000


@strawberry.interface(name="Node", description="Anything with a globally unique identifier.")
class Node:
    """The interface of every row type."""

    @classmethod
    def resolve_type(cls, value: Row, *_: object) -> str:
        """The object type of a row."""
        return type_name(value.table)

    node_id: strawberry.ID = strawberry.field(description="Identifier of the object, unique in the whole graph.")


@strawberry.type(name="PageInfo", description="Where a page lies in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something comes before.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row of the page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row of the page.")


@cache
def row_type(table: Table) -> type:
    """The class of a table's object type; types refer to each other, so classes come before fields."""
    made = empty_class(type_name(table), Node)

    def is_type_of(value: object, _: object) -> bool:
        return isinstance(value, Row) and value.table is table

    made.is_type_of = is_type_of  # type: ignore[attr-defined]
    return made


def edge_fields(table: Table) -> dict[str, StrawberryField]:
    """What every edge has."""
    return {
        "cursor": field_of(str, "cursor", "Where the row stands in the list."),
        "node": field_of(row_type(table), "node", "The row."),
    }


def page_fields(table: Table, edge: type, edges: str) -> dict[str, StrawberryField]:
    """What every connection has; `edges` says what its edges are."""
    row: Any = row_type(table)
    listed: Any = edge
    return {
        "nodes": field_of(list[row], "nodes", "The rows of the page."),
        "edges": field_of(list[listed], "edges", edges),
        "page_info": field_of(PageInfo, "page_info", "Where the page lies in the list."),
        "total_count": field_of(int, "total_count", "Number of rows in the whole list, whatever the page."),
    }


@cache
def edge_type(table: Table) -> type:
    """`LiveconvoSessionEdge { cursor node }`."""
    name = f"{type_name(table)}Edge"
    return object_type(empty_class(name), name, "A row and where it stands in the list.", edge_fields(table))


@cache
def connection_type(table: Table) -> type:
    """`LiveconvoSessionConnection { nodes edges pageInfo totalCount aggregates groups }`."""
    name = f"{type_name(table)}Connection"
    fields = page_fields(table, edge_type(table), "The rows of the page with their cursors.")
    computed = aggregates.aggregate_fields(table)
    fields |= computed
    FIELDS[name] = {field: ComputedField(table, grouped=field == "groups") for field in computed}
    return object_type(empty_class(name), name, f"A page of a list of {type_name(table)}.", fields)


def connection_arguments(table: Table) -> list[StrawberryArgument]:
    """The arguments of every list."""
    order: Any = order_enum(table)
    return [
        optional_argument("filter", filter_class(table), "Which rows."),
        optional_argument("order_by", list[order], f"In what order; at most {MAX_ORDERS}."),
        optional_argument(
            "first", int, f"How many from the start: 1 to {LARGEST_PAGE}, {DEFAULT_FIRST} if left out."
        ),
        optional_argument("after", str, "Only rows after this cursor."),
        optional_argument("last", int, f"How many from the end: 1 to {LARGEST_PAGE}."),
        optional_argument("before", str, "Only rows before this cursor."),
    ]


def search_arguments(table: Table) -> list[StrawberryArgument]:
    """The argument of a list that can be searched by words."""
    if facts_of(table).search is None:
        return []
    words = (
        "Only rows with these words, the best first unless orderBy says otherwise. Words in quotes stand together, "
        f"`or` joins, a hyphen excludes. The best {MAX_FOUND} are found; at most {MAX_WORDS} characters."
    )
    return [optional_argument("search", str, words)]


def list_of(table: Table, name: str, description: str, more: Sequence[StrawberryArgument] = ()) -> StrawberryField:
    """A field that is a connection."""
    return field_of(connection_type(table), name, description, [*connection_arguments(table), *more])


def described_fields(
    table: Table, leads_to: Iterable[Relation]
) -> tuple[dict[str, StrawberryField], dict[str, Derived]]:
    """The fields of a type whose values a table describes, columns before relations, and how they are run."""
    fields: dict[str, StrawberryField] = {}
    derived: dict[str, Derived] = {}
    for column in shown(table):
        annotation: Any = graph_type(column)
        described = column_facts(column).description
        fields[column.name] = field_of(annotation | None if nullable(column) else annotation, column.name, described)
        derived[field_name(column.name)] = _column(column)
    for relation in leads_to:
        fields[relation.name] = _relation(relation)
        derived[field_name(relation.name)] = RelationField(relation)
    return fields, derived


def define_row_type(table: Table) -> type:
    """Give a table's object type its fields: columns, then relations."""
    name = type_name(table)
    key = tuple(column.name for column in primary_key(table))
    fields, derived = described_fields(table, relations(table).values())
    FIELDS[name] = {"nodeId": NodeIdField(name, key), **derived}
    ROW_TYPES[name] = table
    return object_type(row_type(table), name, facts_of(table).description, fields)


def _column(column: "Column[Any]") -> Derived:
    facts = column_facts(column)
    if facts.point:
        return PointField(column.name)
    if facts.switches:
        return SwitchesField(column.name, stored_names(column))
    return ColumnField(column.name, writer(column))


def _relation(relation: Relation) -> StrawberryField:
    target = row_type(relation.target)
    match relation.kind:
        case Kind.TO_MANY:
            return list_of(relation.target, relation.name, _described(relation))
        case Kind.TO_ONE if relation.required:
            return field_of(target, relation.name, _described(relation))
        case _:
            return field_of(target | None, relation.name, _described(relation))


def _described(relation: Relation) -> str:
    if relation.kind is Kind.TO_ONE:
        return column_facts(relation.local).description
    return facts_of(relation.target).description


def define_namespace(
    product: Product, named: Mapping[str, StrawberryField], derived_named: Mapping[str, Derived]
) -> type:
    """`LiveconvoQuery`: the root fields of one product, with those of its named queries."""
    name = f"{product.prefix}Query"
    fields: dict[str, StrawberryField] = dict(named)
    derived: dict[str, Derived] = dict(derived_named)
    account = product.account_table
    fields["me"] = field_of(row_type(account) | None, "me", "The caller's own account.")
    derived["me"] = AccountRow(product)
    for table in product.graph_tables:
        one, many = row_field(table), list_field(table)
        fields[one] = field_of(
            row_type(table) | None,
            one,
            f"The {type_name(table)} with this key, or null where there is none or the caller may not see it.",
            [argument(c.name, graph_type(c), column_facts(c).description) for c in primary_key(table)],
        )
        derived[one] = RootRow(table)
        described = f"The list of {type_name(table)} that the caller sees."
        fields[many] = list_of(table, many, described, search_arguments(table))
        derived[many] = RootList(table)
    FIELDS[name] = derived
    return object_type(empty_class(name), name, f"What {product.title} can be asked.", fields)


def define_viewer() -> type:
    """`Viewer`: the caller, with an account for each product."""
    fields = {"subject": field_of(UUID, "subject", "The subject of the caller's token.")}
    derived: dict[str, Derived] = {}
    for product in PRODUCTS:
        account = row_type(product.account_table)
        fields[product.schema] = field_of(account | None, product.schema, f"The caller's {product.title} account.")
        derived[product.schema] = AccountRow(product)
    FIELDS["Viewer"] = derived
    return object_type(empty_class("Viewer"), "Viewer", "Whoever asks.", fields)


@cache
def define_all() -> tuple[type, ...]:
    """Define the types of every table, once; returns the object types."""
    tables = [table for product in PRODUCTS for table in product.graph_tables]
    for table in tables:
        define_filters(table)
    return tuple(define_row_type(table) for table in tables)


def define_event_type(name: str, description: str, row: EventRow, is_type_of: Callable[[Any, Any], bool]) -> type:
    """An event about one row: `seq`, `at`, the row's key, and the row as the subscriber may see it now."""
    singular = facts_of(row.table).singular
    key = f"{singular}_id"
    fields = {
        "seq": field_of(int, "seq", "Number of the event in the session: 1, 2, 3 and so on, none left out."),
        "at": field_of(dt.datetime, "at", "When the change was written."),
        "entity_id": field_of(UUID, "entity_id", f"Key of the {singular}."),
        singular: field_of(row_type(row.table) | None, singular, "The row as it is now; null where it is gone."),
    }
    fields["entity_id"].graphql_name = field_name(key)
    FIELDS[name] = {field_name(singular): row}
    made = empty_class(name)
    made.is_type_of = is_type_of  # type: ignore[attr-defined]
    return object_type(made, name, description, fields)
