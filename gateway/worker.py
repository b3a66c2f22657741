"""The worker: what has to be done at times, whoever asks or not."""

import asyncio
import contextlib
import signal
import time
from dataclasses import dataclass

import asyncpg
import structlog

from gateway.preparation import connected

log = structlog.get_logger(__name__)
PERIOD_SECONDS = 60.0
JOB_SECONDS = 300.0
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


@dataclass(frozen=True)
class Job:
    """Something that is done every so many seconds: one statement that says how much there was to do."""

    name: str
    statement: str
    every: float = PERIOD_SECONDS


JOBS = (
    Job("event_chunks_dropped", "SELECT quintet.drop_old_events()"),
    Job(
        "keys_deleted",
        "WITH deleted AS (DELETE FROM quintet.idempotency_keys"
        " WHERE created_at < quintet.clock() - interval '48 hours' RETURNING 1) SELECT count(*) FROM deleted",
    ),
    Job("roadtrips_expired", "SELECT roadtrip.expire_sessions()"),
    Job("dashboards_refreshed", "SELECT 1 FROM roadtrip.refresh_user_dashboards()", every=300.0),
    Job("statistics_refreshed", "SELECT 1 FROM roadtrip.refresh_statistics()", every=3_600.0),
    Job("places_counted", "SELECT roadtrip.fold_public_discovery_counts()", every=15.0),
    Job("answers_swept", "SELECT roadtrip.sweep_ai_results()"),
    Job("revenue_converted", "SELECT roadtrip.convert_due_revenue()", every=3_600.0),
    Job("old_usage_purged", "SELECT liveconvo.purge_usage_archive()", every=86_400.0),
    Job("jobs_reclaimed", "SELECT webbuilder.reclaim_jobs()"),
    Job("generations_failed", "SELECT repurpose.fail_stale_generations()"),
)


async def perform(worker_url: str, job: Job) -> int:
    """Do a job now; returns how much there was to do."""
    async with asyncio.timeout(JOB_SECONDS), connected(worker_url) as connection:
        return int(await connection.fetchval(job.statement))


async def work(worker_url: str, *, once: bool = False) -> None:
    """Do every job when it is due, until a signal comes; each by itself, so that none holds up another."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    due = dict.fromkeys(JOBS, 0.0)
    while not stopping.is_set():
        for job in (job for job, moment in due.items() if moment <= time.monotonic()):
            due[job] = time.monotonic() + job.every
            await _perform(worker_url, job, fail=once)
        if once:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), min(due.values()) - time.monotonic())


async def _perform(worker_url: str, job: Job, *, fail: bool) -> None:
    try:
        log.info("done", **{job.name: await perform(worker_url, job)})
    except LOST as error:
        log.warning("not done", job=job.name, error=type(error).__name__)
        if fail:
            raise
