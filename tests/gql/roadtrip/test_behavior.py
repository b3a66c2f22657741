"""What the app reports of its person's use of it: with their permission, about them alone, and not too much."""

import asyncio
from typing import Any

import pytest

from tests.gql.roadtrip.discoverers import STAFF, account_of, discoverer
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import Rows
from tests.people import People
from tests.served import Client

RECORD = "roadtripRecordBehavior"
ALLOWED = {"usage_analytics": True}
NO_CONSENT = ("CONSENT_REQUIRED", "This needs a consent that has not been given.")
MINE = "{ roadtrip { userBehaviorAnalytics { nodes { eventType properties } } } }"


async def test_what_somebody_does_is_noted_now_and_seen_by_them_alone(client: Client, rows: Rows) -> None:
    person, stranger = await discoverer(rows, privacy_settings=ALLOWED), await discoverer(rows)
    row = await wrote(client, person, RECORD, eventType="map_opened", properties={"zoom": 12})
    now = await rows.value("SELECT now()")
    taken = await rows.value("SELECT occurred_at FROM roadtrip.user_behavior_analytics WHERE id = $1", row["id"])
    assert 0 <= (now - taken).total_seconds() < 60
    assert (row["userId"], row["eventType"], row["properties"]) == (
        str(account_of(person)),
        "map_opened",
        {"zoom": 12},
    )
    assert (await wrote(client, person, RECORD, eventType="tap"))["properties"] == {}
    nodes = [{"eventType": "tap", "properties": {}}, {"eventType": "map_opened", "properties": {"zoom": 12}}]
    assert await client.data(person, MINE) == {"roadtrip": {"userBehaviorAnalytics": {"nodes": nodes}}}
    assert await client.data(stranger, MINE) == {"roadtrip": {"userBehaviorAnalytics": {"nodes": []}}}


@pytest.mark.parametrize(
    "values",
    [
        {"gdpr_consent": False, "privacy_settings": ALLOWED},
        {"privacy_settings": {"usage_analytics": False}},
        {"privacy_settings": {"usage_analytics": "true"}},
        {"privacy_settings": {}},
    ],
)
async def test_nothing_is_noted_of_who_does_not_permit_it(
    client: Client, people: People, rows: Rows, values: dict[str, Any]
) -> None:
    person = await discoverer(rows, **values)
    assert await refused(client, people, person, RECORD, eventType="tap") == NO_CONSENT


async def test_who_withdraws_the_permission_is_left_alone_from_then_on(
    client: Client, people: People, rows: Rows
) -> None:
    person = await discoverer(rows, privacy_settings=ALLOWED)
    await wrote(client, person, RECORD, eventType="tap")
    await wrote(client, person, "roadtripSetPrivacy", usageAnalytics=False)
    assert await refused(client, people, person, RECORD, eventType="tap") == NO_CONSENT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"eventType": ""}, "eventType cannot be empty."),
        ({"eventType": "x" * 101}, "eventType has 101 characters; the limit is 100."),
        ({"properties": []}, "properties must be an object."),
        ({"properties": "x"}, "properties must be an object."),
        ({"properties": None}, "properties cannot be null."),
        ({"properties": {"a": "x" * 4089}}, "properties has 4097 bytes; the limit is 4096."),
        ({"properties": {"a": "\x00"}}, "properties contains a character that cannot be stored."),
    ],
)
async def test_a_bad_note_is_refused(
    client: Client, people: People, rows: Rows, arguments: dict[str, Any], message: str
) -> None:
    person = await discoverer(rows, privacy_settings=ALLOWED)
    found = await refused(client, people, person, RECORD, **{"eventType": "tap", **arguments})
    assert found == ("BAD_INPUT", message)


async def test_as_much_as_may_be_is_noted(client: Client, rows: Rows) -> None:
    person = await discoverer(rows, privacy_settings=ALLOWED)
    most = {"a": "x" * 4088}
    assert (await wrote(client, person, RECORD, eventType="x" * 100, properties=most))["properties"] == most


async def test_twenty_notes_at_once_are_twenty(client: Client, rows: Rows) -> None:
    person = await discoverer(rows, privacy_settings=ALLOWED)
    noted = await asyncio.gather(*(wrote(client, person, RECORD, eventType="tap") for _ in range(20)))
    assert len({row["id"] for row in noted}) == 20


async def test_staff_reports_nothing_about_anybody(client: Client, people: People) -> None:
    found = await refused(client, people, STAFF, RECORD, eventType="tap")
    assert found == ("FORBIDDEN", "The token has no Roadtrip account.")
