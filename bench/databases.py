"""The benchmark's database: made once on the tests' embedded server, kept for the next time."""

import asyncio
import hashlib
from pathlib import Path

from bench.data import Size, fill
from gateway import migration, postgres
from gateway.addresses import Addresses
from gateway.postgres import Progress
from gateway.preparation import connected, prepare
from gateway.settings import PROJECT

INSTANCE = "test"


def ensure(size: Size, progress: Progress) -> Addresses:
    """A database of this size; made again whenever migrations or the generated data have changed."""
    server = postgres.ensure(PROJECT, INSTANCE, progress=progress)
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
    digest = hashlib.sha256((Path(__file__).parent / "data.py").read_bytes())
    for file in sorted((PROJECT / "migrations").rglob("*.sql")):
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
        await connection.execute(f"COMMENT ON DATABASE \"{place.database}\" IS '{_wanted()}'")


async def server_version(place: Addresses) -> str:
    """The version of PostgreSQL."""
    async with connected(place.base) as connection:
        found = await connection.fetchval("SHOW server_version")
        return str(found).split()[0]
