"""What tests of one product open on a migrated database: the one that all share, or one for a test alone.

A test is alone if it changes settings or rights, runs a job over all rows, or counts them.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected

Connection = Any
"""A connection of the driver; no type of it knows that its rows compare with tuples, nor of codecs."""

Opened = TypeVar("Opened")
Opening = Callable[[Addresses], AbstractAsyncContextManager[Opened]]


def shared(opening: Opening[Opened]) -> Any:
    """A fixture over the database of this test process."""

    @pytest.fixture
    async def opened(place: Addresses) -> AsyncIterator[Opened]:
        async with opening(place) as made:
            yield made

    return opened


def alone(opening: Opening[Opened]) -> Any:
    """A fixture over a database of the test's own."""

    @pytest.fixture
    async def opened(fresh_place: Addresses) -> AsyncIterator[Opened]:
        async with opening(fresh_place) as made:
            yield made

    return opened


def acting_as(role: str) -> Opening[Connection]:
    """A connection of a role, as the driver makes it."""
    return lambda place: connected(place.url(role))


owner, fresh_owner = shared(acting_as("owner")), alone(acting_as("owner"))
worker, fresh_worker = shared(acting_as("worker")), alone(acting_as("worker"))
app, fresh_app = shared(acting_as("app")), alone(acting_as("app"))
