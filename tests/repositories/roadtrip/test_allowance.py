"""Callers are held to the limits of their subscriptions, whichever process admits their calls."""

import datetime as dt
from uuid import uuid4

import pytest
import sqlalchemy as sa

from models.roadtrip.enums import SubscriptionStatus, UsageBucket
from models.roadtrip.usage import CALL_LIMITS
from repositories import clock
from repositories.database import Database
from repositories.identity import Identity, Trust
from repositories.roadtrip.allowance import Refusal
from repositories.roadtrip.usage import Usage
from tests.people import People
from tests.repositories.roadtrip.counting import (
    ACTIVE,
    COUNTS,
    DAY,
    EXPIRED,
    FREE,
    HOUR,
    LIST,
    ME,
    MINUTE,
    NOON,
    USERS,
    account,
    admitted,
    counted,
    everywhere,
    held_up,
    somebody,
)

pytestmark = pytest.mark.usefixtures("noon")


async def test_one_call_too_many_is_refused_and_counted_as_such(people: People, counting: Usage) -> None:
    person = await somebody(people)
    assert admitted(counting, person, 1) == 1
    await counting.flush()
    assert admitted(counting, person, 4) == 4
    assert counting.admit(person, LIST) == Refusal(MINUTE, 5, retry_after=40)
    assert counting.admit(person, ME) == Refusal(MINUTE, 5, retry_after=40)
    await counting.flush()
    assert counting.admit(person, LIST) == Refusal(MINUTE, 5, retry_after=40)
    await counting.flush()
    assert await counted(people, person) == everywhere(discoveries=(7, 2), me=(1, 1))


async def test_an_operation_that_calls_more_than_is_left_is_refused_as_a_whole(
    people: People, counting: Usage
) -> None:
    person = await somebody(people)
    admitted(counting, person, 1)
    await counting.flush()
    assert admitted(counting, person, 1, LIST * 5) == 0
    assert admitted(counting, person, 1, LIST * 4) == 1
    await counting.flush()
    assert await counted(people, person) == everywhere(discoveries=(10, 5))


async def test_a_new_minute_hour_and_day_are_free_again(people: People, counting: Usage) -> None:
    person = await somebody(people)
    admitted(counting, person, 1)
    await counting.flush()
    assert admitted(counting, person, 9) == 4
    with clock.standing_at(NOON + dt.timedelta(seconds=40)):
        assert admitted(counting, person, 9) == 3
        assert counting.admit(person, LIST) == Refusal(HOUR, 8, retry_after=59 * 60)
        await counting.flush()
        assert counting.admit(person, LIST) == Refusal(HOUR, 8, retry_after=59 * 60)
    with clock.standing_at(NOON.replace(hour=13)):
        assert admitted(counting, person, 9) == 1
        assert counting.admit(person, LIST) == Refusal(DAY, 9, retry_after=11 * 3_600 - 20)
        await counting.flush()
    with clock.standing_at(NOON.replace(day=2)):
        assert admitted(counting, person, 9) == 5
    await counting.flush()
    assert (await counted(people, person))["roadtrip.discoveries", DAY] == (40, 26)


async def test_a_minute_that_begins_while_counts_are_written_is_free(people: People, counting: Usage) -> None:
    person = await somebody(people)
    assert admitted(counting, person, 3) == 3
    async with people.rows.connection.transaction():
        writing = await held_up(people, person, counting)
        with clock.standing_at(NOON + dt.timedelta(minutes=1)):
            assert admitted(counting, person, 2) == 2
    await writing
    with clock.standing_at(NOON + dt.timedelta(minutes=1)):
        assert admitted(counting, person, 9) == 3
        assert counting.admit(person, LIST) == Refusal(HOUR, 8, retry_after=3_600 - 80)


async def test_a_subscription_is_learnt_within_an_exchange(people: People, counting: Usage) -> None:
    person = await somebody(people, ACTIVE)
    assert admitted(counting, person, 3) == 3
    assert counting.admit(person, LIST) == Refusal(MINUTE, 3, retry_after=1)
    await counting.flush()
    assert admitted(counting, person, 20) == 7
    await people.run(sa.update(USERS).values(subscription_status=EXPIRED).where(USERS.c.id == account(person)))
    await counting.flush()
    with clock.standing_at(NOON + dt.timedelta(minutes=1)):
        assert counting.admit(person, LIST) == Refusal(DAY, 9, retry_after=12 * 3_600 - 80)


async def test_processes_exceed_a_limit_by_what_they_admit_before_they_hear_of_each_other(
    people: People, staff: Database
) -> None:
    limits = {tier: {DAY: 10} for tier in SubscriptionStatus}
    made = [Usage(staff, limits) for _ in range(3)]
    person = await somebody(people)
    assert [admitted(process, person, 6) for process in made[:2]] == [6, 6]
    for process in made[:2]:
        await process.flush()
    # The first wrote before the second did: it goes by its own six, until it is told.
    assert [admitted(process, person, 50) for process in made] == [4, 0, 10]
    for process in made:
        await process.flush()
    assert [admitted(process, person, 50) for process in made] == [0, 0, 0]
    for process in made:
        await process.flush()
    calls, refused = (await counted(people, person))["roadtrip.discoveries", DAY]
    assert (calls, calls - refused) == (312, 26)
    assert calls - refused <= 10 * len(made)


async def test_staff_is_counted_and_not_limited(people: People, counting: Usage) -> None:
    person = await somebody(people)
    staff = Identity(person.subject, person.accounts, Trust.ADMIN)
    assert admitted(counting, staff, 30) == 30
    await counting.flush()
    assert admitted(counting, staff, 30) == 30
    await counting.flush()
    assert await counted(people, person) == everywhere(discoveries=(60, 0))


async def test_who_has_no_account_has_the_lowest_limits_and_is_not_written_down(
    people: People, counting: Usage
) -> None:
    before = await people.run(sa.select(sa.func.count()).select_from(COUNTS))
    stranger = Identity(uuid4(), {"liveconvo": str(uuid4())})
    assert admitted(counting, stranger, 9) == 3
    await counting.flush()
    assert counting.admit(stranger, LIST) == Refusal(MINUTE, 3, retry_after=40)
    assert await people.run(sa.select(sa.func.count()).select_from(COUNTS)) == before


async def test_an_account_that_is_gone_keeps_the_lowest_limits(people: People, counting: Usage) -> None:
    gone = Identity(uuid4(), {"roadtrip": str(uuid4())})
    assert admitted(counting, gone, 9) == 3
    await counting.flush()
    assert admitted(counting, gone, 9) == 0
    assert await counted(people, gone) == {}


def test_every_subscription_has_a_limit_in_every_span_and_who_pays_has_more() -> None:
    for tier in SubscriptionStatus:
        assert set(CALL_LIMITS[tier]) == set(UsageBucket)
    for span in UsageBucket:
        assert CALL_LIMITS[EXPIRED][span] < CALL_LIMITS[FREE][span] < CALL_LIMITS[ACTIVE][span]
    for spans in CALL_LIMITS.values():
        assert spans[MINUTE] < spans[HOUR] < spans[DAY]
        assert spans[DAY] <= 24 * spans[HOUR] <= 24 * 60 * spans[MINUTE]
