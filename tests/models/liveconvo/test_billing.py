"""Subscriptions, usage and visits: customers who come back, and periods that end after they start."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from models.liveconvo import Subscription, UsageRecord, UserAppSession
from repositories.repository import table_of
from tests.contract.rows import MOMENT, RowMaker
from tests.models.writing import changed, changing, inserting, refusal, undone

SUBSCRIPTIONS, USAGE, VISITS = table_of(Subscription), table_of(UsageRecord), table_of(UserAppSession)
DAY = dt.timedelta(days=1)


async def test_a_customer_who_comes_back_moves_to_a_new_subscription_and_the_old_one_stays(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await maker.owner()
        old = await maker.add(owner, SUBSCRIPTIONS, status="canceled")
        customer = old["stripe_customer_id"]
        again = inserting(maker, SUBSCRIPTIONS, owner, stripe_customer_id=customer)
        assert await refusal(maker, again) == ("23505", "uq_subscriptions_stripe_customer_id")
        await changed(maker, SUBSCRIPTIONS, old, stripe_customer_id=None)
        await maker.add(owner, SUBSCRIPTIONS, stripe_customer_id=customer)
        history = await maker.run(sa.select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.user_id == old["user_id"]))
    known = {(row["status"], row["stripe_customer_id"]) for row in history}
    assert known == {("canceled", None), ("active", customer)}


@pytest.mark.parametrize(
    ("table", "column", "early", "constraint"),
    [
        (SUBSCRIPTIONS, "current_period_end", MOMENT - DAY, "ck_subscriptions_period_ends_after_start"),
        (USAGE, "billing_period_end", MOMENT.date() - DAY, "ck_usage_records_period_ends_after_start"),
        (VISITS, "ended_at", MOMENT - DAY, "ck_user_app_sessions_ends_after_start"),
    ],
    ids=["subscription", "usage", "visit"],
)
async def test_a_period_does_not_end_before_it_starts(
    maker: RowMaker, table: Table, column: str, early: object, constraint: str
) -> None:
    async with undone(maker):
        row = await maker.new(table)
        assert await refusal(maker, changing(table, row, **{column: early})) == ("23514", constraint)


async def test_a_period_may_be_a_single_day(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(USAGE)
    assert row["billing_period_start"] == row["billing_period_end"] == MOMENT.date()
