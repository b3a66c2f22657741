"""The worker: old events and idempotency keys go, everything else stays."""

import asyncio
import datetime as dt
import os
import signal
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.settings import PROJECT
from gateway.worker import JOBS, perform, work
from models.catalog import TABLES
from tests.contract.rows import RowMaker

EVENT = (
    "INSERT INTO quintet.events (topic, seq, at, entity, entity_id, operation)"
    " VALUES ($1, $2, now() - $3::interval, 'session', $4, 'updated')"
)
KEY = (
    "INSERT INTO quintet.idempotency_keys (subject, operation, key, arguments_hash, created_at)"
    " VALUES ($1, 'liveconvoStartSession', $2, sha256('x'), now() - $3::interval)"
)

NOTHING = {job.name: 0 for job in JOBS} | {"dashboards_refreshed": 1, "statistics_refreshed": 1}


async def _filled(place: Addresses) -> Any:
    connection = await asyncpg.connect(place.base)
    for seq, hours in enumerate((200, 100, 71, 1), 1):
        await connection.execute(EVENT, "test:1", seq, dt.timedelta(hours=hours), uuid4())
    for key, hours in (("old", 49), ("young", 47)):
        await connection.execute(KEY, uuid4(), key, dt.timedelta(hours=hours))
    return connection


async def _left(connection: Any) -> tuple[list[int], list[str]]:
    events = await connection.fetch("SELECT seq FROM quintet.events ORDER BY seq")
    keys = await connection.fetch("SELECT key FROM quintet.idempotency_keys ORDER BY key")
    return [row["seq"] for row in events], [row["key"] for row in keys]


async def test_old_chunks_and_keys_are_dropped_and_young_ones_kept(fresh_place: Addresses) -> None:
    connection = await _filled(fresh_place)
    try:
        done = {job.name: await perform(fresh_place.url("worker"), job) for job in JOBS}
        assert done == {**NOTHING, "event_chunks_dropped": 2, "keys_deleted": 1}
        assert await _left(connection) == ([3, 4], ["young"])
        assert {job.name: await perform(fresh_place.url("worker"), job) for job in JOBS} == NOTHING
        assert await _left(connection) == ([3, 4], ["young"])
    finally:
        await connection.close()


async def test_worker_works_at_once_and_ends_with_success_at_a_signal(fresh_place: Addresses, tmp_path: Path) -> None:
    connection = await _filled(fresh_place)
    log = tmp_path / "worker.log"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUINTET_")},
        "DATABASE_URL": fresh_place.base,
        "QUINTET_ROLE_SECRET": fresh_place.role_secret,
    }
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gateway", "worker", env=environment, cwd=PROJECT, stdout=output, stderr=output
        )
    try:
        async with asyncio.timeout(15):
            while await _left(connection) != ([3, 4], ["young"]):
                await connection.execute("SELECT pg_sleep(0.05)")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
    finally:
        if process.returncode is None:
            process.kill()
        await connection.close()
    assert "Traceback" not in log.read_text()


async def test_a_roadtrip_whose_time_is_over_is_ended(fresh_place: Addresses) -> None:
    async with connected(fresh_place.url("worker")) as connection:
        rows = await RowMaker.ready(connection)
        table = TABLES["roadtrip.roadtrip_sessions"]
        trip = await rows.new(table, status="active", expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
        (job,) = (job for job in JOBS if job.name == "roadtrips_expired")
        assert await perform(fresh_place.url("worker"), job) == 1
        (after,) = await rows.run(table.select().where(table.c.id == trip["id"]))
        assert after["status"] == "expired"


async def test_work_that_is_to_be_done_once_fails_where_the_database_is_away() -> None:
    with pytest.raises(OSError, match="Connect call failed"):
        await work("postgresql://quintet_worker:x@127.0.0.1:1/nowhere", once=True)
