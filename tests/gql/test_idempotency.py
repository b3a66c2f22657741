"""Idempotency keys: every mutation can be repeated, by itself and at the same time, with one effect."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gql.derivation.names import field_name
from models.liveconvo import Session
from models.platform import IdempotencyKey, StaffRead, TopicCounter
from repositories.repository import table_of
from tests.gql.mutations import ACCEPTED, BY_NAME, NAMES, STAFF, Arguments, pointing_elsewhere, writer
from tests.gql.mutations import KEYS as KEYS_OF_ROWS
from tests.gql.roadtrip.travellers import credits_of
from tests.gql.writing import everything
from tests.people import People, Person
from tests.served import Client

KEYS, TOPICS, STAFF_READS = table_of(IdempotencyKey), table_of(TopicCounter), table_of(StaffRead)
APPENDED = "liveconvoAppendTranscript"


def other(arguments: Arguments) -> Arguments:
    """Arguments that are not the same."""
    if any(name in KEYS_OF_ROWS for name in arguments):
        return pointing_elsewhere(arguments)
    name, value = next(iter(arguments.items()))
    return {**arguments, name: not value if isinstance(value, bool) else value * 2}


def key_of(name: str) -> "sa.Column[Any]":
    """The key of the table that a mutation writes to; the time in that of a hypertable aside."""
    return next(iter(BY_NAME[name].table.primary_key))


async def send(client: Client, person: Person, name: str, arguments: Arguments, key: str | None) -> bytes:
    """The answer to a mutation, byte by byte."""
    return (await client.post(person.token(), BY_NAME[name].document, {"input": arguments, "key": key})).content


async def touch(people: People, name: str, key: UUID) -> None:
    """Somebody changes the row, which moves its `updated_at`."""
    column = key_of(name)
    await people.run(sa.update(column.table).where(column == key).values({column: key}))


async def events(people: People, arguments: Arguments) -> list[tuple[Any, ...]]:
    """How many changes the session's topic counts."""
    topic = f"liveconvo.session:{arguments.get('sessionId')}"
    return [tuple(row) for row in await people.run(sa.select(TOPICS.c.seq).where(TOPICS.c.topic == topic))]


@pytest.mark.parametrize("name", NAMES)
async def test_a_repeated_write_gets_the_first_answer_and_has_no_effect(
    client: Client, people: People, name: str
) -> None:
    person = await writer(people, name)
    arguments = await ACCEPTED[name](people, person)
    key = uuid4().hex
    first = await client.ask(person, BY_NAME[name].document, input=arguments, key=key)
    assert first.keys() == {"data"}
    written = first["data"][name][BY_NAME[name].row]
    await touch(people, name, UUID(written[field_name(key_of(name).name)]))
    before, counted = await everything(people, person), await events(people, arguments)
    for _ in range(2):
        assert await client.ask(person, BY_NAME[name].document, input=arguments, key=key) == first
    assert await everything(people, person) == before
    assert await events(people, arguments) == counted


@pytest.mark.parametrize("name", NAMES)
async def test_a_key_with_other_arguments_is_a_conflict(client: Client, people: People, name: str) -> None:
    person = await writer(people, name)
    arguments = await ACCEPTED[name](people, person)
    key = uuid4().hex
    first = await send(client, person, name, arguments, key)
    before = await everything(people, person)
    answer = await client.ask(person, BY_NAME[name].document, input=other(arguments), key=key)
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "CONFLICT"}
    assert error["message"] == "This idempotencyKey was used with other arguments."
    assert await everything(people, person) == before
    assert await send(client, person, name, arguments, key) == first


@pytest.mark.parametrize("name", NAMES)
async def test_two_peoples_equal_keys_have_nothing_to_do_with_each_other(
    client: Client, people: People, name: str
) -> None:
    key = uuid4().hex
    rows = set()
    for person in (await writer(people, name), await writer(people, name)):
        arguments = await ACCEPTED[name](people, person)
        answer = await client.ask(person, BY_NAME[name].document, input=arguments, key=key)
        rows.add(answer["data"][name][BY_NAME[name].row][field_name(key_of(name).name)])
    assert len(rows) == 2


def about_something_else(arguments: Arguments) -> Arguments:
    """The same arguments but for the first, which says what they are about."""
    name, value = next(iter(arguments.items()))
    return {**arguments, name: value + 1 if isinstance(value, int) else str(uuid4())}


async def written_down(people: People, staff: Person) -> int:
    """How often staff did or read something of other people's."""
    return len(await people.run(sa.select(STAFF_READS.c.id).where(STAFF_READS.c.subject == staff.id)))


@pytest.mark.parametrize("name", sorted(STAFF))
async def test_what_staff_repeats_gets_the_first_answer_and_is_done_once(
    client: Client, people: People, name: str
) -> None:
    person, staff = await writer(people, name), Person(uuid4(), "", roles=("admin",))
    arguments, key = await ACCEPTED[name](people, person), uuid4().hex
    first = await send(client, staff, name, arguments, key)
    assert b'"errors"' not in first
    before, told = await everything(people, person), await written_down(people, staff)
    assert await send(client, staff, name, arguments, key) == first
    other_arguments = about_something_else(arguments)
    answer = await client.ask(staff, BY_NAME[name].document, input=other_arguments, key=key)
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "CONFLICT"}]
    assert (await everything(people, person), await written_down(people, staff)) == (before, told)
    kept = await people.run(sa.select(KEYS.c.subject, KEYS.c.operation).where(KEYS.c.key == key))
    assert [tuple(row) for row in kept] == [(staff.id, name)]


async def test_equal_keys_of_two_of_the_staff_have_nothing_to_do_with_each_other(
    client: Client, people: People
) -> None:
    key = uuid4().hex
    for _ in range(2):
        staff, name = Person(uuid4(), "", roles=("admin",)), uuid4().hex
        answer = await client.ask(staff, BY_NAME["roadtripSetCategory"].document, input={"name": name}, key=key)
        assert answer["data"]["roadtripSetCategory"]["poiCategory"]["name"] == name


async def test_copies_of_a_gift_at_once_give_it_once(client: Client, people: People) -> None:
    person, staff = await writer(people, "roadtripGrantCredits"), Person(uuid4(), "", roles=("admin",))
    arguments = {"userId": str(person.id), "credits": 3, "description": "A gift."}
    before = await credits_of(people, person)
    answers = await asyncio.gather(*(send(client, staff, "roadtripGrantCredits", arguments, "k") for _ in range(4)))
    assert len(set(answers)) == 1
    assert b'"errors"' not in answers[0]
    assert (await credits_of(people, person))[0] == before[0] + 3


async def test_one_key_serves_each_mutation_once(client: Client, people: People) -> None:
    person = await writer(people, "roadtripStartRoadtrip")
    for name in NAMES:
        arguments = await ACCEPTED[name](people, person)
        answer = await client.ask(person, BY_NAME[name].document, input=arguments, key="the same")
        assert answer.keys() == {"data"}
    kept = await people.run(sa.select(KEYS.c.operation).where(KEYS.c.subject == person.id))
    assert sorted(row["operation"] for row in kept) == NAMES


@pytest.mark.parametrize(
    "name", ["liveconvoStartSession", "liveconvoCompleteSession", APPENDED, "liveconvoCreateTemplate"]
)
async def test_thirty_copies_at_once_have_one_effect(client: Client, people: People, name: str) -> None:
    person = await people.person()
    arguments = await ACCEPTED[name](people, person)
    before = len(await everything(people, person))
    key = uuid4().hex
    answers = await asyncio.gather(*(send(client, person, name, arguments, key) for _ in range(30)))
    assert len(set(answers)) == 1
    assert b'"errors"' not in answers[0]
    made = 0 if name == "liveconvoCompleteSession" else 1
    assert len(await everything(people, person)) == before + made


async def test_without_a_key_every_write_has_an_effect(client: Client, people: People) -> None:
    person = await people.person()
    arguments = await ACCEPTED[APPENDED](people, person)
    answers = {await send(client, person, APPENDED, arguments, None) for _ in range(3)}
    assert len(answers) == 3
    assert await people.run(sa.select(KEYS.c.key).where(KEYS.c.subject == person.id)) == []


async def test_a_write_that_was_refused_does_not_use_up_its_key(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person, status="draft")
    arguments = {"sessionId": str(session), "content": "x", "startTimeSeconds": "0"}
    refused = await client.ask(person, BY_NAME[APPENDED].document, input=arguments, key="k")
    assert refused["errors"][0]["extensions"] == {"code": "CONFLICT"}
    sessions = table_of(Session)
    await people.run(sa.update(sessions).where(sessions.c.id == session).values(status="active"))
    accepted = await client.ask(person, BY_NAME[APPENDED].document, input=arguments, key="k")
    assert accepted.keys() == {"data"}


async def test_a_repeated_write_of_a_deleted_row_still_gets_its_answer(client: Client, people: People) -> None:
    person = await people.person()
    arguments = await ACCEPTED[APPENDED](people, person)
    first = await send(client, person, APPENDED, arguments, "k")
    delete = {"sessionId": arguments["sessionId"]}
    assert b'"errors"' not in await send(client, person, "liveconvoDeleteSession", delete, None)
    assert await send(client, person, APPENDED, arguments, "k") == first


@pytest.mark.parametrize("key", ["x" * 200, "ü" * 200, "🙂", " ", "'; DROP TABLE x; --", "a\nb"])
async def test_a_key_is_any_text_of_up_to_two_hundred_characters(client: Client, people: People, key: str) -> None:
    person = await people.person()
    arguments = await ACCEPTED[APPENDED](people, person)
    answers = {await send(client, person, APPENDED, arguments, key) for _ in range(2)}
    assert len(answers) == 1
    assert b'"errors"' not in answers.pop()


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b"])
async def test_a_key_that_cannot_be_kept_is_bad_input(client: Client, people: People, key: str) -> None:
    person = await people.person()
    arguments = await ACCEPTED[APPENDED](people, person)
    before = await everything(people, person)
    answer = await client.ask(person, BY_NAME[APPENDED].document, input=arguments, key=key)
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_INPUT"}]
    assert ("1 to 200 characters" in answer["errors"][0]["message"]) is ("\x00" not in key)
    assert await everything(people, person) == before
