"""Numbers over all rows of a list: which ones a selection asks for, and how they become its answer."""

from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from graphql import GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import FieldDetailsList
from sqlalchemy import Column, Table

from gql.derivation.aggregates import key_column, measured
from gql.derivation.columns import shown, writer
from gql.derivation.derived import ComputedField
from gql.derivation.names import field_name
from gql.execution.connection import Connection
from gql.execution.grouping import read_grouping
from repositories.aggregate import COUNT, Computation, Function, Grouping, Measure
from repositories.row import Row

if TYPE_CHECKING:
    from gql.execution.executor import ResolverLane

Fields = TypeVar("Fields")
Select = Callable[[GraphQLObjectType, Fields], Mapping[str, tuple[str, Fields]]]
# The members of an object: each a column of the SELECT, the name of a type, nothing, or an object again.
Shape = Mapping[str, Any]


@dataclass(frozen=True)
class Wish:
    """What a selection on `aggregates` or `groups` asks for: the members of each object, and what they need."""

    shape: Shape
    computation: Computation


def read_wish(
    field: ComputedField,
    kind: GraphQLObjectType,
    fields: Fields,
    select: Select[Fields],
    sent: Mapping[str, Any],
) -> Wish:
    """What a selection asks for; `select` gives the selected fields on a type, by their names in the answer."""
    grouping = read_grouping(field.table, sent) if field.grouped else None
    reader = _Reader(field.table, grouping, select)
    shape = reader.shape(kind, fields)
    return Wish(shape, Computation(tuple(reader.measures), grouping))


class _Reader:
    """Reads a selection and gathers the measures that it needs, each once."""

    def __init__(self, table: Table, grouping: Grouping | None, select: Select[Any]) -> None:
        self._table = table
        self._columns = {field_name(column.name): column.name for column in shown(table)}
        self._parts = {part.column: part for part in grouping.by} if grouping else {}
        self._select = select
        self.measures: dict[Measure, None] = {}

    def shape(self, kind: GraphQLObjectType, fields: Any, parent: str = "") -> Shape:
        """The members of an object that is the value of the field `parent`."""
        return {
            name: self._member(kind, field, inner, parent)
            for name, (field, inner) in self._select(kind, fields).items()
        }

    def _member(self, kind: GraphQLObjectType, field: str, fields: Any, parent: str) -> Any:
        if field == "__typename":
            return kind.name
        if parent == "key":
            part = self._parts.get(self._columns[field])
            return None if part is None else key_column(self._table, part)
        if parent:
            return self._measure(Measure(Function(parent), self._columns[field]))
        if field == Function.COUNT.value:
            return self._measure(COUNT)
        inner = get_named_type(kind.fields[field].type)
        assert isinstance(inner, GraphQLObjectType)
        return self.shape(inner, fields, field)

    def _measure(self, measure: Measure) -> "Column[Any]":
        self.measures[measure] = None
        return measured(self._table, measure)


def computed_loader(
    lane: "ResolverLane",
    field: ComputedField,
    kind: GraphQLObjectType,
    details: FieldDetailsList,
    sent: Mapping[str, Any],
) -> Callable[[Connection], Awaitable[object]]:
    """Loads what a selection asks for, for a connection, as the whole value of the field."""

    def select(kind: GraphQLObjectType, details: FieldDetailsList) -> dict[str, tuple[str, FieldDetailsList]]:
        found = lane.collect_subfields(kind, details).grouped_field_set
        return {name: (inner[0].node.name.value, inner) for name, inner in found.items()}

    wish = read_wish(field, kind, details, select, sent)

    return partial(_Computed, wish)


@dataclass(frozen=True)
class _Computed(Awaitable[object]):
    """The value of the field for a connection; it is asked for when somebody waits for it, and not before.

    Where a sibling fails first nobody waits, and a coroutine that was never awaited would complain.
    """

    wish: Wish
    connection: Connection

    def __await__(self) -> Generator[Any, None, object]:
        return self._read().__await__()

    async def _read(self) -> object:
        rows = await self.connection.compute(self.wish.computation)
        answers = [_answer(self.wish.shape, row) for row in rows]
        return answers if self.wish.computation.grouping else answers[0]


def _answer(shape: Shape, row: Row) -> dict[str, object]:
    """A row of the SELECT as the object that a client has asked for."""
    return {name: _value(member, row) for name, member in shape.items()}


def _value(member: Any, row: Row) -> object:
    match member:
        case Column():
            value, write = row[member.name], writer(member)
            return value if write is None or value is None else write(value)
        case Mapping():
            return _answer(member, row)
    return member
