"""Whose rows: what people see and change, and what only jobs do."""

import asyncpg
import pytest

from tests.models.opened import Connection
from tests.models.repurpose.writers import ASK, MINE, Writer, Writers, signed_in


async def fill(worker: Connection, writers: Writers) -> Writer:
    """A person with a row in every table."""
    writer = await writers.writer()
    await writers.subscribe(writer, f"sub {writer.clerk}", "pro", "active")
    await writers.generation(writer, days_ago=100)
    await worker.execute("SELECT repurpose.archive_generations(), repurpose.aggregate_usage_logs()")
    await writers.generation(writer)
    return writer


@pytest.mark.parametrize("table", MINE)
async def test_a_person_sees_their_own_rows_and_nobody_sees_others(
    app: Connection, worker: Connection, writers: Writers, table: str
) -> None:
    people = [await fill(worker, writers), await fill(worker, writers)]
    key = "id" if table == "users" else "user_id"
    for writer in (*people, people[0]):
        async with signed_in(app, writer):
            seen = await app.fetch(f"SELECT {key} FROM repurpose.{table}")
        assert [row[key] for row in seen] == [writer.id]
    assert await app.fetch(f"SELECT {key} FROM repurpose.{table}") == []


async def test_without_the_setting_there_are_no_rows_and_no_error(app: Connection, writers: Writers) -> None:
    await writers.generation(await writers.writer())
    for value in ("", None):
        async with app.transaction():
            if value is not None:
                await app.execute("SELECT set_config('app.current_user_id', $1, true)", value)
            for table in MINE:
                assert await app.fetch(f"SELECT id FROM repurpose.{table}") == []


async def test_a_person_changes_their_name_and_tone_and_nothing_else(
    app: Connection, worker: Connection, writers: Writers
) -> None:
    mine, yours = await writers.writer(), await writers.writer()
    async with signed_in(app, mine):
        changed = await app.execute("UPDATE repurpose.users SET full_name = 'Ada', default_tone = 'authority'")
        foreign = await app.execute("UPDATE repurpose.users SET full_name = 'Eve' WHERE id = $1", yours.id)
    assert (changed, foreign) == ("UPDATE 1", "UPDATE 0")
    for assignment in (
        "subscription_tier = 'business'",
        "generations_limit = 999999",
        "generations_count_current_month = 0",
        "usage_reset_at = now()",
        f"clerk_user_id = '{yours.clerk}'",
        "deleted_at = now()",
        "updated_at = now()",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with signed_in(app, mine):
                await app.execute(f"UPDATE repurpose.users SET {assignment}")
    names = await worker.fetch("SELECT full_name FROM repurpose.users WHERE id = ANY ($1)", [mine.id, yours.id])
    assert {row["full_name"] for row in names} == {"Ada", None}


async def test_the_update_policy_itself_refuses_to_take_another_clerk_id(
    fresh_owner: Connection, fresh_app: Connection, fresh_worker: Connection
) -> None:
    writers = Writers(fresh_worker)
    mine, yours = await writers.writer(), await writers.writer()
    await fresh_owner.execute("GRANT UPDATE (clerk_user_id) ON repurpose.users TO quintet_app")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with signed_in(fresh_app, mine):
            await fresh_app.execute("UPDATE repurpose.users SET clerk_user_id = $1", f"{yours.clerk}x")


async def test_a_person_asks_for_generations_of_their_own_only(
    app: Connection, worker: Connection, writers: Writers
) -> None:
    mine, yours = await writers.writer(), await writers.writer()
    await writers.used(yours, 10)
    async with signed_in(app, mine):
        assert await app.fetchval(ASK, mine.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with signed_in(app, mine):
            await app.execute(ASK, yours.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(ASK, yours.id)
    assert await worker.fetchval("SELECT count(*) FROM repurpose.generations WHERE user_id = $1", yours.id) == 0


async def test_a_person_edits_the_posts_of_their_generations_and_nothing_else(
    app: Connection, worker: Connection, writers: Writers
) -> None:
    mine, yours = await writers.writer(), await writers.writer()
    generation, foreign = await writers.generation(mine, "completed"), await writers.generation(yours, "completed")
    edit = 'UPDATE repurpose.generations SET output_email = \'{"subject": "Hello"}\' WHERE id = $1'
    async with signed_in(app, mine):
        assert await app.execute(edit, generation) == "UPDATE 1"
        assert await app.execute(edit, foreign) == "UPDATE 0"
    for assignment in (
        "status = 'failed', error_message = 'x'",
        "total_tokens_used = 0",
        "user_id = gen_random_uuid()",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with signed_in(app, mine):
                await app.execute(f"UPDATE repurpose.generations SET {assignment} WHERE id = $1", generation)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with signed_in(app, mine):
            await app.execute(
                "INSERT INTO repurpose.generations (user_id, input_content, selected_platforms, selected_tone,"
                " status) VALUES ($1, 'A text.', '{email}', 'authority', 'completed')",
                mine.id,
            )
    outputs = await worker.fetch(
        "SELECT output_email FROM repurpose.generations WHERE id = ANY ($1)", [generation, foreign]
    )
    assert {row["output_email"] for row in outputs} == {'{"subject": "Hello"}', None}


@pytest.mark.parametrize(
    "table",
    [
        "usage_logs",
        "usage_logs_daily",
        "subscriptions",
        "webhook_events",
        "users",
        "generations_archive",
        "subscriptions_archive",
    ],
)
async def test_a_person_writes_no_logs_bills_or_events(app: Connection, writers: Writers, table: str) -> None:
    writer = await writers.writer()
    for statement in (f"INSERT INTO repurpose.{table} DEFAULT VALUES", f"DELETE FROM repurpose.{table}"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with signed_in(app, writer):
                await app.execute(statement)


@pytest.mark.parametrize(
    "call",
    [
        "update_user_tier(gen_random_uuid(), 'business')",
        "reset_usage()",
        "archive_generations()",
        "aggregate_usage_logs()",
        "fail_stale_generations()",
        "receive_webhook_event('stripe', 'x', 'y', '{}')",
        "claim_webhook_events()",
        "finish_webhook_event(gen_random_uuid())",
        "purge_webhook_events()",
        "acts_for(gen_random_uuid())",
    ],
)
async def test_the_functions_of_jobs_are_closed_to_people(app: Connection, writers: Writers, call: str) -> None:
    writer = await writers.writer()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with signed_in(app, writer):
            await app.execute(f"SELECT repurpose.{call}")
