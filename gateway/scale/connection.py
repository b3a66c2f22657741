"""The connection that data is loaded over: the driver's own, as the owner of the tables."""

from typing import TYPE_CHECKING, TypeAlias

import asyncpg

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    # The driver's class knows its kind of rows in its type stubs alone.
    Connection = asyncpg.Connection
