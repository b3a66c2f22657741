"""What object types are put together from: fields, arguments, classes that are empty at first."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.derivation.names import field_name


def field_of(
    annotation: object, name: str, description: str, arguments: list[StrawberryArgument] | None = None
) -> StrawberryField:
    """A field without a resolver; its name in the graph is the camel-cased one."""
    field = StrawberryField(
        python_name=name,
        graphql_name=field_name(name) if "_" in name else name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
    )
    if arguments is not None:
        field.arguments = arguments
    return field


def argument(name: str, annotation: object, description: str, **default: Any) -> StrawberryArgument:
    """An argument; `default` is what it is when it is left out."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=field_name(name),
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        **default,
    )


def optional_argument(name: str, annotation: Any, description: str) -> StrawberryArgument:
    """An argument that may be left out, or null."""
    return argument(name, annotation | None, description, default=strawberry.UNSET)


def object_type(made: type, name: str, description: str, fields: Mapping[str, StrawberryField]) -> type:
    """Give an empty class its fields and make it an object type."""
    for python_name, field in fields.items():
        setattr(made, python_name, field)
        # A field with a resolver has its annotation only once a schema was made; fields come in this order always.
        resolver = field.base_resolver
        known = field.type_annotation or (None if resolver is None else resolver.type_annotation)
        if known is not None:
            made.__annotations__[python_name] = known.annotation
    return strawberry.type(made, name=name, description=description)


def empty_class(name: str, *bases: type) -> type:
    """A class that becomes an object type."""
    return type(name, bases, {"__module__": __name__, "__annotations__": {}})
