"""Archives, sums, and what stays of a person who is deleted."""

import datetime as dt
from decimal import Decimal

from tests.models.opened import Connection
from tests.models.repurpose.writers import MINE, Writers


async def test_deleting_a_generation_keeps_its_log_without_it(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer)
    await worker.execute("DELETE FROM repurpose.generations WHERE id = $1", generation)
    assert await worker.fetch("SELECT generation_id FROM repurpose.usage_logs WHERE user_id = $1", writer.id) == [
        (None,)
    ]


async def test_generations_are_archived_after_90_days_once_and_none_is_lost(
    worker: Connection, writers: Writers
) -> None:
    writer = await writers.writer()
    made = {age: await writers.generation(writer, "completed", days_ago=age) for age in (29, 31, 89, 91, 200)}
    columns = "id, input_content, input_content_hash, selected_platforms, status, created_at, completed_at"
    before = await worker.fetch(
        f"SELECT {columns} FROM repurpose.generations WHERE user_id = $1 ORDER BY id", writer.id
    )
    assert await worker.fetchval("SELECT repurpose.archive_generations()") >= 2
    assert await worker.fetchval("SELECT repurpose.archive_generations()") == 0
    left = await worker.fetch("SELECT id FROM repurpose.generations WHERE user_id = $1", writer.id)
    assert {row["id"] for row in left} == {made[29], made[31], made[89]}
    after = await worker.fetch(
        f"SELECT {columns} FROM repurpose.generations WHERE user_id = $1"
        f" UNION ALL SELECT {columns} FROM repurpose.generations_archive WHERE user_id = $1 ORDER BY id",
        writer.id,
    )
    assert after == before


async def test_the_documents_own_archiving_statements_work_on_the_archive(
    worker: Connection, writers: Writers
) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer, "completed", days_ago=1000)
    async with worker.transaction():
        await worker.execute(
            "INSERT INTO repurpose.generations_archive SELECT * FROM repurpose.generations"
            " WHERE created_at < NOW() - INTERVAL '990 days'"
        )
        await worker.execute("DELETE FROM repurpose.generations WHERE created_at < NOW() - INTERVAL '990 days'")
    assert await worker.fetch("SELECT id FROM repurpose.generations_archive WHERE user_id = $1", writer.id) == [
        (generation,)
    ]


async def test_old_usage_logs_become_daily_sums_that_add_up(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    insert = (
        "INSERT INTO repurpose.usage_logs (user_id, event_type, platform_count, tokens_used, estimated_cost_usd,"
        " created_at) SELECT $1, 'generation_completed', 2, 10, 0.000001, moment"
        " FROM unnest($2::timestamptz[]) AS moment"
    )
    day = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
    fresh = dt.datetime.now(dt.UTC) - dt.timedelta(days=89)
    await worker.execute(insert, writer.id, [day, day.replace(hour=23, minute=59), day + dt.timedelta(days=1), fresh])
    async with worker.transaction():
        await worker.execute("SET LOCAL timezone = 'Asia/Tokyo'")
        assert await worker.fetchval("SELECT repurpose.aggregate_usage_logs()") >= 3
    await worker.execute(insert, writer.id, [day])
    assert await worker.fetchval("SELECT repurpose.aggregate_usage_logs()") == 1
    sums = await worker.fetch(
        "SELECT day, event_count, platform_count, tokens_used, estimated_cost_usd FROM repurpose.usage_logs_daily"
        " WHERE user_id = $1 ORDER BY day",
        writer.id,
    )
    assert sums == [
        (day.date(), 3, 6, 30, Decimal("0.000003")),
        (day.date() + dt.timedelta(days=1), 1, 2, 10, Decimal("0.000001")),
    ]
    assert await worker.fetch("SELECT created_at FROM repurpose.usage_logs WHERE user_id = $1", writer.id) == [
        (fresh,)
    ]


async def test_deleting_a_person_removes_everything_but_billing_without_a_name(
    worker: Connection, writers: Writers
) -> None:
    writer = await writers.writer()
    await writers.subscribe(writer, f"sub {writer.clerk}", "pro", "active")
    await writers.subscribe(writer, f"old {writer.clerk}", "business", "canceled")
    await writers.generation(writer, "completed")
    await writers.generation(writer, "completed", days_ago=91)
    await worker.execute("SELECT repurpose.archive_generations(), repurpose.aggregate_usage_logs()")
    before = await worker.fetchval("SELECT count(*) FROM repurpose.subscriptions_archive")
    await worker.execute("DELETE FROM repurpose.users WHERE id = $1", writer.id)
    for table in (*MINE, "subscriptions_archive"):
        for value in (str(writer.id), writer.clerk):
            trace = f"SELECT count(*) FROM repurpose.{table} AS t WHERE position($1 IN t::text) > 0"
            assert await worker.fetchval(trace, value) == 0, table
    assert await worker.fetchval("SELECT count(*) FROM repurpose.subscriptions_archive") == before + 2
    kept = await worker.fetch(
        "SELECT tier, status, amount_cents, currency, interval FROM repurpose.subscriptions_archive WHERE pseudonym ="
        " (SELECT pseudonym FROM repurpose.subscriptions_archive ORDER BY archived_at DESC LIMIT 1) ORDER BY tier"
    )
    assert kept == [("business", "canceled", 2900, "usd", "month"), ("pro", "active", 2900, "usd", "month")]
