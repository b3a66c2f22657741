"""Filling an empty database with the demo data, once: every product's, in one transaction."""

import datetime as dt
from collections.abc import Awaitable, Callable

from gateway.demo.identity import DEMO_USER_ID
from gateway.demo.learning.write import write as write_learning
from gateway.demo.liveconvo.write import write as write_liveconvo
from gateway.demo.repurpose.write import write as write_repurpose
from gateway.demo.roadtrip.write import write as write_roadtrip
from gateway.demo.webbuilder.write import write as write_webbuilder
from gateway.demo.writer import Writer
from gateway.preparation import connected
from repositories.database import register_codecs

Write = Callable[[Writer, dt.datetime], Awaitable[None]]
PRODUCTS: tuple[Write, ...] = (write_roadtrip, write_liveconvo, write_webbuilder, write_learning, write_repurpose)


async def seed(worker_url: str) -> bool:
    """Write the demo data in one transaction; False where the demo person exists already."""
    async with connected(worker_url) as connection:
        await register_codecs(connection)
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(5150003)")
            if await connection.fetchval("SELECT 1 FROM liveconvo.users WHERE id = $1", DEMO_USER_ID):
                return False
            now = dt.datetime.now(dt.UTC)
            for write in PRODUCTS:
                await write(Writer(connection), now)
    return True
