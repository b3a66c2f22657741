"""Plans of selections: for the fields selected on a derived type, where each value comes from.

A plan is made once per selection set and used for every row, so that a column's value goes from the row to the
answer without a resolver, an info object or a coroutine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet

from gql.derivation.derived import (
    FIELDS,
    ColumnField,
    Derived,
    NodeIdField,
    PointField,
    SwitchesField,
)
from gql.derivation.scalars import write_double
from gql.derivation.switches import is_on
from gql.execution.deferred import Deferred, named_type, needed_columns
from gql.node_id import encode

if TYPE_CHECKING:
    from gql.execution.executor import ResolverLane

Read = Callable[[Any], object]


@dataclass(frozen=True)
class Entry:
    """One field of the answer: read from the row, loaded, or left to graphql-core.

    Where the row is read, `column` has the value and `write`, if there is one, makes it what clients see.
    """

    name: str
    details: FieldDetailsList
    read: Read | None = None
    column: str | None = None
    write: Callable[[Any], object] | None = None
    load: Deferred | None = None


@dataclass(frozen=True)
class SelectionPlan:
    """The fields selected on one type, the columns they need, and the whole answer where it is read from the row."""

    entries: tuple[Entry, ...]
    columns: frozenset[str]
    read: Callable[[Any], dict[str, object]] | None


def plan_selection(lane: "ResolverLane", parent: GraphQLObjectType, fields: GroupedFieldSet) -> SelectionPlan:
    """The plan of the fields selected on a derived type."""
    derived = FIELDS[parent.name]
    entries = tuple(_entry(lane, parent, name, details, derived) for name, details in fields.items())
    return SelectionPlan(entries, frozenset(needed_columns(derived, fields)), _whole_reader(entries))


def _whole_reader(entries: tuple[Entry, ...]) -> Callable[[Any], dict[str, object]] | None:
    """Reads a row's answer: all columns in one call, then those that are written otherwise; None if it cannot."""
    columns = [entry.column for entry in entries if entry.column is not None]
    if len(columns) < len(entries) or not columns:
        readers = [(entry.name, entry.read) for entry in entries if entry.read is not None]
        return (lambda row: {name: read(row) for name, read in readers}) if len(readers) == len(entries) else None
    names = tuple(entry.name for entry in entries)
    # The first column twice, because itemgetter makes no tuple of a single one.
    take = itemgetter(*columns, columns[0])
    written = tuple((entry.name, entry.write) for entry in entries if entry.write is not None)

    def read(row: Any) -> dict[str, object]:
        answer = dict(zip(names, take(row), strict=False))
        for name, write in written:
            value = answer[name]
            if value is not None:
                answer[name] = write(value)
        return answer

    return read


def _entry(
    lane: "ResolverLane",
    parent: GraphQLObjectType,
    name: str,
    details: FieldDetailsList,
    derived: dict[str, Derived],
) -> Entry:
    field = derived.get(details[0].node.name.value)
    match field:
        case ColumnField(column, write):
            return Entry(name, details, _reader(column, write), column, write)
        case PointField(column):
            write = _members_writer(lane, parent, details, lambda place, axis: write_double(getattr(place, axis)))
            return Entry(name, details, _reader(column, write), column, write)
        case SwitchesField(column, keys):
            write = _members_writer(lane, parent, details, lambda stored, switch: is_on(stored, keys[switch]))
            return Entry(name, details, _reader(column, write), column, write)
        case NodeIdField(type_name, (key,)):
            write_id = partial(encode, type_name)
            return Entry(name, details, _reader(key, write_id), key, write_id)
        case NodeIdField(type_name, key):
            return Entry(name, details, lambda row: encode(type_name, *(row[column] for column in key)))
        case None if details[0].node.name.value == "__typename":
            return Entry(name, details, read=lambda row: parent.name)
        case None:
            return Entry(name, details)
    return Entry(name, details, load=Deferred(lane, parent, details, field))


def _reader(column: str, write: Callable[[Any], object] | None) -> Read:
    if write is None:
        return lambda row: row[column]

    def read(row: Any) -> object:
        value = row[column]
        return None if value is None else write(value)

    return read


def _members_writer(
    lane: "ResolverLane", parent: GraphQLObjectType, details: FieldDetailsList, member: Callable[[Any, str], object]
) -> Callable[[Any], object]:
    """Writes the selected members of a value that is an object."""
    kind = named_type(parent.fields[details[0].node.name.value].type)
    selected = lane.collect_subfields(kind, details).grouped_field_set.items()
    parts = [(name, inner[0].node.name.value) for name, inner in selected]
    own = {"__typename": kind.name}
    return lambda value: {name: own.get(part) or member(value, part) for name, part in parts}
