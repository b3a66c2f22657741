"""Parts of an answer compiled while the rest is resolved: rows of events, and what belongs to written rows."""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLObjectType
from sqlalchemy import Table

from gql.plan.errors import DeclinedError
from gql.plan.lane import Asked, CompiledLane, Load
from gql.plan.statement import Plan
from repositories.errors import QuintetError
from repositories.relations import Relation

Read = Callable[[Any], Awaitable[Any]]


class Parts:
    """What is compiled of one mutation or one event. A part that cannot be is left to the resolver lane."""

    def __init__(self, lane: CompiledLane, asked: Asked, tables: set[Table]) -> None:
        self._lane = lane
        self._asked = asked
        self._tables = tables

    def row(self, kind: GraphQLObjectType, nodes: list[FieldNode], table: Table) -> Load | None:
        """Loads the selected fields of a row of a table by its key."""
        return self._load(lambda: self._lane.rows(self._asked, kind, nodes, table))

    def relation(self, kind: GraphQLObjectType, nodes: list[FieldNode], relation: Relation) -> Read | None:
        """Loads what a relation leads to from a row at hand."""
        load = self._load(lambda: self._lane.relation(self._asked, kind, nodes, relation))
        return None if load is None else lambda row: load(row[relation.local.name])

    def _load(self, prepare: Callable[[], tuple[Plan, Load]]) -> Load | None:
        try:
            plan, load = prepare()
        except (DeclinedError, QuintetError, GraphQLError):
            return None
        self._tables.update(plan.tables)
        return load
