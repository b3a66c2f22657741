"""Writing generated rows once more, with all triggers on: the rows go in as people and jobs would write them.

What triggers write is left out of what is written. Afterwards both databases should hold the same.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

from gateway.addresses import Addresses
from gateway.preparation import connected

Connection = Any  # the driver's class takes no parameters where tests run


class Replay:
    """Copies rows from a database that was filled in bulk into one whose triggers are on."""

    def __init__(self, source: Connection, target: Connection) -> None:
        self.source = source
        self.target = target

    async def write(self, table: str, query: str, *arguments: object) -> None:
        """Insert what a query on the filled database finds; the names of its columns are those of the table."""
        names = [attribute.name for attribute in (await self.source.prepare(query)).get_attributes()]
        data = BytesIO()
        await self.source.copy_from_query(query, *arguments, output=data)
        data.seek(0)
        schema, _, name = table.partition(".")
        await self.target.copy_to_table(name, schema_name=schema, columns=names, source=data)


@asynccontextmanager
async def replaying(source: Addresses, target: Addresses) -> AsyncIterator[Replay]:
    """A replay as the worker, in one transaction, which ends well."""
    async with connected(source.url("worker")) as reading, connected(target.url("worker")) as writing:
        async with writing.transaction():
            yield Replay(reading, writing)


async def same_rows(filled: Addresses, replayed: Addresses, query: str) -> int:
    """Compare what a query finds in both databases; returns how many rows it finds."""
    async with connected(filled.url("worker")) as one, connected(replayed.url("worker")) as other:
        rows = f"SELECT found::text FROM ({query}) AS found ORDER BY 1"
        expected = [row[0] for row in await one.fetch(rows)]
        assert [row[0] for row in await other.fetch(rows)] == expected
    return len(expected)


async def columns_but(place: Addresses, table: str, *left_out: str) -> str:
    """The names of a table's columns without some of them."""
    async with connected(place.url("worker")) as connection:
        found = await connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 ORDER BY attnum",
            table,
        )
    names = [row["attname"] for row in found]
    assert set(left_out) <= set(names)
    return ", ".join(f'"{name}"' for name in names if name not in left_out)
