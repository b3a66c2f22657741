"""What all tests share: an embedded server of their own, a migrated database cloned for each test process, people.

Tests do not clean up after each other: every test makes its own people, and nobody sees anybody else's rows.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gateway import migration, postgres
from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.preparation import connected, prepare
from gateway.settings import PROJECT, Settings
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Trust
from tests.databases import TEMPLATE, clone, drop
from tests.people import SECRET, People
from tests.served import Client, Served, serve

INSTANCE = "test"


def _fingerprint() -> str:
    """Changes whenever a migrated database would look different."""
    digest = hashlib.sha256()
    for folder in (PROJECT / "migrations", PROJECT / "gateway" / "preparation.py"):
        files = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
        for file in files:
            if file.suffix in (".py", ".sql"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def server() -> Addresses:
    """The tests' own PostgreSQL server; started if it does not run, and left running for the next time."""
    made = postgres.ensure(PROJECT, INSTANCE, progress=lambda message: None)
    return Addresses(made.url("postgres"), made.role_secret)


@pytest.fixture(scope="session")
def template(server: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Addresses:
    """A migrated, empty database to clone; made by whichever test process comes first."""
    place = server.with_database(f"{TEMPLATE}{_fingerprint()}")
    asyncio.run(_make_template(server, place))
    return place


async def _make_template(server: Addresses, place: Addresses) -> None:
    async with connected(server.base) as connection:
        await connection.execute("SELECT pg_advisory_lock(5150009)")
        done = await connection.fetchval("SELECT datistemplate FROM pg_database WHERE datname = $1", place.database)
        if done:
            return
        await drop(server, place.database)
        await prepare(place)
        await asyncio.to_thread(migration.upgrade, place)
        await connection.execute(f'ALTER DATABASE "{place.database}" IS_TEMPLATE true ALLOW_CONNECTIONS false')
        # TimescaleDB's scheduler sits in every database that has the extension; a template must be alone.
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", place.database
        )


@pytest.fixture(scope="session")
def place(server: Addresses, template: Addresses) -> Iterator[Addresses]:
    """This test process's migrated database."""
    name = f"quintet_test_{os.getpid()}_{secrets.token_hex(3)}"
    asyncio.run(clone(server, template.database, name))
    yield server.with_database(name)
    asyncio.run(drop(server, name))


@pytest.fixture
async def fresh_place(server: Addresses, template: Addresses) -> AsyncIterator[Addresses]:
    """A migrated database for one test that changes the catalog or needs to be alone."""
    name = f"quintet_fresh_{os.getpid()}_{secrets.token_hex(3)}"
    await clone(server, template.database, name)
    yield server.with_database(name)
    await drop(server, name)


@pytest.fixture(scope="session")
async def people(place: Addresses) -> AsyncIterator[People]:
    """Makes people with accounts, rows of theirs, and tokens."""
    async with connected(place.url("worker")) as connection:
        yield await People.ready(connection)


@pytest.fixture(scope="session")
async def database(place: Addresses) -> AsyncIterator[Database]:
    """The repositories' database, as the app role and the admin role."""
    made = Database({Trust.APP: place.url("app"), Trust.ADMIN: place.url("admin")}, pool_size=5)
    await made.open()
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def hub(place: Addresses) -> AsyncIterator[EventHub]:
    """Live events of this test process's database."""
    made = EventHub(place.url("listener"))
    await made.open()
    yield made
    await made.close()


@pytest.fixture(scope="session")
def configured() -> Settings:
    """Settings for serving in tests: development, with the tests' own token secret."""
    return Settings(_env_file=None, token_secret=SECRET, host="127.0.0.1")


@pytest.fixture(scope="session")
async def gateway(place: Addresses, configured: Settings) -> AsyncIterator[Gateway]:
    """A gateway in this process: its parts can be looked into."""
    urls = {role: place.url(role) for role in ("app", "admin", "listener")}
    made = Gateway(configured, urls, SECRET)
    async with made.lifespan():
        yield made


@pytest.fixture(scope="session")
async def client(gateway: Gateway) -> AsyncIterator[Client]:
    """Asks the gateway of this process over HTTP, without a network."""
    async with Client.inside(gateway) as made:
        yield made


@pytest.fixture(scope="session")
def served(place: Addresses) -> Iterator[Served]:
    """A gateway in a process of its own, on a port of its own, for real sockets."""
    with serve(place, SECRET) as made:
        yield made


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the project."""
    return PROJECT
