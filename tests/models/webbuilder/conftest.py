"""A database with Web Builder's schema alone, and ways to act in it as each role."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest

from gateway.addresses import Addresses
from models.webbuilder import webbuilder_registry
from tests.databases import drop
from tests.models.alone import make_alone
from tests.models.webbuilder.rows import Rows


@pytest.fixture(scope="session")
def webbuilder(server: Addresses) -> Iterator[Addresses]:
    """The database, made from the models, dropped at the end."""
    place = server.with_database(f"quintet_models_webbuilder_{os.getpid()}")
    asyncio.run(make_alone(place, webbuilder_registry.metadata))
    yield place
    asyncio.run(drop(server, place.database))


@pytest.fixture(scope="session")
async def rows(webbuilder: Addresses) -> AsyncIterator[Rows]:
    """Makes rows as the worker, and acts as others."""
    async with Rows.ready(webbuilder) as made:
        yield made
