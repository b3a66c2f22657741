"""Every question of the graph whose answer is rows: lists, named queries, relations, searches, rows by their keys."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import Table

from gql import node_id
from gql.derivation.derived import FIELDS, AccountRow, NamedList, OneRow, RootList, RootRow, Values
from gql.derivation.names import field_name, type_name
from gql.schema import build
from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS, TABLES
from models.columns import facts_of as facts_of_column
from repositories.geography import GeoJSONLineString, GeoJSONPolygon, GeoPoint
from repositories.keys import primary_key
from repositories.named import Argument, NamedQuery, ValueList
from repositories.relations import Kind, relations
from tests.contract.rows import Owner

Value = Callable[[Owner], Any]

PAGED = "{ nodes { nodeId } pageInfo { hasNextPage endCursor } }"
SOUTH_WEST, NORTH_EAST = (12.0, 51.0), (15.0, 54.0)
BOX = [SOUTH_WEST, (15.0, 51.0), NORTH_EAST, (12.0, 54.0), SOUTH_WEST]
SAMPLES: Mapping[Any, object] = {
    "south_west": {"longitude": SOUTH_WEST[0], "latitude": SOUTH_WEST[1]},
    "north_east": {"longitude": NORTH_EAST[0], "latitude": NORTH_EAST[1]},
    GeoPoint: {"latitude": 52.5, "longitude": 13.0},
    GeoJSONPolygon: {"type": "Polygon", "coordinates": [BOX]},
    GeoJSONLineString: {"type": "LineString", "coordinates": [(13.0, 51.0), (13.0, 54.0)]},
    "radius_meters": 100_000.0,
    "corridor_meters": 10_000.0,
    "words": "copy",
    "zoom": 9,
    list[float]: [1.0] * 768,
}
"""What named queries are asked with: by the name of the argument, else by its kind. The owner's rows are there."""


@dataclass(frozen=True)
class Question:
    """A query about some tables; `values` gives its variables, for the rows of whoever asks.

    `connection` is the way to the list in the answer, which has pages; a question for one row has none.
    """

    name: str
    text: str
    tables: tuple[Table, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    connection: tuple[str, ...] = ()

    @property
    def is_for_staff(self) -> bool:
        """Whether only staff may ask it."""
        return any(facts_of(table).access.rule(Command.SELECT) is None for table in self.tables)


def questions() -> list[Question]:
    """All of them."""
    schema = build()._schema
    found: list[Question] = []
    for product in PRODUCTS:
        kind = schema.type_map[f"{product.prefix}Query"]
        assert isinstance(kind, GraphQLObjectType)
        for name in FIELDS[kind.name]:
            found += _of_root_field(product.schema, kind, name)
        for table in product.graph_tables:
            found += _of_relations(table)
    return found


def _of_root_field(schema: str, kind: GraphQLObjectType, name: str) -> Iterator[Question]:
    match FIELDS[kind.name][name]:
        case RootList(table):
            yield _page(f"{schema}.{name}", schema, kind, name, table, {})
            if facts_of(table).search is not None:
                yield _page(f"{schema}.{name}(search)", schema, kind, name, table, {"search": _word(table)})
        case NamedList(query):
            values = {field_name(argument.name): sample(query, argument) for argument in query.arguments}
            yield _page(f"{schema}.{name}", schema, kind, name, query.table, values)
        case Values(asked):
            values = {field_name(argument.name): sample(asked, argument) for argument in asked.arguments}
            asked_for = f"{name}({_passed(values)}) {_leaf(kind, name)}"
            text = f"query({_declared(kind, name, values)}) {{ {schema} {{ {asked_for} }} }}"
            yield Question(f"{schema}.{name}", text, (asked.table,), values)
        case RootRow(table):
            values = {field_name(column.name): _key(table, column.name) for column in primary_key(table)}
            yield _one(schema, kind, name, table, values)
        case OneRow(asked):
            values = {field_name(argument.name): _key(asked.table, argument.name) for argument in asked.arguments}
            yield _one(schema, kind, name, asked.table, values)
        case AccountRow():
            # The caller's account, which every statement that signs somebody in looks up already.
            return
        case other:
            raise AssertionError(f"{schema}.{name} is a {type(other).__name__}: say here how it is asked.")


def _one(schema: str, kind: GraphQLObjectType, name: str, table: Table, values: Mapping[str, Value]) -> Question:
    text = f"query({_declared(kind, name, values)}) {{ {schema} {{ {name}({_passed(values)}) {{ nodeId }} }} }}"
    return Question(f"{schema}.{name}", text, (table,), values)


def _page(
    title: str, schema: str, kind: GraphQLObjectType, name: str, table: Table, values: Mapping[str, Value]
) -> Question:
    variables = (*values, "first", "after")
    asked = f"{name}({_passed(variables)}) {PAGED}"
    text = f"query({_declared(kind, name, variables)}) {{ {schema} {{ {asked} }} }}"
    return Question(title, text, (table,), values, (schema, name))


def _of_relations(table: Table) -> Iterator[Question]:
    for relation in relations(table).values():
        if relation.kind is Kind.TO_MANY:
            name, kind = field_name(relation.name), type_name(table)
            page = f"... on {kind} {{ {name}(first: $first, after: $after) {PAGED} }}"
            text = f"query($row: ID!, $first: Int, $after: String) {{ node(nodeId: $row) {{ {page} }} }}"
            values = {"row": _node_id(table)}
            yield Question(f"{kind}.{name}", text, (table, relation.target), values, ("node", name))


def _declared(kind: GraphQLObjectType, name: str, variables: Any) -> str:
    arguments = kind.fields[name].args
    return ", ".join(f"${variable}: {arguments[variable].type}" for variable in variables)


def _passed(variables: Any) -> str:
    return ", ".join(f"{variable}: ${variable}" for variable in variables)


def _leaf(kind: GraphQLObjectType, name: str) -> str:
    """The first field of a value, selected."""
    value = get_named_type(kind.fields[name].type)
    assert isinstance(value, GraphQLObjectType)
    return f"{{ {next(iter(value.fields))} }}"


def _key(table: Table, column: str) -> Value:
    choices = facts_of_column(table.c[column]).choices

    def read(owner: Owner) -> object:
        value = owner.rows[table.fullname][column]
        if choices is not None:
            return choices(value).name
        match value:
            case dt.date():
                return value.isoformat()
            case UUID():
                return str(value)
        return value

    return read


def _node_id(table: Table) -> Value:
    return lambda owner: node_id.encode(type_name(table), *owner.key(table).values())


def _word(table: Table) -> Value:
    """The last word of a row's name, which no other row has but for some of its copies."""
    return lambda owner: str(owner.rows[table.fullname]["name"]).split()[-1]


def sample(query: NamedQuery | ValueList, argument: Argument) -> Value:
    """A value for an argument; a key of one of the asker's rows where it is named after a table."""
    if argument.default is not None:
        return lambda _: argument.default
    for wanted in (argument.name, argument.kind):
        if wanted in SAMPLES:
            sample = SAMPLES[wanted]
            return lambda _: sample
    for column in query.table.columns:
        if column.name == argument.name and column.foreign_keys:
            (key,) = column.foreign_keys
            return _key(key.column.table, key.column.name)
    if argument.kind is UUID:
        singular = argument.name.removesuffix("_id")
        for table in TABLES.values():
            if (table.schema, facts_of(table).singular) == (query.table.schema, singular):
                return _key(table, "id")
    title = f"{query.name}({argument.name})"

    def refuse(_: Owner) -> object:
        raise AssertionError(
            f"{title} has no value: add {argument.name!r} or {argument.kind} to SAMPLES in {__name__}."
        )

    return refuse
