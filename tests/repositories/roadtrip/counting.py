"""People who call, what processes admit, and what the database has counted."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from uuid import UUID, uuid4

import sqlalchemy as sa

from models.roadtrip import ApiUsageTracking, User
from models.roadtrip.enums import SubscriptionStatus, UsageBucket
from models.roadtrip.usage import CallLimits
from repositories.identity import Identity
from repositories.repository import table_of
from repositories.roadtrip.usage import Usage
from tests.people import People

COUNTS, USERS = table_of(ApiUsageTracking), table_of(User)
MINUTE, HOUR, DAY = UsageBucket
NOON = dt.datetime(2025, 6, 1, 12, 0, 20, tzinfo=dt.UTC)
FREE, ACTIVE, EXPIRED = SubscriptionStatus.FREE_TRIAL, SubscriptionStatus.ACTIVE, SubscriptionStatus.EXPIRED
LIMITS: CallLimits = {
    FREE: {MINUTE: 5, HOUR: 8, DAY: 9},
    ACTIVE: {MINUTE: 10},
    EXPIRED: {MINUTE: 3, HOUR: 8, DAY: 9},
}
LIST, ME = ("roadtrip.discoveries",), ("roadtrip.me",)
Counts = Mapping[tuple[str, UsageBucket], tuple[int, int]]


async def somebody(people: People, subscription: SubscriptionStatus = FREE) -> Identity:
    """Somebody new with a Roadtrip account."""
    account = await people.insert(User, username=uuid4().hex, subscription_status=subscription)
    return Identity(uuid4(), {"roadtrip": str(account)})


def account(person: Identity) -> UUID:
    return UUID(person.accounts["roadtrip"])


async def counted(people: People, person: Identity) -> Counts:
    """Calls and refusals of somebody, by endpoint and span."""
    found: dict[tuple[str, UsageBucket], tuple[int, int]] = {}
    for row in await people.run(sa.select(*COUNTS.columns).where(COUNTS.c.user_id == account(person))):
        sums = found.get((row["endpoint"], row["bucket_type"]), (0, 0))
        found[row["endpoint"], row["bucket_type"]] = (
            sums[0] + row["request_count"],
            sums[1] + row["rate_limited_count"],
        )
    return found


def everywhere(**endpoints: tuple[int, int]) -> Counts:
    """The same numbers in all spans."""
    return {(f"roadtrip.{name}", span): numbers for name, numbers in endpoints.items() for span in UsageBucket}


def admitted(counting: Usage, person: Identity, times: int, endpoints: tuple[str, ...] = LIST) -> int:
    """How many of so many operations are admitted."""
    return sum(counting.admit(person, endpoints) is None for _ in range(times))


async def held_up(
    people: People, person: Identity, counting: Usage, change: sa.Executable | None = None
) -> "asyncio.Task[None]":
    """An exchange that waits until the transaction that `people` are in has ended."""
    locked = sa.select(USERS.c.id).where(USERS.c.id == account(person)).with_for_update()
    await people.run(locked if change is None else change)
    writing = asyncio.create_task(counting.flush())
    await asyncio.sleep(0.1)
    assert not writing.done()
    return writing
