"""Fields whose values are loaded: which loader a field has, made when its first parent asks."""

from collections.abc import Awaitable, Callable, Collection
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
    OneRow,
    PointField,
    RelationField,
    RootList,
    RootRow,
    SwitchesField,
    Values,
)
from gql.derivation.names import field_name
from gql.execution.aggregates import computed_loader
from gql.execution.arguments import read_listing, read_named, read_row, read_values
from gql.execution.loaders import (
    named_row,
    newest_loader,
    numbers_loader,
    page_loader,
    relation_loader,
    root_connection,
    row_loader,
    value_list,
)
from models.catalog import Product
from repositories.keys import primary_key
from repositories.relations import Kind, Relation

if TYPE_CHECKING:
    from gql.execution.executor import ResolverLane


class Deferred:
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
                load = parts.row(named_type(self._parent.fields[nodes[0].name.value].type), nodes, table)
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
            case OneRow(asked):
                sent = self._arguments()
                found = read_row(asked, sent, self._row_columns())
                return lambda _: named_row(self._operation, asked, sent[field_name(asked.key)], found)
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
                kind = named_type(self._parent.fields[self._details[0].node.name.value].type)
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
        return lambda _: root_connection(self._operation, listing, with_rows=self._reads_rows())

    def _pages(self, relation: Relation) -> Callable[[Any], Awaitable[Any]]:
        listing = read_listing(relation.target, self._arguments(), *self._page_columns())
        if not self._reads_rows():
            return numbers_loader(self._operation, relation, listing)
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
        row = named_type(self._parent.fields[self._details[0].node.name.value].type)
        return self._lane.columns_of(row, self._details)

    def _selected(self) -> tuple[GraphQLObjectType, Collection[FieldDetailsList]]:
        """What is selected of the connection."""
        connection = named_type(self._parent.fields[self._details[0].node.name.value].type)
        return connection, self._lane.collect_subfields(connection, self._details).grouped_field_set.values()

    def _reads_rows(self) -> bool:
        """Whether the page is wanted, and not only numbers over the list."""
        return any(details[0].node.name.value in ("nodes", "edges", "pageInfo") for details in self._selected()[1])

    def _page_columns(self) -> tuple[frozenset[str], bool]:
        """The columns of the rows under `nodes` and `edges { node }`, and whether cursors are wanted."""
        columns: set[str] = set()
        cursors = False
        connection, selected = self._selected()
        for details in selected:
            name = details[0].node.name.value
            if name == "nodes":
                columns |= self._lane.columns_of(named_type(connection.fields["nodes"].type), details)
            elif name == "edges":
                edge = named_type(connection.fields["edges"].type)
                under = self._lane.collect_subfields(edge, details).grouped_field_set
                columns |= needed_columns(FIELDS.get(edge.name, {}), under)
                for inner in under.values():
                    if inner[0].node.name.value == "node":
                        columns |= self._lane.columns_of(named_type(edge.fields["node"].type), inner)
                    cursors |= inner[0].node.name.value == "cursor"
            elif name == "pageInfo":
                cursors = True
        return frozenset(columns), cursors


def named_type(kind: Any) -> GraphQLObjectType:
    """The object type within non-null and list types."""
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    assert isinstance(kind, GraphQLObjectType)
    return kind


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
