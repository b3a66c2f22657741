"""A database of the learning platform's tables alone, made from the models, for these tests."""

import os
from collections.abc import AsyncIterator

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected, prepare
from models import ddl
from models.learning import learning_registry
from models.platform import platform_registry
from tests.databases import drop
from tests.models.learning.learners import Connection, Learners


@pytest.fixture(scope="session")
async def learning_place(server: Addresses) -> AsyncIterator[Addresses]:
    """A prepared database with the platform's and the learning platform's tables."""
    place = server.with_database(f"quintet_w3_learning_{os.getpid()}")
    await drop(server, place.database)
    await prepare(place)
    async with connected(place.url("owner")) as owner:
        for metadata in (platform_registry.metadata, learning_registry.metadata):
            for statement in ddl.statements(metadata):
                await owner.execute(statement)
    yield place
    await drop(server, place.database)


@pytest.fixture
async def owner(learning_place: Addresses) -> AsyncIterator[Connection]:
    """A connection of the role that owns the tables."""
    async with connected(learning_place.url("owner")) as connection:
        yield connection


@pytest.fixture
async def worker(learning_place: Addresses) -> AsyncIterator[Connection]:
    """A connection of the role that jobs have."""
    async with connected(learning_place.url("worker")) as connection:
        yield connection


@pytest.fixture
async def app(learning_place: Addresses) -> AsyncIterator[Connection]:
    """A connection of the role that serves requests."""
    async with connected(learning_place.url("app")) as connection:
        yield connection


@pytest.fixture
def learners(worker: Connection) -> Learners:
    """Makes learners."""
    return Learners(worker)
