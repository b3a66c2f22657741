"""Subscriptions as Paymob has them."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from tests.models.learning.learners import PAYMOB, READ_SUBSCRIPTION, Learners
from tests.models.opened import Connection


async def test_paymob_creates_renews_and_cancels_a_subscription_once(worker: Connection, learners: Learners) -> None:
    learner, paymob = await learners.learner(), f"sub {uuid4()}"
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    month = dt.timedelta(days=31)
    price = Decimal("199.99")
    events = [
        (f"{paymob} 1", start, "active", start + month),
        (f"{paymob} 2", start + month, "active", start + 2 * month),
        (f"{paymob} 3", start + month * 1.5, "cancelled", None),
    ]
    changed = [
        await worker.fetchval(PAYMOB, event, at, paymob, learner, price, state, billing)
        for event, at, state, billing in [events[0], events[1], events[1], events[2], events[0], events[2]]
    ]
    assert changed == [True, True, False, True, False, False]
    assert await worker.fetchrow(READ_SUBSCRIPTION, paymob) == ("cancelled", price, None)
    assert await worker.fetchval("SELECT count(*) FROM learning.subscriptions WHERE user_id = $1", learner) == 1


async def test_a_late_notification_does_not_undo_a_later_one(worker: Connection, learners: Learners) -> None:
    learner, paymob = await learners.learner(), f"sub {uuid4()}"
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    cancelled = (f"{paymob} 2", start + dt.timedelta(days=1), paymob, learner, Decimal(1), "cancelled", None)
    created = (f"{paymob} 1", start, paymob, learner, Decimal(1), "active", start)
    assert await worker.fetchval(PAYMOB, *cancelled)
    assert not await worker.fetchval(PAYMOB, *created)
    assert await worker.fetchrow(READ_SUBSCRIPTION, paymob) == ("cancelled", Decimal(1), None)


async def test_an_amount_is_exact_to_the_piastre(worker: Connection, learners: Learners) -> None:
    learner, paymob = await learners.learner(), f"sub {uuid4()}"
    with pytest.raises(asyncpg.NumericValueOutOfRangeError):
        await worker.execute(
            PAYMOB, paymob, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), paymob, learner, Decimal("9.999"), "active", None
        )
    assert await worker.fetchrow(READ_SUBSCRIPTION, paymob) is None


async def test_two_subscriptions_never_share_paymobs_number(learners: Learners) -> None:
    learner, paymob = await learners.learner(), f"sub {uuid4()}"
    await learners.subscription(learner, paymob)
    with pytest.raises(asyncpg.UniqueViolationError):
        await learners.subscription(learner, paymob)
    await learners.subscription(learner, None)
    await learners.subscription(learner, None)
