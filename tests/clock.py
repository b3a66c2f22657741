"""The one clock, standing at a moment: this process's and its database's, so that no test has to wait."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.ddl import FUNCTIONS
from models.security import OWNER
from repositories import clock

TURNING: Final = (FUNCTIONS / "quintet" / "clock.sql").read_text().replace("CREATE", "CREATE OR REPLACE", 1)
STANDING: Final = TURNING.replace("pg_catalog.now()", "%L::timestamptz")


@asynccontextmanager
async def standing_at(place: Addresses, moment: dt.datetime) -> AsyncIterator[None]:
    """It is this moment for everybody who asks, over whatever connection; inside, another one can be set."""
    async with connected(place.url("owner")) as owner:
        await owner.execute(f"SET ROLE {OWNER}")
        before = await owner.fetchval("SELECT pg_get_functiondef('quintet.clock'::regproc)")
        await owner.execute(await owner.fetchval("SELECT format($1, $2::timestamptz)", STANDING, moment))
        try:
            with clock.standing_at(moment):
                yield
        finally:
            await owner.execute(before)
