"""Roadtrips: started for a credit, activated in the car, changed, completed, cancelled, over."""

import asyncio
import datetime as dt
import hashlib
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from tests.gql.mutations import BY_NAME
from tests.gql.roadtrip.travellers import SESSIONS, credits_of, ended_trip, ledger, stored, traveller, trip
from tests.gql.writing import everything, refused, wrote
from tests.people import People, Person
from tests.served import Client

ACTIVATE = (
    "mutation($input: RoadtripActivateRoadtripInput!, $key: String)"
    " { roadtripActivateRoadtrip(input: $input, idempotencyKey: $key)"
    " { token session { id status activationCode activatedAt } } }"
)
GONE = ("NOT_FOUND", "There is no session with this id.")
NO_CODE = ("NOT_FOUND", "There is no running roadtrip with this code.")
NO_TOKEN = ("NOT_FOUND", "There is no running roadtrip with this token.")
START = "mutation { roadtripStartRoadtrip(input: {}) { session { id } } }"
STEPS = (
    "roadtripUpdateRoadtrip",
    "roadtripRenewActivationCode",
    "roadtripCompleteRoadtrip",
    "roadtripCancelRoadtrip",
)
PLACE = {"latitude": 52.5, "longitude": 13.4}


async def activate(client: Client, person: Person, code: str, key: str | None = None) -> dict[str, Any]:
    """What the car is told."""
    data = await client.data(person, ACTIVATE, input={"activationCode": code}, key=key)
    shown: dict[str, Any] = data["roadtripActivateRoadtrip"]
    return shown


def arguments(name: str, session: object) -> dict[str, Any]:
    """What a mutation takes that concerns one roadtrip."""
    more = {"destinationLocation": PLACE} if name == "roadtripUpdateRoadtrip" else {}
    return {"sessionId": str(session), **more}


async def test_a_roadtrip_starts_for_one_credit_and_has_a_code(client: Client, people: People) -> None:
    person = await traveller(people)
    row = await wrote(client, person, "roadtripStartRoadtrip", hours=5, originLocation=PLACE)
    assert {name: row[name] for name in ("userId", "status", "creditsConsumed", "activatedAt")} == {
        "userId": str(person.id),
        "status": "ACTIVE",
        "creditsConsumed": 1,
        "activatedAt": None,
    }
    assert (row["originLocation"], row["destinationLocation"]) == (PLACE, None)
    assert re.fullmatch("[0-9]{6}", row["activationCode"])
    kept = await stored(people, row["id"])
    lasts = kept["expires_at"] - kept["created_at"]
    assert dt.timedelta(hours=5) <= lasts < dt.timedelta(hours=5, minutes=1)
    assert await ledger(people, person) == [
        ("promotional", 7, "welcome", 0, 7),
        ("used", -1, "roadtrip_usage", 7, 6),
    ]
    assert await credits_of(people, person) == (6, 0, 1)


async def test_without_credits_no_roadtrip_starts(client: Client, people: People) -> None:
    person = await traveller(people)
    for _ in range(7):
        await trip(people, person)
    found = await refused(client, people, person, "roadtripStartRoadtrip")
    assert found == ("INSUFFICIENT_CREDITS", "A roadtrip costs 1 credit, and there is none left.")


async def test_of_twenty_starts_at_once_as_many_succeed_as_there_are_credits(client: Client, people: People) -> None:
    person = await traveller(people)
    answers = await asyncio.gather(*(client.ask(person, START) for _ in range(20)))
    codes = [error["extensions"]["code"] for answer in answers for error in answer.get("errors", [])]
    assert codes == ["INSUFFICIENT_CREDITS"] * 13
    assert await credits_of(people, person) == (0, 0, 7)
    assert sum(amount for _, amount, *_ in await ledger(people, person)) == 0


@pytest.mark.parametrize("hours", [0, -1, 169])
async def test_a_roadtrip_lasts_a_week_at_most(client: Client, people: People, hours: int) -> None:
    found = await refused(client, people, await traveller(people), "roadtripStartRoadtrip", hours=hours)
    assert found == ("BAD_INPUT", f"hours is {hours}, but must be 1 to 168.")


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ({"latitude": 91.0, "longitude": 0.0}, "latitude is 91, but must be -90 to 90."),
        ({"latitude": 0.0, "longitude": -180.5}, "longitude is -180.5, but must be -180 to 180."),
    ],
)
async def test_a_roadtrip_stays_on_the_earth(
    client: Client, people: People, point: dict[str, float], message: str
) -> None:
    person = await traveller(people)
    found = await refused(client, people, person, "roadtripStartRoadtrip", originLocation=point)
    assert found == ("BAD_INPUT", message)


async def test_the_car_gets_a_token_of_which_the_database_keeps_the_hash(client: Client, people: People) -> None:
    person = await traveller(people)
    started = await wrote(client, person, "roadtripStartRoadtrip")
    shown = await activate(client, person, started["activationCode"])
    token = shown["token"]
    assert re.fullmatch("[A-Za-z0-9_-]{43}", token)
    kept = await stored(people, started["id"])
    activated = shown["session"].pop("activatedAt")
    assert dt.datetime.fromisoformat(activated) == kept["activated_at"]
    assert shown["session"] == {"id": started["id"], "status": "ACTIVE", "activationCode": None}
    assert kept["session_token"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(await everything(people, person))
    resumed = await wrote(client, person, "roadtripResumeRoadtrip", token=token)
    assert (resumed["id"], resumed["status"]) == (started["id"], "ACTIVE")


async def test_a_code_works_once(client: Client, people: People) -> None:
    person = await traveller(people)
    code = (await wrote(client, person, "roadtripStartRoadtrip"))["activationCode"]
    asked = (client.ask(person, ACTIVATE, input={"activationCode": code}) for _ in range(20))
    answers = await asyncio.gather(*asked)
    tokens = [answer["data"]["roadtripActivateRoadtrip"]["token"] for answer in answers if "errors" not in answer]
    assert len(tokens) == 1
    errors = {error["extensions"]["code"] for answer in answers for error in answer.get("errors", [])}
    assert errors == {"NOT_FOUND"}
    assert await refused(client, people, person, "roadtripActivateRoadtrip", activationCode=code) == NO_CODE


async def test_only_ones_own_running_roadtrip_is_activated(client: Client, people: People) -> None:
    person, stranger = await traveller(people), await traveller(people)
    code = (await stored(people, await trip(people, person)))["activation_code"]
    over = (await stored(people, await ended_trip(people, person, "over")))["activation_code"]
    before = await everything(people, person)
    found = await refused(client, people, stranger, "roadtripActivateRoadtrip", activationCode=code)
    assert (found, await everything(people, person)) == (NO_CODE, before)
    for wrong in (over, "", "12345", "x" * 1000, "'; --", f"{code} "):
        found = await refused(client, people, person, "roadtripActivateRoadtrip", activationCode=wrong)
        assert found == NO_CODE


async def test_a_repeated_answer_has_no_token_and_does_not_keep_it(client: Client, people: People) -> None:
    person = await traveller(people)
    code = (await wrote(client, person, "roadtripStartRoadtrip"))["activationCode"]
    first = await activate(client, person, code, "once")
    again = await activate(client, person, code, "once")
    assert again == {"token": None, "session": first["session"]}
    (kept,) = await people.run(
        sa.text(
            "SELECT answer::text AS answer FROM quintet.idempotency_keys WHERE subject = :s AND key = 'once'"
        ).bindparams(s=person.id)
    )
    assert first["token"] not in kept["answer"]


async def test_a_new_code_ends_the_token(client: Client, people: People) -> None:
    person = await traveller(people)
    started = await wrote(client, person, "roadtripStartRoadtrip")
    first = (await activate(client, person, started["activationCode"]))["token"]
    renewed = await wrote(client, person, "roadtripRenewActivationCode", sessionId=started["id"])
    assert re.fullmatch("[0-9]{6}", renewed["activationCode"])
    assert await refused(client, people, person, "roadtripResumeRoadtrip", token=first) == NO_TOKEN
    second = (await activate(client, person, renewed["activationCode"]))["token"]
    assert second != first
    assert (await wrote(client, person, "roadtripResumeRoadtrip", token=second))["id"] == started["id"]


@pytest.mark.parametrize("end", ["completed", "cancelled", "expired", "over"])
async def test_a_token_ends_with_its_roadtrip(client: Client, people: People, end: str) -> None:
    person, stranger = await traveller(people), await traveller(people)
    started = await wrote(client, person, "roadtripStartRoadtrip")
    token = (await activate(client, person, started["activationCode"]))["token"]
    assert await refused(client, people, stranger, "roadtripResumeRoadtrip", token=token) == NO_TOKEN
    change = {"expires_at": sa.func.now()} if end == "over" else {"status": end}
    await people.run(sa.update(SESSIONS).where(SESSIONS.c.id == UUID(started["id"])).values(**change))
    assert await refused(client, people, person, "roadtripResumeRoadtrip", token=token) == NO_TOKEN


async def test_a_token_of_any_length_is_refused(client: Client, people: People) -> None:
    person = await traveller(people)
    found = await refused(client, people, person, "roadtripResumeRoadtrip", token="x" * 256)
    assert found == ("BAD_INPUT", "token has 256 characters; the limit is 255.")
    assert await refused(client, people, person, "roadtripResumeRoadtrip", token="") == NO_TOKEN


@pytest.mark.parametrize(("verb", "status"), [("Complete", "COMPLETED"), ("Cancel", "CANCELLED")])
async def test_a_roadtrip_ends_once_and_its_credit_is_spent(
    client: Client, people: People, verb: str, status: str
) -> None:
    person = await traveller(people)
    session = str(await trip(people, person))
    row = await wrote(client, person, f"roadtrip{verb}Roadtrip", sessionId=session)
    assert (row["id"], row["status"], row["activationCode"]) == (session, status, None)
    assert await credits_of(people, person) == (6, 0, 1)


@pytest.mark.parametrize("status", ["completed", "cancelled", "expired", "over"])
@pytest.mark.parametrize("name", STEPS)
async def test_nothing_happens_to_a_roadtrip_that_has_ended(
    client: Client, people: People, name: str, status: str
) -> None:
    person = await traveller(people)
    session = await ended_trip(people, person, status)
    code, message = await refused(client, people, person, name, **arguments(name, session))
    assert code == "CONFLICT"
    assert message.startswith(f"The roadtrip is {'expired' if status == 'over' else status}; ")
    assert message.endswith(" needs one that runs.")


@pytest.mark.parametrize("name", STEPS)
async def test_strangers_find_no_roadtrip(client: Client, people: People, name: str) -> None:
    person, stranger = await traveller(people), await traveller(people)
    session = await trip(people, person)
    before = await everything(people, person)
    for key in (session, uuid4()):
        assert await refused(client, people, stranger, name, **arguments(name, key)) == GONE
    assert await everything(people, person) == before


async def test_of_twenty_ends_at_once_one_counts(client: Client, people: People) -> None:
    person = await traveller(people)
    session = str(await trip(people, person))
    names = ["roadtripCompleteRoadtrip", "roadtripCancelRoadtrip"] * 10
    asked = (client.ask(person, BY_NAME[name].document, input={"sessionId": session}) for name in names)
    answers = await asyncio.gather(*asked)
    codes = [error["extensions"]["code"] for answer in answers for error in answer.get("errors", [])]
    assert codes == ["CONFLICT"] * 19


async def test_a_running_roadtrip_can_lead_elsewhere(client: Client, people: People) -> None:
    person = await traveller(people)
    started = await wrote(client, person, "roadtripStartRoadtrip", originLocation=PLACE, destinationLocation=PLACE)
    other = {"latitude": -33.9, "longitude": 151.2}
    places = {"destinationLocation": other, "originLocation": None}
    row = await wrote(client, person, "roadtripUpdateRoadtrip", sessionId=started["id"], **places)
    assert row == {**started, **places}
    found = await refused(client, people, person, "roadtripUpdateRoadtrip", sessionId=started["id"])
    assert found == ("BAD_INPUT", "Nothing to change was given.")


async def test_whoever_has_no_roadtrip_account_starts_none(client: Client, people: People) -> None:
    person = await people.person()
    found = await refused(client, people, person, "roadtripStartRoadtrip")
    assert found == ("FORBIDDEN", "The token has no Roadtrip account.")
