"""Somebody at work, and a stranger with rows of their own."""

from collections.abc import AsyncIterator

import pytest

from gateway.addresses import Addresses
from repositories.database import Database
from repositories.identity import Trust
from tests.contract.fixtures import maker
from tests.contract.rows import RowMaker
from tests.repositories.liveconvo.acting import CONNECTIONS, Desk

__all__ = ["maker"]


@pytest.fixture
async def desk(database: Database, maker: RowMaker) -> Desk:
    """Somebody with an account and no rows yet."""
    return Desk(database, maker, await maker.owner())


@pytest.fixture
async def stranger(database: Database, maker: RowMaker) -> Desk:
    """Somebody else, with a row in every table."""
    return Desk(database, maker, await maker.owner_of_everything())


@pytest.fixture
async def crowded(place: Addresses, maker: RowMaker) -> AsyncIterator[Desk]:
    """Somebody who writes over many connections at once."""
    database = Database({Trust.APP: place.url("app")}, pool_size=CONNECTIONS, acquire_timeout=10)
    await database.open()
    yield Desk(database, maker, await maker.owner())
    await database.close()
