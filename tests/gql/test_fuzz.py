"""Generated requests: whatever is sent, nothing breaks and nothing of the inside is told."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from gql.derivation.columns import shown
from gql.derivation.filters import filterable
from gql.derivation.names import field_name, list_field, type_name
from gql.derivation.orders import order_enum
from models.base import facts_of
from repositories.relations import Kind, Relation
from tests.gql.belongings import TABLES, Cast
from tests.gql.mutations import BY_NAME
from tests.people import People, Person
from tests.served import Client

CODES = {"BAD_INPUT", "NOT_FOUND", "CONFLICT", "FORBIDDEN", "QUERY_TOO_COMPLEX"}
INSIDE = re.compile(
    rb"Traceback|asyncpg|sqlalchemy|site-packages|\.py\"|usage_records|user_app_sessions|system_logs"
    rb"|document_embeddings|_visible\b|_newest\b|discovery_embeddings|search_vector"
    rb"|password_hash|\bck_|\bfk_|\buq_|current_setting|SELECT |object at 0x"
    rb"|RecursionError|TypeError|KeyError"
)
fuzz = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
odd = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ufffd",
        "%",
        "\\",
        "'",
        '"',
        "$1",
        "🙂",
        "ACTIVE",
        "1",
        "-1",
        "NaN",
        "1e999",
        "null",
        "a" * 300,
    ]
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**65), 2**65).filter(lambda number: -(2**63) <= number < 2**64),
    st.floats(allow_nan=False, allow_infinity=False),
    odd,
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.uuids().map(str),
    st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
)
FIELDS = [
    "id", "title", "status", "user", "transcripts", "summary", "and", "or", "not", "some", "none", "every",
    "eq", "ne", "in", "isNull", "gt", "lt", "contains", "startsWith", "createdAt", "userId",
    "recordingDurationSeconds", "conversationType", "selectedTemplate", "confidenceScore", "usageRecords",
    "quantity", "__proto__", '',
]  # fmt: skip
names = st.one_of(st.sampled_from(FIELDS), st.text(st.characters(codec="utf-8"), max_size=5))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
TOKENS = [
    "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "...", "=", "|", "&", "#", ",", "query", "mutation",
    "subscription", "fragment", "on", "F", "Query", "LiveconvoSession", "Node", "liveconvo", "sessions",
    "session", "nodes", "node", "edges", "cursor", "pageInfo", "totalCount", "me", "viewer", "id", "title",
    "transcripts", "first", "last", "after", "filter", "orderBy", "TITLE_ASC", "1", "-1", "1.5", "1e999",
    "99999999999", "null", "true", "@skip", "if", "__typename", "__schema", "types", "$v",
    "liveconvoStartSession", "input", "🙂", "ü", '\n', '"', '"""', '"x"', '\x00', '\\u0000',
]  # fmt: skip
MUTATIONS = sorted(BY_NAME)


@pytest.fixture(scope="module")
async def person(people: People) -> Person:
    """Somebody with a session."""
    made = await people.person()
    await people.transcript(await people.session(made, title="a"))
    return made


async def check(client: Client, person: Person, content: bytes, accept: str = "application/json") -> None:
    """Send a body, and look at what comes back."""
    headers = {
        "authorization": f"Bearer {person.token()}",
        "content-type": "application/json",
        "accept": accept,
    }
    response = await client.http.post("/graphql", content=content, headers=headers)
    assert response.status_code in (200, 400), response.content
    assert INSIDE.search(response.content) is None, response.content
    answer = response.json()
    codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
    assert codes <= CODES, answer
    assert ("errors" in answer) or ("data" in answer)


PARTS = st.sampled_from(["query", "variables", "operationName", "extensions", "x"])
BODIES = st.one_of(
    st.binary(max_size=60),
    values.map(orjson.dumps),
    st.dictionaries(PARTS, st.one_of(values, st.just("{ __typename }")), max_size=4).map(orjson.dumps),
)


@fuzz
@given(body=BODIES)
async def test_any_body(client: Client, person: Person, body: bytes) -> None:
    await check(client, person, body, "application/graphql-response+json")


QUERY = """
query Q ( $v : Int ) { liveconvo { sessions ( first : $v , orderBy : [ TITLE_ASC ] ) { nodes { id title ...F
transcripts ( last : 1 ) { edges { cursor node { id } } } } pageInfo { endCursor } } } viewer { subject } }
fragment F on LiveconvoSession { status }
"""


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Documents of words of the language: in any order, or a good query with a few of them thrown in."""
    if draw(st.booleans()):
        return " ".join(draw(st.lists(st.sampled_from(TOKENS), max_size=30)))
    words = QUERY.split()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(words) - 1))
        words[place : place + draw(st.integers(0, 2))] = [draw(st.sampled_from(TOKENS))]
    return " ".join(words)


@fuzz
@given(document=documents(), variables=st.dictionaries(st.just("v"), scalars, max_size=1))
async def test_any_document(client: Client, person: Person, document: str, variables: dict[str, Any]) -> None:
    await check(client, person, orjson.dumps({"query": document, "variables": variables}))


READING = """
query($filter: LiveconvoSessionFilter, $order: [LiveconvoSessionOrder!], $first: Int, $after: String, $id: UUID,
      $node: [ID!]!) {
  liveconvo {
    sessions(filter: $filter, orderBy: $order, first: $first, after: $after) { nodes { id } totalCount }
    template(id: "3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10") { id sessions(first: $first) { totalCount } }
    transcripts(filter: { session: $filter, sessionId: { ne: $id } }) { nodes { id session { id } } }
  }
  nodes(nodeIds: $node) { nodeId }
}
"""


@fuzz
@given(
    variables=st.fixed_dictionaries(
        {"node": st.one_of(st.just([]), values)},
        optional={
            "filter": st.one_of(values, st.dictionaries(st.sampled_from(FIELDS), values, max_size=4)),
            "order": st.one_of(
                values, st.lists(st.sampled_from(["TITLE_ASC", "ID_DESC", "CREATED_AT_ASC"]), max_size=6)
            ),
            "first": st.one_of(values, st.integers(-1, 101)),
            "after": values,
            "id": values,
        },
    )
)
async def test_any_variables_of_a_query(client: Client, person: Person, variables: dict[str, Any]) -> None:
    await check(client, person, orjson.dumps({"query": READING, "variables": variables}))


def everything_of(table: Table) -> str:
    """A document with all arguments that a list of a table has."""
    name, field = type_name(table), list_field(table)
    search = (", $search: String", ", search: $search") if facts_of(table).search else ("", "")
    return (
        f"query($filter: {name}Filter, $order: [{name}Order!], $first: Int, $after: String{search[0]}) {{"
        f" {table.schema} {{ {field}(filter: $filter, orderBy: $order, first: $first, after: $after{search[1]})"
        f" {{ totalCount nodes {{ nodeId }} pageInfo {{ endCursor }} }} }} }}"
    )


@st.composite
def filters(draw: st.DrawFn, table: Table) -> Any:
    """A filter on columns and relations of a table, with any values."""
    operators = draw(st.sampled_from(["eq", "ne", "in", "gt", "lte", "isNull", "contains", "startsWith", "overlaps"]))
    columns = st.sampled_from([field_name(column.name) for column in shown(table)])
    one = st.fixed_dictionaries({operators: values})
    found: Any = draw(st.dictionaries(columns, one, max_size=2))
    ways = filterable(table)
    if ways and draw(st.booleans()) is True:
        way: Relation = draw(st.sampled_from(ways))
        theirs = st.sampled_from([field_name(column.name) for column in shown(way.target)])
        inner = draw(st.dictionaries(theirs, one, max_size=1))
        found[field_name(way.name)] = {"some": inner} if way.kind is Kind.TO_MANY else inner
    return {"not": found} if draw(st.booleans()) else found


@fuzz
@given(data=st.data(), name=st.sampled_from(sorted(TABLES)))
async def test_any_arguments_of_any_list(client: Client, cast: Cast, data: st.DataObject, name: str) -> None:
    table = TABLES[name]
    orders = st.sampled_from(sorted(order_enum(table).__members__))
    variables = {
        "filter": data.draw(st.one_of(filters(table), values)),
        "order": data.draw(st.one_of(st.none(), st.lists(orders, max_size=6), values)),
        "first": data.draw(st.one_of(st.none(), st.integers(-1, 101))),
        "after": data.draw(st.one_of(st.none(), odd, values)),
        "search": data.draw(st.one_of(st.none(), odd, values)),
    }
    caller = data.draw(st.sampled_from(sorted(cast.callers)))
    body = orjson.dumps({"query": everything_of(table), "variables": variables})
    await check(client, cast.callers[caller].person, body)


INPUTS = [
    "sessionId", "content", "startTimeSeconds", "endTimeSeconds", "title", "name", "guidanceType", "speaker",
    "priority", "conversationType", "dataRetentionDays", "keyDecisions", "actionItems", "generationStatus",
    "fileUrl", "fileType", "fileSizeBytes", "originalFilename", "templateId", "documentId", "guidanceId",
    "transcriptId", "isFinal", "asDraft", "selectedTemplateId", "processingStatus", "processingError",
    "guidancePrompts", "confidenceScore", "clicked", "hours", "originLocation", "activationCode", "token", "location",
    "waypointIds", "credits", "userId", "grantId", "description", "referralLink", "referralCode", "channel",
    "interactionType", "preferences", "username", "countryCode", "usageAnalytics", "gdprConsent",
]  # fmt: skip


@fuzz
@given(
    name=st.sampled_from(MUTATIONS),
    sent=st.one_of(values, st.dictionaries(st.sampled_from(INPUTS), values, max_size=5)),
    key=st.one_of(st.none(), values),
)
async def test_any_input_of_a_mutation(client: Client, person: Person, name: str, sent: object, key: object) -> None:
    await check(
        client, person, orjson.dumps({"query": BY_NAME[name].document, "variables": {"input": sent, "key": key}})
    )
