"""Gateways with tight limits, and writers of events."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.live.writers import Writer
from tests.people import SECRET
from tests.served import Served, serve

STRICT = {
    "QUINTET_SOCKET_INIT_TIMEOUT": "0.5",
    "QUINTET_SEND_TIMEOUT": "1.5",
    "QUINTET_MAX_SOCKETS": "8",
    "QUINTET_MAX_SOCKETS_PER_USER": "3",
    "QUINTET_MAX_SUBSCRIPTIONS_PER_SOCKET": "3",
    "QUINTET_TOKEN_LEEWAY": "0",
}
ROOMY = {"QUINTET_MAX_SOCKETS_PER_USER": "1000", "QUINTET_SEND_TIMEOUT": "1.5", "QUINTET_TOKEN_LEEWAY": "0"}


def troubles(served: Served) -> list[str]:
    """What the gateway's log says about faults of its own."""
    return [line for line in Path(served.log).read_text().splitlines() if "Traceback" in line or "ERROR" in line]


@pytest.fixture(scope="session")
def strict(place: Addresses) -> Iterator[Served]:
    """A gateway process that permits little and waits for nobody."""
    with serve(place, SECRET, **STRICT) as made:
        yield made
        assert (made.terminate(), troubles(made)) == (0, [])


@pytest.fixture(scope="session")
def roomy(place: Addresses) -> Iterator[Served]:
    """A gateway process that permits a user many sockets."""
    with serve(place, SECRET, **ROOMY) as made:
        yield made
        assert (made.terminate(), troubles(made)) == (0, [])


@pytest.fixture(scope="session")
async def owner(place: Addresses) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection with the privileges to look at and change the log itself."""
    async with connected(place.base) as connection:
        yield connection


@pytest.fixture(scope="session")
async def writer(place: Addresses) -> AsyncIterator[Writer]:
    """Writes events by plain SQL, without telling anybody."""
    async with connected(place.url("worker")) as connection:
        yield Writer(connection, asyncio.Lock())
