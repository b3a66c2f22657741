"""Generations, and what is logged about them."""

import hashlib

import pytest

from tests.models.opened import Connection
from tests.models.repurpose.writers import ASK, Writers, refused_state, signed_in


async def test_the_hash_is_that_of_the_text_whatever_is_sent(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer, text="Grüße 👋")
    read = "SELECT input_content_hash FROM repurpose.generations WHERE id = $1"
    assert await worker.fetchval(read, generation) == hashlib.sha256("Grüße 👋".encode()).hexdigest()
    await worker.execute(
        "UPDATE repurpose.generations SET input_content = 'x', input_content_hash = repeat('0', 64) WHERE id = $1",
        generation,
    )
    assert await worker.fetchval(read, generation) == hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize("platforms", [[], ["myspace"], ["tiktok", "myspace"], [None]])
async def test_platforms_are_some_of_the_six(
    worker: Connection, writers: Writers, platforms: list[str | None]
) -> None:
    writer = await writers.writer()
    insert = (
        "INSERT INTO repurpose.generations (user_id, input_content, selected_platforms, selected_tone)"
        " VALUES ($1, 'A text.', $2, 'authority')"
    )
    assert await refused_state(worker, insert, writer.id, platforms) == "23514"
    await worker.execute(insert, writer.id, ["tiktok", "twitter", "threads", "linkedin", "instagram", "email"])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("key_points", "'{}'"),
        *((f"output_{name}", "'[]'") for name in ("tiktok", "twitter", "threads", "linkedin", "instagram", "email")),
        ("generation_time_ms", "-1"),
        ("total_tokens_used", "-1"),
        ("selected_tone", "'loud'"),
    ],
)
async def test_a_generation_refuses_what_its_columns_cannot_mean(
    worker: Connection, writers: Writers, column: str, value: str
) -> None:
    generation = await writers.generation(await writers.writer())
    statement = f"UPDATE repurpose.generations SET {column} = {value} WHERE id = $1"
    assert await refused_state(worker, statement, generation) == "23514"


async def test_a_completed_generation_knows_when_and_how_long(worker: Connection, writers: Writers) -> None:
    generation = await writers.generation(await writers.writer(), days_ago=1 / 1440)
    await writers.become(generation, "completed")
    row = await worker.fetchrow(
        "SELECT completed_at > created_at, generation_time_ms BETWEEN 60000 AND 90000"
        " FROM repurpose.generations WHERE id = $1",
        generation,
    )
    assert row == (True, True)


async def test_a_failure_needs_a_reason(worker: Connection, writers: Writers) -> None:
    generation = await writers.generation(await writers.writer())
    statement = "UPDATE repurpose.generations SET status = 'failed' WHERE id = $1"
    assert await refused_state(worker, statement, generation) == "23514"


@pytest.mark.parametrize("outputs", ["", ", output_tiktok = '{}', output_twitter = '{}'"])
async def test_a_partial_generation_has_some_outputs_and_lacks_some(
    worker: Connection, writers: Writers, outputs: str
) -> None:
    generation = await writers.generation(await writers.writer())
    statement = f"UPDATE repurpose.generations SET status = 'partial'{outputs} WHERE id = $1"
    assert await refused_state(worker, statement, generation) == "23514"


async def test_every_generation_has_one_start_and_one_end_in_the_log(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    for path in (["completed"], ["failed"], ["partial", "completed"], []):
        generation = await writers.generation(writer)
        for status in path:
            await writers.become(generation, status)
        logs = await worker.fetch(
            "SELECT event_type, platform_count, platforms FROM repurpose.usage_logs WHERE generation_id = $1"
            " ORDER BY created_at",
            generation,
        )
        end = [f"generation_{'failed' if 'failed' in path else 'completed'}"] if path else []
        assert [row["event_type"] for row in logs] == ["generation_started", *end]
        assert {(row["platform_count"], tuple(row["platforms"])) for row in logs} == {(2, ("tiktok", "twitter"))}


@pytest.mark.parametrize("event", ["generation_started", "generation_failed", "generation_completed"])
async def test_a_second_start_or_end_is_refused(worker: Connection, writers: Writers, event: str) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer, "completed")
    insert = (
        "INSERT INTO repurpose.usage_logs (user_id, generation_id, event_type, platform_count) VALUES ($1, $2, $3, 2)"
    )
    assert await refused_state(worker, insert, writer.id, generation, event) == "23505"


async def test_the_log_knows_the_client_that_the_gateway_names(
    app: Connection, worker: Connection, writers: Writers
) -> None:
    writer = await writers.writer()
    async with signed_in(app, writer):
        await app.execute(
            "SELECT set_config('quintet.user_agent', 'a browser', true),"
            " set_config('quintet.client_address', '2001:db8::1', true)"
        )
        await app.execute(
            ASK,
            writer.id,
        )
    row = await worker.fetchrow(
        "SELECT user_agent, host(ip_address) FROM repurpose.usage_logs WHERE user_id = $1", writer.id
    )
    assert row == ("a browser", "2001:db8::1")


async def test_a_log_counts_the_platforms_it_names(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    insert = (
        "INSERT INTO repurpose.usage_logs (user_id, event_type, platform_count, platforms)"
        " VALUES ($1, 'generation_started', $2, ARRAY['email', 'tiktok'])"
    )
    assert await refused_state(worker, insert, writer.id, 3) == "23514"
    await worker.execute(insert, writer.id, 2)


async def test_changes_of_a_generation_are_events_of_its_topic(worker: Connection, writers: Writers) -> None:
    generation = await writers.generation(await writers.writer())
    await writers.become(generation, "completed")
    events = await worker.fetch(
        "SELECT seq, entity, operation FROM quintet.events WHERE topic = $1 ORDER BY seq",
        f"repurpose.generation:{generation}",
    )
    assert events == [(1, "generation", "inserted"), (2, "generation", "updated")]
