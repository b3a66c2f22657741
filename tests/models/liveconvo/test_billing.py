"""Subscriptions, usage and visits: customers who come back, periods, hours that count, prices and tokens."""

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.liveconvo import Subscription, UsageRecord, UserAppSession
from repositories.repository import table_of
from tests.contract.rows import MOMENT, Owner, RowMaker, Values
from tests.models.writing import changed, changing, inserting, read, refusal, undone

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


@pytest.mark.parametrize(
    ("usage_type", "unit", "outcome"),
    [
        ("audio_processing", "hours", (None, None)),
        ("ai_guidance", "calls", (None, None)),
        ("summary_generation", "tokens", (None, None)),
        ("audio_processing", "calls", ("23514", "ck_usage_records_audio_is_counted_in_hours")),
        ("ai_guidance", "hours", ("23514", "ck_usage_records_audio_is_counted_in_hours")),
    ],
)
async def test_audio_and_nothing_else_is_counted_in_hours(
    maker: RowMaker, usage_type: str, unit: str, outcome: tuple[str | None, str | None]
) -> None:
    async with undone(maker):
        row = await maker.new(USAGE)
        assert await refusal(maker, changing(USAGE, row, usage_type=usage_type, unit=unit)) == outcome


@pytest.mark.parametrize(
    ("quantity", "price", "cost", "outcome"),
    [
        ("1.250", 10, 13, (None, None)),
        ("1.249", 10, 12, (None, None)),
        ("1.250", None, 0, (None, None)),
        ("1.250", 10, 12, ("23514", "ck_usage_records_cost_is_quantity_times_price")),
        ("0.000", 10, 1, ("23514", "ck_usage_records_cost_is_quantity_times_price")),
    ],
)
async def test_usage_costs_quantity_times_price_and_half_a_cent_is_a_cent(
    maker: RowMaker, quantity: str, price: int | None, cost: int, outcome: tuple[str | None, str | None]
) -> None:
    async with undone(maker):
        row = await maker.new(USAGE)
        change = changing(USAGE, row, quantity=Decimal(quantity), unit_price_cents=price, total_cost_cents=cost)
        assert await refusal(maker, change) == outcome


async def subscribed(maker: RowMaker, limit: int | None, **values: object) -> Owner:
    """Somebody with a subscription that has used no hours."""
    owner = await maker.owner()
    given: dict[str, Any] = {"current_period_start": MOMENT, "current_period_end": MOMENT + 30 * DAY, **values}
    await maker.add(owner, SUBSCRIPTIONS, monthly_audio_hours_limit=limit, monthly_audio_hours_used=0, **given)
    return owner


def hours(maker: RowMaker, owner: Owner, quantity: str, **values: object) -> sa.Insert:
    """Hours of audio, free of charge."""
    return inserting(
        maker, USAGE, owner, quantity=Decimal(quantity), unit_price_cents=0, total_cost_cents=0, **values
    )


async def used(maker: RowMaker, owner: Owner) -> Decimal:
    subscription: Values | None = await read(maker, SUBSCRIPTIONS, owner.rows[SUBSCRIPTIONS.fullname])
    assert subscription is not None
    count: Decimal = subscription["monthly_audio_hours_used"]
    return count


async def test_hours_of_audio_count_up_to_the_limit_and_what_goes_beyond_is_refused(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await subscribed(maker, 2)
        for quantity in ("1.500", "0.500"):
            await maker.run(hours(maker, owner, quantity))
        assert await used(maker, owner) == 2
        assert await refusal(maker, hours(maker, owner, "0.010")) == ("QN429", None)
        assert await used(maker, owner) == 2
        found = await maker.run(
            sa.select(USAGE.c.quantity).where(USAGE.c.user_id == owner.rows["liveconvo.users"]["id"])
        )
    assert sorted(row["quantity"] for row in found) == [Decimal("0.500"), Decimal("1.500")]


async def test_without_a_limit_hours_are_counted_and_never_refused(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await subscribed(maker, None)
        await maker.run(hours(maker, owner, "500"))
        assert await used(maker, owner) == 500


@pytest.mark.parametrize(
    "values",
    [
        {"usage_type": "ai_guidance", "unit": "calls"},
        {"billing_period_start": (MOMENT - 30 * DAY).date()},
        {"billing_period_start": (MOMENT - DAY).date()},
        {"subscription_id": None},
    ],
    ids=["calls", "a past period", "the day before", "no subscription"],
)
async def test_what_is_no_audio_of_the_running_period_does_not_count(
    maker: RowMaker, values: dict[str, object]
) -> None:
    async with undone(maker):
        owner = await subscribed(maker, 1)
        await maker.run(hours(maker, owner, "5", **values))
        assert await used(maker, owner) == 0


async def test_recordings_that_end_together_do_not_overshoot_the_limit(fresh_place: Addresses) -> None:
    async with connected(fresh_place.url("worker")) as one, connected(fresh_place.url("worker")) as other:
        first, second = await RowMaker.ready(one), await RowMaker.ready(other)
        owner = await subscribed(first, 3)
        async with one.transaction():
            await first.run(hours(first, owner, "2"))
            waiting = asyncio.create_task(refusal(second, hours(second, owner, "2")))
            done, _ = await asyncio.wait({waiting}, timeout=0.2)
            assert done == set()
        assert await waiting == ("QN429", None)
        assert await used(first, owner) == 2


async def test_a_visit_that_has_ended_lasted_from_its_start_to_its_end(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(VISITS, ended_at=None, duration_seconds=7)
        assert row["duration_seconds"] == 7
        after = await changed(maker, VISITS, row, ended_at=MOMENT + dt.timedelta(minutes=2, milliseconds=900))
        again = await changed(maker, VISITS, row, duration_seconds=1)
    assert (after["duration_seconds"], again["duration_seconds"]) == (120, 120)


@pytest.mark.parametrize("token", ["a token", "A" * 64, "a" * 63, "a" * 65, ""])
async def test_the_token_of_a_visit_is_kept_as_its_hash(maker: RowMaker, token: str) -> None:
    async with undone(maker):
        row = await maker.new(VISITS, session_token="a" * 64)
        change = changing(VISITS, row, session_token=token)
        assert await refusal(maker, change) == ("23514", "ck_user_app_sessions_session_token_form")
