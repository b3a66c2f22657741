"""The schema, put together: derived types, root fields, mutations, subscriptions. Nothing is defined here."""

from collections.abc import Callable
from typing import Any

import strawberry
from graphql import GraphQLSchema, print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.types.field import StrawberryField

from gql.derivation.objects import define_all, define_namespace, define_viewer, object_type
from gql.derivation.scalars import SCALARS
from gql.execution.executor import ResolverLane
from gql.liveconvo import document, guidance, session, session_events, summary, template, transcript
from gql.roots import node, nodes, viewer
from models.catalog import PRODUCTS

MUTATIONS: tuple[StrawberryField, ...] = (
    *session.MUTATIONS,
    *transcript.MUTATIONS,
    *guidance.MUTATIONS,
    *summary.MUTATIONS,
    *template.MUTATIONS,
    *document.MUTATIONS,
)
SUBSCRIPTIONS: tuple[Callable[..., Any], ...] = session_events.SUBSCRIPTIONS


def _root(name: str, description: str, fields: dict[str, StrawberryField]) -> type:
    return object_type(type(name, (), {"__module__": __name__, "__annotations__": {}}), name, description, fields)


def _query() -> type:
    fields = {"node": node, "nodes": nodes, "viewer": viewer(define_viewer())}
    for product in PRODUCTS:
        fields[product.schema] = _namespace(define_namespace(product), product.schema, product.title)
    return _root("Query", "Everything that can be read.", fields)


def _namespace(kind: type, name: str, title: str) -> StrawberryField:
    def resolve() -> object:
        return kind

    resolve.__annotations__ = {"return": kind}
    field: Any = strawberry.field(resolver=resolve, name=name, description=f"{title}'s data.")
    assert isinstance(field, StrawberryField)
    field.python_name = name
    return field


def _mutation() -> type:
    return _root("Mutation", "Everything that can be written.", {field.python_name: field for field in MUTATIONS})


def _subscription() -> type:
    fields: dict[str, StrawberryField] = {}
    for function in SUBSCRIPTIONS:
        made: Any = strawberry.subscription(resolver=function, description=function.__doc__)
        made.python_name = function.__name__
        fields[function.__name__] = made
    return _root("Subscription", "Everything that can be followed.", fields)


def build() -> strawberry.Schema:
    """The schema of the whole graph."""
    return strawberry.Schema(
        query=_query(),
        mutation=_mutation(),
        subscription=_subscription(),
        types=define_all(),
        execution_context_class=ResolverLane,
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def sdl(schema: strawberry.Schema) -> str:
    """The schema as text, as committed in `gql/schema.graphql`."""
    core: GraphQLSchema = schema._schema
    return print_schema(core) + "\n"
