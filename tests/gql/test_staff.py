"""Staff reads everybody's rows, and what they ask is written down before anything is read."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from graphql import parse

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.preparation import connected
from gateway.settings import Settings
from gql.engine import LANE
from gql.purpose import purpose_of
from gql.requests import Lane, Request
from models.base import facts_of
from repositories.identity import Identity, Trust
from tests.contract.rows import Owner, RowMaker
from tests.gql.asking import columns, key_of, listing, one
from tests.gql.belongings import READABLE, Cast
from tests.gql.belongings import TABLES as SHOWN
from tests.gql.lanes import data_in_both, post_to
from tests.people import SECRET, People, Person
from tests.served import Client

RECORDS = "SELECT subject, operation, document, variables FROM quintet.staff_reads WHERE subject = $1 ORDER BY at, id"
ME = "{ learning { me { id } } }"
KEY = "3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10"


async def records(maker: RowMaker, person: Person) -> list[dict[str, Any]]:
    """What is written down of somebody's reads, the oldest first."""
    return [dict(row) for row in await maker.connection.fetch(RECORDS, person.id)]


@pytest.fixture
async def staff(maker: RowMaker) -> Person:
    """Somebody of staff, who has accounts of their own."""
    return Person.of(await maker.owner(), roles=("admin",))


@pytest.mark.parametrize("name", sorted(SHOWN))
async def test_staff_read_everybodys_rows_of_every_table(
    client: Client, cast: Cast, staff: Person, name: str
) -> None:
    table, row = SHOWN[name], cast.owner.rows[name]
    query, variables = one(table, f"nodeId {columns(table)}"), key_of(table, row)
    read = await data_in_both(client, staff, query, **variables)
    (found,) = read[table.schema].values()
    assert {field: found[field] for field in variables} == variables
    if name in READABLE:
        assert read == await client.data(Person.of(cast.owner), query, **variables)
    condition = {field: {"eq": value} for field, value in variables.items()}
    listed = await data_in_both(
        client, staff, listing(table, f"totalCount nodes {{ nodeId {columns(table)} }}"), f=condition
    )
    assert list(listed[table.schema].values()) == [{"totalCount": 1, "nodes": [found]}]
    node = await data_in_both(client, staff, "query($n: ID!) { node(nodeId: $n) { nodeId } }", n=found["nodeId"])
    assert node == {"node": {"nodeId": found["nodeId"]}}


def test_hypertables_and_materialized_views_are_among_these_tables() -> None:
    assert {name for name, table in SHOWN.items() if facts_of(table).behind_view} == {
        "roadtrip.api_usage_tracking",
        "roadtrip.audit_log",
        "roadtrip.user_behavior_analytics",
        "roadtrip.user_dashboards",
        "roadtrip.video_revenues",
    }


@pytest.mark.parametrize("lane", list(Lane))
async def test_each_operation_is_written_down_once(
    client: Client, maker: RowMaker, staff: Person, lane: Lane
) -> None:
    query = (
        "query Look($id: UUID!) { learning { users { totalCount } user(id: $id) { usageLogs { nodes { id } } } }"
        ' roadtrip { users(filter: { email: { contains: "ada@example.com" } }) { totalCount } } }'
    )
    body = {"query": query, "variables": {"id": KEY, "name": "Ada"}, "operationName": "Look"}
    headers = {"authorization": f"Bearer {staff.token()}", LANE: lane}
    response = await client.http.post("/graphql", json=body, headers=headers)
    assert response.json()["data"]["learning"]["user"] is None
    document = purpose_of(parse(query), None, {}).document
    assert "ada@example.com" not in document
    written = {"subject": staff.id, "operation": "Look", "document": document, "variables": {"id": KEY, "name": "…"}}
    assert await records(maker, staff) == [written]
    await post_to(client, lane, staff, ME)
    assert [record["document"] for record in await records(maker, staff)] == [
        document,
        purpose_of(parse(ME), None, {}).document,
    ]


@pytest.mark.parametrize("query", ["{ __typename }", "{ viewer { subject } }", "{ nothing }", "{"])
async def test_what_reads_no_row_is_not_written_down(
    client: Client, maker: RowMaker, staff: Person, query: str
) -> None:
    await client.ask(staff, query)
    assert await records(maker, staff) == []


@pytest.mark.parametrize("lane", list(Lane))
async def test_users_leave_no_record(client: Client, maker: RowMaker, people: People, lane: Lane) -> None:
    person = await people.person_everywhere()
    before = await maker.connection.fetchval("SELECT count(*) FROM quintet.staff_reads")
    answer = (await post_to(client, lane, person, ME)).json()
    assert answer == {"data": {"learning": {"me": {"id": person.accounts["learning"]}}}}
    assert await maker.connection.fetchval("SELECT count(*) FROM quintet.staff_reads") == before


async def test_variables_of_any_depth_are_written_down(client: Client, maker: RowMaker, staff: Person) -> None:
    deep: Any = "Ada"
    for _ in range(900):
        deep = [deep]
    assert await client.data(staff, ME, deep=deep) == {"learning": {"me": {"id": staff.accounts["learning"]}}}
    (record,) = await records(maker, staff)
    assert "Ada" not in str(record)


@contextlib.asynccontextmanager
async def served_on(place: Addresses) -> AsyncIterator[tuple[Gateway, Client]]:
    """A gateway in this process on a database, where staff waits for no lock longer than 200 ms."""
    urls = {role: place.url(role) for role in ("app", "admin", "listener")}
    urls["admin"] += "?options=-c%20lock_timeout%3D200"
    made = Gateway(Settings(_env_file=None, token_secret=SECRET), urls, SECRET)
    async with made.lifespan(), Client.inside(made) as client:
        yield made, client


@pytest.fixture
async def alone(fresh_place: Addresses) -> AsyncIterator[tuple[Addresses, Client, Owner]]:
    """A database and a gateway of one's own, and somebody in it."""
    async with connected(fresh_place.url("worker")) as worker, served_on(fresh_place) as (_, client):
        yield fresh_place, client, await (await RowMaker.ready(worker)).owner()


@pytest.mark.parametrize("lane", list(Lane))
async def test_the_record_is_there_before_anything_is_read(
    alone: tuple[Addresses, Client, Owner], lane: Lane
) -> None:
    place, client, owner = alone
    async with connected(place.base) as rival, connected(place.url("worker")) as watcher:
        transaction = rival.transaction()
        await transaction.start()
        await rival.execute("LOCK TABLE learning.usage_logs IN ACCESS EXCLUSIVE MODE")
        query = "{ learning { usageLogs { totalCount } } }"
        answer = await post_to(client, lane, Person.of(owner, roles=("admin",)), query)
        assert answer.json()["errors"][0]["extensions"] == {"code": "TIMEOUT"}
        assert await watcher.fetchval("SELECT count(*) FROM quintet.staff_reads") == 1
        await transaction.rollback()


@pytest.mark.parametrize("lane", list(Lane))
async def test_nothing_is_read_where_the_record_is_not_permitted(
    alone: tuple[Addresses, Client, Owner], lane: Lane
) -> None:
    place, client, owner = alone
    async with connected(place.base) as administrator:
        function = "quintet.record_staff_read(text, text, jsonb)"
        await administrator.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM quintet_admin, PUBLIC")
        answer = (await post_to(client, lane, Person.of(owner, roles=("admin",)), ME)).json()
        assert [error["extensions"] for error in answer["errors"]] == [{"code": "FORBIDDEN"}]
        assert answer["data"] in (None, {"learning": {"me": None}})
        assert await administrator.fetchval("SELECT count(*) FROM quintet.staff_reads") == 0
        mine = (await post_to(client, lane, Person.of(owner), ME)).json()
        assert mine == {"data": {"learning": {"me": {"id": owner.accounts["learning"]}}}}


@pytest.mark.parametrize("lane", list(Lane))
async def test_nothing_is_read_where_the_record_has_to_wait_too_long(
    alone: tuple[Addresses, Client, Owner], lane: Lane
) -> None:
    place, client, owner = alone
    async with connected(place.base) as rival:
        async with rival.transaction():
            await rival.execute("LOCK TABLE quintet.staff_reads IN EXCLUSIVE MODE")
            answer = (await post_to(client, lane, Person.of(owner, roles=("admin",)), ME)).json()
        assert [error["extensions"] for error in answer["errors"]] == [{"code": "TIMEOUT"}]
        assert answer["data"] in (None, {"learning": {"me": None}})
        assert await rival.fetchval("SELECT count(*) FROM quintet.staff_reads") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quintet.staff_reads SET document = ''",
        "DELETE FROM quintet.staff_reads",
        "TRUNCATE quintet.staff_reads",
        "DROP TABLE quintet.staff_reads",
        "ALTER TABLE quintet.staff_reads ADD COLUMN more text",
    ],
)
@pytest.mark.parametrize("role", ["app", "admin", "worker", "listener"])
async def test_nobody_changes_or_deletes_records(
    client: Client, place: Addresses, maker: RowMaker, staff: Person, role: str, statement: str
) -> None:
    await client.data(staff, ME)
    before = await records(maker, staff)
    async with connected(place.url(role)) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    assert await records(maker, staff) == before
    assert len(before) == 1


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("app", "SELECT quintet.record_staff_read(NULL, 'x', '{}')"),
        ("listener", "SELECT quintet.record_staff_read(NULL, 'x', '{}')"),
        ("app", "SELECT FROM quintet.staff_reads"),
        ("listener", "SELECT FROM quintet.staff_reads"),
        ("app", f"INSERT INTO quintet.staff_reads (subject, document, variables) VALUES ('{KEY}', 'x', '{{}}')"),
        ("admin", f"INSERT INTO quintet.staff_reads (subject, document, variables) VALUES ('{KEY}', 'x', '{{}}')"),
    ],
)
async def test_records_are_forged_by_nobody(place: Addresses, role: str, statement: str) -> None:
    async with connected(place.url(role)) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_a_record_needs_a_subject(place: Addresses) -> None:
    async with connected(place.url("admin")) as connection:
        with pytest.raises(asyncpg.NotNullViolationError):
            await connection.execute("SELECT quintet.record_staff_read(NULL, 'x', '{}')")


async def test_each_event_of_a_subscription_is_written_down(
    gateway: Gateway, people: People, maker: RowMaker, staff: Person
) -> None:
    person = await people.person()
    session = await people.session(person, title="A call")
    query = (
        "subscription Follow($s: UUID!) { liveconvoSessionEvents(sessionId: $s, after: 0)"
        " { ... on LiveconvoTranscriptAdded { seq transcript { content } } } }"
    )
    request = Request(query, "Follow", {"s": str(session), "name": "Ada"})
    written = {
        "subject": staff.id,
        "operation": "Follow",
        "document": purpose_of(parse(query), None, {}).document,
        "variables": {"s": str(session), "name": "…"},
    }
    document, _ = gateway.engine.prepare(request)
    identity = Identity(staff.id, staff.accounts, trust=Trust.ADMIN)
    async with contextlib.aclosing(gateway.engine.subscribe(request, document, identity)) as answers:
        assert (await anext(answers))["data"] == {"liveconvoSessionEvents": {}}
        beginning = len(await records(maker, staff))
        for number in range(1, 4):
            await people.transcript(session, number, content=f"Number {number}.")
            gateway.hub.committed({f"liveconvo.session:{session}"})
            answer = await asyncio.wait_for(anext(answers), 5)
            event = {"seq": number + 1, "transcript": {"content": f"Number {number}."}}
            assert answer["data"] == {"liveconvoSessionEvents": event}
            assert await records(maker, staff) == [written] * (beginning + number)


async def test_staff_have_no_account_but_their_own(client: Client, maker: RowMaker, staff: Person) -> None:
    await maker.owner()
    data = await client.data(staff, "{ viewer { subject learning { id } } roadtrip { me { id } } }")
    assert data == {
        "viewer": {"subject": str(staff.id), "learning": {"id": staff.accounts["learning"]}},
        "roadtrip": {"me": {"id": staff.accounts["roadtrip"]}},
    }
