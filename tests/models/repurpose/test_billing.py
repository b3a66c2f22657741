"""Subscriptions as Stripe has them, and the account that follows them."""

import datetime as dt

import pytest

from tests.models.opened import Connection
from tests.models.repurpose.writers import JANUARY, Writer, Writers, refused_state, signed_in


async def account(worker: Connection, writer: Writer) -> tuple[object, ...]:
    """What the account says of its subscription."""
    return tuple(
        await worker.fetchrow(
            "SELECT subscription_tier, subscription_status, generations_limit, stripe_subscription_id"
            " FROM repurpose.users WHERE id = $1",
            writer.id,
        )
    )


async def test_the_account_says_what_its_newest_holding_subscription_says(
    worker: Connection, writers: Writers
) -> None:
    writer = await writers.writer()
    one, two = f"1 {writer.clerk}", f"2 {writer.clerk}"
    steps = [
        (one, "pro", "incomplete", 0, ("free", "active", 10, None)),
        (one, "pro", "trialing", 0, ("pro", "trialing", 500, one)),
        (one, "pro", "past_due", 0, ("pro", "past_due", 500, one)),
        (two, "business", "active", 40, ("business", "active", 999_999, two)),
        (one, "pro", "canceled", 0, ("business", "active", 999_999, two)),
        (two, "business", "canceled", 40, ("free", "canceled", 10, None)),
    ]
    for event, (stripe, tier, status, days, expected) in enumerate(steps):
        start = JANUARY + dt.timedelta(days=days)
        await writers.subscribe(writer, stripe, tier, status, start=start, event=event)
        assert await account(worker, writer) == expected
    assert await worker.fetchval("SELECT count(*) FROM repurpose.subscriptions WHERE user_id = $1", writer.id) == 2


async def test_the_current_subscription_is_the_one_that_the_account_follows(
    app: Connection, worker: Connection, writers: Writers
) -> None:
    writer, other = await writers.writer(), await writers.writer()
    one, two = f"1 {writer.clerk}", f"2 {writer.clerk}"
    later = JANUARY + dt.timedelta(days=40)
    await writers.subscribe(other, f"sub {other.clerk}", "pro", "active")

    async def current() -> list[tuple[object, ...]]:
        async with signed_in(app, writer):
            return [tuple(row) for row in await app.fetch("SELECT tier, status FROM repurpose.current_subscriptions")]

    assert await current() == []
    await writers.subscribe(writer, one, "pro", "active")
    await writers.subscribe(writer, two, "business", "incomplete", start=later)
    assert await current() == [("pro", "active")]
    await writers.subscribe(writer, two, "business", "trialing", start=later, event=1)
    assert await current() == [("business", "trialing")]
    await writers.subscribe(writer, two, "business", "canceled", start=later, event=2)
    assert await current() == [("pro", "active")]
    assert (await account(worker, writer))[:2] == ("pro", "active")
    await writers.subscribe(writer, one, "pro", "canceled", event=3)
    assert await current() == []


async def test_an_event_that_arrives_late_changes_nothing(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    stripe = f"sub {writer.clerk}"
    await writers.subscribe(writer, stripe, "pro", "active", event=1)
    await writers.subscribe(writer, stripe, "pro", "canceled", event=3)
    read = "SELECT status, updated_at FROM repurpose.subscriptions WHERE stripe_subscription_id = $1"
    before = await worker.fetchrow(read, stripe)
    assert await writers.subscribe(writer, stripe, "business", "active", event=2) == "INSERT 0 0"
    assert await worker.fetchrow(read, stripe) == before
    assert await account(worker, writer) == ("free", "canceled", 10, None)


async def test_an_event_that_is_applied_again_changes_nothing_more(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    for _ in range(2):
        await writers.subscribe(writer, f"sub {writer.clerk}", "pro", "active", event=1)
    assert await account(worker, writer) == ("pro", "active", 500, f"sub {writer.clerk}")
    assert await worker.fetchval("SELECT count(*) FROM repurpose.subscriptions WHERE user_id = $1", writer.id) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tier", "'free'"),
        ("status", "'unpaid'"),
        ("interval", "'week'"),
        ("currency", "'USD'"),
        ("amount_cents", "-1"),
        ("current_period_end", "current_period_start - interval '1 second'"),
        ("trial_start", "now(), trial_end = now() - interval '1 second'"),
    ],
)
async def test_a_subscription_refuses_what_its_columns_cannot_mean(
    worker: Connection, writers: Writers, column: str, value: str
) -> None:
    writer = await writers.writer()
    await writers.subscribe(writer, f"sub {writer.clerk}", "pro", "active")
    statement = f"UPDATE repurpose.subscriptions SET {column} = {value} WHERE user_id = $1"
    assert await refused_state(worker, statement, writer.id) == "23514"


@pytest.mark.parametrize("table", ["users", "subscriptions"])
async def test_updated_at_moves_with_every_change_whatever_is_sent(
    worker: Connection, writers: Writers, table: str
) -> None:
    writer = await writers.writer()
    await writers.subscribe(writer, f"sub {writer.clerk}", "pro", "active")
    key = "id" if table == "users" else "user_id"
    read = f"SELECT updated_at FROM repurpose.{table} WHERE {key} = $1"
    before = await worker.fetchval(read, writer.id)
    await worker.execute(f"UPDATE repurpose.{table} SET updated_at = '2000-01-01' WHERE {key} = $1", writer.id)
    assert await worker.fetchval(read, writer.id) > before
