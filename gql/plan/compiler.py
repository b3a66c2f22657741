"""From an operation, or a part of one, to its plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues
from sqlalchemy import ColumnElement, Table

from gql.documents import Document
from gql.plan import roots
from gql.plan.compilation import Compilation
from gql.plan.errors import DeclinedError
from gql.plan.rows import columns_of, relation_of, row_object
from gql.plan.statement import Known, Plan, dialect_of, written
from gql.plan.text import Part, joined
from gql.plan.variables import Kinds, later
from repositories.identity import Trust
from repositories.keys import by_keys, keys_at_hand, primary_key
from repositories.later import Guards, Later
from repositories.relations import Relation
from repositories.source import AtHand

KEY, ANSWER = "key", "answer"


@dataclass(frozen=True)
class Source:
    """What is compiled: an operation of a document, for values of one shape."""

    schema: GraphQLSchema
    document: Document
    kinds: Kinds
    known: Known
    trust: Trust


def compile_query(source: Source, operation: OperationDefinitionNode) -> Plan:
    """The plan of a query; DeclinedError where only the resolver lane can answer it."""
    if operation.operation is not OperationType.QUERY:
        raise DeclinedError("Only queries are compiled as a whole.")
    compilation = _compilation(source)
    root = source.schema.query_type
    assert root is not None
    fields: dict[str, Any] = {}
    compilation.collect(root, operation.selection_set.selections, fields, set())
    answer = _bytes(roots.query(compilation, root, fields))
    if not compilation.tables:
        raise DeclinedError("It reads no row, so it needs no database.")
    return _plan(source, compilation, sa.select(answer.label(ANSWER)))


def compile_rows(source: Source, kind: GraphQLObjectType, nodes: Sequence[FieldNode], table: Table) -> Plan:
    """The plan of the rows of a table with some keys: for each key that there is, the selected fields."""
    compilation = _compilation(source)
    compilation.reads(table)
    (key,) = primary_key(table)
    fields = compilation.select(kind, nodes)
    name = compilation.name("row")
    rows = by_keys(key, columns_of(kind, fields), _keys(source)).subquery(name)
    item = _bytes(row_object(compilation, kind, fields, name))
    found = AtHand(name).value(key).label(KEY)
    return _plan(source, compilation, sa.select(found, item.label(ANSWER)).select_from(rows))


def compile_relation(source: Source, kind: GraphQLObjectType, nodes: Sequence[FieldNode], relation: Relation) -> Plan:
    """The plan of what a relation leads to from rows at hand: for each value of its local column, the field."""
    compilation = _compilation(source)
    name = compilation.name("row")
    rows = keys_at_hand(relation, _keys(source), name)
    item = _bytes(relation_of(compilation, kind, list(nodes), relation, name))
    return _plan(source, compilation, sa.select(rows.c[relation.local.name].label(KEY), item.label(ANSWER)))


def _compilation(source: Source) -> Compilation:
    guards, known = Guards(), source.known
    subject = Later(attrgetter("subject"), known.subject, guards, "subject")
    accounts = Later(attrgetter("accounts"), known.accounts, guards, "account")
    dialect = dialect_of(source.trust)
    variables = VariableValues({}, later(known.variables, source.kinds, guards))
    return Compilation(source.schema, _fragments(source.document), variables, guards, subject, accounts, dialect)


def _keys(source: Source) -> Later:
    return Later(attrgetter("keys"), source.known.keys, Guards(), "keys")


def _plan(source: Source, compilation: Compilation, answer: "sa.Select[Any]") -> Plan:
    tables, guards, uses = frozenset(compilation.tables), compilation.guards, tuple(compilation.uses)
    return written(answer, tables, guards, uses, compilation.subject, compilation.accounts, compilation.dialect)


def _bytes(parts: list[Part]) -> ColumnElement[Any]:
    return sa.func.convert_to(joined(parts), sa.literal_column("'UTF8'"))


def _fragments(document: Document) -> Mapping[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in document.node.definitions if isinstance(d, FragmentDefinitionNode)}
