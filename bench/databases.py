"""The benchmark's databases: made once on an embedded server of their own, kept for the next time."""

import asyncio
import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from bench import rows
from bench.data import Size, fill
from bench.people import askers
from gateway import migration, postgres
from gateway.addresses import Addresses
from gateway.postgres import Progress, Server
from gateway.preparation import connected, prepare
from gateway.settings import PROJECT

INSTANCE = "bench"
FOLDER = Path(__file__).parent


@contextlib.contextmanager
def running(progress: Progress) -> Iterator[Server]:
    """The embedded server, set up as the one that `make run` uses; stopped in the end unless it ran before."""
    ran_before = postgres.find(PROJECT, INSTANCE) is not None
    server = postgres.ensure(PROJECT, INSTANCE, progress=progress)
    try:
        yield server
    finally:
        if not ran_before:
            postgres.stop(PROJECT, INSTANCE, progress=progress)


def ensure(server: Server, size: Size, progress: Progress) -> Addresses:
    """A database of this size; made again whenever migrations or the generated data have changed."""
    base = Addresses(server.url("postgres"), server.role_secret)
    place = base.with_database(f"quintet_bench_{size.transcripts}")
    if asyncio.run(_state(base, place.database)) == _wanted():
        return place
    progress(f"Writing {size.transcripts:,} transcripts into {place.database}")
    asyncio.run(_drop(base, place.database))
    asyncio.run(prepare(place))
    migration.upgrade(place)
    asyncio.run(_fill(place, size))
    return place


def _wanted() -> str:
    """Changes whenever the database would come out different."""
    digest = hashlib.sha256()
    written = [FOLDER / "data.py", PROJECT / "gateway" / "preparation.py"]
    written += [*(FOLDER / "rows").glob("*.*"), *(PROJECT / "migrations").rglob("*.sql")]
    for file in sorted(written):
        digest.update(file.read_bytes())
    return digest.hexdigest()


async def _state(base: Addresses, name: str) -> str | None:
    async with connected(base.base) as connection:
        found: str | None = await connection.fetchval(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", name
        )
        return found


async def _drop(base: Addresses, name: str) -> None:
    async with connected(base.base) as connection:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _fill(place: Addresses, size: Size) -> None:
    async with connected(place.base) as connection:
        await fill(connection, size)
        await rows.fill(connection, askers(size), size.transcripts)
        await connection.execute(f"COMMENT ON DATABASE \"{place.database}\" IS '{_wanted()}'")


async def counts(place: Addresses) -> dict[str, int]:
    """How many rows the tables have that the questions read."""
    async with connected(place.base) as connection:
        return dict(await connection.fetchrow((FOLDER / "counts.sql").read_text()) or {})


async def server_version(place: Addresses) -> str:
    """The version of PostgreSQL."""
    async with connected(place.base) as connection:
        found = await connection.fetchval("SHOW server_version")
        return str(found).split()[0]
