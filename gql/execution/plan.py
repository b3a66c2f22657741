"""Plans of selections: for the fields selected on a derived type, where each value comes from.

A plan is made once per selection set and used for every row, so that a column's value goes from the row to the
answer without a resolver, an info object or a coroutine.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.values import get_argument_values

from gql.derivation.derived import (
    FIELDS,
    AccountRow,
    ColumnField,
    ComputedField,
    Derived,
    EventRow,
    NamedList,
    NodeIdField,
    PointField,
    RelationField,
    RootList,
    RootRow,
    SwitchesField,
    Values,
)
from gql.derivation.names import field_name
from gql.derivation.scalars import write_double
from gql.derivation.switches import is_on
from gql.execution.aggregates import computed_loader
from gql.execution.arguments import read_listing, read_named, read_values
from gql.execution.loaders import (
    newest_loader,
    page_loader,
    relation_loader,
    root_connection,
    row_loader,
    value_list,
)
from gql.node_id import encode
from models.catalog import Product
from repositories.relations import Kind, Relation
from repositories.source import primary_key

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
    load: "_Deferred | None" = None


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


def needed_columns(derived: dict[str, Derived], fields: GroupedFieldSet) -> set[str]:
    """The columns that the selected fields read or start from."""
    needed: set[str] = set()
    for details in fields.values():
        match derived.get(details[0].node.name.value):
            case ColumnField(column) | PointField(column) | SwitchesField(column):
                needed.add(column)
            case NodeIdField(_, key):
                needed.update(key)
            case RelationField(relation):
                needed.add(relation.local.name)
    return needed


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
    return Entry(name, details, load=_Deferred(lane, parent, details, field))


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
    kind = _named(parent.fields[details[0].node.name.value].type)
    selected = lane.collect_subfields(kind, details).grouped_field_set.items()
    parts = [(name, inner[0].node.name.value) for name, inner in selected]
    own = {"__typename": kind.name}
    return lambda value: {name: own.get(part) or member(value, part) for name, part in parts}


class _Deferred:
    """A loader made when the first parent asks, so that bad arguments are an error of the field.

    Where it loads the value as `whole` JSON, nothing is left to be completed.
    """

    def __init__(
        self, lane: "ResolverLane", parent: GraphQLObjectType, details: FieldDetailsList, field: Derived
    ) -> None:
        self._lane = lane
        self._parent = parent
        self._details = details
        self._field = field
        self._load: Callable[[Any], Awaitable[Any]] | None = None
        self.whole = False

    def __call__(self, source: Any) -> Awaitable[Any]:
        if self._load is None:
            compiled = self._compiled()
            self.whole = compiled is not None or isinstance(self._field, ComputedField)
            self._load = compiled or self._make()
        return self._load(source)

    def _compiled(self) -> Callable[[Any], Awaitable[Any]] | None:
        """What loads the whole value as JSON, where it can be compiled."""
        parts = self._operation.parts
        if parts is None:
            return None
        nodes = [detail.node for detail in self._details]
        match self._field:
            case RelationField(relation):
                read: Callable[[Any], Awaitable[Any]] | None = parts.relation(self._parent, nodes, relation)
                return read
            case EventRow(table):
                load = parts.row(_named(self._parent.fields[nodes[0].name.value].type), nodes, table)
                return None if load is None else lambda delivery: load(delivery.entity_id)
        return None

    def _make(self) -> Callable[[Any], Awaitable[Any]]:
        match self._field:
            case RelationField(relation) if relation.kind is Kind.TO_MANY:
                return self._pages(relation)
            case RelationField(relation) if relation.kind is Kind.NEWEST:
                return newest_loader(self._operation, relation, self._row_columns())
            case RelationField(relation):
                return relation_loader(self._operation, relation, self._row_columns())
            case RootList() | NamedList() | Values():
                return self._list(self._field)
            case RootRow(table):
                load = row_loader(self._operation, primary_key(table), self._row_columns())
                sent = self._arguments()
                value = tuple(sent[field_name(column.name)] for column in primary_key(table))
                return lambda _: load(value)
            case EventRow(table):
                load = row_loader(self._operation, primary_key(table), self._row_columns())
                return lambda delivery: load((delivery.entity_id,))
            case AccountRow(product):
                return self._account(product)
            case ComputedField():
                kind = _named(self._parent.fields[self._details[0].node.name.value].type)
                return computed_loader(self._lane, self._field, kind, self._details, self._arguments())
        raise NotImplementedError(self._field)

    def _list(self, field: RootList | NamedList | Values) -> Callable[[Any], Awaitable[Any]]:
        match field:
            case Values(asked):
                found = read_values(asked, self._arguments(), self._row_columns())
                return lambda _: value_list(self._operation, asked, found)
            case NamedList(query):
                listing = read_named(query, self._arguments(), *self._page_columns())
            case RootList(table):
                listing = read_listing(table, self._arguments(), *self._page_columns())
        return lambda _: root_connection(self._operation, listing)

    def _pages(self, relation: Relation) -> Callable[[Any], Awaitable[Any]]:
        listing = read_listing(relation.target, self._arguments(), *self._page_columns())
        return page_loader(self._operation, relation, listing)

    def _account(self, product: Product) -> Callable[[Any], Awaitable[Any]]:
        key = product.account_column
        load = row_loader(self._operation, (key,), self._row_columns())
        account = self._operation.identity.accounts.get(product.schema)

        async def find(_: Any) -> Any:
            return None if account is None else await load((key.type.python_type(account),))

        return find

    @property
    def _operation(self) -> Any:
        return self._lane.context_value

    def _arguments(self) -> dict[str, Any]:
        details = self._details[0]
        definition = self._parent.fields[details.node.name.value]
        return get_argument_values(
            definition, details.node, self._lane.variable_values, details.fragment_variable_values, True
        )

    def _row_columns(self) -> frozenset[str]:
        row = _named(self._parent.fields[self._details[0].node.name.value].type)
        return self._lane.columns_of(row, self._details)

    def _page_columns(self) -> tuple[frozenset[str], bool]:
        """The columns of the rows under `nodes` and `edges { node }`, and whether cursors are wanted."""
        connection = _named(self._parent.fields[self._details[0].node.name.value].type)
        columns: set[str] = set()
        cursors = False
        for details in self._lane.collect_subfields(connection, self._details).grouped_field_set.values():
            name = details[0].node.name.value
            if name == "nodes":
                columns |= self._lane.columns_of(_named(connection.fields["nodes"].type), details)
            elif name == "edges":
                edge = _named(connection.fields["edges"].type)
                under = self._lane.collect_subfields(edge, details).grouped_field_set
                columns |= needed_columns(FIELDS.get(edge.name, {}), under)
                for inner in under.values():
                    if inner[0].node.name.value == "node":
                        columns |= self._lane.columns_of(_named(edge.fields["node"].type), inner)
                    cursors |= inner[0].node.name.value == "cursor"
            elif name == "pageInfo":
                cursors = True
        return frozenset(columns), cursors


def _named(kind: Any) -> GraphQLObjectType:
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    assert isinstance(kind, GraphQLObjectType)
    return kind
