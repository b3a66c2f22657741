"""From an operation to its plan."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues

from gql.documents import Document
from gql.plan import roots
from gql.plan.compilation import Compilation
from gql.plan.errors import DeclinedError
from gql.plan.statement import Known, Plan
from gql.plan.text import joined
from gql.plan.variables import Kinds, later
from repositories.later import Guards, Later


def compile_query(
    schema: GraphQLSchema, document: Document, operation: OperationDefinitionNode, kinds: Kinds, known: Known
) -> Plan:
    """The plan of a query for values of this shape; DeclinedError where only the resolver lane can answer it."""
    if operation.operation is not OperationType.QUERY:
        raise DeclinedError("Only queries are compiled as a whole.")
    guards = Guards()
    subject = Later(attrgetter("subject"), known.subject, guards, "subject")
    accounts = Later(attrgetter("accounts"), known.accounts, guards, "account")
    variables = VariableValues({}, later(known.variables, kinds, guards))
    compilation = Compilation(schema, _fragments(document), variables, guards, subject, accounts)
    root = schema.query_type
    assert root is not None
    fields: dict[str, Any] = {}
    compilation.collect(root, operation.selection_set.selections, fields, set())
    answer = joined(roots.query(compilation, root, fields))
    return Plan(answer, frozenset(compilation.tables), guards, subject, accounts)


def _fragments(document: Document) -> Mapping[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in document.node.definitions if isinstance(d, FragmentDefinitionNode)}
