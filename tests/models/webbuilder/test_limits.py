"""Web Builder's limits: what a plan permits, and what stops generations."""

import asyncio
import datetime as dt
from uuid import UUID

import asyncpg
import pytest

from gateway.preparation import connected
from tests.models.opened import Connection
from tests.models.webbuilder.costs import END, finished, setting, this_month, usage
from tests.models.webbuilder.rows import Rows, state_of


async def test_a_campaign_and_a_generation_count_once_in_their_month_and_stay_counted(rows: Rows) -> None:
    user = await rows.user()
    await rows.campaign(user, created_at=END)
    campaign = await rows.campaign(user)
    await rows.generation(user)
    await rows.worker.execute("DELETE FROM webbuilder.campaigns WHERE id = $1", campaign)
    assert await usage(rows, user) == [(dt.date(2026, 3, 1), 1, 0, 0, 0), (this_month(), 1, 1, 0, 0)]


async def test_calls_of_the_api_are_counted_for_the_caller(rows: Rows) -> None:
    user = await rows.user()
    async with rows.acting("app", user, keep=True) as app:
        await app.execute("SELECT webbuilder.count_api_calls()")
        await app.execute("SELECT webbuilder.count_api_calls(4)")
        await app.execute("SELECT webbuilder.count_api_calls(-100)")
    async with rows.acting("app") as app:
        await app.execute("SELECT webbuilder.count_api_calls()")
    assert await usage(rows, user) == [(this_month(), 0, 0, 0, 5)]


async def test_stored_bytes_are_carried_into_the_next_month_and_never_negative(rows: Rows) -> None:
    user = await rows.user()
    add = "SELECT webbuilder.add_usage($1, $2, bytes => $3)"
    await rows.worker.execute(add, user, END, 5_000_000_000)
    await rows.worker.execute(add, user, dt.datetime.now(dt.UTC), 1)
    await rows.worker.execute(add, user, dt.datetime.now(dt.UTC), -2)
    assert await usage(rows, user) == [
        (dt.date(2026, 3, 1), 0, 0, 5_000_000_000, 0),
        (this_month(), 0, 0, 4_999_999_999, 0),
    ]
    await rows.worker.execute(add, user, dt.datetime.now(dt.UTC), -(2**40))
    assert (await usage(rows, user))[1] == (this_month(), 0, 0, 0, 0)


async def test_beyond_the_limit_of_the_plan_nothing_is_made_or_counted(rows: Rows) -> None:
    user = await rows.user(subscription_tier="freemium")
    for _ in range(3):
        await rows.campaign(user)
    with pytest.raises(asyncpg.PostgresError) as caught:
        await rows.campaign(user)
    assert (caught.value.sqlstate, caught.value.column_name) == ("QN429", "campaigns_generated")
    assert await usage(rows, user) == [(this_month(), 3, 0, 0, 0)]
    made = await rows.worker.fetchval("SELECT count(*) FROM webbuilder.campaigns WHERE user_id = $1", user)
    assert made == 3
    await rows.worker.execute("UPDATE webbuilder.users SET subscription_tier = 'creator' WHERE id = $1", user)
    await rows.campaign(user)
    assert await usage(rows, user) == [(this_month(), 4, 0, 0, 0)]


async def test_a_plan_that_ran_out_has_the_limits_of_the_free_one(rows: Rows) -> None:
    user = await rows.user(subscription_ends_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    for _ in range(3):
        await rows.campaign(user)
    with pytest.raises(asyncpg.PostgresError) as caught:
        await rows.campaign(user)
    assert caught.value.sqlstate == "QN429"


async def test_of_many_at_once_only_as_many_pass_as_the_limit_permits(rows: Rows) -> None:
    user = await rows.user(subscription_tier="freemium")

    async def attempt() -> str | None:
        async with connected(rows.place.url("worker")) as connection:
            return await state_of(
                connection,
                "INSERT INTO webbuilder.campaigns (user_id, name, type) VALUES ($1, 'A', 'funnel')",
                user,
            )

    results = await asyncio.gather(*(attempt() for _ in range(8)))
    assert sorted(results, key=str) == [None] * 3 + ["QN429"] * 5
    assert await usage(rows, user) == [(this_month(), 3, 0, 0, 0)]


async def test_other_counters_beyond_their_limit_do_not_stop_a_campaign(rows: Rows) -> None:
    user = await rows.user(subscription_tier="freemium")
    await rows.insert("user_usage", user_id=user, month=this_month(), storage_bytes_used=2**40)
    await rows.campaign(user)
    assert await usage(rows, user) == [(this_month(), 1, 0, 2**40, 0)]


async def start(connection: Connection, user: UUID) -> str | None:
    """Start a generation as its owner; the SQLSTATE if it is refused."""
    return await state_of(
        connection,
        "INSERT INTO webbuilder.ai_generations (user_id, generation_type) VALUES ($1, 'component')",
        user,
    )


async def test_the_shutoff_stops_generations_at_once_and_reading_goes_on(fresh_rows: Rows) -> None:
    user = await fresh_rows.user()
    made = await fresh_rows.generation(user)
    async with fresh_rows.acting("app", user) as app:
        assert await start(app, user) is None
        async with setting(fresh_rows, shutoff__generations=True):
            assert await start(app, user) == "QN503"
            assert await app.fetchval("SELECT count(*) FROM webbuilder.ai_generations WHERE id = $1", made) == 1
        assert await start(app, user) is None


async def test_a_person_whose_costs_reached_the_days_limit_starts_no_generation(fresh_rows: Rows) -> None:
    user, other = (
        await fresh_rows.user(subscription_tier="freemium"),
        await fresh_rows.user(subscription_tier="freemium"),
    )
    now = dt.datetime.now(dt.UTC)
    await finished(fresh_rows, user, "0.9999", completed_at=now)
    async with setting(fresh_rows, costs__reserved_per_generation=0):
        assert await start(fresh_rows.worker, user) is None
        await finished(fresh_rows, user, "0.0001", completed_at=now)
        assert await start(fresh_rows.worker, user) == "QN429"
        assert await start(fresh_rows.worker, other) is None
    assert await usage(fresh_rows, user) == [(this_month(), 0, 3, 0, 0)]


async def test_running_generations_are_taken_into_account(fresh_rows: Rows) -> None:
    user = await fresh_rows.user(subscription_tier="freemium")
    async with setting(fresh_rows, costs__reserved_per_generation=0.4):
        assert [await start(fresh_rows.worker, user) for _ in range(4)] == [None, None, None, "QN429"]
    stale = await fresh_rows.user(subscription_tier="freemium")
    async with setting(fresh_rows, costs__reserved_per_generation=1):
        await fresh_rows.generation(stale, created_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=2))
        assert await start(fresh_rows.worker, stale) is None


async def test_everybodys_costs_of_the_day_have_a_ceiling_that_many_at_once_do_not_overshoot(
    fresh_rows: Rows,
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    reserve = 7
    running = (
        "SELECT count(*) FROM webbuilder.ai_generations "
        "WHERE status = 'processing' AND created_at > now() - interval '1 hour'"
    )
    spent = "SELECT coalesce(sum(total_cost), 0) FROM webbuilder.ai_cost_tracking WHERE date = $1"
    taken = float(await fresh_rows.worker.fetchval(spent, today)) + reserve * await fresh_rows.worker.fetchval(
        running
    )
    people = [await fresh_rows.user() for _ in range(8)]

    async def attempt(user: UUID) -> str | None:
        async with connected(fresh_rows.place.url("worker")) as connection:
            return await start(connection, user)

    ceiling = taken + 3 * reserve
    async with setting(fresh_rows, costs__reserved_per_generation=reserve, costs__daily_ceiling=ceiling):
        results = await asyncio.gather(*(attempt(user) for user in people))
    assert sorted(results, key=str) == [None] * 3 + ["QN503"] * 5


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("limits.freemium", 5),
        ("limits.freemium", {"ai_credits_used": "many"}),
        ("shutoff.generations", "yes"),
        ("costs.daily_ceiling", "high"),
        ("costs.alert_thresholds", 5),
        ("costs.alert_thresholds", [1, "two"]),
    ],
)
async def test_a_setting_that_the_rules_could_not_read_is_refused(rows: Rows, key: str, value: object) -> None:
    change = "UPDATE webbuilder.app_settings SET value = $2 WHERE key = $1"
    assert await state_of(rows.worker, change, key, value) == "23514"


async def test_seeding_again_changes_no_setting(fresh_rows: Rows) -> None:
    async with setting(fresh_rows, costs__daily_ceiling=17):
        await fresh_rows.worker.execute("SELECT webbuilder.seed()")
        value = "SELECT value FROM webbuilder.app_settings WHERE key = 'costs.daily_ceiling'"
        assert await fresh_rows.worker.fetchval(value) == 17
