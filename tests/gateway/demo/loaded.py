"""One product's part of the demo in a database, to be asked as the worker role and as the demo's people."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from gateway.addresses import Addresses
from gateway.demo.identity import demo_account, demo_id
from gateway.demo.seed import Write
from gateway.demo.writer import Writer
from gateway.preparation import connected
from repositories.database import register_codecs


@dataclass(frozen=True)
class Loaded:
    """A database with a product's demo, and what was taken for the present when it was written."""

    place: Addresses
    product: str
    now: dt.datetime

    async def fetch(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows that the worker role reads."""
        async with connected(self.place.url("worker")) as connection:
            return [tuple(row) for row in await connection.fetch(sql, *values)]

    async def by_key(self, sql: str) -> dict[Any, tuple[Any, ...]]:
        """Rows that the worker role reads, by their first column."""
        return {row[0]: row[1:] for row in await self.fetch(sql)}

    @asynccontextmanager
    async def signed_in(self, person: str) -> AsyncIterator[Any]:
        """A connection of the app role, signed in as one of the demo's people."""
        async with connected(self.place.url("app")) as connection, connection.transaction():
            account = demo_account(self.product, person)
            await connection.execute("SELECT quintet.sign_in($1)", demo_id("users", person))
            await connection.execute(f"SELECT {self.product}.sign_in('{account}')")
            yield connection


async def load(place: Addresses, product: str, write: Write, now: dt.datetime) -> Loaded:
    """Write a product's demo in one transaction."""
    async with connected(place.url("worker")) as connection:
        await register_codecs(connection)
        async with connection.transaction():
            await write(Writer(connection), now)
    return Loaded(place, product, now)
