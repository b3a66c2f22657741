"""Accounts, their tiers and their limits."""

import datetime as dt
from uuid import uuid4

import asyncpg
import pytest

from tests.models.opened import Connection
from tests.models.repurpose.writers import Writers, refused_state, signed_in


async def test_a_clerk_account_signs_in_as_its_row(app: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    async with signed_in(app, writer):
        row = await app.fetchrow(
            "SELECT repurpose.account(), repurpose.clerk_id(), current_setting('app.current_user_id')"
        )
    assert row == (writer.id, writer.clerk, writer.clerk)
    assert await app.fetchrow("SELECT repurpose.account(), repurpose.clerk_id()") == (None, None)


async def test_nobody_signs_in_to_an_account_that_is_unknown_or_deleted(app: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    async with signed_in(app, writer):
        assert await app.fetchval("SELECT repurpose.delete_me()")
        assert await app.fetch("SELECT id FROM repurpose.users") == []
    for clerk in (writer.clerk, "user_nobody", "", str(writer.id)):
        assert await refused_state(app, "SELECT repurpose.sign_in($1)", clerk) == "QN401"


async def test_a_deleted_account_cannot_generate(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    await worker.execute("UPDATE repurpose.users SET deleted_at = now() WHERE id = $1", writer.id)
    assert await writers.may_generate(writer) is False
    with pytest.raises(asyncpg.PostgresError) as refused:
        await writers.generation(writer)
    assert refused.value.sqlstate == "QN429"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
async def test_usage_is_reset_at_the_start_of_the_next_month_in_utc(worker: Connection, zone: str) -> None:
    async with worker.transaction():
        await worker.execute(f"SET LOCAL timezone = '{zone}'")
        reset, now = await worker.fetchrow(
            "INSERT INTO repurpose.users (clerk_user_id, email) VALUES ($1, $2) RETURNING usage_reset_at, now()",
            str(uuid4()),
            str(uuid4()),
        )
    following = now.astimezone(dt.UTC).replace(day=28) + dt.timedelta(days=4)
    assert reset == following.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-31T23:30:00+00:00", "2026-02-01T00:00:00+00:00"),
        ("2026-02-01T05:00:00+09:00", "2026-02-01T00:00:00+00:00"),
        ("2026-12-15T00:00:00+00:00", "2027-01-01T00:00:00+00:00"),
    ],
)
async def test_the_next_month_does_not_depend_on_the_session(owner: Connection, moment: str, expected: str) -> None:
    for zone in ("UTC", "Asia/Tokyo"):
        async with owner.transaction():
            await owner.execute(f"SET LOCAL timezone = '{zone}'")
            found = await owner.fetchval("SELECT repurpose.next_month($1)", dt.datetime.fromisoformat(moment))
        assert found == dt.datetime.fromisoformat(expected)


@pytest.mark.parametrize(("tier", "limit"), [("free", 10), ("pro", 500), ("business", 999_999)])
async def test_a_tier_brings_its_limit_however_it_is_set(
    worker: Connection, writers: Writers, tier: str, limit: int
) -> None:
    read = "SELECT subscription_tier, generations_limit FROM repurpose.users WHERE id = $1"
    by_function, by_update, by_insert = await writers.writer(), await writers.writer(), await writers.writer(tier)
    await worker.execute("SELECT repurpose.update_user_tier($1, $2)", by_function.id, tier)
    await worker.execute("UPDATE repurpose.users SET subscription_tier = $2 WHERE id = $1", by_update.id, tier)
    for writer in (by_function, by_update, by_insert):
        assert await worker.fetchrow(read, writer.id) == (tier, limit)


async def test_an_unknown_tier_is_refused(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    assert await refused_state(worker, "SELECT repurpose.update_user_tier($1, 'platinum')", writer.id) == "23514"
    assert await worker.fetchval("SELECT subscription_tier FROM repurpose.users WHERE id = $1", writer.id) == "free"


async def test_the_documents_seed_user_fits(worker: Connection) -> None:
    async with worker.transaction():
        row = await worker.fetchrow(
            "INSERT INTO repurpose.users (clerk_user_id, email, full_name, subscription_tier, generations_limit)"
            " VALUES ('user_test123', 'test@example.com', 'Test User', 'pro', 500)"
            " RETURNING subscription_tier, generations_limit, default_tone"
        )
        await worker.execute("DELETE FROM repurpose.users WHERE clerk_user_id = 'user_test123'")
    assert row == ("pro", 500, "conversational")
