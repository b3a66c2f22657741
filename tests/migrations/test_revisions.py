"""Revisions run forwards, backwards and again; migrators started together or killed half-way do no harm."""

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from gateway import migration
from gateway.addresses import Addresses
from gateway.preparation import EXTENSIONS, connected, prepare
from models.catalog import SCHEMAS
from tests.contract import catalog
from tests.contract.prepared import prepared
from tests.databases import drop

REVISIONS = [script.revision for script in ScriptDirectory.from_config(migration.config()).walk_revisions()][::-1]
LEFT_BEHIND = """
SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname = ANY ($1::text[])
UNION ALL
SELECT 'relation ' || c.oid::regclass FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'i'
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT 'function ' || p.oid::regprocedure FROM pg_proc AS p
WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'hypertable ' || hypertable_name FROM timescaledb_information.hypertables
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"


@pytest.fixture
async def empty(server: Addresses) -> AsyncIterator[Addresses]:
    """A database that was prepared and never migrated."""
    async with prepared(server) as place:
        yield place


async def read(place: Addresses) -> catalog.Catalog:
    async with connected(place.base) as connection:
        return await catalog.read(connection)


async def current(place: Addresses) -> str | None:
    return await asyncio.to_thread(migration.current, place)


async def start_migrator(place: Addresses, project: Path, *arguments: str) -> asyncio.subprocess.Process:
    """The command that migrates, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": place.base, "QUINTET_ROLE_SECRET": place.role_secret}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway", "migrate", *arguments, env=environment, cwd=project,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def end_of(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    """How a process ended: exit code, output, complaints."""
    output, complaints = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, output.decode().strip(), complaints.decode()


async def somebody_waits_for(place: Addresses, holder: Any) -> None:
    """Until somebody waits for a lock that a connection holds."""
    async with connected(place.base) as connection, asyncio.timeout(20):
        while await connection.fetchval(WAITING, holder.get_server_pid()) == 0:  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.02)


async def left_behind(place: Addresses) -> list[str]:
    """What there is beside the extensions' own."""
    async with connected(place.base) as connection:
        return [row[0] for row in await connection.fetch(LEFT_BEHIND, sorted(SCHEMAS))]


@asynccontextmanager
async def held_up(place: Addresses) -> AsyncIterator[Any]:
    """The first revision is there and the second has to wait for somebody; afterwards nothing has changed."""
    await asyncio.to_thread(migration.upgrade, place, REVISIONS[0])
    before = await read(place)
    async with connected(place.url("owner")) as other:
        in_the_way = other.transaction()
        await in_the_way.start()
        await other.execute("CREATE SCHEMA liveconvo")
        yield other
        await in_the_way.rollback()
    assert (await current(place), catalog.difference(before, await read(place))) == (REVISIONS[0], "")


async def test_every_revision_goes_up_and_down_leaving_nothing_behind_and_up_again(empty: Addresses) -> None:
    assert await left_behind(empty) == []
    before = {}
    for revision in REVISIONS:
        await asyncio.to_thread(migration.upgrade, empty, revision)
        assert await current(empty) == revision
        before[revision] = await read(empty)
    for revision in REVISIONS[-2::-1]:
        await asyncio.to_thread(migration.downgrade, empty, revision)
        assert await current(empty) == revision
        assert catalog.difference(before[revision], await read(empty)) == ""
    await asyncio.to_thread(migration.downgrade, empty, "base")
    assert (await current(empty), await read(empty)) == (None, {})
    assert await left_behind(empty) == ["relation alembic_version"]
    await asyncio.to_thread(migration.upgrade, empty)
    assert await current(empty) == REVISIONS[-1]
    assert catalog.difference(before[REVISIONS[-1]], await read(empty)) == ""


async def test_there_is_one_line_of_revisions() -> None:
    scripts = ScriptDirectory.from_config(migration.config())
    assert scripts.get_heads() == [REVISIONS[-1]]
    assert [script.down_revision for script in scripts.walk_revisions()][::-1] == [None, *REVISIONS[:-1]]
    assert migration.head() == REVISIONS[-1]


async def test_a_migrated_database_migrates_again_without_a_change(fresh_place: Addresses) -> None:
    before = await read(fresh_place)
    await asyncio.to_thread(migration.upgrade, fresh_place)
    assert catalog.difference(before, await read(fresh_place)) == ""


async def test_two_migrators_started_together_both_end_well(
    empty: Addresses, place: Addresses, project: Path
) -> None:
    migrators = await asyncio.gather(*(start_migrator(empty, project) for _ in range(2)))
    ends = await asyncio.gather(*map(end_of, migrators))
    said = f"The database is at revision {migration.head()}."
    assert [(code, output) for code, output, _ in ends] == [(0, said), (0, said)], ends
    async with connected(empty.base) as connection:
        versions = await connection.fetch("SELECT version_num FROM public.alembic_version")
    assert [row[0] for row in versions] == [migration.head()]
    assert catalog.difference(await read(place), await read(empty)) == ""


async def test_preparations_started_together_all_end_well(server: Addresses) -> None:
    place = server.with_database(f"quintet_prepared_{os.getpid()}_{secrets.token_hex(3)}")
    try:
        await asyncio.gather(prepare(place), prepare(place), prepare(place))
        async with connected(place.base) as connection:
            found = await connection.fetch("SELECT extname FROM pg_extension WHERE extname = ANY ($1)", EXTENSIONS)
    finally:
        await drop(server, place.database)
    assert {row[0] for row in found} == set(EXTENSIONS)


async def test_a_killed_migrator_leaves_whole_revisions_and_can_be_run_again(
    empty: Addresses, place: Addresses, project: Path
) -> None:
    async with held_up(empty) as other:
        killed = await start_migrator(empty, project)
        await somebody_waits_for(empty, other)
        os.kill(killed.pid, signal.SIGKILL)
        assert (await end_of(killed))[0] == -signal.SIGKILL
    await asyncio.to_thread(migration.upgrade, empty)
    assert await current(empty) == migration.head()
    assert catalog.difference(await read(place), await read(empty)) == ""


async def test_a_migrator_that_has_to_wait_for_traffic_gives_up_and_changes_nothing(empty: Addresses) -> None:
    async with held_up(empty):
        with pytest.raises(Exception, match="lock timeout") as refused:
            await asyncio.to_thread(migration.upgrade, empty)
    assert getattr(refused.value, "sqlstate", None) == "55P03"
