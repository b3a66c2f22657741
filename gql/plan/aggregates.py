"""Numbers over all rows of a list as JSON: sub-selects in the statement of the list."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import Column, Select

from gql.derivation.derived import ComputedField
from gql.execution.aggregates import Shape, read_wish
from gql.plan.compilation import Compilation
from gql.plan.text import Part, column, joined, members
from gql.plan.values import written
from repositories.aggregate import Computation


def computed(
    compilation: Compilation,
    parent: GraphQLObjectType,
    nodes: list[FieldNode],
    field: ComputedField,
    rows_of: Callable[[Computation], Select[Any]],
) -> list[Part]:
    """The value of `aggregates` or of `groups`; `rows_of` is the SELECT of what is computed."""

    def select(kind: GraphQLObjectType, nodes: list[FieldNode]) -> dict[str, tuple[str, list[FieldNode]]]:
        found = compilation.select(kind, nodes)
        return {name: (inner[0].name.value, [*inner]) for name, inner in found.items()}

    sent = compilation.arguments(parent, nodes[0])
    wish = read_wish(field, compilation.kind(parent, nodes[0]), nodes, select, sent)
    name = compilation.name("numbers")
    rows = rows_of(wish.computation).subquery(name)
    item = joined(_object(wish.shape, name))
    if not field.grouped:
        return [sa.select(item).select_from(rows).scalar_subquery()]
    gathered = sa.func.string_agg(item, sa.literal_column("','", sa.Text()))
    return ["[", sa.select(gathered).select_from(rows).scalar_subquery(), "]"]


def _object(shape: Shape, rows: str) -> list[Part]:
    return members((name, _value(member, rows)) for name, member in shape.items())


def _value(member: Any, rows: str) -> list[Part]:
    match member:
        case Column():
            return [*written(member, column(rows, member.name))]
        case str():
            return [f'"{member}"']
        case None:
            return ["null"]
    return _object(member, rows)
