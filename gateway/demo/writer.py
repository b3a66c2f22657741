"""Writing the demo's rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from models.catalog import TABLES
from repositories.statement import StatementCache

Row = Mapping[str, object]


class Writer:
    """Writes rows of the demo over a connection of the worker role."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._statements = StatementCache()

    async def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Insert rows into a table, given as `schema.name`, one after the other."""
        for row in rows:
            await self.run(sa.insert(TABLES[table]).values(dict(row)))

    async def run(self, statement: sa.Executable) -> None:
        """Run a statement."""
        sql, arguments = self._statements.render(statement)
        await self._connection.execute(sql, *arguments)

    async def call(self, sql: str, *arguments: object) -> Any:
        """Run SQL, for functions that jobs call; returns the first value."""
        return await self._connection.fetchval(sql, *arguments)
