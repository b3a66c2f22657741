"""What RepurposeFlow's tables do that no list of columns shows: one trigger for times, an archive, quick history."""

import asyncpg
import pytest

from tests.models.opened import Connection
from tests.models.repurpose.writers import Writers


async def test_updated_at_has_one_trigger_on_each_table(owner: Connection) -> None:
    touching = await owner.fetch(
        "SELECT tgname FROM pg_trigger WHERE tgname IN ('touch_updated_at') AND tgrelid IN"
        " ('repurpose.users'::regclass, 'repurpose.subscriptions'::regclass)"
    )
    assert touching == []


async def test_the_archive_has_the_columns_of_generations_in_their_order(owner: Connection) -> None:
    names = (
        "SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped"
    )
    generations = await owner.fetchval(names, "repurpose.generations")
    assert await owner.fetchval(names, "repurpose.generations_archive") == [*generations, "archived_at"]


async def test_the_history_query_uses_the_partial_index(fresh_owner: Connection, fresh_worker: Connection) -> None:
    writers = Writers(fresh_worker)
    people = [await writers.writer("business") for _ in range(40)]
    await fresh_worker.execute(
        "INSERT INTO repurpose.generations (user_id, input_content, selected_platforms, selected_tone, status,"
        " created_at) SELECT person, 'A text.', '{email}', 'authority',"
        " CASE n % 3 WHEN 0 THEN 'pending' ELSE 'completed' END,"
        " now() - make_interval(hours => n) FROM unnest($1::uuid[]) AS person, generate_series(1, 200) AS n",
        [writer.id for writer in people],
    )
    writer = people[7]
    async with fresh_owner.transaction():
        await fresh_owner.execute("ANALYZE repurpose.generations")
        plan = await fresh_owner.fetch(
            "EXPLAIN SELECT id, selected_platforms, selected_tone, created_at, status FROM repurpose.generations"
            f" WHERE user_id = '{writer.id}' AND created_at > now() - interval '30 days' AND status = 'completed'"
            " ORDER BY created_at DESC LIMIT 50"
        )
    text = "\n".join(row[0] for row in plan)
    assert "Index Scan using idx_generations_user_recent" in text
    assert "Sort" not in text


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("users", "clerk_user_id"),
        ("users", "email"),
        ("users", "stripe_customer_id"),
        ("subscriptions", "stripe_subscription_id"),
        ("webhook_events", "event_id"),
    ],
)
async def test_every_unique_column_refuses_a_duplicate(
    worker: Connection, writers: Writers, table: str, column: str
) -> None:
    for _ in range(2):
        writer = await writers.writer("pro")
        await writers.subscribe(writer, f"sub {writer.clerk}", "pro", "active")
        await worker.execute(
            "INSERT INTO repurpose.webhook_events (source, event_type, event_id, payload)"
            " VALUES ('clerk', 'x', $1, '{}')",
            writer.clerk,
        )
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await worker.execute(
            f"UPDATE repurpose.{table} SET {column} = (SELECT {column} FROM repurpose.{table}"
            f" WHERE {column} IS NOT NULL ORDER BY created_at LIMIT 1)"
        )
    assert refused.value.constraint_name == f"uq_{table}_{column}"
