"""The variables of an operation: which shape they have, and their values as ones that come later."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_nullable_type,
    is_input_type,
    is_leaf_type,
    is_list_type,
    type_from_ast,
)
from graphql.execution.values import get_variable_values

from gql.plan.errors import DeclinedError
from repositories.later import Guards, Later

Values = Mapping[str, Any]
Kinds = Mapping[str, GraphQLInputType]
Coerce = Callable[[Any], Any]


class Variables:
    """The variables of one operation of a document: what graphql-core would work out for each request anew."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        self.kinds: Kinds = {d.variable.name.value: _kind(schema, d) for d in self._definitions}
        leaves = {name: get_nullable_type(kind) for name, kind in self.kinds.items()}
        self._are_leaves = all(is_leaf_type(leaf) for leaf in leaves.values())
        self._coerce: Mapping[str, Coerce] = (
            {name: leaf.coerce_input_value for name, leaf in leaves.items()} if self._are_leaves else {}  # type: ignore[union-attr]
        )

    def coerced(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Their values; DeclinedError where they do not fit, which the resolver lane explains."""
        if self._are_leaves and all(sent.get(name) is not None for name in self._coerce):
            try:
                return {name: coerce(sent[name]) for name, coerce in self._coerce.items()}
            except Exception as error:  # a scalar refuses as it likes
                raise DeclinedError("The variables do not fit.") from error
        found = get_variable_values(self._schema, self._definitions, sent)
        if isinstance(found, list):
            raise DeclinedError("The variables do not fit.")
        return found.coerced

    def shape(self, values: Values) -> tuple[object, ...]:
        """What a statement depends on: which are there, which are null, which members an input has."""
        if self._are_leaves:
            return tuple([(name, value is None) for name, value in values.items()])
        return tuple((name, _shape(value, self.kinds[name])) for name, value in values.items())


def _kind(schema: GraphQLSchema, definition: VariableDefinitionNode) -> GraphQLInputType:
    kind = type_from_ast(schema, definition.type)
    assert is_input_type(kind)
    return kind


def _shape(value: Any, kind: GraphQLInputType) -> object:
    inner = get_nullable_type(kind)
    if value is None:
        return None
    if isinstance(inner, GraphQLInputObjectType):
        return tuple((name, _shape(part, inner.fields[name].type)) for name, part in value.items())
    if is_list_type(inner) and isinstance(get_nullable_type(inner.of_type), GraphQLInputObjectType):
        return tuple(_shape(part, inner.of_type) for part in value)
    return True


def later(values: Values, kinds: Kinds, guards: Guards) -> dict[str, Any]:
    """The same variables with every value one that comes later; null stays null, as it is part of the shape."""
    return {name: _later(value, kinds[name], itemgetter(name), guards, f"${name}") for name, value in values.items()}


def _later(value: Any, kind: GraphQLInputType, read: Callable[[Any], Any], guards: Guards, name: str) -> Any:
    inner = get_nullable_type(kind)
    if value is None:
        return None
    if isinstance(inner, GraphQLInputObjectType):
        return {
            part: _later(found, inner.fields[part].type, _member(read, part), guards, f"{name}.{part}")
            for part, found in value.items()
        }
    if is_list_type(inner) and isinstance(get_nullable_type(inner.of_type), GraphQLInputObjectType):
        return [
            _later(part, inner.of_type, _member(read, place), guards, f"{name}.{place}")
            for place, part in enumerate(value)
        ]
    return Later(read, value, guards, name)


def _member(read: Callable[[Any], Any], part: str | int) -> Callable[[Any], Any]:
    return lambda known: read(known)[part]
