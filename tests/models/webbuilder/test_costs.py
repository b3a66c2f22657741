"""Web Builder's generations: how they end, what they cost, and when staff is told."""

import asyncio
import datetime as dt
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from gateway.preparation import connected
from tests.models.webbuilder.costs import END, costs, finished, setting
from tests.models.webbuilder.rows import Rows, insert, state_of


async def test_a_generation_ends_once_with_what_its_end_needs(rows: Rows) -> None:
    made = await rows.generation(await rows.user())
    change = "UPDATE webbuilder.ai_generations SET {} WHERE id = $1"
    assert await state_of(rows.worker, change.format("status = 'completed'"), made) == "23514"
    assert await state_of(rows.worker, change.format("status = 'failed'"), made) == "23514"
    assert await state_of(rows.worker, change.format("completed_at = now()"), made) == "23514"
    await rows.worker.execute(change.format("status = 'completed', result_data = '{}'"), made)
    row = await rows.get("ai_generations", made)
    assert (row["status"], row["generation_time_seconds"]) == ("completed", 0)
    assert abs(row["completed_at"] - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    for status in ("processing", "failed", "cancelled"):
        assert (
            await state_of(rows.worker, change.format(f"status = '{status}', error_message = 'x'"), made) == "QN409"
        )


async def test_a_failed_generation_says_why(rows: Rows) -> None:
    made = await rows.generation(await rows.user())
    await rows.worker.execute(
        "UPDATE webbuilder.ai_generations SET status = 'failed', error_message = 'overloaded' WHERE id = $1", made
    )
    row = await rows.get("ai_generations", made)
    assert (row["status"], row["error_message"], row["completed_at"] is None) == ("failed", "overloaded", False)


async def test_a_change_of_a_generation_is_told_to_its_topic(rows: Rows) -> None:
    made = await rows.generation(await rows.user())
    await rows.worker.execute("UPDATE webbuilder.ai_generations SET status = 'cancelled' WHERE id = $1", made)
    async with rows.acting("owner") as owner:
        found = await owner.fetch(
            "SELECT seq, entity, operation FROM quintet.events WHERE topic = $1 ORDER BY seq",
            f"webbuilder.generation:{made}",
        )
    assert [tuple(row) for row in found] == [(1, "ai_generation", "inserted"), (2, "ai_generation", "updated")]


async def test_costs_of_a_day_are_the_sum_of_its_generations_by_provider(rows: Rows) -> None:
    user = await rows.user()
    await finished(rows, user, "0.5000", "gpt-4o", prompt_tokens=100, completion_tokens=20)
    await finished(rows, user, "0.2500", "claude-3-5-sonnet", prompt_tokens=10, completion_tokens=5)
    await finished(rows, user, "0.1000", "gemini-1.5-pro", prompt_tokens=1, completion_tokens=1)
    await rows.generation(user, status="failed", error_message="x", cost=Decimal("0.0100"), completed_at=END)
    await rows.generation(user, cost=Decimal("9.0000"))
    assert await costs(rows, user) == (Decimal("0.5000"), Decimal("0.2500"), Decimal("0.8600"), 4, 137)


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("gpt-4o", "openai"),
        ("GPT-4", "openai"),
        ("o3-mini", "openai"),
        ("dall-e-3", "openai"),
        ("openai/gpt-4.1", "openai"),
        ("claude-opus-4", "anthropic"),
        ("anthropic.claude-v2", "anthropic"),
        ("gemini-2.0-flash", "other"),
        ("llama-3", "other"),
        ("orca", "other"),
        (None, "other"),
    ],
)
async def test_the_provider_follows_from_the_model(rows: Rows, model: str | None, provider: str) -> None:
    async with rows.acting("owner") as owner:
        assert await owner.fetchval("SELECT webbuilder.provider_of($1)", model) == provider


async def test_a_completion_is_counted_in_its_own_transaction(rows: Rows) -> None:
    user = await rows.user()
    made = await rows.generation(user, cost=Decimal("1.2345"), model_used="claude-haiku")
    today = dt.datetime.now(dt.UTC).date()
    async with rows.acting("worker") as worker:
        await worker.execute(
            "UPDATE webbuilder.ai_generations SET status = 'completed', result_data = '{}' WHERE id = $1", made
        )
        total = "SELECT total_cost FROM webbuilder.ai_cost_tracking WHERE user_id = $1 AND date = $2"
        assert await worker.fetchval(total, user, today) == Decimal("1.2345")
    assert await costs(rows, user, today) is None


async def test_a_corrected_cost_or_model_moves_what_was_counted(rows: Rows) -> None:
    user = await rows.user()
    made = await finished(rows, user, "2.0000", "gpt-4o", prompt_tokens=5)
    await rows.worker.execute(
        "UPDATE webbuilder.ai_generations SET cost = 1.5, model_used = 'claude-opus', completion_tokens = 7, "
        "completed_at = completed_at + interval '1 hour' WHERE id = $1",
        made,
    )
    assert await costs(rows, user) == (0, 0, 0, 0, 0)
    assert await costs(rows, user, dt.date(2026, 4, 1)) == (0, Decimal("1.5"), Decimal("1.5"), 1, 12)


async def test_a_day_is_one_of_utc_wherever_the_server_thinks_it_is(rows: Rows) -> None:
    user = await rows.user()
    async with rows.acting("worker", keep=True) as worker:
        await worker.execute("SET LOCAL TimeZone = 'Africa/Cairo'")
        await insert(
            worker,
            "ai_generations",
            user_id=user,
            generation_type="campaign",
            status="cancelled",
            cost=Decimal(1),
            completed_at=END,
        )
    assert await costs(rows, user, dt.date(2026, 3, 31)) == (0, 0, Decimal(1), 1, 0)
    assert await costs(rows, user, dt.date(2026, 4, 1)) is None


async def test_an_analysis_costs_the_owner_of_its_integration(rows: Rows) -> None:
    user = await rows.user()
    made = await rows.insert(
        "platform_analyses",
        integration_id=await rows.integration(user),
        analysis_type="full_audit",
        ai_model_used="claude-opus",
        ai_cost=Decimal("0.7"),
        created_at=END,
    )
    assert await costs(rows, user) == (0, Decimal("0.7"), Decimal("0.7"), 0, 0)
    await rows.worker.execute("UPDATE webbuilder.platform_analyses SET ai_cost = 0.2 WHERE id = $1", made)
    assert await costs(rows, user) == (0, Decimal("0.2"), Decimal("0.2"), 0, 0)


async def test_a_total_below_its_parts_is_refused(rows: Rows) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await rows.insert(
            "ai_cost_tracking",
            user_id=await rows.user(),
            date=dt.date(2025, 1, 1),
            openai_cost=Decimal(2),
            anthropic_cost=Decimal(2),
            total_cost=Decimal(3),
        )
    assert caught.value.constraint_name == "ck_ai_cost_tracking_total_has_all_providers"


async def test_costs_beyond_what_a_day_can_hold_are_refused_and_change_nothing(rows: Rows) -> None:
    user = await rows.user()
    await finished(rows, user, "9999.0000")
    with pytest.raises(asyncpg.NumericValueOutOfRangeError):
        await finished(rows, user, "1.0000")
    assert await costs(rows, user) == (0, Decimal(9999), Decimal(9999), 1, 0)


async def test_each_threshold_crossed_puts_one_alert_into_the_queue(fresh_rows: Rows) -> None:
    user = await fresh_rows.user()
    alerts = (
        "SELECT payload FROM webbuilder.job_queue WHERE job_type = 'cost_alert' AND payload ->> 'user_id' = $1 "
        "ORDER BY (payload ->> 'threshold')::numeric"
    )

    async def thresholds() -> list[float]:
        return [row["payload"]["threshold"] for row in await fresh_rows.worker.fetch(alerts, str(user))]

    async with setting(fresh_rows, costs__alert_thresholds=[1, 2.5, 20]):
        await finished(fresh_rows, user, "0.9999")
        assert await thresholds() == []
        made = await finished(fresh_rows, user, "2.0000")
        assert await thresholds() == [1, 2.5]
        change = "UPDATE webbuilder.ai_generations SET cost = $2 WHERE id = $1"
        await fresh_rows.worker.execute(change, made, Decimal(0))
        await fresh_rows.worker.execute(change, made, Decimal(3))
        assert await thresholds() == [1, 2.5]
    payload = (await fresh_rows.worker.fetch(alerts, str(user)))[0]["payload"]
    assert payload == {
        "once": f"cost_alert:{user}:2026-03-31:1",
        "user_id": str(user),
        "date": "2026-03-31",
        "threshold": 1,
        "total_cost": 2.9999,
    }


async def test_generations_that_end_at_the_same_time_raise_one_alert(fresh_rows: Rows) -> None:
    user = await fresh_rows.user()
    made = [await fresh_rows.generation(user, cost=Decimal("0.6"), model_used="gpt-4o") for _ in range(6)]

    async def end(generation: UUID) -> None:
        async with connected(fresh_rows.place.url("worker")) as connection:
            await connection.execute(
                "UPDATE webbuilder.ai_generations SET status = 'cancelled', completed_at = $2 WHERE id = $1",
                generation,
                END,
            )

    async with setting(fresh_rows, costs__alert_thresholds=[1]):
        await asyncio.gather(*(end(generation) for generation in made))
    assert await costs(fresh_rows, user) == (Decimal("3.6"), 0, Decimal("3.6"), 6, 0)
    alerts = "SELECT count(*) FROM webbuilder.job_queue WHERE payload ->> 'user_id' = $1"
    assert await fresh_rows.worker.fetchval(alerts, str(user)) == 1
