"""Credits: given by staff, and what becomes of revenue."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from models.platform import StaffRead
from repositories.repository import table_of
from tests.gql.mutations import BY_NAME
from tests.gql.roadtrip.travellers import credits_of, ledger, traveller
from tests.gql.writing import everything, refused, wrote
from tests.people import People, Person
from tests.served import Client

GRANT = BY_NAME["roadtripGrantCredits"].document
AT_ONCE = 4
"""Staff has ten connections to the whole server, whoever else is testing."""


async def staff(people: People) -> Person:
    """Somebody whose token says that they are staff."""
    made = await people.person()
    return Person(made.id, made.email, roles=("admin",))


def grant(person: Person, credits: int = 5, **values: Any) -> dict[str, Any]:
    """Credits for a person, with a reason."""
    return {"userId": str(person.id), "credits": credits, "description": "For the delay.", **values}


async def test_staff_gives_credits_with_a_reason(client: Client, people: People) -> None:
    person, giver = await traveller(people), await staff(people)
    row = await wrote(client, giver, "roadtripGrantCredits", **grant(person))
    assert (row["userId"], row["balance"], row["totalEarned"]) == (str(person.id), 12, 0)
    assert (await ledger(people, person))[1:] == [("promotional", 5, "staff_grant", 7, 12)]
    shown = await client.data(
        person, "{ roadtrip { creditTransactions(first: 1) { nodes { amount description } } } }"
    )
    assert shown["roadtrip"]["creditTransactions"]["nodes"] == [{"amount": 5, "description": "For the delay."}]
    reads = table_of(StaffRead)
    wanted = sa.select(reads.c.operation, reads.c.variables).where(reads.c.subject == giver.id)
    written = [tuple(row) for row in await people.run(wanted)]
    assert written == [("roadtripGrantCredits", {"userId": str(person.id), "credits": 5})]


async def test_a_grant_is_made_once(client: Client, people: People) -> None:
    person, giver = await traveller(people), await staff(people)
    arguments = grant(person, grantId=str(uuid4()))
    answers = await asyncio.gather(*(client.ask(giver, GRANT, input=arguments) for _ in range(AT_ONCE)))
    codes = [error["extensions"]["code"] for answer in answers for error in answer.get("errors", [])]
    assert codes == ["CONFLICT"] * (AT_ONCE - 1)
    assert await credits_of(people, person) == (12, 0, 0)


async def test_grants_at_once_add_up(client: Client, people: People) -> None:
    person, giver = await traveller(people), await staff(people)
    answers = await asyncio.gather(*(client.ask(giver, GRANT, input=grant(person, 1)) for _ in range(AT_ONCE)))
    assert [answer.keys() for answer in answers] == [{"data"}] * AT_ONCE
    assert await credits_of(people, person) == (7 + AT_ONCE, 0, 0)
    kept = await ledger(people, person)
    assert [(before, after) for *_, before, after in kept] == [(0, 7), *((n, n + 1) for n in range(7, 7 + AT_ONCE))]


async def test_nobody_but_staff_gives_credits(client: Client, people: People) -> None:
    person, other = await traveller(people), await traveller(people)
    before = await everything(people, other)
    for giver in (person, other):
        found = await refused(client, people, giver, "roadtripGrantCredits", **grant(other))
        assert found == ("FORBIDDEN", "This is not permitted.")
    assert await everything(people, other) == before


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"credits": 0}, "BAD_INPUT", "credits is 0, but must be 1 to 1000."),
        ({"credits": -3}, "BAD_INPUT", "credits is -3, but must be 1 to 1000."),
        ({"credits": 1001}, "BAD_INPUT", "credits is 1001, but must be 1 to 1000."),
        ({"description": " "}, "BAD_INPUT", "description cannot be empty."),
        ({"userId": str(uuid4())}, "NOT_FOUND", "userId refers to something that does not exist."),
    ],
)
async def test_a_grant_is_refused(
    client: Client, people: People, change: dict[str, Any], code: str, message: str
) -> None:
    person, giver = await traveller(people), await staff(people)
    before = await everything(people, person)
    found = await refused(client, people, giver, "roadtripGrantCredits", **grant(person) | change)
    assert (found, await everything(people, person)) == ((code, message), before)


async def test_people_say_whether_revenue_becomes_credits(client: Client, people: People) -> None:
    person, other = await traveller(people), await traveller(people)
    for enabled in (False, False, True):
        row = await wrote(client, person, "roadtripSetAutoConversion", autoConversionEnabled=enabled)
        assert (row["userId"], row["autoConversionEnabled"], row["balance"]) == (str(person.id), enabled, 7)
    await wrote(client, person, "roadtripSetAutoConversion", autoConversionEnabled=False)
    data = await client.data(other, "{ roadtrip { userCreditsList { nodes { userId autoConversionEnabled } } } }")
    assert data["roadtrip"]["userCreditsList"]["nodes"] == [{"userId": str(other.id), "autoConversionEnabled": True}]
