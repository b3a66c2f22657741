"""Strangers and nobody: on no path do they learn anything about somebody's rows, in any table."""

import asyncio
from itertools import product
from typing import Any
from uuid import uuid4

import orjson
import pytest
import sqlalchemy as sa
from httpx import Response
from sqlalchemy import Table

from gql.derivation.names import field_name, list_field, type_name
from gql.derivation.orders import order_enum
from gql.requests import Lane
from gql.schema import SUBSCRIPTIONS
from models.base import facts_of, soft_deletes
from tests.contract.ownership import OPEN_TO_ALL
from tests.contract.rows import RowMaker
from tests.gql import asking
from tests.gql.belongings import READABLE, TABLES, Caller, Cast
from tests.gql.lanes import post_to
from tests.gql.mutations import ACCEPTED, BY_NAME, NAMES, POINTING, pointing_elsewhere, writer
from tests.gql.writing import everything
from tests.people import People, Person, PersonWithoutAccounts
from tests.served import Client

OTHERS = ("a stranger", "nobody")
of_every_table = pytest.mark.parametrize("name", READABLE)


@pytest.fixture(scope="module")
async def stranger(people: People) -> Person:
    """Somebody who writes sessions of their own."""
    made = await people.person_everywhere()
    await people.session(made)
    return made


def test_every_mutation_has_arguments_that_it_accepts() -> None:
    assert ACCEPTED.keys() == BY_NAME.keys()


@of_every_table
async def test_a_row_of_somebody_else_looks_like_one_that_does_not_exist(
    client: Client, cast: Cast, name: str
) -> None:
    table = TABLES[name]
    document = asking.ways(table)
    nothing = {"data": asking.nowhere(table)}
    for caller in (cast.callers[other] for other in OTHERS):
        hidden = cast.hidden(caller, table)
        assert bool(hidden) is (name not in OPEN_TO_ALL)
        for row, lane in product(hidden, (Lane.RESOLVER, Lane.COMPILED)):
            foreign = await post_to(client, lane, caller.person, document, asking.sent(table, row))
            absent = asking.sent(table, asking.absent(table, row))
            missing = await post_to(client, lane, caller.person, document, absent)
            assert foreign.content == missing.content
            assert foreign.json() == nothing


@pytest.mark.parametrize("name", TABLES)
async def test_whoever_sees_a_row_finds_it_on_every_way(client: Client, cast: Cast, name: str) -> None:
    table = TABLES[name]
    document = asking.ways(table)
    assert cast.hidden(cast.callers["staff"], table) == []
    assert (cast.visible(cast.callers["the owner"], table) != []) is (name in READABLE)
    for caller in cast.callers.values():
        for row in cast.visible(caller, table):
            found = await client.data(caller.person, document, **asking.sent(table, row))
            assert found == asking.there(table, row)


@of_every_table
async def test_no_condition_on_the_key_brings_up_a_row_of_somebody_else(
    client: Client, cast: Cast, name: str
) -> None:
    table, stranger = TABLES[name], cast.callers["a stranger"]
    first = field_name(next(iter(table.primary_key)).name)
    document = conditional(table, 4)
    nothing = asking.nowhere(table)[str(table.schema)]["rows"]  # type: ignore[index]
    for row in cast.hidden(stranger, table)[:1]:
        answers = []
        for key in (asking.key_of(table, row), asking.key_of(table, asking.absent(table, row))):
            equal = {first: {"eq": key[first]}}
            listed, joined = {first: {"in": [key[first]]}}, {"or": [equal, {"and": [equal]}]}
            conditions = (equal, listed, joined, {"not": {first: {"ne": key[first]}}})
            variables = {f"f{number}": condition for number, condition in enumerate(conditions)}
            answers.append(await content(client, stranger, document, variables))
        assert answers[0] == answers[1]
        assert orjson.loads(answers[0]) == {
            "data": {str(table.schema): {f"list{number}": nothing for number in range(4)}}
        }


def conditional(table: Table, number: int) -> str:
    """A document that asks for so many lists, each with a filter of its own."""
    declared = ", ".join(f"$f{i}: {type_name(table)}Filter" for i in range(number))
    lists = " ".join(f"list{i}: {list_field(table)}(filter: $f{i}) {{ {asking.page(table)} }}" for i in range(number))
    return f"query({declared}) {{ {table.schema} {{ {lists} }} }}"


async def content(client: Client, caller: Caller, document: str, variables: dict[str, Any]) -> bytes:
    """The answer as it was sent."""
    response: Response = await client.post(caller.person.token(), document, variables)
    return response.content


@of_every_table
async def test_a_list_holds_what_one_sees_and_no_more_in_any_order(
    client: Client, cast: Cast, maker: RowMaker, name: str
) -> None:
    table, stranger = TABLES[name], cast.callers["a stranger"]
    rows = f"totalCount nodes {{ {asking.key(table)} }}"
    orders = order_enum(table).__members__
    lists = " ".join(f"{order}: {list_field(table)}(orderBy: [{order}], first: 100) {{ {rows} }}" for order in orders)
    before = await _reach(maker, stranger, table)
    data = await client.data(stranger.person, f"{{ {table.schema} {{ {lists} }} }}")
    after = await _reach(maker, stranger, table)
    hidden = {asking.name_of(table, row) for row in cast.hidden(stranger, table)}
    assert data[table.schema].keys() == orders.keys()
    for page in data[table.schema].values():
        seen = {asking.name_of_node(table, node) for node in page["nodes"]}
        assert not seen & hidden
        assert seen <= before | after
        # What people read of Roadtrip's data is written into its audit log meanwhile, and others delete.
        assert len(before & after) <= page["totalCount"] <= len(before | after)
        assert len(seen) == len(page["nodes"]) == min(page["totalCount"], 100)


async def _reach(maker: RowMaker, caller: Caller, table: Table) -> set[tuple[object, ...]]:
    """The keys of all rows that somebody sees by the rules, whoever made them, and nobody has deleted."""
    there = table.c.deleted_at.is_(None) if soft_deletes(table) else sa.true()
    rows = await maker.run(sa.select(*table.primary_key).where(caller.reach(table), there))
    return {asking.name_of(table, row) for row in rows}


@pytest.mark.parametrize("name", [name for name in TABLES if facts_of(TABLES[name]).search])
async def test_a_search_finds_nothing_of_somebody_else(client: Client, cast: Cast, name: str) -> None:
    table = TABLES[name]
    owner, stranger = cast.callers["the owner"], cast.callers["a stranger"]
    document = (
        f"query($words: String!) {{ {table.schema} {{ {list_field(table)}(search: $words)"
        f" {{ totalCount nodes {{ {asking.key(table)} }} }} }} }}"
    )
    for row in cast.hidden(stranger, table):
        found = {"totalCount": 1, "nodes": [asking.key_of(table, row)]}
        words = f'"{row["name"]}"'
        own = await client.data(owner.person, document, words=words)
        assert own == {str(table.schema): {list_field(table): found}}
        foreign = await content(client, stranger, document, {"words": words})
        assert foreign == await content(client, stranger, document, {"words": "nothing of this kind"})


@pytest.mark.parametrize("name", POINTING)
async def test_a_write_on_somebody_elses_row_looks_like_one_on_a_row_that_does_not_exist(
    client: Client, people: People, stranger: Person, name: str
) -> None:
    owner = await writer(people, name)
    arguments = await ACCEPTED[name](people, owner)
    before = await everything(people, owner)
    document = BY_NAME[name].document
    foreign = await client.post(stranger.token(), document, {"input": arguments})
    missing = await client.post(stranger.token(), document, {"input": pointing_elsewhere(arguments)})
    assert foreign.content == missing.content
    (error,) = foreign.json()["errors"]
    assert error["extensions"] == {"code": "NOT_FOUND"}
    assert error["message"].startswith("There is no ")
    assert await everything(people, owner) == before
    assert (await client.ask(owner, document, input=arguments)).keys() == {"data"}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("liveconvoStartSession", "selectedTemplateId"),
        ("liveconvoUpdateSession", "selectedTemplateId"),
        ("liveconvoAddGuidance", "promptTemplateId"),
        ("liveconvoAddGuidance", "triggeredByTranscriptId"),
        ("liveconvoAppendTranscript", "transcriptId"),
    ],
)
async def test_a_write_cannot_refer_to_somebody_elses_row(
    client: Client, people: People, cast: Cast, stranger: Person, name: str, field: str
) -> None:
    target = "liveconvo.transcripts" if "ranscript" in field else "liveconvo.templates"
    key = cast.owner.rows[target]["id"]
    arguments = await ACCEPTED[name](people, stranger)
    before = await everything(people, stranger)
    document = BY_NAME[name].document
    foreign = await client.post(stranger.token(), document, {"input": {**arguments, field: str(key)}})
    missing = await client.post(stranger.token(), document, {"input": {**arguments, field: str(uuid4())}})
    assert foreign.content == missing.content
    assert foreign.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
    assert await everything(people, stranger) == before


FOLLOWED = {"liveconvoSessionEvents": "liveconvo.sessions", "liveconvoTranscripts": "liveconvo.sessions"}


def test_of_every_subscription_it_is_known_what_it_follows() -> None:
    assert {field_name(function.__name__) for function in SUBSCRIPTIONS} == FOLLOWED.keys()


@pytest.mark.parametrize("name", FOLLOWED)
async def test_what_is_somebody_elses_cannot_be_followed(client: Client, cast: Cast, name: str) -> None:
    row = cast.owner.rows[FOLLOWED[name]]
    token = cast.callers["a stranger"].person.token()
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
    answers = []
    for key in (row["id"], uuid4()):
        body = {
            "query": f"subscription($id: UUID!) {{ {name}(sessionId: $id) {{ __typename }} }}",
            "variables": {"id": str(key)},
        }
        # Who may follow it waits for events.
        async with asyncio.timeout(5):
            answers.append((await client.http.post("/graphql", json=body, headers=headers)).content)
    assert answers[0] == answers[1]
    assert b'"code":"NOT_FOUND"' in answers[0]


@pytest.mark.parametrize("token", [None, "", "garbage", "a.b.c", "Bearer"])
async def test_nobody_reads_or_writes(client: Client, people: People, cast: Cast, token: str | None) -> None:
    person = await writer(people, "roadtripStartRoadtrip")
    reads: list[tuple[str, dict[str, Any]]] = [
        (asking.ways(table), asking.sent(table, row)) for name, table in TABLES.items() for row in cast.rows[name]
    ]
    writes: list[tuple[str, dict[str, Any]]] = [
        (BY_NAME[name].document, {"input": await ACCEPTED[name](people, person)}) for name in NAMES
    ]
    for document, variables in (("{ __typename }", dict[str, Any]()), *reads, *writes):
        answer = (await client.post(token, document, variables)).json()
        assert answer.keys() == {"errors"}
        assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAUTHENTICATED"}]


async def test_a_token_without_an_account_sees_and_writes_nothing(client: Client, people: People) -> None:
    person = await writer(people, "roadtripStartRoadtrip")
    session = await people.session(person)
    token = PersonWithoutAccounts(person.id, "").token()
    query = "query($id: UUID!) { liveconvo { me { id } session(id: $id) { id } sessions { totalCount } } }"
    answer = (await client.post(token, query, {"id": str(session)})).json()
    assert answer == {"data": {"liveconvo": {"me": None, "session": None, "sessions": {"totalCount": 0}}}}
    for name in NAMES:
        arguments = await ACCEPTED[name](people, person)
        before = await everything(people, person)
        answer = (await client.post(token, BY_NAME[name].document, {"input": arguments})).json()
        assert answer["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "NOT_FOUND"}
        assert await everything(people, person) == before
