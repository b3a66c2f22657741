"""The worker: what has to be done at times, whoever asks or not."""

import asyncio
import contextlib
import signal

import asyncpg
import structlog

from gateway.preparation import connected

log = structlog.get_logger(__name__)
PERIOD_SECONDS = 60.0
TIDY_SECONDS = 300.0
KEYS_KEPT = "48 hours"


async def tidy(worker_url: str) -> dict[str, int]:
    """Drop the chunks of the event log that are older than 72 hours, and idempotency keys older than 48."""
    async with asyncio.timeout(TIDY_SECONDS), connected(worker_url) as connection:
        dropped = await connection.fetchval("SELECT quintet.drop_old_events()")
        status = await connection.execute(
            f"DELETE FROM quintet.idempotency_keys WHERE created_at < now() - interval '{KEYS_KEPT}'"  # noqa: S608
        )
    return {"event_chunks_dropped": int(dropped), "keys_deleted": int(status.rpartition(" ")[2])}


async def work(worker_url: str, *, once: bool = False) -> None:
    """Tidy every minute until a signal comes."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        try:
            log.info("tidied", **await tidy(worker_url))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            log.warning("the database cannot be reached", error=type(error).__name__)
            if once:
                raise
        if once:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PERIOD_SECONDS)
