"""The variables of an operation: which shape they have, and their values as ones that come later."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_nullable_type,
    is_list_type,
    type_from_ast,
)

from repositories.later import Guards, Later

Values = Mapping[str, Any]
Kinds = Mapping[str, GraphQLInputType]


def kinds_of(schema: GraphQLSchema, operation: OperationDefinitionNode) -> Kinds:
    """The types of an operation's variables."""
    kinds = {}
    for definition in operation.variable_definitions or ():
        kinds[definition.variable.name.value] = type_from_ast(schema, definition.type)
    return kinds  # type: ignore[return-value]


def shape(values: Values, kinds: Kinds) -> tuple[object, ...]:
    """What a statement depends on: which variables are there, which are null, which members an input has."""
    return tuple((name, _shape(value, kinds[name])) for name, value in values.items())


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
