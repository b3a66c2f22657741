"""Operators of filters: those of every scalar, and that text means itself."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from models.liveconvo import UsageRecord, UserAppSession
from repositories.repository import table_of
from tests.gql.filtering import titles
from tests.people import People
from tests.served import Client


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": "beta"}, ["beta"]),
        ({"eq": "BETA"}, []),
        ({"ne": "beta"}, ["alpha", "gamma", None]),
        ({"in": ["alpha", "gamma", "delta"]}, ["alpha", "gamma"]),
        ({"in": []}, []),
        ({"isNull": True}, [None]),
        ({"isNull": False}, ["alpha", "beta", "gamma"]),
        ({"gt": "beta"}, ["gamma"]),
        ({"gte": "beta"}, ["beta", "gamma"]),
        ({"lt": "beta"}, ["alpha"]),
        ({"lte": "beta"}, ["alpha", "beta"]),
        ({"contains": "ET"}, ["beta"]),
        ({"contains": ""}, ["alpha", "beta", "gamma"]),
        ({"startsWith": "al"}, ["alpha"]),
        ({"startsWith": "AL"}, []),
        ({"gt": "alpha", "lt": "gamma"}, ["beta"]),
        ({"eq": "beta" + " " * 300}, []),
        ({}, ["alpha", "beta", "gamma", None]),
    ],
)
async def test_operators_of_text(client: Client, people: People, condition: Any, found: list[str | None]) -> None:
    person = await people.person()
    for title in ("alpha", "beta", "gamma", None):
        await people.session(person, title=title)
    assert await titles(client, person, title=condition) == found


async def test_a_text_longer_than_the_column_equals_nothing(client: Client, people: People) -> None:
    person = await people.person()
    await people.session(person, title="x" * 255)
    assert await titles(client, person, title={"eq": "x" * 255}) == ["x" * 255]
    assert await titles(client, person, title={"eq": "x" * 256}) == []
    assert await titles(client, person, title={"in": ["x" * 256]}) == []
    assert await titles(client, person, title={"startsWith": "x" * 256}) == []


@pytest.mark.parametrize("operator", ["contains", "startsWith", "eq"])
@pytest.mark.parametrize("text", ["100%", "a_b", "back\\slash", "%", "_", "\\", "'", '"', "$1", "🙂", "İ"])
async def test_characters_with_a_meaning_elsewhere_are_literal(
    client: Client, people: People, operator: str, text: str
) -> None:
    person = await people.person()
    await people.session(person, title=text)
    await people.session(person, title="100 aXb backslash X1")
    assert await titles(client, person, title={operator: text}) == [text]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": 60}, [60]),
        ({"ne": 60}, [0, 120]),
        ({"in": [0, 120]}, [0, 120]),
        ({"isNull": True}, []),
        ({"isNull": False}, [0, 60, 120]),
        ({"gt": 60}, [120]),
        ({"gte": 60}, [60, 120]),
        ({"lt": 60}, [0]),
        ({"lte": 60}, [0, 60]),
        ({"gt": -(2**31)}, [0, 60, 120]),
        ({"eq": 2**31 - 1}, []),
    ],
)
async def test_operators_of_numbers(client: Client, people: People, condition: Any, found: list[int]) -> None:
    person = await people.person()
    for seconds in (0, 60, 120):
        await people.session(person, recording_duration_seconds=seconds)
    data = await client.data(
        person,
        "query($f: LiveconvoSessionFilter) { liveconvo { sessions(filter: $f,"
        " orderBy: [RECORDING_DURATION_SECONDS_ASC]) { nodes { recordingDurationSeconds } } } }",
        f={"recordingDurationSeconds": condition},
    )
    assert [node["recordingDurationSeconds"] for node in data["liveconvo"]["sessions"]["nodes"]] == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": "0.90"}, ["0.90"]),
        ({"eq": "0.9"}, ["0.90"]),
        ({"eq": "0.904"}, []),
        ({"in": ["0.904", "0.896"]}, []),
        ({"ne": "0.90"}, ["0.10", "1.00", None]),
        ({"in": ["0.1", "1"]}, ["0.10", "1.00"]),
        ({"isNull": True}, [None]),
        ({"isNull": False}, ["0.10", "0.90", "1.00"]),
        ({"gt": "0.896"}, ["0.90", "1.00"]),
        ({"gt": "0.9"}, ["1.00"]),
        ({"gte": "0.904"}, ["1.00"]),
        ({"lt": "0.904"}, ["0.10", "0.90"]),
        ({"lte": "0.1"}, ["0.10"]),
        ({"lt": "123456789"}, ["0.10", "0.90", "1.00"]),
        ({"gt": "-1e90"}, ["0.10", "0.90", "1.00"]),
        ({"eq": 1}, ["1.00"]),
    ],
)
async def test_operators_of_decimals_compare_all_digits(
    client: Client, people: People, condition: Any, found: list[str | None]
) -> None:
    person = await people.person()
    session = await people.session(person)
    for score in (Decimal("0.1"), Decimal("0.9"), Decimal(1), None):
        await people.transcript(session, confidence_score=score)
    data = await client.data(
        person,
        "query($f: LiveconvoTranscriptFilter) { liveconvo { transcripts(filter: $f,"
        " orderBy: [CONFIDENCE_SCORE_ASC]) { nodes { confidenceScore } } } }",
        f={"confidenceScore": condition},
    )
    assert [node["confidenceScore"] for node in data["liveconvo"]["transcripts"]["nodes"]] == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": "2026-01-02T02:00:00+02:00"}, ["2"]),
        ({"ne": "2026-01-02T00:00:00Z"}, ["1", "3"]),
        ({"in": ["2026-01-01T00:00:00Z", "2026-01-03T00:00:00.000001Z"]}, ["1", "3"]),
        ({"isNull": True}, []),
        ({"isNull": False}, ["1", "2", "3"]),
        ({"gt": "2026-01-03T00:00:00Z"}, ["3"]),
        ({"gte": "2026-01-02T00:00:00Z"}, ["2", "3"]),
        ({"lt": "2026-01-02T00:00:00Z"}, ["1"]),
        ({"lte": "2026-01-02T00:00:00Z"}, ["1", "2"]),
        ({"gt": "0001-01-01T00:00:00Z"}, ["1", "2", "3"]),
        ({"lt": "9999-12-31T23:59:59.999999Z"}, ["1", "2", "3"]),
    ],
)
async def test_operators_of_moments(client: Client, people: People, condition: Any, found: list[str]) -> None:
    person = await people.person()
    for title, moment in (
        ("1", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        ("2", dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        ("3", dt.datetime(2026, 1, 3, 0, 0, 0, 1, tzinfo=dt.UTC)),
    ):
        await people.session(person, title=title, created_at=moment)
    assert await titles(client, person, createdAt=condition) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": "2026-02-01"}, ["2026-02-01"]),
        ({"ne": "2026-02-01"}, ["2026-01-01", "2026-03-01"]),
        ({"in": ["2026-01-01", "2026-03-01"]}, ["2026-01-01", "2026-03-01"]),
        ({"isNull": True}, []),
        ({"isNull": False}, ["2026-01-01", "2026-02-01", "2026-03-01"]),
        ({"gt": "2026-02-01"}, ["2026-03-01"]),
        ({"gte": "2026-02-01"}, ["2026-02-01", "2026-03-01"]),
        ({"lt": "2026-02-01"}, ["2026-01-01"]),
        ({"lte": "2026-02-01"}, ["2026-01-01", "2026-02-01"]),
        ({"gt": "0001-01-01", "lt": "9999-12-31"}, ["2026-01-01", "2026-02-01", "2026-03-01"]),
    ],
)
async def test_operators_of_dates(client: Client, people: People, condition: Any, found: list[str]) -> None:
    person = await people.person()
    for month in (1, 2, 3):
        day = dt.date(2026, month, 1)
        year = {"billing_period_start": day, "billing_period_end": dt.date(2026, 12, 31)}
        await people.insert(UsageRecord, user_id=person.id, **year)
    data = await client.data(
        person,
        "query($f: LiveconvoUsageRecordFilter) { liveconvo { usageRecords(filter: $f,"
        " orderBy: [BILLING_PERIOD_START_ASC]) { nodes { billingPeriodStart } } } }",
        f={"billingPeriodStart": condition},
    )
    assert [node["billingPeriodStart"] for node in data["liveconvo"]["usageRecords"]["nodes"]] == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": "ACTIVE"}, ["active"]),
        ({"ne": "ACTIVE"}, ["completed", "draft", "unset"]),
        ({"in": ["ACTIVE", "COMPLETED"]}, ["active", "completed"]),
        ({"eq": "DRAFT"}, ["draft", "unset"]),
        ({"isNull": True}, []),
        ({"isNull": False}, ["active", "completed", "draft", "unset"]),
    ],
)
async def test_operators_of_enums_see_the_default_in_place_of_null(
    client: Client, people: People, condition: Any, found: list[str]
) -> None:
    person = await people.person()
    for status in ("draft", "active", "completed"):
        await people.session(person, title=status, status=status)
    await people.session(person, title="unset", status=None)
    assert await titles(client, person, status=condition) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": True}, ["yes"]),
        ({"eq": False}, ["no", "unset"]),
        ({"ne": True}, ["no", "unset"]),
        ({"isNull": True}, []),
        ({"isNull": False}, ["no", "unset", "yes"]),
    ],
)
async def test_operators_of_flags_see_the_default_in_place_of_null(
    client: Client, people: People, condition: Any, found: list[str]
) -> None:
    person = await people.person()
    for name, flag in (("yes", True), ("no", False), ("unset", None)):
        await people.template(person, name=name, is_public=flag)
    data = await client.data(
        person,
        "query($f: LiveconvoTemplateFilter!, $me: UUID!) { liveconvo { templates(orderBy: [NAME_ASC],"
        " filter: { and: [$f, { userId: { eq: $me } }] }) { nodes { name } } } }",
        f={"isPublic": condition},
        me=str(person.id),
    )
    assert [node["name"] for node in data["liveconvo"]["templates"]["nodes"]] == found


@pytest.mark.parametrize(
    ("operator", "picks", "found"),
    [
        ("eq", 0, ["first"]),
        ("ne", 0, ["second", "third"]),
        ("in", 0, ["first"]),
        ("isNull", None, ["third"]),
    ],
)
async def test_operators_of_identifiers(
    client: Client, people: People, operator: str, picks: int | None, found: list[str]
) -> None:
    person = await people.person()
    templates = [await people.template(person) for _ in range(2)]
    for title, template in zip(("first", "second", "third"), (*templates, None), strict=True):
        await people.session(person, title=title, selected_template_id=template)
    value: object = True if picks is None else str(templates[picks]).upper()
    condition = {operator: [value] if operator == "in" else value}
    assert await titles(client, person, selectedTemplateId=condition) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"eq": "192.0.2.1"}, ["four"]),
        ({"ne": "192.0.2.1"}, ["none", "six"]),
        ({"in": ["192.0.2.1", "2001:db8::1"]}, ["four", "six"]),
        ({"isNull": True}, ["none"]),
    ],
)
async def test_operators_of_addresses(client: Client, people: People, condition: Any, found: list[str]) -> None:
    person = await people.person()
    visits = table_of(UserAppSession)
    for city, address in (("four", "192.0.2.1"), ("six", "2001:db8::1"), ("none", None)):
        key = await people.insert(UserAppSession, user_id=person.id, city=city)
        if address:
            text = sa.text(f"'{address}'::inet")
            await people.run(sa.update(visits).where(visits.c.id == key).values(ip_address=text))
    data = await client.data(
        person,
        "query($f: LiveconvoUserAppSessionFilter) { liveconvo { userAppSessions(filter: $f, orderBy: [CITY_ASC])"
        " { nodes { city } } } }",
        f={"ipAddress": condition},
    )
    assert [node["city"] for node in data["liveconvo"]["userAppSessions"]["nodes"]] == found


async def test_json_can_be_asked_whether_it_is_there(client: Client, people: People) -> None:
    person = await people.person()
    await people.template(person, name="with", guidance_prompts=[])
    await people.template(person, name="without")
    query = (
        "query($n: Boolean!, $me: UUID!) { liveconvo { templates(filter: { guidancePrompts: { isNull: $n },"
        " userId: { eq: $me } }) { nodes { name } } } }"
    )
    for absent, name in ((False, "with"), (True, "without")):
        data = await client.data(person, query, n=absent, me=str(person.id))
        assert data["liveconvo"]["templates"]["nodes"] == [{"name": name}]
