"""Named queries as fields: their arguments, and connections whose edges carry what the query computes."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.derivation import objects, pieces
from gql.derivation.columns import graph_type, writer
from gql.derivation.derived import FIELDS, ColumnField, Derived, NamedList
from gql.derivation.names import field_name, product_of
from gql.derivation.pieces import object_type
from gql.derivation.scalars import GeoPointInput
from models.columns import facts_of
from repositories.geography import GeoPoint
from repositories.named import Argument, NamedQuery

PAGING = frozenset({"filter", "first", "after", "last", "before"})
INPUTS: dict[Any, Any] = {GeoPoint: GeoPointInput}


def named_fields(queries: Iterable[NamedQuery]) -> tuple[dict[str, StrawberryField], dict[str, Derived]]:
    """The fields of some queries, and how they are run."""
    fields = {query.name: _list(query) for query in queries}
    return fields, {field_name(query.name): NamedList(query) for query in queries}


def _list(query: NamedQuery) -> StrawberryField:
    own = [_argument(argument) for argument in query.arguments]
    paging = [a for a in objects.connection_arguments(query.table) if a.python_name in PAGING]
    return pieces.field_of(connection_type(query), query.name, query.description, [*own, *paging])


def _argument(argument: Argument) -> StrawberryArgument:
    kind = INPUTS.get(argument.kind, argument.kind)
    if argument.required:
        return pieces.argument(argument.name, kind, argument.description)
    return pieces.optional_argument(argument.name, kind, argument.description)


def _name(query: NamedQuery) -> str:
    return product_of(query.table).prefix + "".join(part.capitalize() for part in query.name.split("_"))


@cache
def edge_type(query: NamedQuery) -> type:
    """An edge with what the query computes."""
    name = f"{_name(query)}Edge"
    fields = objects.edge_fields(query.table)
    for column in query.computed:
        fields[column.name] = pieces.field_of(graph_type(column), column.name, facts_of(column).description)
    FIELDS[name] = {field_name(column.name): ColumnField(column.name, writer(column)) for column in query.computed}
    return object_type(pieces.empty_class(name), name, "A row, and what was computed for it.", fields)


@cache
def connection_type(query: NamedQuery) -> type:
    """A page of the answer to a named query."""
    name = f"{_name(query)}Connection"
    told = "The rows of the page with what was computed for them."
    fields = objects.page_fields(query.table, edge_type(query), told)
    return object_type(pieces.empty_class(name), name, f"A page of the answer to {field_name(query.name)}.", fields)
