"""One's own account: name, country, preferences, privacy, consent."""

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from models.roadtrip import Discovery, User
from repositories.repository import table_of
from tests.gql.lanes import data_in_both
from tests.gql.roadtrip.discoverers import STAFF, refused_about
from tests.gql.roadtrip.travellers import traveller
from tests.gql.writing import everything, refused, wrote
from tests.people import People, Person
from tests.served import Client

SUBSCRIBE = "roadtripSetSubscription"
USERS, DISCOVERIES = table_of(User), table_of(Discovery)
PRIVATE = {
    "share_discoveries": False,
    "usage_analytics": False,
    "personalization": False,
    "marketing_messages": False,
}


async def privacy(people: People, person: Person) -> Any:
    """The switches as the database has them."""
    (row,) = await people.run(sa.select(USERS.c.privacy_settings).where(USERS.c.id == person.id))
    return row["privacy_settings"]


async def test_people_change_their_name_country_and_preferences(client: Client, people: People) -> None:
    person = await traveller(people)
    name = f"Ada {person.id.hex[:8]}"
    row = await wrote(
        client, person, "roadtripUpdateMe", username=name, countryCode="EG", preferences={"units": "metric"}
    )
    assert (row["username"], row["countryCode"], row["preferences"]) == (name, "EG", {"units": "metric"})
    row = await wrote(client, person, "roadtripUpdateMe", countryCode=None)
    assert (row["username"], row["countryCode"], row["preferences"]) == (name, None, {"units": "metric"})


async def test_a_bad_account_is_refused(client: Client, people: People) -> None:
    person, other = await traveller(people), await traveller(people)
    before = await everything(people, other)
    for arguments, expected in (
        ({}, ("BAD_INPUT", "Nothing to change was given.")),
        ({"username": other.id.hex}, ("CONFLICT", "username is taken already.")),
        ({"username": ""}, ("BAD_INPUT", "username cannot be empty.")),
        ({"username": None}, ("BAD_INPUT", "username cannot be null.")),
        ({"username": "x" * 51}, ("BAD_INPUT", "username has 51 characters; the limit is 50.")),
        ({"countryCode": "eg"}, ("BAD_INPUT", "This is not permitted: country code form.")),
        ({"countryCode": "E"}, ("BAD_INPUT", "This is not permitted: country code form.")),
        ({"countryCode": "EGY"}, ("BAD_INPUT", "countryCode has 3 characters; the limit is 2.")),
        ({"preferences": [1]}, ("BAD_INPUT", "This is not permitted: preferences form.")),
    ):
        assert await refused(client, people, person, "roadtripUpdateMe", **arguments) == expected
    assert await everything(people, other) == before


async def test_privacy_switches_left_out_stay(client: Client, people: People) -> None:
    person, other = await traveller(people), await traveller(people)
    await wrote(client, person, "roadtripSetPrivacy", usageAnalytics=True, personalization=True)
    row = await wrote(client, person, "roadtripSetPrivacy", personalization=False, marketingMessages=None)
    assert row["privacySettings"] == {
        "shareDiscoveries": False,
        "usageAnalytics": True,
        "personalization": False,
        "marketingMessages": False,
    }
    stored = {**PRIVATE, "usage_analytics": True}
    assert (await privacy(people, person), await privacy(people, other)) == (stored, PRIVATE)
    found = await refused(client, people, person, "roadtripSetPrivacy", usageAnalytics=None)
    assert found == ("BAD_INPUT", "Nothing to change was given.")


async def test_switches_are_read_as_they_are_written_whatever_is_stored(client: Client, people: People) -> None:
    person = await traveller(people, privacy_settings={"usage_analytics": "true", "personalization": True, "x": 1})
    selection = "shareDiscoveries usage: usageAnalytics personalization marketingMessages __typename"
    mine = await data_in_both(client, person, f"{{ roadtrip {{ me {{ privacySettings {{ {selection} }} }} }} }}")
    assert mine["roadtrip"]["me"]["privacySettings"] == {
        "shareDiscoveries": False,
        "usage": False,
        "personalization": True,
        "marketingMessages": False,
        "__typename": "RoadtripPrivacySettings",
    }


async def test_people_are_found_by_their_switches_as_they_are_written(client: Client, people: People) -> None:
    person = await traveller(people)
    await wrote(client, person, "roadtripSetPrivacy", usageAnalytics=True)
    query = "query($f: RoadtripUserFilter) { roadtrip { users(filter: $f) { totalCount } } }"
    for value, count in ((True, 1), (False, 0)):
        found = await data_in_both(
            client, person, query, f={"privacySettings": {"contains": {"usageAnalytics": value}}}
        )
        assert found == {"roadtrip": {"users": {"totalCount": count}}}


async def test_sharing_takes_effect_on_the_discoveries_that_there_are(client: Client, people: People) -> None:
    person = await traveller(people)
    row = (await people.rows.new(DISCOVERIES, user_id=person.id, session_id=None))["id"]
    public = sa.select(DISCOVERIES.c.location_public.is_not(None).label("public")).where(DISCOVERIES.c.id == row)
    seen = []
    for shared in (False, True, False):
        await wrote(client, person, "roadtripSetPrivacy", shareDiscoveries=shared)
        seen += [found["public"] for found in await people.run(public)]
    assert seen == [False, True, False]


@pytest.mark.parametrize("status", ["ACTIVE", "EXPIRED", "FREE_TRIAL"])
async def test_staff_puts_a_subscription_into_a_state(client: Client, people: People, status: str) -> None:
    person, other = await traveller(people), await traveller(people)
    before = await everything(people, other)
    row = await wrote(client, STAFF, SUBSCRIBE, userId=str(person.id), subscriptionStatus=status)
    assert (row["id"], row["subscriptionStatus"]) == (str(person.id), status)
    mine = await client.data(person, "{ roadtrip { me { subscriptionStatus } } }")
    assert mine == {"roadtrip": {"me": {"subscriptionStatus": status}}}
    assert await everything(people, other) == before


async def test_a_subscription_is_somebodys_and_changed_by_staff_alone(client: Client, people: People) -> None:
    person = await traveller(people)
    sent = {"userId": str(person.id), "subscriptionStatus": "ACTIVE"}
    found = await refused(client, people, person, SUBSCRIBE, **sent)
    assert found == ("FORBIDDEN", "This is not permitted.")
    found = await refused_about(client, people, STAFF, person, SUBSCRIBE, **{**sent, "userId": str(uuid4())})
    assert found == ("NOT_FOUND", "There is no user with this id.")
    code, _ = await refused_about(client, people, STAFF, person, SUBSCRIBE, **{**sent, "subscriptionStatus": "GOLD"})
    assert code == "BAD_INPUT"


@pytest.mark.parametrize("consent", [True, False])
async def test_people_agree_and_withdraw(client: Client, people: People, consent: bool) -> None:
    person, other = await traveller(people), await traveller(people)
    before = await everything(people, other)
    row = await wrote(client, person, "roadtripSetConsent", gdprConsent=consent)
    assert (row["id"], row["gdprConsent"]) == (str(person.id), consent)
    assert await everything(people, other) == before


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("roadtripUpdateMe", {"countryCode": "EG"}),
        ("roadtripSetPrivacy", {"usageAnalytics": True}),
        ("roadtripSetConsent", {"gdprConsent": True}),
        ("roadtripSetAutoConversion", {"autoConversionEnabled": True}),
    ],
)
async def test_without_an_account_there_is_nothing_to_change(
    client: Client, people: People, name: str, arguments: dict[str, Any]
) -> None:
    found = await refused(client, people, await people.person(), name, **arguments)
    assert found == ("FORBIDDEN", "The token has no Roadtrip account.")
