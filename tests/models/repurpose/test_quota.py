"""Counting generations, and quotas that start again every month."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.models.opened import Connection
from tests.models.repurpose.writers import ASK, COUNT, Writers, signed_in


async def test_a_completed_generation_counts_once(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer)
    assert await worker.fetchval(COUNT, writer.id) == 0
    await writers.become(generation, "completed")
    await writers.become(generation, "completed")
    await worker.execute("UPDATE repurpose.generations SET core_message = 'x' WHERE id = $1", generation)
    row = await worker.fetchrow(
        "SELECT generations_count_current_month, last_generation_at IS NOT NULL FROM repurpose.users WHERE id = $1",
        writer.id,
    )
    assert row == (1, True)


async def test_a_generation_inserted_as_completed_counts(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    await writers.generation(writer, "completed")
    await writers.generation(writer, "partial")
    await writers.generation(writer, "failed")
    assert await worker.fetchval(COUNT, writer.id) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("completed", "failed"),
        ("completed", "pending"),
        ("completed", "partial"),
        ("failed", "pending"),
        ("failed", "completed"),
        ("partial", "failed"),
        ("partial", "pending"),
    ],
)
async def test_a_status_does_not_go_back(worker: Connection, writers: Writers, before: str, after: str) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer, before)
    counted = await worker.fetchval(COUNT, writer.id)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await writers.become(generation, after)
    assert refused.value.sqlstate == "QN409"
    assert await worker.fetchval(COUNT, writer.id) == counted


async def test_a_partial_generation_counts_when_it_is_completed(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer)
    await writers.become(generation, "partial")
    assert await worker.fetchval(COUNT, writer.id) == 0
    await writers.become(generation, "completed")
    assert await worker.fetchval(COUNT, writer.id) == 1


async def test_counting_works_for_the_app_role_without_rights_to_the_counter(
    app: Connection, worker: Connection, writers: Writers
) -> None:
    writer = await writers.writer()
    async with signed_in(app, writer):
        generation = await app.fetchval(
            ASK,
            writer.id,
        )
    await writers.become(generation, "completed")
    assert await worker.fetchval(COUNT, writer.id) == 1


@pytest.mark.parametrize(("used", "expected"), [(0, True), (9, True), (10, False), (11, False)])
async def test_the_quota_is_the_limit_of_the_tier(writers: Writers, used: int, expected: bool) -> None:
    writer = await writers.writer()
    await writers.used(writer, used)
    assert await writers.may_generate(writer) is expected


async def test_asking_after_the_reset_date_resets_the_count(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    await writers.used(writer, 10, reset="-1 day")
    assert await writers.may_generate(writer) is True
    row = await worker.fetchrow(
        "SELECT generations_count_current_month, usage_reset_at > now() FROM repurpose.users WHERE id = $1", writer.id
    )
    assert row == (0, True)


async def test_a_limit_of_zero_stays_zero_after_a_reset(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    await writers.used(writer, 10, reset="-1 day")
    await worker.execute("UPDATE repurpose.users SET generations_limit = 0 WHERE id = $1", writer.id)
    assert await writers.may_generate(writer) is False


async def test_the_quota_of_an_unknown_person_is_false_and_not_null(worker: Connection) -> None:
    assert await worker.fetchval("SELECT repurpose.check_user_quota($1)", uuid4()) is False


async def test_nobody_asks_for_the_quota_of_somebody_else(
    app: Connection, worker: Connection, writers: Writers
) -> None:
    mine, yours = await writers.writer(), await writers.writer()
    await writers.used(yours, 3, reset="-1 day")
    async with signed_in(app, mine):
        assert await app.fetchval("SELECT repurpose.check_user_quota($1)", mine.id) is True
        assert await app.fetchval("SELECT repurpose.check_user_quota($1)", yours.id) is False
        assert await app.fetch("SELECT * FROM repurpose.quota($1)", yours.id) == []
    assert await app.fetchval("SELECT repurpose.check_user_quota($1)", yours.id) is False
    assert await worker.fetchval(COUNT, yours.id) == 3


async def test_the_eleventh_free_generation_is_refused(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    for _ in range(5):
        await writers.generation(writer, "completed")
        await writers.generation(writer)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await writers.generation(writer)
    assert refused.value.sqlstate == "QN429"
    assert await worker.fetchval("SELECT count(*) FROM repurpose.generations WHERE user_id = $1", writer.id) == 10


async def test_requests_at_the_same_time_do_not_pass_the_quota_together(
    place: Addresses, worker: Connection, writers: Writers
) -> None:
    writer = await writers.writer()
    await writers.used(writer, 7)

    async def request() -> str:
        async with connected(place.url("app")) as connection:
            try:
                async with signed_in(connection, writer):
                    await connection.execute(
                        ASK,
                        writer.id,
                    )
                    await asyncio.sleep(0.01)
            except asyncpg.PostgresError as error:
                return str(error.sqlstate)
            return "asked"

    answers = await asyncio.gather(*(request() for _ in range(8)))
    assert sorted(answers) == ["QN429"] * 5 + ["asked"] * 3
    assert await worker.fetchval("SELECT count(*) FROM repurpose.generations WHERE user_id = $1", writer.id) == 3


async def test_a_failed_generation_gives_its_place_back(writers: Writers) -> None:
    writer = await writers.writer()
    await writers.used(writer, 9)
    generation = await writers.generation(writer)
    assert await writers.may_generate(writer) is False
    await writers.become(generation, "failed")
    assert await writers.may_generate(writer) is True


async def test_generations_that_nobody_finishes_fail_after_an_hour(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    stale, running = await writers.generation(writer, days_ago=0.05), await writers.generation(writer, days_ago=0.03)
    assert await worker.fetchval("SELECT repurpose.fail_stale_generations()") >= 1
    found = await worker.fetch(
        "SELECT id, status, error_message FROM repurpose.generations WHERE user_id = $1", writer.id
    )
    assert {tuple(row) for row in found} == {(stale, "failed", "It took too long."), (running, "pending", None)}


@pytest.mark.parametrize(
    ("used", "reset", "expected"),
    [
        (3, "1 day", (True, 7, 3, 10)),
        (10, "1 day", (False, 0, 10, 10)),
        (10, "-1 day", (True, 10, 0, 10)),
        (200, "1 day", (False, 0, 200, 10)),
    ],
)
async def test_the_quota_reads_rightly_without_a_reset_before(
    app: Connection, worker: Connection, writers: Writers, used: int, reset: str, expected: tuple[object, ...]
) -> None:
    writer = await writers.writer()
    await writers.used(writer, used, reset=reset)
    async with app.transaction(readonly=True):
        await app.execute("SELECT repurpose.sign_in($1)", writer.clerk)
        row = await app.fetchrow("SELECT *, resets_at > now() AS later FROM repurpose.quota($1)", writer.id)
    assert row is not None
    assert (row["can_generate"], row["remaining"], row["used"], row["generations_limit"]) == expected
    assert row["later"]
    assert await worker.fetchval(COUNT, writer.id) == used


async def test_people_read_their_own_quota_after_the_reset_date_and_staff_everybody_s(
    place: Addresses, app: Connection, worker: Connection, writers: Writers
) -> None:
    mine, yours, gone = [await writers.writer() for _ in range(3)]
    await writers.used(mine, 10, reset="-1 day")
    await writers.used(yours, 4)
    await worker.execute("UPDATE repurpose.users SET deleted_at = now() WHERE id = $1", gone.id)
    read = "SELECT user_id, can_generate, remaining, used, resets_at > now() FROM repurpose.quotas"
    async with signed_in(app, mine):
        assert [tuple(row) for row in await app.fetch(read)] == [(mine.id, True, 10, 0, True)]
    assert await app.fetch(read) == []
    async with connected(place.url("admin")) as staff:
        found = await staff.fetch(f"{read} WHERE user_id = ANY ($1)", [mine.id, yours.id, gone.id])
    assert {tuple(row) for row in found} == {(mine.id, True, 10, 0, True), (yours.id, True, 6, 4, True)}
    assert await worker.fetchval(COUNT, mine.id) == 10


async def test_a_downgrade_leaves_nothing_and_never_less(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer("pro")
    await writers.used(writer, 200)
    await worker.execute("SELECT repurpose.update_user_tier($1, 'free')", writer.id)
    assert await worker.fetchval("SELECT remaining FROM repurpose.quota($1)", writer.id) == 0


async def test_generations_in_flight_are_not_left(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    await writers.used(writer, 8)
    await writers.generation(writer)
    assert await worker.fetchval("SELECT remaining FROM repurpose.quota($1)", writer.id) == 1


async def test_completing_after_the_reset_date_starts_a_new_count(worker: Connection, writers: Writers) -> None:
    writer = await writers.writer()
    generation = await writers.generation(writer)
    await writers.used(writer, 9, reset="-1 day")
    await writers.become(generation, "completed")
    row = await worker.fetchrow(
        "SELECT generations_count_current_month, usage_reset_at > now() FROM repurpose.users WHERE id = $1", writer.id
    )
    assert row == (1, True)


async def test_the_monthly_job_resets_what_is_due_and_nothing_else(worker: Connection, writers: Writers) -> None:
    due, later = await writers.writer(), await writers.writer()
    await writers.used(due, 4, reset="-1 second")
    await writers.used(later, 4)
    assert await worker.fetchval("SELECT repurpose.reset_usage()") >= 1
    assert await worker.fetchval("SELECT repurpose.reset_usage()") == 0
    assert [await worker.fetchval(COUNT, writer.id) for writer in (due, later)] == [0, 4]
