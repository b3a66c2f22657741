"""Referrals: a code of one's own, invitations, friends who join once and are credited once, prompts."""

import asyncio
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from models.roadtrip import ReferralConversion, ReferralInvitation, ReferralPrompt
from repositories.repository import table_of
from tests.gql.mutations import BY_NAME
from tests.gql.roadtrip.travellers import credits_of, ledger, referrer, traveller, trip
from tests.gql.writing import everything, refused, wrote
from tests.people import People, Person
from tests.served import Client

ACCEPT = BY_NAME["roadtripAcceptReferral"].document
COMPLETE = BY_NAME["roadtripCompleteRoadtrip"].document
STATUS = (
    "{ roadtrip { userReferrals { nodes { referralCode totalFriendsJoined totalCreditsEarned } }"
    " referralConversions { totalCount nodes { conversionStatus referrerCreditsEarned } }"
    " credited: referralConversions(filter: { conversionStatus: { eq: CREDITED } }) { totalCount } } }"
)


async def conversions(people: People, referring: Person) -> list[tuple[Any, ...]]:
    """Who joined with somebody's code, and how far that has come."""
    c = table_of(ReferralConversion).c
    wanted = sa.select(c.referred_user_id, c.conversion_status).where(c.referrer_id == referring.id)
    return [tuple(row) for row in await people.run(wanted.order_by(c.created_at))]


async def test_everybody_draws_one_code(client: Client, people: People) -> None:
    person = await traveller(people)
    link = "https://example.com/join/"
    row = await wrote(client, person, "roadtripOpenReferral", referralLink=link)
    assert re.fullmatch("ROAD-[A-Z0-9]{4}-[A-Z0-9]{4}", row["referralCode"])
    assert (row["userId"], row["referralLink"]) == (str(person.id), link + row["referralCode"])
    assert await wrote(client, person, "roadtripOpenReferral", referralLink="https://example.org/") == row


async def test_of_twenty_draws_at_once_all_get_the_same_code(client: Client, people: People) -> None:
    person = await traveller(people)
    document = BY_NAME["roadtripOpenReferral"].document
    link = {"referralLink": "https://example.com/join/"}
    answers = await asyncio.gather(*(client.ask(person, document, input=link) for _ in range(20)))
    assert len({answer["data"]["roadtripOpenReferral"]["userReferral"]["referralCode"] for answer in answers}) == 1


@pytest.mark.parametrize("link", ["http://example.com/", "javascript:alert(1)", "https://example.com/a b", "x"])
async def test_a_link_is_an_https_address(client: Client, people: People, link: str) -> None:
    found = await refused(client, people, await traveller(people), "roadtripOpenReferral", referralLink=link)
    assert found == ("BAD_INPUT", "referralLink must be an https address.")


async def test_an_invitation_keeps_nobodys_address(client: Client, people: People) -> None:
    person, _ = await referrer(people)
    row = await wrote(client, person, "roadtripInviteFriend", channel="email")
    assert (row["referrerId"], row["channel"]) == (str(person.id), "email")
    assert row.keys() == {"id", "referrerId", "channel", "createdAt"}


async def test_without_a_code_nobody_invites(client: Client, people: People) -> None:
    found = await refused(client, people, await traveller(people), "roadtripInviteFriend", channel="link")
    assert found == ("NOT_FOUND", "referrerId refers to something that does not exist.")


async def test_a_friend_joins_with_a_code_and_an_invitation(client: Client, people: People) -> None:
    person, code = await referrer(people)
    friend = await traveller(people)
    invitation = await people.insert(ReferralInvitation, referrer_id=person.id, channel="link")
    row = await wrote(client, friend, "roadtripAcceptReferral", referralCode=code, invitationId=str(invitation))
    assert {name: row[name] for name in ("referrerId", "referredUserId", "invitationId", "conversionStatus")} == {
        "referrerId": str(person.id),
        "referredUserId": str(friend.id),
        "invitationId": str(invitation),
        "conversionStatus": "PENDING",
    }
    assert await credits_of(people, person) == (7, 0, 0)


async def test_of_twenty_acceptances_at_once_one_counts(client: Client, people: People) -> None:
    codes = [(await referrer(people))[1] for _ in range(4)]
    friend = await traveller(people)
    asked = (client.ask(friend, ACCEPT, input={"referralCode": code}) for code in codes * 5)
    answers = await asyncio.gather(*asked)
    errors = [error["extensions"]["code"] for answer in answers for error in answer.get("errors", [])]
    assert errors == ["CONFLICT"] * 19


async def test_a_code_is_not_accepted(client: Client, people: People) -> None:
    person, code = await referrer(people)
    other, _ = await referrer(people)
    elsewhere = str(await people.insert(ReferralInvitation, referrer_id=other.id, channel="link"))
    friend, late = await traveller(people), await traveller(people)
    await trip(people, late)
    before = await everything(people, person)
    for who, arguments, expected in (
        (friend, {"referralCode": "ROAD-0000-0000"}, "NOT_FOUND"),
        (friend, {"referralCode": code.lower()}, "NOT_FOUND"),
        (friend, {"referralCode": code, "invitationId": elsewhere}, "NOT_FOUND"),
        (friend, {"referralCode": code, "invitationId": str(uuid4())}, "NOT_FOUND"),
        (friend, {"referralCode": "x" * 21}, "BAD_INPUT"),
        (person, {"referralCode": code}, "BAD_INPUT"),
        (late, {"referralCode": code}, "CONFLICT"),
        (await people.person(), {"referralCode": code}, "FORBIDDEN"),
    ):
        found, _ = await refused(client, people, who, "roadtripAcceptReferral", **arguments)
        assert found == expected
    assert await everything(people, person) == before


async def test_a_friends_first_roadtrip_brings_one_credit(client: Client, people: People) -> None:
    person, code = await referrer(people)
    friend = await traveller(people)
    await wrote(client, friend, "roadtripAcceptReferral", referralCode=code)
    started = await wrote(client, friend, "roadtripStartRoadtrip")
    assert await conversions(people, person) == [(friend.id, "pending")]
    await wrote(client, friend, "roadtripActivateRoadtrip", activationCode=started["activationCode"])
    assert await conversions(people, person) == [(friend.id, "qualified")]
    await wrote(client, friend, "roadtripCompleteRoadtrip", sessionId=started["id"])
    again = await wrote(client, friend, "roadtripStartRoadtrip")
    await wrote(client, friend, "roadtripCompleteRoadtrip", sessionId=again["id"])
    assert await conversions(people, person) == [(friend.id, "credited")]
    assert (await ledger(people, person))[1:] == [("earned", 1, "referral", 7, 8)]
    data = await client.data(person, STATUS)
    assert data["roadtrip"] == {
        "userReferrals": {"nodes": [{"referralCode": code, "totalFriendsJoined": 1, "totalCreditsEarned": 1}]},
        "referralConversions": {
            "totalCount": 1,
            "nodes": [{"conversionStatus": "CREDITED", "referrerCreditsEarned": 1}],
        },
        "credited": {"totalCount": 1},
    }


async def test_roadtrips_completed_at_once_bring_one_credit_for_each_friend(client: Client, people: People) -> None:
    person, code = await referrer(people)
    friends = [await traveller(people) for _ in range(4)]
    steps = []
    for friend in friends:
        await wrote(client, friend, "roadtripAcceptReferral", referralCode=code)
        steps += [(friend, str(await trip(people, friend))) for _ in range(5)]
    answers = await asyncio.gather(*(client.ask(who, COMPLETE, input={"sessionId": key}) for who, key in steps))
    assert [answer.keys() for answer in answers] == [{"data"}] * 20
    assert {status for _, status in await conversions(people, person)} == {"credited"}
    assert await credits_of(people, person) == (11, 4, 0)


async def test_a_cancelled_roadtrip_brings_nothing(client: Client, people: People) -> None:
    person, code = await referrer(people)
    friend = await traveller(people)
    await wrote(client, friend, "roadtripAcceptReferral", referralCode=code)
    await wrote(client, friend, "roadtripCancelRoadtrip", sessionId=str(await trip(people, friend)))
    assert await conversions(people, person) == [(friend.id, "pending")]
    assert await credits_of(people, person) == (7, 0, 0)


async def prompts(client: Client, person: Person) -> list[dict[str, Any]]:
    """What somebody is asked."""
    document = "{ roadtrip { referralPrompts { nodes { id dismissedAt milestone { name metric threshold } } } } }"
    nodes: list[dict[str, Any]] = (await client.data(person, document))["roadtrip"]["referralPrompts"]["nodes"]
    return nodes


async def test_a_milestone_prompts_once(client: Client, people: People) -> None:
    person, stranger = await traveller(people), await traveller(people)
    for _ in range(2):
        await wrote(client, person, "roadtripCompleteRoadtrip", sessionId=str(await trip(people, person)))
    (prompt,) = await prompts(client, person)
    key = prompt.pop("id")
    assert prompt == {
        "dismissedAt": None,
        "milestone": {"name": "First roadtrip", "metric": "ROADTRIPS_COMPLETED", "threshold": 1},
    }
    assert await prompts(client, stranger) == []
    table = table_of(ReferralPrompt)
    for name in ({"promptId": key}, {"promptId": str(uuid4())}):
        answer = await client.ask(stranger, BY_NAME["roadtripDismissReferralPrompt"].document, input=name)
        assert answer["errors"][0]["message"] == "There is no referral prompt with this id."
    rows = await people.run(sa.select(table.c.dismissed_at).where(table.c.id == UUID(key)))
    assert [row["dismissed_at"] for row in rows] == [None]
    first = await wrote(client, person, "roadtripDismissReferralPrompt", promptId=key)
    assert first["dismissedAt"] is not None
    assert await wrote(client, person, "roadtripDismissReferralPrompt", promptId=key) == first
