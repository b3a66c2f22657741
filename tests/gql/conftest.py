"""Gateways with other settings than the usual one, and people with a row in every table."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.settings import Environment, Settings
from tests.contract.rows import Owner, RowMaker
from tests.gql.belongings import Cast, crowd_of, make_cast
from tests.gql.several import Several, several_of_everything
from tests.people import SECRET, People
from tests.served import Client

Serve = Callable[..., AbstractAsyncContextManager[tuple[Gateway, Client]]]


@pytest.fixture(scope="session")
def served_with(place: Addresses) -> Serve:
    """A gateway in this process with settings of one's own."""

    @contextlib.asynccontextmanager
    async def serve(**values: Any) -> AsyncIterator[tuple[Gateway, Client]]:
        configured = Settings(_env_file=None, token_secret=SECRET, **values)
        made = Gateway(configured, {role: place.url(role) for role in ("app", "admin", "listener")}, SECRET)
        async with made.lifespan(), Client.inside(made) as client:
            yield made, client

    return serve


@pytest.fixture(scope="session")
async def production(served_with: Serve) -> AsyncIterator[Client]:
    """Asks a gateway that runs in production."""
    async with served_with(environment=Environment.PRODUCTION) as (_, client):
        yield client


@pytest.fixture(scope="session")
def maker(people: People) -> RowMaker:
    """Makes rows of any table as the worker role."""
    return people.rows


@pytest.fixture(scope="session")
async def cast(maker: RowMaker) -> Cast:
    """Two people with rows in every table, nobody in particular, and staff; nobody changes their rows."""
    return await make_cast(maker)


@pytest.fixture(scope="session")
async def crowd(maker: RowMaker) -> list[Owner]:
    """Five people with rows in every table, which nobody changes."""
    return [owner async for owner in crowd_of(maker, 5)]


@pytest.fixture(scope="session")
async def several(maker: RowMaker) -> Mapping[str, Several]:
    """Five rows of every table for one reader, which nobody changes."""
    return await several_of_everything(maker)
