"""A table as its readers reach it: itself where row security guards it, else the view of the caller's rows.

Row security does not work on hypertables and materialized views. The app role reads them through the view that
`models.security.visible_rows` makes; staff, who see all rows, read the relation itself. A statement is built once
for both: only when its SQL is written is it decided which of the two names stands there.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import FromClause, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import TableClause

from models import columns
from models.base import facts_of
from models.security import newest_of, view_of
from repositories.statement import StaffDialect


def readable(table: Table) -> list[str]:
    """The columns that may be read: all but the secret ones."""
    return [column.name for column in table.columns if not columns.facts_of(column).secret]


class Readable(TableClause):
    """A relation with the columns that may be read, and nothing else that statements would have to carry along."""

    inherit_cache = True

    def __init__(self, table: Table) -> None:
        shown = (sa.column(name, table.columns[name].type) for name in readable(table))
        super().__init__(table.name, *shown, schema=table.schema)


class Guarded(Readable):
    """A relation that the app role reads through a view."""

    inherit_cache = True

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.view = view_of(table)


class Newest(Guarded):
    """The same, through the view that has the newest rows first."""

    inherit_cache = True

    def __init__(self, table: Table, view: str) -> None:
        super().__init__(table)
        self.view = view


@compiles(Guarded)
def _named(relation: Guarded, compiler: SQLCompiler, **_: Any) -> str:
    return relation.fullname if isinstance(compiler.dialect, StaffDialect) else relation.view


@cache
def _relation(table: Table) -> Readable:
    return Guarded(table) if facts_of(table).behind_view else Readable(table)


def visible(table: Table) -> FromClause:
    """An alias of the relation that has the rows of a table which the caller may see."""
    return _relation(table).alias()


@cache
def visible_by_name(table: Table) -> FromClause:
    """The same by the table's name, and always the same object: for statements that read it once."""
    return _relation(table).alias(table.name)


@cache
def newest_by_name(table: Table) -> FromClause | None:
    """The same with the newest rows first, for lists in that order; None where a table in that order is no faster."""
    view = newest_of(table)
    return None if view is None else Newest(table, view).alias(table.name)
