"""People with a Roadtrip account, and their rows, for tests of Roadtrip's mutations."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import CreditTransaction, RoadtripSession, User, UserCredits, UserReferral
from repositories.repository import table_of
from tests.people import People, Person

SESSIONS, CREDITS = table_of(RoadtripSession), table_of(UserCredits)


async def traveller(people: People, **values: object) -> Person:
    """Somebody new with a Roadtrip account that has the key of their LiveConvo account; they consent."""
    person = await people.person()
    given = {"email": person.email, "username": person.id.hex, "gdpr_consent": True, **values}
    await people.insert(User, id=person.id, **given)
    return Person(person.id, person.email, {"roadtrip": str(person.id)})


async def trip(people: People, person: Person, **values: object) -> UUID:
    """A roadtrip of theirs, which costs a credit and runs until tomorrow unless told otherwise."""
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    return await people.insert(RoadtripSession, user_id=person.id, **{"expires_at": tomorrow, **values})


async def ended_trip(people: People, person: Person, status: str) -> UUID:
    """A roadtrip of theirs that has become something else; `over` for one whose end nobody has noticed yet."""
    if status == "over":
        return await trip(people, person, expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
    made = await trip(people, person)
    await people.run(sa.update(SESSIONS).where(SESSIONS.c.id == made).values(status=status))
    return made


async def referrer(people: People) -> tuple[Person, str]:
    """Somebody with a referral code."""
    person = await traveller(people)
    codes = table_of(UserReferral)
    values = {"user_id": person.id, "referral_link": "https://example.com/join/"}
    (row,) = await people.run(sa.insert(codes).values(values).returning(codes.c.referral_code))
    return person, row["referral_code"]


async def stored(people: People, key: object) -> Any:
    """A roadtrip as the database has it."""
    columns = (c for c in SESSIONS.columns if not c.name.endswith("_location"))
    (row,) = await people.run(sa.select(*columns).where(SESSIONS.c.id == UUID(str(key))))
    return row


async def credits_of(people: People, person: Person) -> tuple[int, int, int]:
    """Balance, and what was ever earned and used."""
    wanted = sa.select(CREDITS.c.balance, CREDITS.c.total_earned, CREDITS.c.total_used)
    (row,) = await people.run(wanted.where(CREDITS.c.user_id == person.id))
    return tuple(row)


async def ledger(people: People, person: Person) -> list[tuple[Any, ...]]:
    """All changes of their credits, in order: type, amount, source, balance before and after."""
    c = table_of(CreditTransaction).c
    wanted = sa.select(c.transaction_type, c.amount, c.source, c.balance_before, c.balance_after)
    return [tuple(row) for row in await people.run(wanted.where(c.user_id == person.id).order_by(c.number))]
