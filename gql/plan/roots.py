"""The root fields of a query as JSON: namespaces, the viewer, and rows by nodeId."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import ColumnElement, Table

from gql import node_id
from gql.derivation.derived import FIELDS, AccountRow, NamedList, OneRow, RootList, RootRow, Values
from gql.derivation.names import field_name, type_name
from gql.execution.arguments import read_row, read_values
from gql.plan import pages
from gql.plan.compilation import Compilation, Fields
from gql.plan.errors import DeclinedError
from gql.plan.rows import columns_of, one, row_object
from gql.plan.text import Part, gathered, joined, members
from gql.roots import MAX_NODES
from models.catalog import SCHEMAS
from repositories.errors import BadInputError
from repositories.keys import Key, by_key_rows, primary_key
from repositories.later import fix, then
from repositories.named import ValueList


def query(compilation: Compilation, root: GraphQLObjectType, fields: Fields) -> list[Part]:
    """The whole answer."""
    return members((name, _root(compilation, root, list(nodes))) for name, nodes in fields.items())


def _root(compilation: Compilation, root: GraphQLObjectType, nodes: list[FieldNode]) -> list[Part]:
    match nodes[0].name.value:
        case "__typename":
            return [f'"{root.name}"']
        case "node":
            return [_by_node_id(compilation, nodes, compilation.arguments(root, nodes[0])["nodeId"])]
        case "nodes":
            return _by_node_ids(compilation, nodes, compilation.arguments(root, nodes[0])["nodeIds"])
        case "viewer":
            return _namespace(compilation, compilation.kind(root, nodes[0]), nodes)
        case name if name in SCHEMAS:
            return _namespace(compilation, compilation.kind(root, nodes[0]), nodes)
        case name:
            raise DeclinedError(f"Query.{name} is not read from the database.")


def _namespace(compilation: Compilation, kind: GraphQLObjectType, nodes: list[FieldNode]) -> list[Part]:
    """A product's fields, or the viewer's."""
    fields = compilation.select(kind, nodes)
    return members((name, _in_namespace(compilation, kind, list(found))) for name, found in fields.items())


def _in_namespace(compilation: Compilation, kind: GraphQLObjectType, nodes: list[FieldNode]) -> list[Part]:
    name = nodes[0].name.value
    match FIELDS[kind.name].get(name):
        case RootList(table):
            return pages.root(compilation, kind, nodes, table)
        case NamedList(query):
            return pages.named(compilation, kind, nodes, query)
        case Values(asked):
            return _values(compilation, kind, nodes, asked)
        case OneRow(asked):
            sent = compilation.arguments(kind, nodes[0])
            compilation.uses.append(sent[field_name(asked.key)])
            return [
                _one(
                    compilation, compilation.kind(kind, nodes[0]), nodes, asked.table, partial(read_row, asked, sent)
                )
            ]
        case RootRow(table):
            sent = compilation.arguments(kind, nodes[0])
            key = primary_key(table)
            values = [sent[field_name(column.name)] for column in key]
            return [_row(compilation, compilation.kind(kind, nodes[0]), nodes, key, values)]
        case AccountRow(product):
            column = product.account_column
            account = compilation.account(product.schema)
            value = then(account, lambda text: None if text is None else column.type.python_type(text))
            return [_row(compilation, compilation.kind(kind, nodes[0]), nodes, (column,), [value])]
    if name == "__typename":
        return [f'"{kind.name}"']
    if kind.name == "Viewer" and name == "subject":
        return ['"', sa.cast(sa.bindparam(None, compilation.subject, sa.Uuid(), unique=True), sa.Text()), '"']
    raise DeclinedError(f"{kind.name}.{name} is computed in Python.")


def _values(
    compilation: Compilation, parent: GraphQLObjectType, nodes: list[FieldNode], asked: ValueList
) -> list[Part]:
    """The list of the values, in their order."""
    compilation.reads(asked.table)
    kind = compilation.kind(parent, nodes[0])
    fields = compilation.select(kind, nodes)
    name = compilation.name("values")
    found = read_values(asked, compilation.arguments(parent, nodes[0]), columns_of(kind, fields)).subquery(name)
    items = gathered(row_object(compilation, kind, fields, name), "','")
    return [sa.select(joined(["[", items, "]"])).select_from(found).scalar_subquery()]


def _row(
    compilation: Compilation,
    kind: GraphQLObjectType,
    nodes: Sequence[FieldNode],
    key: Key,
    values: Sequence[Any],
) -> ColumnElement[Any]:
    rows = partial(by_key_rows, key, values=values)
    return _one(compilation, kind, nodes, key[0].table, rows)


def _one(
    compilation: Compilation,
    kind: GraphQLObjectType,
    nodes: Sequence[FieldNode],
    table: Table,
    rows: Callable[[Collection[str]], "sa.Select[Any]"],
) -> ColumnElement[Any]:
    """The one row of a table that there is, or null; `rows` gives it with some columns."""
    compilation.reads(table)
    fields = compilation.select(kind, nodes)
    name = compilation.name("row")
    found = rows(columns_of(kind, fields)).subquery(name)
    return one(row_object(compilation, kind, fields, name), found)


def _by_node_ids(compilation: Compilation, nodes: list[FieldNode], sent: Any) -> list[Part]:
    many = fix(sent, len)
    if many > MAX_NODES:
        raise BadInputError(f"nodeIds has {many} values; the limit is {MAX_NODES}.")
    parts: list[Part] = ["["]
    for number in range(many):
        one = then(sent, itemgetter(number))
        parts += [*([","] if number else []), _by_node_id(compilation, nodes, one)]
    return [*parts, "]"]


def _by_node_id(compilation: Compilation, nodes: list[FieldNode], sent: Any) -> ColumnElement[Any]:
    table = fix(sent, lambda text: node_id.decode(text)[1])
    kind = compilation.schema.type_map[type_name(table)]
    assert isinstance(kind, GraphQLObjectType)
    key = primary_key(table)
    decoded = then(then(sent, node_id.decode), itemgetter(2))
    values = [then(decoded, itemgetter(number)) for number in range(len(key))]
    return _row(compilation, kind, nodes, key, values)
