"""What becomes of the four commands when somebody tries them on a row, and where that is not what it should be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy import Column, Table

from models import columns
from models.access import AllOf, AnyOf, Command, Owned, Rule, Through
from models.base import facts_of
from models.security import UNTOUCHED_BY_CLIENTS
from repositories.identity import Identity
from repositories.statement import StatementCache
from tests.contract.rows import Owner, RowMaker, Values

DENIED = "42501"
Outcome = int | str
_STATEMENTS = StatementCache()


@dataclass(frozen=True)
class Caller:
    """Somebody who tries, with one row of their own in each table, or nobody in particular."""

    name: str
    owner: Owner | None

    @property
    def identity(self) -> Identity | None:
        """What the gateway knows of them."""
        return None if self.owner is None else self.owner.identity

    @property
    def rows(self) -> int:
        """How many rows of each table are theirs."""
        return 0 if self.owner is None else 1


@dataclass(frozen=True)
class Attempt:
    """A statement that a stranger tries on somebody's row, and the outcome that leaves the row alone."""

    what: str
    statement: sa.Executable
    harmless: Outcome


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
        return str(error.sqlstate)
    await (transaction.commit() if commit else transaction.rollback())
    return int(status.rpartition(" ")[2])


def is_granted(table: Table, command: Command) -> bool:
    """Whether the app role may use a command on a table at all."""
    return command in facts_of(table).access.commands


def rule_columns(rule: Rule | None) -> frozenset[str]:
    """The columns that decide who sees a row."""
    match rule:
        case Owned(column) | Through(column):
            return frozenset({column})
        case AllOf(rules) | AnyOf(rules):
            return frozenset().union(*map(rule_columns, rules))
    return frozenset()


def changeable(table: Table) -> Iterator["Column[Any]"]:
    """The columns that the app role may set in an UPDATE."""
    for column in table.columns:
        if not (column.primary_key or column.name in UNTOUCHED_BY_CLIENTS or columns.facts_of(column).secret):
            yield column


def movable(table: Table) -> list[str]:
    """The columns by which a row could be given to somebody else."""
    deciding = rule_columns(facts_of(table).access.rows)
    return [column.name for column in changeable(table) if column.name in deciding]


def insignificant(table: Table) -> "Column[Any]":
    """A column that can take any value of its type."""
    for column in changeable(table):
        if not (column.foreign_keys or column.unique or columns.facts_of(column).choices):
            return column
    return next(iter(table.columns))


def own(table: Table, key: Values) -> sa.ColumnElement[bool]:
    """The condition on a primary key."""
    return sa.and_(*(table.c[name] == value for name, value in key.items()))


def reading(table: Table, owner: Owner) -> sa.Executable:
    """Read every column that is not secret of somebody's row."""
    wanted = [column for column in table.columns if not columns.facts_of(column).secret]
    return sa.select(*wanted).where(own(table, owner.key(table)))


def changing(table: Table, maker: RowMaker) -> sa.Update:
    """Change every row there is. Without WHERE only the policy for UPDATE decides which rows that are."""
    column = insignificant(table)
    return sa.update(table).values({column.name: maker.value(column)})


def moving(table: Table, victim: Owner, name: str) -> sa.Update:
    """Give one's rows to a victim by one deciding column, with all that the rows refer to besides."""
    return sa.update(table).values(handed_over(table, victim, name))


def handed_over(table: Table, victim: Owner, name: str) -> Values:
    """A victim's values of one deciding column and of every reference that decides nothing."""
    row, deciding = victim.rows[table.fullname], rule_columns(facts_of(table).access.rows)
    besides = [column.name for column in changeable(table) if column.foreign_keys and column.name not in deciding]
    return {column: row[column] for column in (name, *besides)}


def inserting(table: Table, maker: RowMaker, owner: Owner, **changes: object) -> sa.Insert:
    """Add one more row for an owner, with what the app role may write.

    Inline, as SQLAlchemy would add RETURNING otherwise, and then the policy for SELECT would refuse the row too.
    """
    values = {
        name: value
        for name, value in maker.values(table, owner, **changes).items()
        if name not in UNTOUCHED_BY_CLIENTS and not columns.facts_of(table.columns[name]).secret
    }
    return sa.insert(table).values(values).inline()


def additions(table: Table, maker: RowMaker, victim: Owner, stranger: Owner) -> Iterator[Attempt]:
    """A stranger's own row, but for one of the columns that decide whose it is."""
    for name in sorted(rule_columns(facts_of(table).access.rows)):
        changes = handed_over(table, victim, name)
        yield Attempt(f"add a row by {name}", inserting(table, maker, stranger, **changes), DENIED)


def attempts(table: Table, command: Command, maker: RowMaker, victim: Owner, caller: Caller) -> Iterator[Attempt]:
    """What a stranger tries with one command on somebody's row."""
    granted = is_granted(table, command)
    all_own: Outcome = caller.rows if granted else DENIED
    none: Outcome = 0 if granted else DENIED
    theirs = own(table, victim.key(table))
    match command:
        case Command.SELECT:
            yield Attempt("read the row", reading(table, victim), none)
        case Command.INSERT:
            yield Attempt("add a row", inserting(table, maker, victim), DENIED)
            if caller.owner is not None:
                yield from additions(table, maker, victim, caller.owner)
        case Command.DELETE:
            yield Attempt("delete all rows", sa.delete(table), all_own)
            yield Attempt("delete the row", sa.delete(table).where(theirs), none)
        case Command.UPDATE:
            yield Attempt("change all rows", changing(table, maker), all_own)
            yield Attempt("change the row", changing(table, maker).where(theirs), none)
            for name in movable(table):
                refused = DENIED if caller.rows or not granted else 0
                yield Attempt(f"move a row by {name}", moving(table, victim, name), refused)


async def leaks(
    connection: Any,
    table: Table,
    command: Command,
    maker: RowMaker,
    victim: Owner,
    callers: Sequence[Caller],
    *,
    commit: bool,
) -> list[str]:
    """What strangers achieve with one command that they should not; empty where nothing leaks."""
    found = []
    for caller in callers:
        for tried in attempts(table, command, maker, victim, caller):
            outcome = await attempt(connection, caller.identity, tried.statement, commit=commit)
            if outcome != tried.harmless:
                found.append(f"{caller.name} could {tried.what}: {outcome}")
    return found
