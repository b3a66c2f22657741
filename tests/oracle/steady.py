"""What makes the oracle's data the same in every run: while it is made, keys and the time come from a seed."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy import Table

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.base import facts_of
from tests.gql.belongings import TABLES

STEADY, BY_CHANCE = (Path(__file__).with_name(name).read_text() for name in ("steady.sql", "by_chance.sql"))
NUMBERS_OF_A_SEED = 100_000


@asynccontextmanager
async def steady_chance(place: Addresses, seed: int) -> AsyncIterator[None]:
    """Keys, codes and moments come from a seed, whether Python makes them or the database."""
    draw = random.Random(seed)
    async with connected(place.base) as administrator:
        await administrator.execute(STEADY)
        await administrator.execute("SELECT setval('public.numbers', $1)", seed * NUMBERS_OF_A_SEED + 1)
        await _renew(administrator)
        # Both are the operating system's: `uuid` asks for the one, `secrets` for the other.
        with patch("os.urandom", draw.randbytes), patch("random._urandom", draw.randbytes):
            yield
        await administrator.execute(BY_CHANCE)


async def _renew(administrator: Any) -> None:
    """Other keys and moments for the rows that the migration made, in the order in which it made them."""
    await administrator.execute("SET session_replication_role = replica")
    for table in TABLES.values():
        if facts_of(table).hypertable is not None:
            # A row does not move to the chunk of another moment; what the migration left here is nobody's.
            await administrator.execute(f"DELETE FROM {table.fullname}")
        elif facts_of(table).view is None and (names := _made_by_default(table)):
            sets = ", ".join(f'"{name}" = DEFAULT' for name in names)
            await administrator.execute(f"UPDATE {table.fullname} SET {sets}")


def _made_by_default(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, sa.Uuid | sa.DateTime) and isinstance(column.server_default, sa.DefaultClause)
    ]
