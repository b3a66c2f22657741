"""Fixtures for whoever reads and writes rows without the gateway; conftest files name those they need."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from repositories.database import Database
from repositories.identity import Trust
from tests.contract.rows import RowMaker, read_rows


@pytest.fixture(scope="session")
async def maker(place: Addresses) -> AsyncIterator[RowMaker]:
    """Makes rows as the worker role."""
    async with connected(place.url("worker")) as connection:
        yield await RowMaker.ready(connection)


@pytest.fixture(scope="session")
async def app(place: Addresses) -> AsyncIterator[Any]:
    """A connection as the app role, straight to the database."""
    async with connected(place.url("app")) as connection:
        await read_rows(connection)
        yield connection


@pytest.fixture(scope="session")
async def administrator(place: Addresses) -> AsyncIterator[Any]:
    """A connection that may look at everything."""
    async with connected(place.base) as connection:
        yield connection


@asynccontextmanager
async def pool(place: Addresses, size: int) -> AsyncIterator[Database]:
    """The repositories' database with so many connections of the app role."""
    made = Database({Trust.APP: place.url("app")}, pool_size=size, acquire_timeout=30)
    await made.open()
    try:
        yield made
    finally:
        await made.close()
