"""Limits: what is too large is refused before it runs, in bounded time, and the message names the limit."""

import contextlib
import gc
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import get_introspection_query

from gql import documents, limits
from gql.documents import DocumentCache
from gql.schema import build
from tests.people import People, Person
from tests.served import Client

CPU_SECONDS = 0.5
CLUSTERS = (
    "publicDiscoveryClusters(southWest: { latitude: 0, longitude: 0 }, northEast: { latitude: 1, longitude: 1 },"
    " zoom: 1) { city { id } }"
)


@contextlib.contextmanager
def bounded_time() -> Iterator[None]:
    """What is done meanwhile must not take long; the collector is at rest, as it cleans up after earlier tests."""
    gc.disable()
    started = time.process_time()
    try:
        yield
        assert time.process_time() - started < CPU_SECONDS
    finally:
        gc.enable()


@pytest.fixture(scope="module")
async def person(people: People) -> Person:
    """Somebody without rows."""
    return await people.person()


async def refusal(client: Client, person: Person, query: str, **variables: Any) -> tuple[str, str]:
    """Code and message of a refusal, which must not take long."""
    token = person.token()
    with bounded_time():
        response = await client.post(token, query, variables)
    assert response.status_code < 500
    answer = response.json()
    assert answer.keys() == {"errors"}
    return answer["errors"][0]["extensions"]["code"], answer["errors"][0]["message"]


def chain(levels: int) -> str:
    """A query exactly so many levels deep."""
    fields = ["liveconvo", "me", "sessions", "nodes"]
    while len(fields) < levels - 1:
        fields += ["user", "sessions(first: 1)", "nodes"]
    fields = fields[: levels - 1]
    leaf = "totalCount" if fields[-1].startswith("sessions") else "id"
    return "".join(f"{field} {{ " for field in ["", *fields]).strip() + f" {leaf} " + "}" * levels


def doubling(levels: int) -> str:
    """Fragments of which each spreads the next twice."""
    fragments = " ".join(
        f"fragment F{number} on LiveconvoSession {{ ...F{number + 1} user {{ id }} ...F{number + 1} }}"
        for number in range(levels)
    )
    return (
        f"{{ liveconvo {{ sessions {{ nodes {{ ...F0 }} }} }} }} {fragments}"
        f" fragment F{levels} on LiveconvoSession {{ id }}"
    )


def overlapping() -> str:
    """Inline fragments that all select the same field with sub-selections, as large as a document may be."""
    part = "... { sessions { nodes { id } } }"
    head, tail = "{ liveconvo { ", " } }"
    count = (limits.MAX_DOCUMENT - len(head) - len(tail)) // len(part)
    return head + part * count + tail


TOKENS = "Document contains more than 4000 tokens."
NESTED = "Document is nested too deeply."
CYCLE = "A fragment contains itself."
LONG_LIST = "[" * 5_000 + "]" * 5_000
TOO_LARGE: Mapping[str, tuple[str, str]] = {
    "depth": (chain(17), "The operation has 17 levels; the limit is 16."),
    "fields": ("{ " + "__typename " * 1_001 + "}", "The operation has 1001 fields; the limit is 1000."),
    "aliases": (
        "{ " + " ".join(f"a{number}: __typename" for number in range(51)) + " }",
        "The operation has 51 aliases; the limit is 50.",
    ),
    "directives": (
        "{ " + "__typename @skip(if: false) " * 51 + "}",
        "The operation has 51 directives; the limit is 50.",
    ),
    "operations": (
        " ".join(f"query Q{number} {{ __typename }}" for number in range(21)),
        "The document has 21 operations; the limit is 20.",
    ),
    "bytes": ("{ __typename } #" + "x" * 16_369, "The document has more than 16384 bytes."),
    "bytes of odd characters": ("{ __typename } #" + "🙂" * 4_093, "The document has more than 16384 bytes."),
    "rows": (
        "{ liveconvo { sessions(first: 100) { nodes { transcripts(first: 100) { nodes { guidance(first: 5)"
        " { nodes { id } } } } } } } }",
        "The operation has 60101 rows asked for; the limit is 50000.",
    ),
    "rows of lists without pages": (
        "{ roadtrip { " + " ".join(f"a{number}: {CLUSTERS}" for number in range(26)) + " } }",
        "The operation has 52001 rows asked for; the limit is 50000.",
    ),
    "ten thousand repeats": ("{ liveconvo { me {" + " id" * 5_400 + "} } }", TOKENS),
    "ten thousand directives": ("{ __typename " + "@skip" * 3_200 + " }", TOKENS),
    "a thousand aliases": (
        "{ " + " ".join(f"a{number}: __typename" for number in range(900)) + " }",
        "The operation has 900 aliases; the limit is 50.",
    ),
    "doubling 20": (doubling(20), "The operation has"),
    "doubling 60": (doubling(60), "The operation has"),
    "doubling 90": (doubling(90), "The operation has"),
    "a cycle": (
        "{ liveconvo { me { ...A } } } fragment A on LiveconvoUser { ...B } fragment B on LiveconvoUser { ...A }",
        CYCLE,
    ),
    "a cycle that nobody uses": ("{ __typename } fragment A on Query { ...A }", CYCLE),
    "five thousand levels": ("{ a " * 3_000 + "}" * 3_000, NESTED),
    "a thousand levels": ("{ a " * 1_300 + "}" * 1_300, NESTED),
    "five thousand inline fragments": ("{" + "...{" * 1_900 + "a" + "}" * 1_900 + "}", NESTED),
    "a list of five thousand levels": (f"{{ node(nodeId: {LONG_LIST}) {{ nodeId }} }}", NESTED),
    "a list of a thousand levels": (
        f"{{ node(nodeId: {'[' * 1_900 + ']' * 1_900}) {{ nodeId }} }}",
        NESTED,
    ),
    "inline fragments that overlap": (overlapping(), TOKENS),
    "repeats": ("{ liveconvo { " + "me { id } " * 490 + "} }", "over 20000 steps"),
    "repeats in inline fragments": ("{ liveconvo { " + "... { me { id } } " * 330 + "} }", "over 20000 steps"),
}


@pytest.mark.parametrize("name", TOO_LARGE)
async def test_what_is_too_large_is_refused_and_told_the_limit(client: Client, person: Person, name: str) -> None:
    query, part = TOO_LARGE[name]
    code, message = await refusal(client, person, query)
    assert part in message
    assert code == ("BAD_INPUT" if part in (CYCLE, TOKENS, NESTED) else "QUERY_TOO_COMPLEX")


@pytest.mark.parametrize(
    "query",
    [
        chain(16),
        "{ " + " ".join(f"a{number}: viewer {{ {'subject __typename ' * 12} }}" for number in range(40)) + " }",
        "{ " + " ".join(f"a{number}: __typename" for number in range(50)) + " }",
        "{ " + "__typename @skip(if: false) " * 50 + "}",
        "query Q { __typename }" + " ".join(f"query Q{number} {{ __typename }}" for number in range(19)),
        "{ __typename } #" + "x" * 16_368,
        "{ liveconvo { sessions(first: 100) { nodes { transcripts(first: 100) { nodes { guidance(first: 3)"
        " { nodes { id } } } } } } } }",
    ],
)
async def test_what_is_just_within_the_limits_is_answered(client: Client, person: Person, query: str) -> None:
    name = "Q" if "query Q" in query else None
    headers = {"authorization": f"Bearer {person.token()}"}
    with bounded_time():
        response = await client.http.post("/graphql", json={"query": query, "operationName": name}, headers=headers)
    assert response.json().keys() == {"data"}


BOMBS = [
    "{ liveconvo { " + "".join(f"...{{ me {{ f{i}: id }} }}" for i in range(49)) + " } }",
    "{ liveconvo { " + "... { me { id } } " * 330 + "} }",
    "{ liveconvo { me { " + "...{...{id}}" * 300 + "} } }",
    "{ liveconvo { me { " + "id " * 990 + "} } }",
    "{ liveconvo { " + "me { id } " * 490 + "} }",
    "{ liveconvo { sessions { nodes { ...A ...B } } } } "
    + "fragment A on LiveconvoSession { "
    + "user { id } " * 240
    + "} fragment B on LiveconvoSession { "
    + "user { email } " * 240
    + "}",
    "query(" + " ".join(f"$v{i}: Int" for i in range(900)) + ") { __typename }",
    "{ liveconvo { sessions(filter: {" + "not: {" * 200 + "}" * 200 + "}) { totalCount } } }",
    "{ liveconvo { sessions(filter: { or: [" + '{ title: { eq: "x" } } ' * 400 + "] }) { totalCount } } }",
    "{ liveconvo { " + "x " * 900 + "} }",
    " ".join(f"fragment F{i} on Query {{ __typename }}" for i in range(300)) + " { __typename }",
]


@pytest.mark.parametrize("query", BOMBS, ids=range(len(BOMBS)))
async def test_whatever_a_document_says_costs_bounded_time(client: Client, person: Person, query: str) -> None:
    token = person.token()
    with bounded_time():
        response = await client.post(token, query)
    assert response.status_code == 200
    codes = {error["extensions"]["code"] for error in response.json().get("errors", [])}
    assert codes <= {"BAD_INPUT", "QUERY_TOO_COMPLEX"}


@pytest.mark.parametrize("levels", [10, 100, 300, 500, 900, 1_000, 5_000, 100_000])
@pytest.mark.parametrize("kind", ["list", "object", "filter"])
async def test_deep_variables_are_bad_input(client: Client, person: Person, levels: int, kind: str) -> None:
    openings, closings = {"list": ("[", "]"), "object": ('{"a":', "}"), "filter": ('{"and":[', "]}")}[kind]
    inner = "{}" if kind == "filter" else "1"
    body = (
        '{"query":"query($f: LiveconvoSessionFilter) { liveconvo { sessions(filter: $f) { totalCount } } }",'
        f'"variables":{{"f":{openings * levels}{inner}{closings * levels}}}}}'
    )
    headers = {"authorization": f"Bearer {person.token()}", "content-type": "application/json"}
    with bounded_time():
        response = await client.http.post("/graphql", content=body, headers=headers)
    if kind == "filter" and levels == 10:
        assert response.json().keys() == {"data"}
        return
    assert response.status_code in (200, 400)
    assert response.json()["errors"][0]["extensions"]["code"] in ("BAD_INPUT", "QUERY_TOO_COMPLEX")


async def test_a_filter_written_deep_in_the_document_is_refused(client: Client, person: Person) -> None:
    for levels in (20, 60, 100, 140, 180, 220, 260):
        query = "{ liveconvo { sessions(filter: %s) { totalCount } } }" % ("{and:[" * levels + "{}" + "]}" * levels)
        answer = (await client.post(person.token(), query)).json()
        codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
        assert codes in ([], ["BAD_INPUT"], ["QUERY_TOO_COMPLEX"])
        assert (codes == []) is (levels == 20)


async def test_more_rows_by_a_variable_are_refused(client: Client, person: Person) -> None:
    query = (
        "query($n: Int%s) { liveconvo { sessions(first: $n) { nodes { transcripts(first: $n) { nodes"
        " { guidance(first: $n) { nodes { id } } } } } } } }"
    )
    fine = await client.ask(person, query % "", n=30)
    assert fine.keys() == {"data"}
    for document, variables in ((query % "", {"n": 100}), (query % "", {"n": 100.0}), (query % " = 100", {})):
        code, message = await refusal(client, person, document, **variables)
        assert (code, message) == (
            "QUERY_TOO_COMPLEX",
            "The operation has 1010101 rows asked for; the limit is 50000.",
        )


async def test_introspection_is_answered_in_development(client: Client, person: Person) -> None:
    for query in (
        get_introspection_query(),
        get_introspection_query(
            specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
        ),
    ):
        data = await client.data(person, query)
        assert len(data["__schema"]["types"]) > 100


def cache(introspection: bool = True) -> DocumentCache:
    """A cache of documents."""
    return DocumentCache(build()._schema, introspection=introspection)


def test_documents_are_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = cache()
    assert made.get("{ __typename }") is made.get("{ __typename }")
    assert len(made) == 1
    monkeypatch.setattr(documents, "MAX_ENTRIES", 3)
    first = made.get("{ a: __typename }")
    for name in "bcd":
        made.get(f"{{ {name}: __typename }}")
        assert made.get("{ a: __typename }") is first
    assert len(made) == 3


def test_documents_are_forgotten_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = cache()
    monkeypatch.setattr(documents, "MAX_BYTES", 1_000)
    for number in range(20):
        made.get(f"{{ __typename }} # {number:0>80}")
    assert len(made) == 10


async def test_a_document_that_is_refused_is_not_kept(client: Client, person: Person) -> None:
    made = cache()
    for query in ("{ nothing }", "{", chain(17), "fragment A on Query { ...A } { ...A }"):
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the refusal is
            made.get(query)
    assert len(made) == 0
