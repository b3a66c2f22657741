"""Operations that call Roadtrip are counted and limited, whatever they come over and whichever lane answers them."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import OperationDefinitionNode, parse
from prometheus_client import REGISTRY

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.settings import Settings
from gql.reach import calls
from models.roadtrip import ApiUsageTracking
from models.roadtrip.usage import CALL_LIMITS
from repositories import clock
from repositories.repository import table_of
from tests.gql.conftest import Serve
from tests.gql.roadtrip.travellers import traveller
from tests.live.sockets import signed_in
from tests.people import SECRET, People, Person
from tests.served import Client, Served, serve

COUNTS = table_of(ApiUsageTracking)
ME = "{ roadtrip { me { id } } }"
ELSEWHERE = "{ liveconvo { me { id } } }"
CHANGE = 'mutation { roadtripUpdateMe(input: { countryCode: "EG" }) { user { countryCode } } }'
RESPONSE = "application/graphql-response+json"
NOON = dt.datetime(2025, 6, 1, 12, 0, 20, tzinfo=dt.UTC)
THREE = {tier: {"per_minute": 3} for tier in ("free_trial", "active", "expired")}
Limited = tuple[Gateway, Client]
Counted = dict[str, tuple[int, int]]
TEN = {tier: {"per_day": 10} for tier in THREE}


@pytest.fixture(scope="module")
async def limited(served_with: Serve) -> AsyncIterator[Limited]:
    """A gateway that permits three calls a minute."""
    async with served_with(roadtrip_limits=THREE) as made:
        yield made


async def counted(people: People, person: Person) -> Counted:
    """Calls and refusals of somebody that are counted by day, by endpoint."""
    sums = (sa.func.sum(COUNTS.c.request_count), sa.func.sum(COUNTS.c.rate_limited_count))
    wanted = sa.select(COUNTS.c.endpoint, *sums).group_by(COUNTS.c.endpoint)
    rows = await people.run(wanted.where(COUNTS.c.user_id == person.id, COUNTS.c.bucket_type == "per_day"))
    return {endpoint: (requests, refusals) for endpoint, requests, refusals in map(tuple, rows)}


async def asked(client: Client, person: Person, query: str = ME, **headers: str) -> tuple[int, str | None, Any]:
    """Status, `retry-after` and answer."""
    given = {"authorization": f"Bearer {person.token()}", **headers}
    response = await client.http.post("/graphql", json={"query": query}, headers=given)
    return response.status_code, response.headers.get("retry-after"), response.json()


def refusal(wait: str) -> dict[str, Any]:
    """The answer to a fourth call in a minute."""
    message = f"Roadtrip permits 3 calls per minute: try again in {wait}."
    return {
        "errors": [
            {"message": message, "extensions": {"code": "RATE_LIMITED", "retryAfter": int(wait.partition(" ")[0])}}
        ]
    }


def refused() -> float:
    """How many operations this process has refused by the limit on calls per minute."""
    return REGISTRY.get_sample_value("quintet_calls_refused_total", {"limit": "per_minute"}) or 0


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (ME, ("roadtrip.me",)),
        (ELSEWHERE, ()),
        ("{ viewer { liveconvo { id } } }", ()),
        ("{ viewer { subject roadtrip { id } liveconvo { id } } }", ("viewer.roadtrip",)),
        ("{ roadtrip { __typename } __typename }", ()),
        ('{ node(nodeId: "x") { nodeId } nodes(nodeIds: []) { nodeId } }', ("node", "nodes")),
        ("{ roadtrip { me { id } } a: roadtrip { me { id } } }", ("roadtrip.me", "roadtrip.me")),
        ("{ roadtrip { me { id } a: me { id } } }", ("roadtrip.me", "roadtrip.me")),
        ("{ roadtrip { me { id } } ...F } fragment F on Query { roadtrip { me { email } } }", ("roadtrip.me",)),
        (
            "{ ... { roadtrip { ...F } } } fragment F on R { me { id } users { id } }",
            ("roadtrip.me", "roadtrip.users"),
        ),
        ("mutation { roadtripA liveconvoB roadtripA c: roadtripA }", ("roadtripA", "roadtripA")),
        ("subscription { roadtripEvents { id } }", ("roadtripEvents",)),
    ],
)
def test_calls_are_fields_of_roadtrip_as_often_as_they_are_answered(document: str, expected: tuple[str, ...]) -> None:
    node = parse(document)
    operation = node.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert calls(node, operation) == expected


async def test_one_call_too_many_is_told_when_to_come_back_and_then_may(people: People, limited: Limited) -> None:
    gateway, client = limited
    person, before = await traveller(people), refused()
    mine = {"data": {"roadtrip": {"me": {"id": str(person.id)}}}}
    with clock.standing_at(NOON):
        assert await asked(client, person) == (200, None, mine)
        await gateway.engine.usage.flush()
        assert await asked(client, person, **{"x-quintet-lane": "compiled"}) == (200, None, mine)
        assert await asked(client, person, **{"x-quintet-lane": "resolver"}) == (200, None, mine)
        assert await asked(client, person, accept=RESPONSE) == (429, "40", refusal("40 seconds"))
        assert await asked(client, person) == (200, "40", refusal("40 seconds"))
    with clock.standing_at(NOON + dt.timedelta(seconds=39)):
        assert await asked(client, person) == (200, "1", refusal("1 second"))
    with clock.standing_at(NOON + dt.timedelta(seconds=40)):
        assert await asked(client, person) == (200, None, mine)
    await gateway.engine.usage.flush()
    assert await counted(people, person) == {"roadtrip.me": (7, 3)}
    assert refused() - before == 3


async def test_a_mutation_too_many_changes_nothing(people: People, limited: Limited) -> None:
    gateway, client = limited
    person = await traveller(people, country_code="DE")
    with clock.standing_at(NOON):
        await client.data(person, ME)
        await gateway.engine.usage.flush()
        await client.data(person, "{ roadtrip { a: me { id } b: me { id } } }")
        assert await asked(client, person, CHANGE) == (200, "40", refusal("40 seconds"))
    with clock.standing_at(NOON + dt.timedelta(minutes=1)):
        found = await client.data(person, "{ roadtrip { me { countryCode } } }")
        assert found == {"roadtrip": {"me": {"countryCode": "DE"}}}
        assert (await client.data(person, CHANGE))["roadtripUpdateMe"]["user"] == {"countryCode": "EG"}
    await gateway.engine.usage.flush()
    assert await counted(people, person) == {"roadtrip.me": (4, 0), "roadtripUpdateMe": (2, 1)}


async def test_streams_of_events_are_refused_in_their_own_form(people: People, limited: Limited) -> None:
    gateway, client = limited
    person = await traveller(people)
    with clock.standing_at(NOON):
        headers = {"authorization": f"Bearer {person.token()}", "accept": "text/event-stream"}
        await client.data(person, ME)
        await gateway.engine.usage.flush()
        streams = [await client.http.post("/graphql", json={"query": ME}, headers=headers) for _ in range(3)]
    lines = [line for stream in streams for line in stream.text.splitlines() if line.startswith("data: ")]
    mine = {"data": {"roadtrip": {"me": {"id": str(person.id)}}}}
    assert [json.loads(line[6:]) for line in lines] == [mine, mine, refusal("40 seconds")]


async def test_other_products_are_neither_counted_nor_limited(people: People, limited: Limited) -> None:
    gateway, client = limited
    person = await traveller(people)
    for _ in range(10):
        assert await client.data(person, ELSEWHERE) == {"liveconvo": {"me": {"id": str(person.id)}}}
    await gateway.engine.usage.flush()
    assert await counted(people, person) == {}


async def test_staff_is_counted_and_not_limited(people: People, limited: Limited) -> None:
    gateway, client = limited
    person = await traveller(people)
    staff = Person(person.id, person.email, person.elsewhere, ("admin",))
    for _ in range(10):
        await client.data(staff, ME)
    await gateway.engine.usage.flush()
    assert await counted(people, person) == {"roadtrip.me": (10, 0)}


async def test_what_is_not_valid_is_no_call(people: People, limited: Limited) -> None:
    gateway, client = limited
    person = await traveller(people)
    for _ in range(5):
        assert await client.code(person, "{ roadtrip { me { nothing } } }") == "BAD_INPUT"
    assert (await client.post(None, ME)).json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    await gateway.engine.usage.flush()
    assert await counted(people, person) == {}


def test_production_limits_calls_unless_it_is_set_otherwise() -> None:
    def limits(**values: Any) -> Mapping[Any, Any]:
        return Settings(_env_file=None, token_secret=SECRET, **values).call_limits

    assert limits() == {}
    assert limits(environment="production") == CALL_LIMITS
    assert limits(environment="production", roadtrip_limits={}) == {}
    assert limits(roadtrip_limits={"active": {"per_hour": 7}}) == {"active": {"per_hour": 7}}
    for wrong in ({"gold": {"per_hour": 7}}, {"active": {"hourly": 7}}, {"active": {"per_hour": 0}}):
        with pytest.raises(ValueError, match="roadtrip_limits"):
            limits(roadtrip_limits=wrong)


async def test_a_killed_process_takes_at_most_the_last_second_with_it(place: Addresses, people: People) -> None:
    person = await traveller(people)
    with serve(place, SECRET) as served:
        async with Client.of(served.url) as client:
            for _ in range(5):
                await client.data(person, ME)
            await asyncio.sleep(1.6)
            for _ in range(3):
                await client.data(person, ME)
        served.kill()
    ((calls_counted, refusals),) = (await counted(people, person)).values()
    assert (calls_counted in range(5, 9), refusals) == (True, 0)


async def test_two_processes_exceed_a_limit_by_one_more_at_most_and_lose_no_count_when_they_stop(
    place: Addresses, people: People, served_with: Serve
) -> None:
    await _not_at_midnight()
    person, other = await traveller(people), await traveller(people)
    with serve(place, SECRET, QUINTET_ROADTRIP_LIMITS=json.dumps(TEN)) as served:
        async with served_with(roadtrip_limits=TEN) as (_, here), Client.of(served.url) as there:
            # Both at once know nothing of each other.
            answers = await asyncio.gather(*(client.ask(person, ME) for _ in range(15) for client in (here, there)))
            admitted = sum("errors" not in answer for answer in answers)
            assert 10 <= admitted <= 20
            await asyncio.sleep(1.5)
            for client in (here, there, here, there):
                assert await client.code(person, ME) == "RATE_LIMITED"
            await _refused_over_a_socket(served, person)
            await asyncio.gather(*(client.data(other, ME) for _ in range(5) for client in (here, there)))
        assert served.terminate() == 0
    assert await counted(people, person) == {"roadtrip.me": (35, 35 - admitted)}
    assert await counted(people, other) == {"roadtrip.me": (10, 0)}


async def _not_at_midnight() -> None:
    """Limits of a day are free again when it ends: tests of them wait for that if it is near."""
    now = dt.datetime.now(dt.UTC)
    left = (now.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1) - now).total_seconds()
    if left < 15:
        await asyncio.sleep(left + 0.1)


async def _refused_over_a_socket(served: Served, person: Person) -> None:
    """One operation of Roadtrip is refused; the socket stays and answers others."""
    async with signed_in(served, person) as socket:
        await socket.subscribe("1", ME)
        frame = await socket.receive()
        assert (frame["type"], frame["id"], len(frame["payload"])) == ("error", "1", 1)
        assert frame["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert 0 < frame["payload"][0]["extensions"]["retryAfter"] <= 86_400
        await socket.subscribe("2", ELSEWHERE)
        assert (await socket.receive())["payload"] == {"data": {"liveconvo": {"me": {"id": str(person.id)}}}}
