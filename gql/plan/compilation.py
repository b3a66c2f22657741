"""What compiling one operation goes by and gathers: the document, the variables, the tables that are read."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    VariableNode,
    get_named_type,
)
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from gql.plan.errors import DeclinedError
from repositories.condition import Condition, tables_in
from repositories.later import Guards, Later, fix

Fields = Mapping[str, Sequence[FieldNode]]


@dataclass
class Compilation:
    """The compiling of one operation for one shape of its variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    guards: Guards
    subject: Later
    accounts: Later
    dialect: PGDialect_asyncpg
    tables: set[Table] = field(default_factory=set)
    uses: list[Any] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def name(self, kind: str) -> str:
        """A name for a subquery that no other has."""
        return f"{kind}_{next(self._numbers)}"

    def account(self, product: str) -> Later:
        """The caller's account in a product, or None."""
        return self.accounts.then(lambda accounts: accounts.get(product))

    def reads(self, table: Table, condition: Condition | None = None) -> None:
        """Note that rows of a table are read, and of those that a condition looks at."""
        self.tables.add(table)
        if condition is not None:
            self.tables.update(tables_in(condition))

    def select(self, parent: GraphQLObjectType, nodes: Iterable[FieldNode]) -> Fields:
        """The fields that are selected under some fields, merged, in order, by their names in the answer."""
        fields: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for node in nodes:
            self.collect(parent, node.selection_set.selections if node.selection_set else (), fields, seen)
        return fields

    def collect(
        self,
        parent: GraphQLObjectType,
        selections: Iterable[SelectionNode],
        fields: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        """Gather selections on an object type, as the specification says (CollectFields)."""
        for selection in selections:
            if not self._included(selection.directives or ()):
                continue
            if isinstance(selection, FieldNode):
                name = selection.alias.value if selection.alias else selection.name.value
                fields.setdefault(name, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                if self._applies(selection, parent):
                    self.collect(parent, selection.selection_set.selections, fields, seen)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if self._applies(fragment, parent):
                    self.collect(parent, fragment.selection_set.selections, fields, seen)

    def _applies(self, fragment: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLObjectType) -> bool:
        condition = fragment.type_condition
        if condition is None or condition.name.value == parent.name:
            return True
        return any(interface.name == condition.name.value for interface in parent.interfaces)

    def _included(self, directives: Iterable[DirectiveNode]) -> bool:
        for directive in directives:
            name = directive.name.value
            if name == GraphQLSkipDirective.name:
                if self._flag(directive):
                    return False
            elif name == GraphQLIncludeDirective.name:
                if not self._flag(directive):
                    return False
            else:
                raise DeclinedError(f"@{name} is not compiled.")
        return True

    def _flag(self, directive: DirectiveNode) -> bool:
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            flag = self.variables.coerced.get(value.name.value)
            if flag is None:
                raise DeclinedError("A condition that is null is an error.")
            return bool(fix(flag, bool))
        assert isinstance(value, BooleanValueNode)
        return value.value

    def arguments(self, parent: GraphQLObjectType, node: FieldNode) -> dict[str, Any]:
        """The arguments of a field; values of variables come later."""
        return get_argument_values(parent.fields[node.name.value], node, self.variables, None, True)

    def kind(self, parent: GraphQLObjectType, node: FieldNode) -> GraphQLObjectType:
        """The object type of a field's value."""
        return self.kind_of(parent, node.name.value)

    @staticmethod
    def kind_of(parent: GraphQLObjectType, name: str) -> GraphQLObjectType:
        """The object type of the values of the field with this name."""
        named = get_named_type(parent.fields[name].type)
        assert isinstance(named, GraphQLObjectType)
        return named
