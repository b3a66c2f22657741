"""The schema, put together: derived types, root fields, mutations, subscriptions. Nothing is defined here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema, print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.types.field import StrawberryField

from gql.derivation.named import Question, named_fields
from gql.derivation.objects import define_all, define_namespace, define_viewer
from gql.derivation.pieces import object_type
from gql.derivation.scalars import SCALARS
from gql.execution.executor import ResolverLane
from gql.liveconvo import document, guidance, session, session_events, summary, template, transcript
from gql.roadtrip import (
    behavior,
    credit,
    discovery,
    embedding,
    podcast,
    processing,
    reference,
    referral,
    revenue,
    user,
    video,
    voice,
    waypoint,
)
from gql.roadtrip import session as roadtrip_session
from gql.roots import node, nodes, viewer
from models.catalog import PRODUCTS
from repositories.roadtrip import ai_result, place, statistics

MUTATIONS: tuple[StrawberryField, ...] = (
    *session.MUTATIONS,
    *transcript.MUTATIONS,
    *guidance.MUTATIONS,
    *summary.MUTATIONS,
    *template.MUTATIONS,
    *document.MUTATIONS,
    *roadtrip_session.MUTATIONS,
    *waypoint.MUTATIONS,
    *credit.MUTATIONS,
    *referral.MUTATIONS,
    *voice.MUTATIONS,
    *user.MUTATIONS,
    *discovery.MUTATIONS,
    *processing.MUTATIONS,
    *podcast.MUTATIONS,
    *video.MUTATIONS,
    *revenue.MUTATIONS,
    *reference.MUTATIONS,
    *embedding.MUTATIONS,
    *behavior.MUTATIONS,
)
QUESTIONS: Mapping[str, Sequence[Question]] = {
    "roadtrip": (*place.QUERIES, *place.LISTS, *statistics.LISTS, ai_result.AI_RESULT)
}
SUBSCRIPTIONS: tuple[Callable[..., Any], ...] = session_events.SUBSCRIPTIONS


def _root(name: str, description: str, fields: dict[str, StrawberryField]) -> type:
    return object_type(type(name, (), {"__module__": __name__, "__annotations__": {}}), name, description, fields)


def _query() -> type:
    fields = {"node": node, "nodes": nodes, "viewer": viewer(define_viewer())}
    for product in PRODUCTS:
        named, derived = named_fields(QUESTIONS.get(product.schema, ()))
        namespace = define_namespace(product, named, derived)
        fields[product.schema] = _namespace(namespace, product.schema, product.title)
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
    schema = strawberry.Schema(
        query=_query(),
        mutation=_mutation(),
        subscription=_subscription(),
        types=define_all(),
        execution_context_class=ResolverLane,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    _mark_one_of(schema._schema)
    return schema


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Let graphql-core check and print inputs of which one member is given; Strawberry checks only what it runs."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of


def sdl(schema: strawberry.Schema) -> str:
    """The schema as text, as committed in `gql/schema.graphql`."""
    core: GraphQLSchema = schema._schema
    return print_schema(core) + "\n"
