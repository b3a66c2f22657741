"""A database and an engine for the oracle."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.addresses import Addresses
from gql.engine import Engine
from gql.schema import build
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Trust
from tests.oracle.compare import Oracle
from tests.oracle.data import fill


@asynccontextmanager
async def oracle_in(place: Addresses, seed: int) -> AsyncIterator[Oracle]:
    """An oracle over a migrated, empty database, which it fills."""
    callers = await fill(place, seed)
    database = Database({Trust.APP: place.url("app"), Trust.ADMIN: place.url("admin")}, pool_size=4)
    await database.open()
    try:
        engine = Engine(build(), database, EventHub(place.url("listener")), development=True)
        yield await Oracle.ready(engine, callers, seed)
    finally:
        await database.close()
