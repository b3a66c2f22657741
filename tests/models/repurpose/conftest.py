"""A database of RepurposeFlow's tables alone, made from the models, for these tests."""

import os
from collections.abc import AsyncIterator

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.repurpose import repurpose_registry
from tests.databases import drop
from tests.models.alone import make_alone
from tests.models.repurpose.writers import Connection, Writers


@pytest.fixture(scope="session")
async def repurpose_place(server: Addresses) -> AsyncIterator[Addresses]:
    """A prepared database with the platform's and RepurposeFlow's tables."""
    place = server.with_database(f"quintet_models_repurpose_{os.getpid()}")
    await drop(server, place.database)
    await make_alone(place, repurpose_registry.metadata)
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
