"""A row as a JSON object: its columns, its nodeId, and what its relations lead to."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import ColumnElement

from gql.derivation.derived import (
    FIELDS,
    ROW_TYPES,
    SHAPES,
    ColumnField,
    Derived,
    NodeIdField,
    PointField,
    RelationField,
    SwitchesField,
)
from gql.plan import pages
from gql.plan.compilation import Compilation, Fields
from gql.plan.errors import DeclinedError
from gql.plan.text import Part, Sql, concatenated, is_text, joined, members
from gql.plan.text import column as at_hand
from gql.plan.values import coordinate, is_on, key_text, unless_null, written
from repositories.condition import EVERY_ROW
from repositories.listing import Listing, Page
from repositories.order import default_order
from repositories.relations import Kind, Relation
from repositories.source import AtHand, related_row, related_rows


def columns_of(kind: GraphQLObjectType, fields: Fields) -> frozenset[str]:
    """The columns that the selected fields of a row are made of or start from."""
    needed: set[str] = set()
    for nodes in fields.values():
        match FIELDS.get(kind.name, {}).get(nodes[0].name.value):
            case ColumnField(column) | PointField(column) | SwitchesField(column):
                needed.add(column)
            case NodeIdField(_, key):
                needed.update(key)
            case RelationField(relation):
                needed.add(relation.local.name)
    return frozenset(needed)


def row_object(compilation: Compilation, kind: GraphQLObjectType, fields: Fields, source: str) -> list[Part]:
    """The selected fields of a row of the subquery `source`, whose columns are as readers see them."""
    derived = FIELDS[kind.name]
    return members((name, _field(compilation, kind, derived, list(nodes), source)) for name, nodes in fields.items())


def _field(
    compilation: Compilation,
    kind: GraphQLObjectType,
    derived: Mapping[str, Derived],
    nodes: list[FieldNode],
    source: str,
) -> list[Part]:
    name = nodes[0].name.value
    table = SHAPES[kind.name]
    match derived.get(name):
        case ColumnField(column):
            return [*written(table.columns[column], at_hand(source, column))]
        case PointField(column):
            value = at_hand(source, column)
            point = _members(compilation, kind, nodes, partial(coordinate, value))
            return [unless_null(value, concatenated(point))] if table.columns[column].nullable else [*point]
        case SwitchesField(column, keys):
            value = at_hand(source, column)
            return [*_members(compilation, kind, nodes, lambda name: is_on(value, keys[name]))]
        case NodeIdField(type_name, key):
            return _node_id(type_name, kind, [at_hand(source, column) for column in key])
        case RelationField(relation):
            return relation_of(compilation, kind, nodes, relation, source)
    if name == "__typename":
        return [f'"{kind.name}"']
    raise DeclinedError(f"{kind.name}.{name} is computed in Python.")


def _members(
    compilation: Compilation, kind: GraphQLObjectType, nodes: list[FieldNode], member: Callable[[str], Sql]
) -> list[str | Sql]:
    """The selected members of a value that is an object."""
    held = compilation.kind(kind, nodes[0])
    parts: dict[str, list[Part]] = {
        name: [f'"{held.name}"'] if (selected := inner[0].name.value) == "__typename" else [member(selected)]
        for name, inner in compilation.select(held, nodes).items()
    }
    found = members(parts.items())
    assert is_text(found)
    return [*found]


def _node_id(type_name: str, kind: GraphQLObjectType, values: list[Sql]) -> list[Part]:
    texts: list[str | Sql] = [f"{type_name}:"]
    columns = [*ROW_TYPES[kind.name].primary_key]
    if len(columns) == 1:
        texts.append(key_text(columns[0], values[0]))
    else:
        for number, (value, column) in enumerate(zip(values, columns, strict=True)):
            texts += ["," if number else "[", *written(column, value)]
        texts.append("]")
    encoded = f"encode(convert_to({concatenated(texts).text}, 'UTF8'), 'base64')"
    return ['"', Sql(f"translate({encoded}, E'\\n', '')"), '"']


def relation_of(
    compilation: Compilation,
    kind: GraphQLObjectType,
    nodes: list[FieldNode],
    relation: Relation,
    source: str,
) -> list[Part]:
    """What a relation leads to from a row of `source`."""
    compilation.reads(relation.target)
    parent = AtHand(source)
    if relation.kind is Kind.TO_MANY:
        return pages.related(compilation, kind, nodes, relation, parent)
    target = compilation.kind(kind, nodes[0])
    fields = compilation.select(target, nodes)
    columns = columns_of(target, fields)
    name = compilation.name("row")
    item = row_object(compilation, target, fields, name)
    nothing = NULL if not relation.required else REFUSED
    if relation.kind is Kind.NEWEST:
        newest = Listing(relation.target, columns, EVERY_ROW, default_order(relation.target), Page(1))
        rows = related_rows(relation, newest, parent, extra=0).subquery(name)
        return [one(item, rows, nothing)]
    row = f"({related_row(relation, columns, parent, compilation.dialect)}) AS {name}"
    if is_text(item):
        found = f"SELECT {concatenated(item).text} FROM {row}"  # noqa: S608 - all of it is ours
        return [Sql(f"coalesce(({found}), {nothing})")]
    return [one(item, sa.text(row.replace(":", "\\:")), nothing)]


# Where a row must be there and is not, the statement fails, and the resolver lane says why.
NULL, REFUSED = "'null'", "quintet.refuse_missing_row()"


def one(item: list[Part], rows: Any, nothing: str = NULL) -> ColumnElement[Any]:
    """The text of a row, or what stands for it where there is none."""
    found = sa.select(joined(item)).select_from(rows)
    return sa.func.coalesce(found.scalar_subquery(), sa.literal_column(nothing))
