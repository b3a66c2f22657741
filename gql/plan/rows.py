"""A row as a JSON object: its columns, its nodeId, and what its relations lead to."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import ColumnElement, FromClause

from gql.derivation.derived import FIELDS, ROW_TYPES, ColumnField, Derived, NodeIdField, PointField, RelationField
from gql.plan import pages
from gql.plan.compilation import Compilation, Fields
from gql.plan.errors import DeclinedError
from gql.plan.text import Part, joined, members
from gql.plan.values import coordinate, key_text, place, written
from repositories.condition import EVERY_ROW
from repositories.order import default_order
from repositories.relations import Kind, Relation
from repositories.source import Listing, Page, related_row, related_rows


def columns_of(kind: GraphQLObjectType, fields: Fields) -> frozenset[str]:
    """The columns that the selected fields of a row are made of or start from."""
    needed: set[str] = set()
    for nodes in fields.values():
        match FIELDS.get(kind.name, {}).get(nodes[0].name.value):
            case ColumnField(column) | PointField(column):
                needed.add(column)
            case NodeIdField(_, key):
                needed.update(key)
            case RelationField(relation):
                needed.add(relation.local.name)
    return frozenset(needed)


def row_object(compilation: Compilation, kind: GraphQLObjectType, fields: Fields, source: FromClause) -> list[Part]:
    """The selected fields of a row of `source`, whose columns are as readers see them."""
    derived = FIELDS[kind.name]
    return members((name, _field(compilation, kind, derived, list(nodes), source)) for name, nodes in fields.items())


def _field(
    compilation: Compilation,
    kind: GraphQLObjectType,
    derived: Mapping[str, Derived],
    nodes: list[FieldNode],
    source: FromClause,
) -> list[Part]:
    name = nodes[0].name.value
    table = ROW_TYPES[kind.name]
    match derived.get(name):
        case ColumnField(column):
            return written(table.columns[column], source.c[column])
        case PointField(column):
            return _point(compilation, kind, nodes, source.c[column], optional=bool(table.columns[column].nullable))
        case NodeIdField(type_name, key):
            return _node_id(type_name, kind, [source.c[column] for column in key])
        case RelationField(relation):
            return relation_of(compilation, kind, nodes, relation, source)
    if name == "__typename":
        return [f'"{kind.name}"']
    raise DeclinedError(f"{kind.name}.{name} is computed in Python.")


def _point(
    compilation: Compilation,
    kind: GraphQLObjectType,
    nodes: list[FieldNode],
    value: ColumnElement[Any],
    *,
    optional: bool,
) -> list[Part]:
    point = compilation.kind(kind, nodes[0])
    parts = {
        name: [f'"{point.name}"'] if (axis := inner[0].name.value) == "__typename" else [coordinate(value, axis)]
        for name, inner in compilation.select(point, nodes).items()
    }
    return place(value, members(parts.items()), optional=optional)


def _node_id(type_name: str, kind: GraphQLObjectType, values: list[ColumnElement[Any]]) -> list[Part]:
    texts: list[Part] = [f"{type_name}:"]
    columns = [*ROW_TYPES[kind.name].primary_key]
    if len(columns) == 1:
        texts.append(key_text(columns[0], values[0]))
    else:
        for number, (value, column) in enumerate(zip(values, columns, strict=True)):
            texts += ["," if number else "[", *written(column, value)]
        texts.append("]")
    bytes_ = sa.func.convert_to(joined(texts), sa.literal_column("'UTF8'"))
    encoded = sa.func.encode(bytes_, sa.literal_column("'base64'"))
    return ['"', sa.func.translate(encoded, sa.literal_column("E'\\n'"), sa.literal_column("''")), '"']


def relation_of(
    compilation: Compilation,
    kind: GraphQLObjectType,
    nodes: list[FieldNode],
    relation: Relation,
    source: FromClause,
) -> list[Part]:
    """What a relation leads to from a row of `source`."""
    compilation.reads(relation.target)
    if relation.kind is Kind.TO_MANY:
        return pages.related(compilation, kind, nodes, relation, source)
    target = compilation.kind(kind, nodes[0])
    fields = compilation.select(target, nodes)
    columns = columns_of(target, fields)
    if relation.kind is Kind.NEWEST:
        newest = Listing(relation.target, columns, EVERY_ROW, default_order(relation.target), Page(1))
        rows = related_rows(relation, newest, source, extra=0).subquery()
    else:
        rows = related_row(relation, columns, source).subquery()
    found = sa.select(joined(row_object(compilation, target, fields, rows))).select_from(rows)
    return [or_null(found) if not relation.required else or_refuse(found)]


def or_null(found: "sa.Select[Any]") -> ColumnElement[Any]:
    """The text of a row, or JSON's null where there is none."""
    return sa.func.coalesce(found.scalar_subquery(), sa.literal_column("'null'"))


def or_refuse(found: "sa.Select[Any]") -> ColumnElement[Any]:
    """The text of a row that must be there; where it is not, the statement fails and the resolver lane says why."""
    return sa.func.coalesce(found.scalar_subquery(), sa.func.quintet.refuse_missing_row())
