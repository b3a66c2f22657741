"""Errors: a stable code for whatever goes wrong, nothing about the inside, a log record for what is our fault."""

import asyncio
import datetime as dt
import re
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.authentication import mint
from gateway.preparation import connected
from gateway.telemetry import with_request
from gql.engine import LANE
from gql.http import GRAPHQL
from gql.requests import Lane
from models.catalog import TABLES
from repositories.errors import INTERNAL_MESSAGE
from tests.gql.conftest import Serve
from tests.gql.mutations import BY_NAME
from tests.people import SECRET, People, Person
from tests.served import Client

SESSIONS = "{ liveconvo { sessions { nodes { id } } } }"
NAMES = "|".join([rf"{name}\b" for name in {t.name for t in TABLES.values()} if "_" in name] + [r"\w+\.(?=\w)"])
INSIDE = re.compile(
    rf"\b({NAMES})|pg_|asyncpg|sqlalchemy|graphql/|Traceback|\bSELECT\b|\bINSERT\b|\bck_|\buq_|\bfk_|[a-z]+_[a-z]+_[a-z]+"
)


@pytest.fixture
async def rival(place: Addresses) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection that gets in the way."""
    async with connected(place.url("worker")) as connection:
        yield connection


async def test_a_row_that_somebody_else_holds_is_a_timeout(
    client: Client, people: People, rival: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with rival.transaction():
        await rival.execute("SELECT FROM liveconvo.sessions WHERE id = $1 FOR UPDATE", session)
        answer = await client.ask(
            person, BY_NAME["liveconvoUpdateSession"].document, input={"sessionId": str(session), "title": "x"}
        )
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "TIMEOUT"}
    assert error["message"] == "Somebody else is changing the same thing; try again."
    assert answer["data"] is None
    again = await client.data(
        person, BY_NAME["liveconvoUpdateSession"].document, input={"sessionId": str(session), "title": "x"}
    )
    assert again["liveconvoUpdateSession"]["session"]["title"] == "x"


async def test_a_connection_that_was_ended_is_replaced(
    people: People, served_with: Serve, server: Addresses, place: Addresses
) -> None:
    person = await people.person()
    async with served_with(pool_size=1) as (_, client), connected(server.base) as administrator:
        assert (await client.ask(person, SESSIONS)).keys() == {"data"}
        ended = await administrator.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE usename = 'quintet_app' AND datname = $1",
            place.database,
        )
        assert ended > 0
        answers = [await client.post(person.token(), SESSIONS) for _ in range(3)]
    assert answers[-1].json().keys() == {"data"}
    for answer in answers[:-1]:
        if "errors" in answer.json():
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
            assert answer.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 1}


async def test_a_connection_that_ends_in_the_middle_is_unavailable(
    people: People, served_with: Serve, server: Addresses, place: Addresses, rival: Any
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with served_with(pool_size=1) as (_, client), connected(server.base) as administrator:
        async with rival.transaction():
            await rival.execute("SELECT FROM liveconvo.sessions WHERE id = $1 FOR UPDATE", session)
            arguments = {"input": {"sessionId": str(session), "title": "x"}}
            document = BY_NAME["liveconvoUpdateSession"].document
            waiting = asyncio.create_task(client.post(person.token(), document, arguments))
            ended = 0
            for _ in range(200):
                await asyncio.sleep(0.01)
                ended = await administrator.fetchval(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE usename = 'quintet_app' AND datname = $1 AND wait_event_type = 'Lock'",
                    place.database,
                )
                if ended:
                    break
            assert ended == 1
            response = await waiting
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        answer = response.json()
        assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAVAILABLE", "retryAfter": 1}]
        assert (await client.post(person.token(), document, arguments)).json().keys() == {"data"}


async def test_an_unknown_exception_is_masked_and_logged_once(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("gql.execution.operation.Operation.reading", broken)
    headers = {"authorization": f"Bearer {(await people.person()).token()}", "x-request-id": "request-17"}
    headers[LANE] = Lane.RESOLVER
    with capture_logs(processors=[with_request]) as logs:
        response = await client.http.post("/graphql", json={"query": SESSIONS}, headers=headers)
    (error,) = response.json()["errors"]
    assert error["message"] == INTERNAL_MESSAGE
    assert error["extensions"] == {"code": "INTERNAL"}
    assert response.headers["x-request-id"] == "request-17"
    assert b"secret" not in response.content
    (record,) = [record for record in logs if record["log_level"] == "error"]
    assert record["event"] == "internal error"
    assert record["details"] == "RuntimeError: secret of the inside"
    assert record["request_id"] == "request-17"


async def test_a_full_pool_is_unavailable_at_the_deadline(people: People, served_with: Serve) -> None:
    person = await people.person()
    async with served_with(pool_size=1, acquire_timeout=0.3) as (gateway, client):
        async with gateway.database.reading(person.identity):
            started = time.monotonic()
            responses = await asyncio.gather(*(client.post(person.token(), SESSIONS) for _ in range(5)))
            assert 0.25 < time.monotonic() - started < 2
        for response in responses:
            assert response.status_code == 503
            assert response.headers["retry-after"] == "1"
            (error,) = response.json()["errors"]
            assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 1}
            assert error["message"] == "The database had no free connection in time."
        assert (await client.ask(person, SESSIONS)).keys() == {"data"}


@pytest.mark.parametrize(
    ("token", "query"),
    [
        (None, SESSIONS),
        ("garbage", SESSIONS),
        ("expired", SESSIONS),
        ("valid", "{ nothing }"),
        ("valid", "{"),
        ("valid", "{ viewer { subject } }"),
        ("valid", "subscription { liveconvoTranscripts(sessionId: 1) { __typename } }"),
    ],
)
async def test_what_needs_no_row_is_answered_with_the_pool_full(
    people: People, served_with: Serve, token: str | None, query: str
) -> None:
    person = await people.person()
    tokens = {"valid": person.token(), "expired": person.token(lifetime=dt.timedelta(hours=-1))}
    async with served_with(pool_size=1, acquire_timeout=5.0) as (gateway, client):
        async with gateway.database.reading(person.identity):
            response = await asyncio.wait_for(client.post(tokens.get(str(token), token), query), 1)
    assert response.status_code == 200


async def test_a_gateway_without_a_database_says_so(people: People, place: Addresses, configured: Any) -> None:
    person = await people.person()
    nowhere = "postgresql://quintet_app:x@127.0.0.1:1/quintet"
    gateway = Gateway(
        configured, dict.fromkeys(("app", "admin", "listener"), nowhere), configured.token_secret.get_secret_value()
    )
    async with gateway.lifespan(), Client.inside(gateway) as client:
        response = await client.post(person.token(), SESSIONS)
        ready, alive = await client.http.get("/readyz"), await client.http.get("/healthz")
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 1}
    assert (ready.status_code, alive.status_code) == (503, 200)
    assert ready.json() == {"status": "not ready", "problem": "the database cannot be reached (UnavailableError)"}


async def test_one_failure_does_not_make_others_internal_errors(client: Client, people: People) -> None:
    person = await people.person()
    session, template = str(await people.session(person)), str(await people.template(person))
    query = (
        'query($s: UUID!, $t: UUID!) { liveconvo { template(id: $t) { sessions(filter: { title: { eq: "\\u0000" } })'
        " { nodes { id } } } session(id: $s) { transcripts { nodes { id } } } } }"
    )
    answer = await client.ask(person, query, s=session, t=template)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_INPUT"}


async def test_an_answer_that_is_an_error_leaves_nothing_running(people: People, served_with: Serve) -> None:
    person = await people.person()
    for _ in range(3):
        await people.transcript(await people.session(person))
    query = (
        "query($n: [ID!]!) { liveconvo { sessions { totalCount nodes { transcripts { totalCount nodes { id } } } }"
        " transcripts { totalCount nodes { session { id } } } } nodes(nodeIds: $n) { nodeId } }"
    )
    async with served_with(pool_size=1, acquire_timeout=1.0) as (_, client):
        for _ in range(30):
            answer = await client.ask(person, query, n=["x"])
            assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_INPUT"}]
            assert answer["data"] is None
        assert (await client.ask(person, query, n=[])).keys() == {"data"}


REFUSED = [
    ("liveconvoStartSession", {"selectedTemplateId": str(UUID(int=1))}),
    ("liveconvoStartSession", {"title": "x" * 256}),
    ("liveconvoAppendTranscript", {"sessionId": str(UUID(int=1)), "content": "x", "startTimeSeconds": "1"}),
    ("liveconvoSaveSummary", {"sessionId": str(UUID(int=1)), "keyDecisions": 1}),
    ("liveconvoRegisterDocument", {"sessionId": str(UUID(int=1))}),
]


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
async def test_a_refusal_says_nothing_about_the_inside(
    client: Client, people: People, name: str, arguments: dict[str, Any]
) -> None:
    response = await client.post((await people.person()).token(), BY_NAME[name].document, {"input": arguments})
    messages = " ".join(error["message"] for error in response.json()["errors"])
    assert INSIDE.search(messages) is None


STATES = {
    "QN401": ("UNAUTHENTICATED", 401),
    "QN402": ("INSUFFICIENT_CREDITS", 200),
    "QN403": ("CONSENT_REQUIRED", 200),
    "QN429": ("QUOTA_EXCEEDED", 200),
    "QN503": ("UNAVAILABLE", 503),
    "23503": ("NOT_FOUND", 200),
    "23505": ("CONFLICT", 200),
    "23514": ("BAD_INPUT", 200),
    "42501": ("FORBIDDEN", 200),
    "55P03": ("TIMEOUT", 504),
    "XX000": ("INTERNAL", 500),
}
RAISING = f"""
CREATE OR REPLACE FUNCTION learning.sign_in(account uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = '' AS $$ BEGIN
    RAISE EXCEPTION 'secret' USING ERRCODE = (ARRAY{list(STATES)})[right(account::text, 2)::integer];
END $$
"""


async def test_every_code_has_its_status(fresh_place: Addresses, configured: Any) -> None:
    async with connected(fresh_place.url("owner")) as owner:
        await owner.execute(RAISING)
    urls = {role: fresh_place.url(role) for role in ("app", "admin", "listener")}
    gateway = Gateway(configured, urls, SECRET)
    async with gateway.lifespan(), Client.inside(gateway) as client:
        for number, (code, status) in enumerate(STATES.values(), 1):
            token = mint(configured, SECRET, uuid4(), {"learning": str(UUID(f"{number:032d}"))})
            for accept, expected in ((GRAPHQL, status), ("application/json", 503 if status == 503 else 200)):
                headers = {"authorization": f"Bearer {token}", "accept": accept}
                body = {"query": "{ learning { users { totalCount } } }"}
                response = await client.http.post("/graphql", json=body, headers=headers)
                told = response.json()["errors"][0]["extensions"]
                assert (response.status_code, told["code"]) == (expected, code)
                assert response.headers.get("retry-after") == ("1" if code == "UNAVAILABLE" else None)
                assert told.get("retryAfter") == (1 if code == "UNAVAILABLE" else None)
                assert b"secret" not in response.content


@pytest.mark.parametrize("gone", ["deleted", "suspended", "missing"])
async def test_an_account_that_is_gone_is_unauthenticated(client: Client, people: People, gone: str) -> None:
    users = TABLES["liveconvo.users"]
    person = await people.person()
    session = await people.session(person)
    if gone == "missing":
        person = Person(uuid4(), "")
    else:
        change = {"deleted_at": sa.func.now()} if gone == "deleted" else {"is_active": False}
        await people.run(sa.update(users).where(users.c.id == person.id).values(change))
    message = "The token's account does not exist or is suspended."
    for query, variables in (
        (SESSIONS, {}),
        (BY_NAME["liveconvoStartSession"].document, {"input": {}}),
        (BY_NAME["liveconvoDeleteSession"].document, {"input": {"sessionId": str(session)}}),
    ):
        answer = await client.ask(person, query, **variables)
        assert answer["data"] is None
        assert [(e["extensions"], e["message"]) for e in answer["errors"]] == [({"code": "UNAUTHENTICATED"}, message)]
    headers = {"authorization": f"Bearer {person.token()}", "accept": "application/graphql-response+json"}
    response = await client.http.post("/graphql", json={"query": SESSIONS}, headers=headers)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
