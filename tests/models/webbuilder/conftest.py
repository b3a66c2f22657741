"""A database with Web Builder's schema alone, and ways to act in it as each role."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected, prepare
from models import ddl
from models.platform import platform_registry
from models.webbuilder import webbuilder_registry
from tests.databases import drop
from tests.models.webbuilder.rows import Rows


@pytest.fixture(scope="session")
def webbuilder(server: Addresses) -> Iterator[Addresses]:
    """The database, made from the models, dropped at the end."""
    place = server.with_database(f"quintet_w3_webbuilder_{os.getpid()}")
    asyncio.run(_make(place))
    yield place
    asyncio.run(drop(server, place.database))


async def _make(place: Addresses) -> None:
    await prepare(place)
    async with connected(place.url("owner")) as connection:
        for metadata in (platform_registry.metadata, webbuilder_registry.metadata):
            for statement in ddl.statements(metadata):
                await connection.execute(statement)


@pytest.fixture(scope="session")
async def rows(webbuilder: Addresses) -> AsyncIterator[Rows]:
    """Makes rows as the worker, and acts as others."""
    async with Rows.ready(webbuilder) as made:
        yield made
