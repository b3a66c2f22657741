"""Named questions as fields: their arguments, and what answers them: connections, single rows, lists of values."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.derivation import objects, pieces
from gql.derivation.columns import graph_type, writer
from gql.derivation.derived import FIELDS, MOST_VALUES, VALUE_TYPES, ColumnField, Derived, NamedList, OneRow, Values
from gql.derivation.names import field_name, named_type
from gql.derivation.pieces import object_type
from gql.derivation.scalars import GeoPointInput
from models.columns import facts_of
from repositories.geography import GeoPoint
from repositories.named import Argument, NamedQuery, NamedRow, ValueList

Question = NamedQuery | NamedRow | ValueList
PAGING = frozenset({"filter", "first", "after", "last", "before"})
INPUTS: dict[Any, Any] = {GeoPoint: GeoPointInput}


def named_fields(asked: Iterable[Question]) -> tuple[dict[str, StrawberryField], dict[str, Derived]]:
    """The fields of some questions, and how they are run."""
    fields: dict[str, StrawberryField] = {}
    derived: dict[str, Derived] = {}
    for question in asked:
        fields[question.name], derived[field_name(question.name)] = _field(question)
    return fields, derived


def _field(question: Question) -> tuple[StrawberryField, Derived]:
    match question:
        case NamedQuery():
            return _list(question), NamedList(question)
        case NamedRow():
            return _row(question), OneRow(question)
        case ValueList():
            MOST_VALUES[field_name(question.name)] = question.most
            return _values(question), Values(question)


def _values(asked: ValueList) -> StrawberryField:
    kind: Any = value_type(asked)
    own = [_argument(argument) for argument in asked.arguments]
    return pieces.field_of(list[kind], asked.name, asked.description, own)


def _row(query: NamedRow) -> StrawberryField:
    own = [_argument(argument) for argument in query.arguments]
    return pieces.field_of(objects.row_type(query.table) | None, query.name, query.description, own)


def _list(query: NamedQuery) -> StrawberryField:
    own = [_argument(argument) for argument in query.arguments]
    paging = [a for a in objects.connection_arguments(query.table) if a.python_name in PAGING]
    return pieces.field_of(connection_type(query), query.name, query.description, [*own, *paging])


def _argument(argument: Argument) -> StrawberryArgument:
    kind = INPUTS.get(argument.kind, argument.kind)
    if argument.default is not None:
        return pieces.argument(argument.name, kind, argument.description, default=argument.default)
    if argument.required:
        return pieces.argument(argument.name, kind, argument.description)
    return pieces.optional_argument(argument.name, kind, argument.description)


def _name(query: NamedQuery) -> str:
    return named_type(query.table, query.name)


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


@cache
def value_type(asked: ValueList) -> type:
    """A value of a list: its columns, and the rows that they lead to."""
    name = named_type(asked.shape, asked.shape.name)
    fields, derived = objects.described_fields(asked.shape, asked.relations)
    FIELDS[name], VALUE_TYPES[name] = derived, asked.shape
    return object_type(pieces.empty_class(name), name, asked.shape.comment or "", fields)
