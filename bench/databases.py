"""The benchmark's databases: made once on an embedded server of their own, kept for the next time."""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import Any

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
COUNTS = (FOLDER / "counts.sql").read_text()
Fill = Callable[[Addresses], Coroutine[Any, Any, None]]


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
    written = [FOLDER / "data.py", *(FOLDER / "rows").glob("*.*")]
    what = f"{size.transcripts:,} transcripts"
    return kept(
        server, f"quintet_bench_{size.transcripts}", what, written, lambda place: _fill(place, size), progress
    )


def kept(server: Server, name: str, what: str, written: Iterable[Path], fill: Fill, progress: Progress) -> Addresses:
    """A database that `fill` filled; made again whenever migrations or the files that say what is written change."""
    base = Addresses(server.url("postgres"), server.role_secret)
    place = base.with_database(name)
    wanted = _wanted(written)
    if asyncio.run(_state(base, name)) == wanted:
        return place
    progress(f"Writing {what} into {name}")
    asyncio.run(_drop(base, name))
    asyncio.run(prepare(place))
    migration.upgrade(place)
    asyncio.run(fill(place))
    asyncio.run(_mark(base, name, wanted))
    return place


def _wanted(written: Iterable[Path]) -> str:
    """Changes whenever the database would come out different."""
    digest = hashlib.sha256()
    shared = [PROJECT / "gateway" / "preparation.py", *(PROJECT / "migrations").rglob("*.sql")]
    for file in sorted([*written, *shared]):
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


async def _mark(base: Addresses, name: str, state: str) -> None:
    async with connected(base.base) as connection:
        await connection.execute(f"COMMENT ON DATABASE \"{name}\" IS '{state}'")


async def _fill(place: Addresses, size: Size) -> None:
    async with connected(place.base) as connection:
        await fill(connection, size)
        await rows.fill(connection, askers(size), size.transcripts)


async def counts(place: Addresses, statement: str = COUNTS) -> dict[str, int]:
    """How many rows the tables have that the questions read."""
    async with connected(place.base) as connection:
        return dict(await connection.fetchrow(statement) or {})


async def setting(place: Addresses, name: str) -> str:
    """A setting of PostgreSQL, such as its version."""
    async with connected(place.base) as connection:
        found = await connection.fetchval("SELECT current_setting($1)", name)
        return str(found).split()[0]
