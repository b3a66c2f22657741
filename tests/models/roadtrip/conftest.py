"""A database with Roadtrip's schema alone, and ways to act in it as each role."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.roadtrip import read_cities, roadtrip_registry
from tests.databases import drop
from tests.models.alone import make_alone
from tests.models.roadtrip.rows import LOAD_CITIES, Rows


@pytest.fixture(scope="session")
def roadtrip(server: Addresses) -> Iterator[Addresses]:
    """The database, made from the models, with the cities loaded; dropped at the end."""
    place = server.with_database(f"quintet_models_roadtrip_{os.getpid()}")
    asyncio.run(_make(server, place))
    yield place
    asyncio.run(drop(server, place.database))


async def _make(server: Addresses, place: Addresses) -> None:
    await drop(server, place.database)
    await make_alone(place, roadtrip_registry.metadata)
    async with connected(place.url("worker")) as worker:
        await worker.fetchval(LOAD_CITIES, *read_cities().arguments)


@pytest.fixture
async def rows(roadtrip: Addresses) -> AsyncIterator[Rows]:
    """Makes rows."""
    async with Rows.ready(roadtrip) as made:
        yield made
