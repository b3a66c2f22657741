"""GraphQL over HTTP: what the specification demands of requests and answers, in both media types."""

import gzip
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
import pytest

from gql.engine import LANE
from tests.people import People, Person
from tests.served import Client

JSON, GRAPHQL, EVENTS = "application/json", "application/graphql-response+json", "text/event-stream"
MUTATION = "mutation { liveconvoStartSession(input: {}) { session { id } } }"


@pytest.fixture(scope="module")
async def person(people: People) -> Person:
    """Somebody without rows."""
    return await people.person()


async def post(client: Client, person: Person, body: object, **headers: str) -> httpx.Response:
    """The response to a POST of JSON, or of the bytes as they are."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    given = {"authorization": f"Bearer {person.token()}", "content-type": JSON, "accept": GRAPHQL}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.http.post("/graphql", content=content, headers={k: v for k, v in given.items() if v})


async def get(client: Client, person: Person, accept: str = GRAPHQL, **parameters: str) -> httpx.Response:
    """The response to a GET."""
    headers = {"authorization": f"Bearer {person.token()}", "accept": accept}
    return await client.http.get(f"/graphql?{urlencode(parameters)}", headers=headers)


async def sessions(client: Client, person: Person) -> int:
    """How many sessions the person has."""
    data = await client.data(person, "{ liveconvo { sessions { totalCount } } }")
    total: int = data["liveconvo"]["sessions"]["totalCount"]
    return total


def refused(response: httpx.Response, status: int) -> str:
    """The message of a refusal, which has no data."""
    assert response.status_code == status
    answer = response.json()
    assert answer.keys() == {"errors"}
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_INPUT"}]
    message: str = answer["errors"][0]["message"]
    return message


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (GRAPHQL, GRAPHQL),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (None, JSON),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"text/html, {GRAPHQL};q=0.9", GRAPHQL),
        ("text/html, */*;q=0.1", JSON),
        ("Application/JSON; charset=utf-8", JSON),
    ],
)
async def test_the_answer_has_the_type_that_is_accepted(
    client: Client, person: Person, accept: str | None, content_type: str
) -> None:
    headers = {"authorization": f"Bearer {person.token()}"}
    request = client.http.build_request("POST", "/graphql", json={"query": "{ __typename }"}, headers=headers)
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    response = await client.http.send(request)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert response.content == b'{"data":{"__typename":"Query"}}'


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "application/jsonp", "foo"])
async def test_a_type_that_is_not_spoken_is_not_acceptable(client: Client, person: Person, accept: str) -> None:
    response = await post(client, person, {"query": MUTATION}, accept=accept)
    assert "Accept must allow" in refused(response, 406)
    assert await sessions(client, person) == 0


@pytest.mark.parametrize(
    "content_type",
    [JSON, f"{JSON}; charset=utf-8", f'{JSON}; charset="utf-8"', f"{JSON};charset=UTF-8", "APPLICATION/JSON"],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_json_in_utf8_is_read(client: Client, person: Person, content_type: str, accept: str) -> None:
    body = '{"query":"{ __typename } # Grüße"}'.encode()
    response = await post(client, person, body, content_type=content_type, accept=accept)
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "foo/application/json",
        "application/jsonp",
        "application/json+x",
        f"{JSON}; charset=utf-16",
        f"{JSON}; charset=latin-1",
    ],
)
async def test_other_bodies_are_an_unsupported_type(client: Client, person: Person, content_type: str) -> None:
    response = await post(client, person, {"query": MUTATION}, content_type=content_type)
    assert refused(response, 415) == "Content-Type must be application/json."
    assert await sessions(client, person) == 0


NO_JSON = "The body is not valid JSON in UTF-8."
NO_QUERY = "The request needs a query, which is a text."
NO_OBJECT = "The request must be a JSON object with a query."


@pytest.mark.parametrize("accept", [JSON, GRAPHQL, EVENTS])
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", NO_JSON),
        (b"{", NO_JSON),
        (b'{"query":"{ __typename }"', NO_JSON),
        (b'{"query":"{ __typename }"} x', NO_JSON),
        (b'{"query":"{ __typename }","variables":{"a":NaN}}', NO_JSON),
        (b'{"query":"{ __typename }","variables":{"a":Infinity}}', NO_JSON),
        (b'{"query":"{ __typename }","variables":{"a":1e999}}', NO_JSON),
        (b'{"query":"{ __typename } # \xff"}', NO_JSON),
        (b'{"query":"{ __typename } # \\ud800"}', NO_JSON),
        (b'\xef\xbb\xbf{"query":"{ __typename }"}', NO_JSON),
        ('{"query":"{ __typename }"}'.encode("utf-16"), NO_JSON),
        (b"query { __typename }", NO_JSON),
        (b'{"variables":' + b"[" * 100_000 + b"]" * 100_000 + b"}", NO_JSON),
        (b"null", NO_OBJECT),
        (b"1", NO_OBJECT),
        (b'"{ __typename }"', NO_OBJECT),
        (b"[]", "Several requests in one are not supported: send them one by one."),
        (b'[{"query":"{ __typename }"}]', "Several requests in one are not supported: send them one by one."),
        (b"{}", NO_QUERY),
        (b'{"query":null}', NO_QUERY),
        (b'{"query":""}', NO_QUERY),
        (b'{"query":" \\n"}', NO_QUERY),
        (b'{"query":1}', NO_QUERY),
        (b'{"query":["{ __typename }"]}', NO_QUERY),
        (b'{"query":{"a":1}}', NO_QUERY),
        (b'{"query":"{ __typename }","operationName":1}', "operationName must be a text."),
        (b'{"query":"{ __typename }","operationName":{}}', "operationName must be a text."),
        (b'{"query":"{ __typename }","operationName":[]}', "operationName must be a text."),
        (b'{"query":"{ __typename }","operationName":false}', "operationName must be a text."),
        (b'{"query":"{ __typename }","variables":"{}"}', "variables must be an object."),
        (b'{"query":"{ __typename }","variables":0}', "variables must be an object."),
        (b'{"query":"{ __typename }","variables":[]}', "variables must be an object."),
        (b'{"query":"{ __typename }","variables":false}', "variables must be an object."),
        (b'{"query":"{ __typename }","extensions":"{}"}', "extensions must be an object."),
        (b'{"query":"{ __typename }","extensions":1}', "extensions must be an object."),
        (b'{"query":"{ __typename }","extensions":[]}', "extensions must be an object."),
    ],
)
async def test_what_is_no_request_is_a_bad_request(
    client: Client, person: Person, body: bytes, message: str, accept: str
) -> None:
    assert refused(await post(client, person, body, accept=accept), 400) == message


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"operationName": None, "variables": None, "extensions": None},
        {"operationName": "Q", "variables": {}, "extensions": {}},
        {"operationName": "", "variables": {"unknown": 1}, "extensions": {"a": {"b": [1]}}, "id": 7},
    ],
)
async def test_parameters_may_be_null_or_left_out(
    client: Client, person: Person, accept: str, more: dict[str, Any]
) -> None:
    response = await post(client, person, {"query": "query Q { __typename }", **more}, accept=accept)
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": "query($i: Int!) { node(nodeId: $i) { nodeId } }"},
        {"query": "query($i: Int!) { liveconvo { sessions(first: $i) { totalCount } } }"},
        {"query": "query($i: Int!) { liveconvo { sessions(first: $i) { totalCount } } }", "variables": {"i": "x"}},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "query A { __typename }", "operationName": "B"},
        {"query": "query A { __typename }", "operationName": "x" * 10_000},
        {"query": "fragment F on Query { __typename }"},
        {"query": "type A { a: Int }"},
        {"query": 'subscription { liveconvoTranscripts(sessionId: "%s") { __typename } }' % ("0" * 32)},
        {"query": "# nothing"},
        {"query": "{ __typename " + "}" * 10},
    ],
)
async def test_what_cannot_run_is_told_by_the_status_to_those_who_understand_it(
    client: Client, person: Person, body: dict[str, Any]
) -> None:
    new, old = await post(client, person, body), await post(client, person, body, accept=JSON)
    assert (new.status_code, old.status_code) == (400, 200)
    assert new.json() == old.json()
    assert new.json().keys() == {"errors"}
    assert {error["extensions"]["code"] for error in new.json()["errors"]} == {"BAD_INPUT"}
    assert all(len(error["message"]) < 400 for error in new.json()["errors"])


async def test_the_operation_with_the_name_runs(client: Client, person: Person) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    response = await post(client, person, {"query": query, "operationName": "B"})
    assert response.json() == {"data": {"b": "Query"}}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_query_can_be_got(client: Client, person: Person, accept: str) -> None:
    query = "query A($n: Int) { liveconvo { sessions(first: $n) { totalCount } } } query B { __typename }"
    response = await get(
        client, person, accept, query=query, operationName="A", variables='{"n": 3}', extensions='{"a": 1}'
    )
    assert (response.status_code, response.json()) == (200, {"data": {"liveconvo": {"sessions": {"totalCount": 0}}}})


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, NO_QUERY),
        ({"query": ""}, NO_QUERY),
        ({"query": "{ __typename }", "variables": "{"}, "The parameter variables is not valid JSON."),
        ({"query": "{ __typename }", "variables": "[]"}, "variables must be an object."),
        ({"query": "{ __typename }", "extensions": "1"}, "extensions must be an object."),
        ({"query": "{ __typename }", "extensions": "x"}, "The parameter extensions is not valid JSON."),
    ],
)
async def test_what_is_got_wrongly_is_a_bad_request(
    client: Client, person: Person, parameters: dict[str, str], message: str
) -> None:
    assert refused(await get(client, person, **parameters), 400) == message


@pytest.mark.parametrize("accept", [JSON, GRAPHQL, EVENTS, "*/*"])
async def test_a_mutation_cannot_be_got(client: Client, person: Person, accept: str) -> None:
    both = f"query A {{ __typename }} {MUTATION}".replace("mutation", "mutation B")
    for parameters in ({"query": MUTATION}, {"query": both, "operationName": "B"}):
        response = await get(client, person, accept, **parameters)
        assert refused(response, 405) == "A mutation needs POST."
        assert response.headers["allow"] == "POST"
    assert await sessions(client, person) == 0


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_other_methods_are_not_allowed(client: Client, person: Person, method: str) -> None:
    headers = {"authorization": f"Bearer {person.token()}"}
    response = await client.http.request(method, "/graphql", json={"query": MUTATION}, headers=headers)
    assert refused(response, 405) == "Use GET or POST."
    assert response.headers["allow"] == "GET, POST"
    assert await sessions(client, person) == 0


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "_private"])
async def test_odd_methods_are_not_allowed(client: Client, method: str) -> None:
    assert (await client.http.request(method, "/graphql")).status_code == 405


async def test_an_answer_without_a_token_has_a_status_for_those_who_understand_it(
    client: Client, person: Person
) -> None:
    for query in ("{ __typename }", MUTATION):
        new = await post(client, person, {"query": query}, authorization="")
        old = await post(client, person, {"query": query}, authorization="", accept=JSON)
        assert (new.status_code, old.status_code) == (401, 200)
        assert new.headers["www-authenticate"] == "Bearer"
        assert new.json() == old.json()


async def test_two_authorization_headers_are_refused(client: Client, person: Person) -> None:
    token = f"Bearer {person.token()}"
    headers = [("authorization", token), ("authorization", token), ("accept", GRAPHQL)]
    response = await client.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 401
    assert response.json()["errors"][0]["message"] == "There are two Authorization headers."


async def test_a_token_in_the_address_or_in_a_cookie_counts_for_nothing(client: Client, person: Person) -> None:
    token = person.token()
    for address in (f"/graphql?access_token={token}", f"/graphql?token={token}&authorization=Bearer%20{token}"):
        response = await client.http.post(
            address, json={"query": "{ __typename }"}, headers={"accept": GRAPHQL, "cookie": f"authorization={token}"}
        )
        assert response.status_code == 401


async def test_a_body_has_at_most_a_mebibyte(client: Client, person: Person) -> None:
    limit = 1024 * 1024
    start, end = b'{"query":"{ __typename }","variables":{"a":"', b'"}}'
    fitting = start + b"x" * (limit - len(start) - len(end)) + end
    assert (await post(client, person, fitting)).json() == {"data": {"__typename": "Query"}}
    message = f"The body has {limit + 1} bytes; the limit is {limit}."
    assert refused(await post(client, person, fitting + b" "), 413) == message


async def test_a_body_of_unknown_length_has_at_most_a_mebibyte(client: Client, person: Person) -> None:
    sent = 0

    async def chunks() -> Any:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 65_536

    headers = {"authorization": f"Bearer {person.token()}", "content-type": JSON, "accept": GRAPHQL}
    response = await client.http.post("/graphql", content=chunks(), headers=headers)
    assert refused(response, 413) == "The body has more than 1048576 bytes, which is the limit."


async def test_a_compressed_body_is_not_unpacked(client: Client, person: Person) -> None:
    body = gzip.compress(b'{"query":"{ __typename }"}')
    assert refused(await post(client, person, body, content_encoding="gzip"), 400) == NO_JSON


@pytest.mark.parametrize("query", ["{ __typename }", "query Q($i: Boolean!) { __typename @include(if: $i) }"])
async def test_a_query_is_answered_as_a_stream_of_one(client: Client, person: Person, query: str) -> None:
    response = await post(client, person, {"query": query, "variables": {"i": True}}, accept=EVENTS)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{EVENTS}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.content == (
        b':\n\nevent: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n'
    )


async def test_a_stream_tells_the_errors_of_a_field(client: Client, person: Person) -> None:
    query = "{ liveconvo { sessions(first: 0) { totalCount } } }"
    response = await post(client, person, {"query": query}, accept=EVENTS)
    assert response.status_code == 200
    (event,) = [line for line in response.text.splitlines() if line.startswith("data: ")]
    answer = orjson.loads(event.removeprefix("data: "))
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "BAD_INPUT"}
    assert response.text.endswith("event: complete\ndata:\n\n")


async def test_a_stream_that_cannot_begin_is_refused(client: Client, person: Person) -> None:
    assert (await post(client, person, {"query": "{ nothing }"}, accept=EVENTS)).status_code == 400
    assert (
        await post(client, person, {"query": "{ __typename }"}, accept=EVENTS, authorization="")
    ).status_code == 401


@pytest.mark.parametrize("identifier", ["abc", "A-b_c.1", "x" * 64])
async def test_a_request_keeps_its_identifier(client: Client, person: Person, identifier: str) -> None:
    response = await post(client, person, {"query": "{ __typename }"}, x_request_id=identifier)
    assert response.headers.get_list("x-request-id") == [identifier]


@pytest.mark.parametrize("identifier", ["", "x" * 65, "a b", "<script>", "a;b", "ä", "a%0d%0ab"])
async def test_an_odd_identifier_is_replaced(client: Client, person: Person, identifier: str) -> None:
    headers = [(b"authorization", f"Bearer {person.token()}".encode()), (b"x-request-id", identifier.encode())]
    response = await client.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    (given,) = response.headers.get_list("x-request-id")
    assert len(given) == 32
    assert int(given, 16) > 0


async def test_every_answer_has_an_identifier_of_its_own(client: Client, person: Person) -> None:
    answers = [await client.http.get(path) for path in ("/healthz", "/nothing", "/graphql", "/metrics", "/healthz")]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 5


async def test_introspection_and_suggestions_are_off_in_production(production: Client, person: Person) -> None:
    for query in ("{ __schema { types { name } } }", '{ __type(name: "Query") { name } }'):
        answer = await production.ask(person, query)
        assert answer.keys() == {"errors"}
        assert answer["errors"][0]["extensions"] == {"code": "BAD_INPUT"}
        assert "introspection has been disabled" in answer["errors"][0]["message"]
    for query, variables in (
        ("{ liveconv { me { id } } }", {}),
        ("{ liveconvo { session { id } } }", {}),
        ("{ liveconvo { sessions(fist: 1) { totalCount } } }", {}),
        ("{ liveconvo { sessions(orderBy: [TITLE]) { totalCount } } }", {}),
        (
            "query($v: [LiveconvoSessionOrder!]) { liveconvo { sessions(orderBy: $v) { totalCount } } }",
            {"v": ["TITLE"]},
        ),
        (
            "query($f: LiveconvoSessionFilter) { liveconvo { sessions(filter: $f) { totalCount } } }",
            {"f": {"titel": {}}},
        ),
        ("query($f: LiveconvoSessionFilte) { liveconvo { sessions(filter: $f) { totalCount } } }", {}),
    ):
        answer = await production.ask(person, query, **variables)
        assert answer.keys() == {"errors"}
        assert "Did you mean" not in str(answer)
    assert await production.data(person, "{ __typename }") == {"__typename": "Query"}


async def test_a_browser_gets_no_page_in_production(production: Client) -> None:
    response = await production.http.get("/graphql", headers={"accept": "text/html,application/xhtml+xml"})
    assert response.status_code == 406


async def test_suggestions_help_in_development(client: Client, person: Person) -> None:
    answer = await client.ask(person, "{ liveconv { me { id } } }")
    assert answer["errors"][0]["message"] == (
        "Cannot query field 'liveconv' on type 'Query'. Did you mean 'liveconvo'?"
    )


@pytest.mark.parametrize("lane", ["", "Compiled", "other"])
async def test_a_lane_that_is_none_is_a_bad_request(client: Client, person: Person, lane: str) -> None:
    headers = {"authorization": f"Bearer {person.token()}", "accept": GRAPHQL, LANE: lane}
    response = await client.http.post("/graphql", json={"query": MUTATION}, headers=headers)
    assert refused(response, 400) == "x-quintet-lane is compiled or resolver."
    assert await sessions(client, person) == 0


async def test_nobody_chooses_a_lane_in_production(production: Client, person: Person) -> None:
    headers = {"authorization": f"Bearer {person.token()}", LANE: "other"}
    response = await production.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.json() == {"data": {"__typename": "Query"}}
