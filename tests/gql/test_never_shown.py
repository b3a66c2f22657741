"""What never leaves the database: no name in the whole schema stands for a secret, a hidden column or the like."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import get_introspection_query, graphql_sync

from gql.derivation.names import field_name, type_name
from gql.schema import build
from models.catalog import TABLES as ALL_TABLES
from models.columns import facts_of
from tests.gql.belongings import TABLES

DENIED = re.compile(r"password|hash|token|secret|credential|search_?vector|embedding|payload", re.IGNORECASE)
STORED_BY_STAFF = "an embedding that staff hands in; none is ever told"
NUMBER_OF_TOKENS = "a number of language model tokens, which says nothing about anybody's sign-in"
PERMITTED: Mapping[str, str] = {
    "tokensUsed": NUMBER_OF_TOKENS,
    "totalTokensUsed": NUMBER_OF_TOKENS,
    "promptTokens": NUMBER_OF_TOKENS,
    "completionTokens": NUMBER_OF_TOKENS,
    "TOKENS": "the unit in which usage of language models is counted",
    "token": "of a roadtrip: told once to whoever activates it, and sent back to go on with it",
    "legalTextHash": "the fingerprint of the public text that a guardian agreed to; proof of what it said",
    "inputContentHash": "the fingerprint of a person's own input, by which they find the same input again",
    "embeddingStatus": "how far the search index of a person's own document is, not what is in it",
    "embedding": STORED_BY_STAFF,
    "roadtripStoreEmbedding": STORED_BY_STAFF,
    "RoadtripStoreEmbeddingInput": STORED_BY_STAFF,
    "RoadtripStoreEmbeddingPayload": STORED_BY_STAFF,
}
HIDDEN = [
    (table, column)
    for table in TABLES.values()
    for column in table.columns
    if facts_of(column).secret or facts_of(column).hidden
]
# Clients say where a file of theirs is, and nobody reads it back.
WRITTEN_ONLY = {("LiveconvoRegisterDocumentInput", "fileUrl")}


@pytest.fixture(scope="module")
def types() -> dict[str, Any]:
    """All types of the schema as introspection tells them, by name."""
    query = get_introspection_query(input_value_deprecation=True)
    found = graphql_sync(build()._schema, query)
    assert found.errors is None
    return {kind["name"]: kind for kind in (found.data or {})["__schema"]["types"]}


def members(kind: Any) -> Iterator[str]:
    """The names of a type's fields, their arguments, its input fields and its values."""
    for field in kind["fields"] or ():
        yield field["name"]
        yield from (argument["name"] for argument in field["args"])
    yield from (field["name"] for field in kind["inputFields"] or ())
    yield from (_column(kind, value["name"]) for value in kind["enumValues"] or ())


def _column(kind: Any, value: str) -> str:
    """The value of an enum; of one that has columns, the column as a field."""
    return field_name(value.lower()) if kind["name"].endswith(("GroupColumn", "GroupTime")) else value


def plain(name: str) -> str:
    """A name without the direction of an ordering, written as a field."""
    column, _, way = name.rpartition("_")
    return field_name(column.lower()) if way in ("ASC", "DESC") else name


def is_of_a_mutation(kind: str) -> bool:
    """Whether a type is the answer to a mutation, which GraphQL calls a payload."""
    return kind.endswith("Payload") and not DENIED.search(kind.removesuffix("Payload"))


def test_no_name_is_near_a_secret_but_those_that_have_a_reason(types: dict[str, Any]) -> None:
    names = {plain(member) for kind in types.values() for member in members(kind)}
    names |= {name for name in types if not is_of_a_mutation(name)}
    assert {name for name in names if DENIED.search(name)} == PERMITTED.keys()


def test_secrets_of_every_product_are_known_to_the_models() -> None:
    named = {f"{table.fullname}.{column.name}" for table, column in HIDDEN if facts_of(column).secret}
    assert named == {
        "roadtrip.users.password_hash",
        "roadtrip.roadtrip_sessions.session_token",
        "liveconvo.users.password_hash",
        "liveconvo.user_app_sessions.session_token",
        "webbuilder.job_queue.payload",
        "webbuilder.users.password_hash",
        "webbuilder.campaigns.search_vector",
        "webbuilder.component_library.search_vector",
        "webbuilder.platform_integrations.encrypted_credentials",
        "repurpose.webhook_events.payload",
    }


def test_hidden_columns_are_nothing_of_their_table(types: dict[str, Any]) -> None:
    for table, column in HIDDEN:
        name = type_name(table)
        of_table = {kind: types[kind] for kind in (name, f"{name}Filter", f"{name}Order")}
        shown = {plain(member) for kind in of_table.values() for member in members(kind)}
        assert field_name(column.name) not in shown


def test_hidden_columns_are_nothing_of_any_other_type_unless_it_has_one_of_that_name(types: dict[str, Any]) -> None:
    open_names = {field_name(c.name) for t in TABLES.values() for c in t.columns if (t, c) not in HIDDEN}
    hidden = {field_name(column.name) for _, column in HIDDEN} - open_names
    found = {(name, plain(member)) for name, kind in types.items() for member in members(kind)}
    assert {(name, member) for name, member in found if member in hidden} == WRITTEN_ONLY


def test_the_rows_that_are_shown_are_those_of_the_tables_in_the_graph(types: dict[str, Any]) -> None:
    rows = {kind["name"] for kind in types["Node"]["possibleTypes"]}
    assert rows == {type_name(table) for table in TABLES.values()}
    unseen = {"learning.payment_events", "liveconvo.document_embeddings", "roadtrip.discovery_embeddings"}
    assert unseen <= ALL_TABLES.keys() - TABLES.keys()


def test_every_table_of_the_graph_is_looked_at(types: dict[str, Any]) -> None:
    for name in map(type_name, TABLES.values()):
        assert {name, f"{name}Filter", f"{name}Order"} <= types.keys()
