"""Databases with roles and extensions and nothing else."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.addresses import Addresses
from gateway.preparation import connected, prepare
from models import ddl
from models.catalog import METADATA
from models.security import OWNER
from tests.databases import drop


@asynccontextmanager
async def prepared(server: Addresses) -> AsyncIterator[Addresses]:
    """A database that was prepared and never migrated; dropped afterwards."""
    place = server.with_database(f"quintet_prepared_{os.getpid()}_{secrets.token_hex(3)}")
    try:
        await prepare(place)
        yield place
    finally:
        await drop(server, place.database)


async def build(place: Addresses) -> None:
    """Make every schema from the models, as the owner of the tables."""
    async with connected(place.url("owner")) as connection:
        await connection.execute(f"SET ROLE {OWNER}")
        for metadata in METADATA:
            for statement in ddl.statements(metadata):
                await connection.execute(statement)
