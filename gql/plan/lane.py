"""The compiled lane: an operation, or a part of one, answered by one statement, as bytes."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
from sqlalchemy import Table

from gql.documents import Document
from gql.execution.loader import Loader
from gql.plan.cache import PlanCache
from gql.plan.compiler import ANSWER, KEY, Source, compile_query, compile_relation, compile_rows
from gql.plan.errors import DeclinedError
from gql.plan.statement import Known, Plan
from repositories.database import Database
from repositories.identity import Identity, Trust
from repositories.relations import Relation

Load = Callable[[Any], Awaitable[orjson.Fragment | None]]


@dataclass(slots=True)
class Prepared:
    """A request that the lane will answer."""

    plan: Plan
    values: list[object]
    used: list[str]
    cached: bool


@dataclass(slots=True)
class Asked:
    """An operation, with its variables as graphql-core coerced them, and who asks."""

    document: Document
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    identity: Identity

    @property
    def name(self) -> str | None:
        """The operation's name."""
        return self.operation.name.value if self.operation.name else None


class CompiledLane:
    """Compiles operations of one schema and keeps their plans."""

    def __init__(self, schema: GraphQLSchema, database: Database) -> None:
        self._schema = schema
        self._database = database
        self.plans = PlanCache()

    def prepare(self, asked: Asked) -> Prepared:
        """The statement for a query; DeclinedError, or what a value is refused with, where there is none."""
        misses = self.plans.misses
        known = self._known(asked)
        plan = self._plan(asked, known, None, lambda source: compile_query(source, asked.operation))
        return Prepared(plan, plan.values(known), plan.used(known), cached=self.plans.misses == misses)

    async def answer(self, prepared: Prepared, identity: Identity) -> orjson.Fragment:
        """The data of a query."""
        ((body,),) = await self._database.answers(identity, prepared.plan.sql, prepared.values)
        return orjson.Fragment(body)

    def rows(self, asked: Asked, kind: GraphQLObjectType, nodes: list[FieldNode], table: Table) -> tuple[Plan, Load]:
        """The plan of rows of a table by their key, and what loads one."""
        return self._part(asked, nodes, lambda source: compile_rows(source, kind, nodes, table))

    def relation(
        self, asked: Asked, kind: GraphQLObjectType, nodes: list[FieldNode], relation: Relation
    ) -> tuple[Plan, Load]:
        """The plan of what a relation leads to, by the value of its local column, and what loads it."""
        return self._part(asked, nodes, lambda source: compile_relation(source, kind, nodes, relation))

    def _part(
        self, asked: Asked, nodes: list[FieldNode], compile_part: Callable[[Source], Plan]
    ) -> tuple[Plan, Load]:
        known = self._known(asked)
        place = tuple(node.loc.start if node.loc else id(node) for node in nodes)
        plan = self._plan(asked, known, place, compile_part)

        async def batch(keys: list[Hashable]) -> list[orjson.Fragment | None]:
            values = plan.values(self._known(asked, keys))
            rows = await self._database.answers(asked.identity, plan.sql, values)
            found = {row[KEY]: row[ANSWER] for row in rows}
            return [orjson.Fragment(found[key]) if key in found else None for key in keys]

        return plan, Loader[Hashable, orjson.Fragment | None](batch).load

    def _known(self, asked: Asked, keys: list[Hashable] | None = None) -> Known:
        return Known(asked.variables, asked.identity.subject, asked.identity.accounts, keys or ())

    def _plan(self, asked: Asked, known: Known, place: Hashable, compile_source: Callable[[Source], Plan]) -> Plan:
        variables = asked.document.variables(asked.operation)
        caller = (asked.identity.trust, asked.identity.products)
        key = (asked.document.number, asked.name, place, caller, variables.shape(asked.variables))

        def make() -> Plan:
            return compile_source(Source(self._schema, asked.document, variables.kinds, known, asked.identity.trust))

        plan = self.plans.get(key, known, make)
        if plan.for_staff_only and asked.identity.trust is not Trust.ADMIN:
            raise DeclinedError("Only staff may read some of it.")
        return plan
