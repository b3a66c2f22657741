"""The four commands as somebody tries them on a row straight on the database, and what becomes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy import Column, FromClause, Table

from models import columns
from models.access import Command, Where
from models.base import View, facts_of
from models.security import UNTOUCHED_BY_CLIENTS, newest_of, view_of
from repositories.identity import Identity
from repositories.statement import StatementCache
from tests.contract.rows import TABLES, Owner, RowMaker, Values

DENIED = "42501"
UNCHANGEABLE = "55000"
"""What PostgreSQL says of a change to a view over several rows or tables, before it looks at anybody's rights."""
Outcome = int | str
_STATEMENTS = StatementCache()
VISIBLE = {
    view: name
    for name, table in TABLES.items()
    if facts_of(table).behind_view and Command.SELECT in facts_of(table).access.commands
    for view in (view_of(table), newest_of(table))
    if view is not None
}
"""The views of the caller's rows, each with the name of what lies behind it."""
AS_THE_CALLER = frozenset(
    name
    for name, table in TABLES.items()
    if facts_of(table).view is View.PLAIN and facts_of(table).access.rule(Command.SELECT) != Where("true")
)
"""The views that show of protected tables what the caller sees of them."""


@dataclass(frozen=True)
class Caller:
    """Somebody who tries, with rows of their own in the tables, or nobody in particular."""

    name: str
    owner: Owner | None

    @property
    def identity(self) -> Identity | None:
        """What the gateway knows of them."""
        return None if self.owner is None else self.owner.identity


async def attempt(
    connection: Any, identity: Identity | None, statement: sa.Executable, *, commit: bool = False
) -> Outcome:
    """Run a statement with an identity: the number of rows it reached, or the code of the error."""
    sql, values = _STATEMENTS.render(statement)
    transaction = connection.transaction()
    await transaction.start()
    try:
        if identity is not None:
            await connection.execute(identity.sign_in())
        status = await connection.execute(sql, *values)
    except asyncpg.PostgresError as error:
        await transaction.rollback()
        return DENIED if error.sqlstate == UNCHANGEABLE else str(error.sqlstate)
    await (transaction.commit() if commit else transaction.rollback())
    return int(status.rpartition(" ")[2])


def is_granted(table: Table, command: Command) -> bool:
    """Whether the app role may use a command on a table at all."""
    return command in facts_of(table).access.commands


def rule_columns(table: Table) -> frozenset[str]:
    """The columns that decide who sees a row."""
    return facts_of(table).access.deciding


def relation(table: Table) -> FromClause:
    """What the app role reads a table's rows from: the table, or the view of those it may see."""
    if not facts_of(table).behind_view or not is_granted(table, Command.SELECT):
        return table
    name = view_of(table).rpartition(".")[2]
    return sa.table(name, *(sa.column(column.name, column.type) for column in readable(table)), schema=table.schema)


def readable(table: Table) -> "list[Column[Any]]":
    """The columns that are not secret."""
    return [column for column in table.columns if not columns.facts_of(column).secret]


def addable(table: Table) -> frozenset[str]:
    """The columns that the app role may give a value in an INSERT."""
    return frozenset(facts_of(table).access.insertable or (c.name for c in _writable(table)))


def changeable(table: Table) -> "list[Column[Any]]":
    """The columns that the app role may set in an UPDATE."""
    names = facts_of(table).access.changeable or [c.name for c in _writable(table) if not c.primary_key]
    return [table.c[name] for name in names]


def _writable(table: Table) -> "Iterator[Column[Any]]":
    return (column for column in readable(table) if column.name not in UNTOUCHED_BY_CLIENTS)


def insignificant(table: Table) -> "Column[Any]":
    """A column that can take any value of its type, a text if there is one."""
    free = [
        column
        for column in changeable(table)
        if not (column.foreign_keys or column.unique or column.computed or columns.facts_of(column).choices)
    ]
    texts = [column for column in free if isinstance(column.type, sa.String)]
    return next(iter((*texts, *free, *table.columns)))


def own(table: FromClause, key: Values) -> sa.ColumnElement[bool]:
    """The condition on a primary key."""
    return sa.and_(*(table.c[name] == value for name, value in key.items()))


def reading(table: Table, owner: Owner) -> sa.Executable:
    """Read every column that is not secret of somebody's row."""
    source = relation(table)
    wanted = [source.c[column.name] for column in readable(table)]
    return sa.select(*wanted).where(own(source, owner.key(table)))


def changing(table: Table, maker: RowMaker) -> sa.Update:
    """Change every row there is. Without WHERE only the policy for UPDATE decides which rows that are."""
    column = insignificant(table)
    return sa.update(table).values({column.name: maker.value(column)})


def inserting(table: Table, maker: RowMaker, owner: Owner, **changes: object) -> sa.Insert:
    """Add one more row for an owner, with what the app role may write.

    Inline, as SQLAlchemy would add RETURNING otherwise, and then the policy for SELECT would refuse the row too.
    """
    values = maker.values(table, owner, **changes)
    given = {name: value for name, value in values.items() if name in addable(table)}
    return sa.insert(table).values(given).inline()
