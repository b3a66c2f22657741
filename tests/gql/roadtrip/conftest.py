"""Makers of rows of Roadtrip, and a world of cities and discoveries."""

import os
from collections.abc import AsyncIterator

import pytest

from gateway.addresses import Addresses
from tests.databases import clone, drop
from tests.gql.roadtrip.atlas import Atlas, atlas_in
from tests.models.opened import shared
from tests.models.roadtrip.rows import Rows

rows = shared(Rows.ready)


@pytest.fixture(scope="module")
async def atlas(server: Addresses, template: Addresses) -> AsyncIterator[Atlas]:
    """The world."""
    place = server.with_database(f"quintet_atlas_{os.getpid()}")
    await clone(server, template.database, place.database)
    async with atlas_in(place) as made:
        yield made
    await drop(server, place.database)
