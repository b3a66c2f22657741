"""The rest of the generated data, made inside the database: a very long conversation, and other products' rows."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg

FOLDER = Path(__file__).parent
# One piece is said every four seconds, so that the longest list still has times that fit the column.
LONG_SHARE = 200


async def fill(connection: "asyncpg.Connection[asyncpg.Record]", people: Sequence[UUID], transcripts: int) -> None:
    """Write what `data` leaves out, past triggers, as superuser; `people` have a long conversation each."""
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for name in ("long_sessions", "long_transcripts"):
            arguments = [people, *([transcripts // LONG_SHARE] if name == "long_transcripts" else [])]
            await connection.execute((FOLDER / f"{name}.sql").read_text(), *arguments, timeout=600)
        for name in ("webbuilder", "roadtrip"):
            await connection.execute((FOLDER / f"{name}.sql").read_text(), timeout=600)
    await connection.execute("VACUUM ANALYZE")
