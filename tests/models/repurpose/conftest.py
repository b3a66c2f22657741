"""A database of RepurposeFlow's tables alone, made from the models, for these tests."""

import os
from collections.abc import AsyncIterator

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected, prepare
from models import ddl
from models.platform import platform_registry
from models.repurpose import repurpose_registry
from tests.databases import drop
from tests.models.repurpose.writers import Connection, Writers


@pytest.fixture(scope="session")
async def repurpose_place(server: Addresses) -> AsyncIterator[Addresses]:
    """A prepared database with the platform's and RepurposeFlow's tables."""
    place = server.with_database(f"quintet_w3_repurpose_{os.getpid()}")
    await drop(server, place.database)
    await prepare(place)
    async with connected(place.url("owner")) as owner:
        for metadata in (platform_registry.metadata, repurpose_registry.metadata):
            for statement in ddl.statements(metadata):
                await owner.execute(statement)
    yield place
    await drop(server, place.database)


@pytest.fixture
async def owner(repurpose_place: Addresses) -> AsyncIterator[Connection]:
    """A connection of the role that owns the tables."""
    async with connected(repurpose_place.url("owner")) as connection:
        yield connection


@pytest.fixture
async def worker(repurpose_place: Addresses) -> AsyncIterator[Connection]:
    """A connection of the role that jobs have."""
    async with connected(repurpose_place.url("worker")) as connection:
        yield connection


@pytest.fixture
async def app(repurpose_place: Addresses) -> AsyncIterator[Connection]:
    """A connection of the role that serves requests."""
    async with connected(repurpose_place.url("app")) as connection:
        yield connection


@pytest.fixture
def writers(worker: Connection) -> Writers:
    """Makes writers."""
    return Writers(worker)
