"""Web Builder's queue of background jobs: no job is lost, none is done twice."""

import asyncio
import datetime as dt
from uuid import UUID, uuid4

import asyncpg
import pytest

from gateway.preparation import connected
from tests.models.webbuilder.rows import Rows, state_of

CLAIM = "SELECT id, attempts, status, payload FROM webbuilder.claim_jobs($1, $2)"
COMPLETE = "SELECT webbuilder.complete_job($1, $2)"
FAIL = "SELECT webbuilder.fail_job($1, $2, 'no answer')"


@pytest.fixture
def kind() -> str:
    """A kind of job that no other test uses."""
    return f"test_{uuid4().hex}"


async def claim(rows: Rows, kind: str, most: int = 10) -> list[UUID]:
    """Take jobs that are due."""
    return [row["id"] for row in await rows.worker.fetch(CLAIM, [kind], most)]


async def make_due(rows: Rows, job: UUID) -> None:
    """Let a job's time come."""
    await rows.worker.execute("UPDATE webbuilder.job_queue SET scheduled_at = now() WHERE id = $1", job)


async def test_a_job_is_taken_when_its_time_has_come_the_oldest_first(rows: Rows, kind: str) -> None:
    now = dt.datetime.now(dt.UTC)
    later = await rows.insert("job_queue", job_type=kind, scheduled_at=now + dt.timedelta(hours=1))
    second = await rows.insert("job_queue", job_type=kind, scheduled_at=now - dt.timedelta(hours=1))
    first = await rows.insert("job_queue", job_type=kind, scheduled_at=now - dt.timedelta(hours=2))
    assert await claim(rows, kind, 1) == [first]
    assert await claim(rows, kind) == [second]
    assert await claim(rows, kind) == []
    assert (await rows.get("job_queue", later))["status"] == "pending"
    row = await rows.get("job_queue", first)
    assert (row["status"], row["attempts"], row["started_at"] is None) == ("processing", 1, False)


async def test_workers_at_the_same_time_never_take_the_same_job(rows: Rows, kind: str) -> None:
    jobs = [await rows.insert("job_queue", job_type=kind) for _ in range(40)]

    async def worker() -> list[UUID]:
        taken: list[UUID] = []
        async with connected(rows.place.url("worker")) as connection:
            while found := await connection.fetch("SELECT id FROM webbuilder.claim_jobs($1, 3)", [kind]):
                taken += [row["id"] for row in found]
        return taken

    taken = [job for part in await asyncio.gather(*(worker() for _ in range(4))) for job in part]
    assert sorted(taken) == sorted(jobs)


async def test_a_job_that_one_worker_is_taking_is_skipped_by_the_next(rows: Rows, kind: str) -> None:
    first, second = [await rows.insert("job_queue", job_type=kind) for _ in range(2)]
    async with rows.acting("worker") as other:
        taken = [row["id"] for row in await other.fetch(CLAIM, [kind], 1)]
        assert await claim(rows, kind) == [job for job in (first, second) if job not in taken]


async def test_a_failed_attempt_is_tried_again_later_until_attempts_run_out(rows: Rows, kind: str) -> None:
    job = await rows.insert("job_queue", job_type=kind, max_attempts=3)
    waits = []
    for attempt, status in ((1, "retrying"), (2, "retrying"), (3, "failed")):
        assert await claim(rows, kind) == [job]
        assert await rows.worker.fetchval(FAIL, job, attempt) == status
        assert await claim(rows, kind) == []
        row = await rows.get("job_queue", job)
        waits.append(round((row["scheduled_at"] - dt.datetime.now(dt.UTC)).total_seconds() / 10) * 10)
        assert (row["attempts"], row["error_message"]) == (attempt, "no answer")
        await make_due(rows, job)
    assert waits == [30, 60, 120]
    assert await claim(rows, kind) == []


async def test_a_job_whose_worker_is_gone_comes_back_and_the_late_worker_is_not_heard(
    fresh_rows: Rows, kind: str
) -> None:
    job = await fresh_rows.insert("job_queue", job_type=kind)
    assert await claim(fresh_rows, kind) == [job]
    assert await fresh_rows.worker.fetchval("SELECT webbuilder.reclaim_jobs()") == 0
    await fresh_rows.worker.execute(
        "UPDATE webbuilder.job_queue SET started_at = now() - interval '16 minutes' WHERE id = $1", job
    )
    assert await fresh_rows.worker.fetchval("SELECT webbuilder.reclaim_jobs()") == 1
    await make_due(fresh_rows, job)
    assert await claim(fresh_rows, kind) == [job]
    assert await fresh_rows.worker.fetchval(COMPLETE, job, 1) is False
    assert await fresh_rows.worker.fetchval(FAIL, job, 1) is None
    assert await fresh_rows.worker.fetchval(COMPLETE, job, 2) is True
    row = await fresh_rows.get("job_queue", job)
    assert (row["status"], row["completed_at"] is None, row["error_message"]) == ("completed", False, None)


async def test_a_job_is_begun_no_more_often_than_permitted(rows: Rows, kind: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await rows.insert("job_queue", job_type=kind, attempts=4, max_attempts=3)
    assert caught.value.constraint_name == "ck_job_queue_attempts_are_limited"


@pytest.mark.parametrize("status", ["completed", "failed", "retrying"])
async def test_a_job_that_was_not_begun_does_not_end(rows: Rows, kind: str, status: str) -> None:
    job = await rows.insert("job_queue", job_type=kind)
    ended = f"status = '{status}', completed_at = now(), error_message = 'x'"
    change = f"UPDATE webbuilder.job_queue SET {ended} WHERE id = $1"
    assert await state_of(rows.worker, change, job) == "QN409"


async def test_a_job_that_is_to_be_done_once_is_queued_once(rows: Rows, kind: str) -> None:
    await rows.insert("job_queue", job_type=kind, payload={"once": kind})
    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        await rows.insert("job_queue", job_type=kind, payload={"once": kind})
    assert caught.value.constraint_name == "ix_job_queue_once"
    for _ in range(2):
        await rows.insert("job_queue", job_type=kind, payload={"other": 1})


@pytest.mark.parametrize("role", ["app", "admin"])
@pytest.mark.parametrize(
    "call",
    [
        "SELECT webbuilder.claim_jobs()",
        "SELECT webbuilder.complete_job(gen_random_uuid(), 1)",
        "SELECT webbuilder.fail_job(gen_random_uuid(), 1, '')",
        "SELECT webbuilder.reclaim_jobs()",
        "SELECT payload FROM webbuilder.job_queue",
        "INSERT INTO webbuilder.job_queue (job_type) VALUES ('a')",
    ],
)
async def test_only_the_worker_has_jobs(rows: Rows, role: str, call: str) -> None:
    async with rows.acting(role, await rows.user()) as connection:
        assert await state_of(connection, call) == "42501"


async def test_taking_jobs_uses_the_index_of_those_that_wait(rows: Rows) -> None:
    async with rows.acting("worker") as worker:
        await worker.execute("SET LOCAL enable_seqscan = off")
        plan = await worker.fetch(
            "EXPLAIN SELECT id FROM webbuilder.job_queue WHERE status IN ('pending', 'retrying') "
            "AND scheduled_at <= statement_timestamp() ORDER BY scheduled_at, id LIMIT 1"
        )
    assert "ix_job_queue_waiting" in "\n".join(row[0] for row in plan)
