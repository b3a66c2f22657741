"""Filters: logic, relations, limits, and what is none."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from models.liveconvo import Subscription
from tests.gql.belongings import TABLES
from tests.gql.filtering import refused, titles
from tests.people import People, Person
from tests.served import Client


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"and": []}, ["a", "ab", "b"]),
        ({"or": []}, []),
        ({"not": {}}, []),
        ({"and": [{"title": {"contains": "a"}}, {"title": {"contains": "b"}}]}, ["ab"]),
        ({"or": [{"title": {"eq": "a"}}, {"title": {"eq": "b"}}]}, ["a", "b"]),
        ({"not": {"title": {"contains": "a"}}}, ["b"]),
        ({"not": {"not": {"title": {"eq": "b"}}}}, ["b"]),
        ({"title": {"contains": "a"}, "not": {"title": {"contains": "b"}}}, ["a"]),
        ({"or": [{"and": [{"title": {"eq": "a"}}, {"title": {"eq": "b"}}]}, {"title": {"eq": "ab"}}]}, ["ab"]),
        ({"not": {"audioDeletedAt": {"gt": "2026-01-01T00:00:00Z"}}}, ["a", "ab", "b"]),
    ],
)
async def test_conditions_are_joined_and_turned_round(
    client: Client, people: People, condition: Any, found: list[str]
) -> None:
    person = await people.person()
    for title in ("a", "ab", "b"):
        await people.session(person, title=title)
    assert await titles(client, person, **condition) == found


@pytest.fixture
async def talker(people: People) -> tuple[Person, dict[str, UUID]]:
    """A person with a session of two users' pieces, one of mixed pieces, one without any."""
    person = await people.person()
    template = await people.template(person, name="Sales")
    sessions = {
        "mine": await people.session(person, title="mine", selected_template_id=template),
        "mixed": await people.session(person, title="mixed"),
        "silent": await people.session(person, title="silent"),
    }
    for title, speaker in (("mine", "user"), ("mine", None), ("mixed", "user"), ("mixed", "other")):
        await people.transcript(sessions[title], speaker=speaker)
    return person, sessions


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"transcripts": {"some": {}}}, ["mine", "mixed"]),
        ({"transcripts": {"none": {}}}, ["silent"]),
        ({"transcripts": {"every": {}}}, ["mine", "mixed", "silent"]),
        ({"transcripts": {"some": {"speaker": {"eq": "OTHER"}}}}, ["mixed"]),
        ({"transcripts": {"none": {"speaker": {"eq": "OTHER"}}}}, ["mine", "silent"]),
        ({"transcripts": {"every": {"speaker": {"eq": "USER"}}}}, ["mine", "silent"]),
        ({"transcripts": {"some": {}, "every": {"speaker": {"eq": "USER"}}}}, ["mine"]),
        ({"transcripts": {"every": {"sttProvider": {"eq": "whisper"}}}}, ["silent"]),
        ({"transcripts": {}}, ["mine", "mixed", "silent"]),
        ({"selectedTemplate": {"name": {"eq": "Sales"}}}, ["mine"]),
        ({"selectedTemplate": {}}, ["mine"]),
        ({"not": {"selectedTemplate": {}}}, ["mixed", "silent"]),
        ({"summary": {}}, []),
        ({"transcripts": {"some": {"session": {"title": {"eq": "mixed"}}}}}, ["mixed"]),
    ],
)
async def test_conditions_on_what_belongs_to_a_row(
    client: Client, talker: tuple[Person, dict[str, UUID]], condition: Any, found: list[str]
) -> None:
    assert await titles(client, talker[0], **condition) == found


async def test_a_condition_on_the_owner_holds_for_every_row_of_theirs(client: Client, people: People) -> None:
    person = await people.person(full_name="Ada")
    await people.session(person, title="a")
    assert await titles(client, person, user={"fullName": {"eq": "Ada"}}) == ["a"]
    assert await titles(client, person, user={"fullName": {"eq": "Bob"}}) == []


async def test_deleted_rows_satisfy_no_condition(client: Client, people: People) -> None:
    person = await people.person()
    template = await people.template(person, name="gone")
    await people.session(person, title="a", selected_template_id=template)
    assert await titles(client, person, selectedTemplate={}) == ["a"]
    templates = TABLES["liveconvo.templates"]
    await people.run(sa.update(templates).where(templates.c.id == template).values(deleted_at=sa.func.now()))
    assert await titles(client, person, selectedTemplate={}) == []
    me = "query($f: LiveconvoUserFilter) { liveconvo { users(filter: $f) { totalCount } } }"
    for quantifier, total in (("some", 0), ("none", 1), ("every", 1)):
        data = await client.data(person, me, f={"templates": {quantifier: {"name": {"eq": "gone"}}}})
        assert data["liveconvo"]["users"]["totalCount"] == total


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"title": None}, "title: null is no condition; use isNull, or leave it out."),
        ({"title": {"eq": None}}, "title.eq: null is no value; use isNull, or leave it out."),
        ({"title": {"isNull": None}}, "title.isNull: null is no value; use isNull, or leave it out."),
        ({"title": {"in": None}}, "title.in: null is no value; use isNull, or leave it out."),
        ({"and": None}, "and: null is no condition; use isNull, or leave it out."),
        ({"not": None}, "not: null is no condition; use isNull, or leave it out."),
        ({"transcripts": None}, "transcripts: null is no condition; use isNull, or leave it out."),
        ({"transcripts": {"some": None}}, "transcripts.some: null is no condition; leave it out."),
        ({"selectedTemplate": None}, "selectedTemplate: null is no condition; use isNull, or leave it out."),
    ],
)
async def test_null_is_no_condition(client: Client, people: People, condition: object, message: str) -> None:
    assert await refused(client, await people.person(), condition) == ("BAD_INPUT", message)


async def test_a_list_has_at_most_a_hundred_values(client: Client, people: People) -> None:
    person = await people.person()
    await people.session(person, title="1")
    assert await titles(client, person, title={"in": [str(i) for i in range(100)]}) == ["1"]
    too_many = {"title": {"in": [str(i) for i in range(101)]}}
    assert await refused(client, person, too_many) == ("BAD_INPUT", "title.in has at most 100 values.")


async def test_a_filter_has_at_most_fifty_conditions(client: Client, people: People) -> None:
    person = await people.person()
    await people.session(person, title="1")
    equal = {"title": {"eq": "1"}}
    limit = ("BAD_INPUT", "A filter has at most 50 conditions.")
    assert await titles(client, person, **{"and": [equal] * 24}) == ["1"]
    assert await refused(client, person, {"and": [equal] * 25}) == limit
    empty: dict[str, Any]
    for empty in ({"and": [{}] * 10_000}, {"or": [{"and": []}] * 10_000}):
        assert await refused(client, person, empty) == limit


async def test_a_deep_filter_is_refused(client: Client, people: People) -> None:
    person = await people.person()
    deep: dict[str, Any] = {"title": {"eq": "1"}}
    for _ in range(47):
        deep = {"not": deep}
    assert await titles(client, person, **deep) == []
    assert await refused(client, person, {"not": {"not": deep}}) == (
        "BAD_INPUT",
        "A filter has at most 50 conditions.",
    )


@pytest.mark.parametrize(
    ("condition", "part"),
    [
        ({"id": {"eq": "1"}}, "A UUID looks like 3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10."),
        ({"createdAt": {"gt": "2026-01-01"}}, "A DateTime needs an offset, such as Z or +02:00."),
        ({"createdAt": {"gt": "0001-01-01T00:00:00+14:00"}}, "A DateTime lies between the years 1 and 9999."),
        ({"createdAt": {"gt": "yesterday"}}, "A DateTime looks like 2026-01-31T12:00:00+00:00."),
        ({"createdAt": {"gt": 1}}, "A DateTime is written as a string."),
        ({"recordingDurationSeconds": {"gt": 2**31}}, "Int cannot represent non 32-bit signed integer value"),
        ({"recordingDurationSeconds": {"gt": "1"}}, "Int cannot represent non-integer value"),
        ({"status": {"eq": "active"}}, "active"),
        ({"titel": {"eq": "1"}}, "titel"),
        ({"title": {"like": "1"}}, "like"),
        ({"title": "1"}, "1"),
        ({"title": {"eq": "a\x00b"}}, "A text contains a character that cannot be stored (NUL)."),
        ({"title": {"contains": "\x00"}}, "A text contains a character that cannot be stored (NUL)."),
        ([1], "1"),
    ],
)
async def test_a_value_of_the_wrong_form_is_bad_input(
    client: Client, people: People, condition: object, part: str
) -> None:
    code, message = await refused(client, await people.person(), condition)
    assert code == "BAD_INPUT"
    assert part in message


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-Infinity", "1e999999", "1e-999999", "", "1_0", "0x1", "1" * 101, 0.1, True]
)
async def test_a_decimal_is_finite(client: Client, people: People, value: object) -> None:
    person = await people.person()
    query = (
        "query($v: Decimal!) { liveconvo { subscriptions(filter: { monthlyAudioHoursUsed: { lt: $v } })"
        " { totalCount } } }"
    )
    await people.insert(Subscription, user_id=person.id)
    assert await client.code(person, query, v=value) == "BAD_INPUT"
