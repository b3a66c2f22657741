"""A database of the learning platform's tables alone, made from the models, for these tests."""

import os
from collections.abc import AsyncIterator

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.learning import learning_registry
from tests.databases import drop
from tests.models.alone import make_alone
from tests.models.learning.learners import Connection, Learners


@pytest.fixture(scope="session")
async def learning_place(server: Addresses) -> AsyncIterator[Addresses]:
    """A prepared database with the platform's and the learning platform's tables."""
    place = server.with_database(f"quintet_models_learning_{os.getpid()}")
    await drop(server, place.database)
    await make_alone(place, learning_registry.metadata)
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
