"""The compiled lane: an operation answered by one statement, as bytes."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import get_variable_values

from gql.documents import Document
from gql.plan.cache import PlanCache
from gql.plan.compiler import compile_query
from gql.plan.errors import DeclinedError
from gql.plan.statement import Known, Plan
from gql.plan.variables import kinds_of, shape
from repositories.identity import Identity, Trust


@dataclass(frozen=True)
class Prepared:
    """A request that the lane will answer."""

    plan: Plan
    sql: str
    values: list[object]
    cached: bool


class CompiledLane:
    """Compiles operations of one schema and keeps their plans."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self.plans = PlanCache()

    def prepare(
        self, document: Document, operation: OperationDefinitionNode, sent: dict[str, Any], identity: Identity
    ) -> Prepared:
        """The statement for a request; DeclinedError or what a value is refused with where there is none."""
        definitions = operation.variable_definitions or ()
        values: dict[str, Any] = {}
        if definitions:
            coerced = get_variable_values(self._schema, definitions, sent)
            if isinstance(coerced, list):
                raise DeclinedError("The variables do not fit.")
            values = coerced.coerced
        kinds = kinds_of(self._schema, operation)
        known = Known(values, identity.subject, identity.accounts)
        key = (document.number, operation.name.value if operation.name else None, shape(values, kinds))
        misses = self.plans.misses
        plan = self.plans.get(key, known, lambda: compile_query(self._schema, document, operation, kinds, known))
        if plan.for_staff_only and identity.trust is not Trust.ADMIN:
            raise DeclinedError("Only staff may read some of it.")
        sql, bound = plan.render(identity, known)
        return Prepared(plan, sql, bound, cached=self.plans.misses == misses)
