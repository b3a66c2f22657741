"""A database with a little generated data, and helpers to look at databases of that kind."""

import asyncio
import datetime as dt
import io
import os
import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
from rich.console import Console

from gateway.addresses import Addresses
from gateway.scale import Amounts, Making, Report, seed
from gateway.scale.world import World, the_world
from tests.databases import clone, drop

AMOUNTS = Amounts(people=40, pois=900, transcripts=700, revenues=200, random_seed=3, reference=dt.date(2025, 6, 15))


async def fill(place: Addresses, amounts: Amounts = AMOUNTS, making: Making | None = None) -> list[str]:
    """Fill a database without anybody looking on."""
    report = Report(Console(file=io.StringIO()))
    return await seed(place.url("owner"), amounts, report, making or Making())


@pytest.fixture(scope="session")
def filled(server: Addresses, template: Addresses) -> Iterator[Addresses]:
    """A database with the generated data of AMOUNTS, which nobody changes."""
    name = f"quintet_scale_{os.getpid()}_{secrets.token_hex(3)}"
    asyncio.run(clone(server, template.database, name))
    place = server.with_database(name)
    asyncio.run(fill(place))
    yield place
    asyncio.run(drop(server, name))


@pytest.fixture(scope="session")
def world() -> World:
    """The world around the cities that ship."""
    return the_world()


@pytest.fixture
async def other_place(server: Addresses, template: Addresses) -> AsyncIterator[Addresses]:
    """One more empty database, for tests that compare two."""
    name = f"quintet_other_{os.getpid()}_{secrets.token_hex(3)}"
    await clone(server, template.database, name)
    yield server.with_database(name)
    await drop(server, name)
