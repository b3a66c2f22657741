"""A row as the driver delivers it, knowing which table it is of."""

from functools import cache
from typing import ClassVar

import asyncpg
from sqlalchemy import Table


class Row(asyncpg.Record):
    """A row of a table: `row["title"]`."""

    table: ClassVar[Table]

    def __getattr__(self, name: str) -> object:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


@cache
def row_class(table: Table) -> type[Row]:
    """The class of a table's rows."""
    return type(f"{table.name}Row", (Row,), {"table": table})
