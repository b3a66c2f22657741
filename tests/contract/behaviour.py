"""What becomes of the four commands when somebody tries them on a row, and where that is not what it should be."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy import Column, FromClause, Table

from models import columns
from models.access import Command, Rule
from models.base import View, facts_of
from models.security import UNTOUCHED_BY_CLIENTS, view_of
from repositories.identity import Identity
from repositories.statement import StatementCache
from tests.contract.ownership import BY_ROLE, OPEN_TO_ALL, reach
from tests.contract.rows import Owner, RowMaker, Values

DENIED = "42501"
DANGLING = "23503"
Outcome = int | str
_STATEMENTS = StatementCache()


@dataclass(frozen=True)
class Caller:
    """Somebody who tries, with rows of their own in the tables, or nobody in particular."""

    name: str
    owner: Owner | None

    @property
    def identity(self) -> Identity | None:
        """What the gateway knows of them."""
        return None if self.owner is None else self.owner.identity


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


def rule_columns(table: Table) -> frozenset[str]:
    """The columns that decide who sees a row."""
    return facts_of(table).access.deciding


def relation(table: Table) -> FromClause:
    """What the app role reads a table's rows from: the table, or the view of those it may see."""
    if not facts_of(table).behind_view:
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


def movable(table: Table) -> list[str]:
    """The columns by which a row could be given to somebody else."""
    return [column.name for column in changeable(table) if column.name in rule_columns(table)]


def referring(table: Table, names: Sequence[str]) -> list[str]:
    """Those of some columns that refer to rows which not everybody sees, and do not decide whose the row is."""
    return [
        name
        for name in names
        if name not in rule_columns(table)
        if any(key.column.table.fullname not in OPEN_TO_ALL for key in table.c[name].foreign_keys)
    ]


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


def moving(table: Table, victim: Owner, name: str) -> sa.Update:
    """Give one's rows to a victim by one deciding column, with all that the rows refer to besides."""
    given = {column.name for column in changeable(table)}
    return sa.update(table).values(
        {column: value for column, value in handed_over(table, victim, name).items() if column in given}
    )


def handed_over(table: Table, victim: Owner, *names: str) -> Values:
    """A victim's values of some deciding columns; other references lead to the victim's rows, or nowhere.

    Triggers that look at references must have nothing to complain about, so that the policy alone decides.
    """
    row = victim.rows[table.fullname]
    besides = {
        column.name: None if column.nullable else row[column.name]
        for column in table.columns
        if column.foreign_keys and column.name not in rule_columns(table)
    }
    return besides | {name: row[name] for name in names}


def inserting(table: Table, maker: RowMaker, owner: Owner, **changes: object) -> sa.Insert:
    """Add one more row for an owner, with what the app role may write.

    Inline, as SQLAlchemy would add RETURNING otherwise, and then the policy for SELECT would refuse the row too.
    """
    values = maker.values(table, owner, **changes)
    given = {name: value for name, value in values.items() if name in addable(table)}
    return sa.insert(table).values(given).inline()


async def all_of(maker: RowMaker, table: Table, command: Command, caller: Caller) -> Outcome:
    """How many rows a command of a caller reaches where it names none."""
    if not is_granted(table, command):
        return DENIED
    count = sa.select(sa.func.count().label("rows")).select_from(table).where(reach(table, command, caller.owner))
    (row,) = await maker.run(count)
    found: int = row["rows"]
    return found


def reads(table: Table, victim: Owner) -> Iterator[Attempt]:
    """What a stranger tries in order to read somebody's row."""
    harmless = 0 if is_granted(table, Command.SELECT) else DENIED
    yield Attempt("read the row", reading(table, victim), harmless)
    if facts_of(table).behind_view:
        past = sa.select(*readable(table)).where(own(table, victim.key(table)))
        yield Attempt("read the row past the view", past, DENIED)


def additions(table: Table, maker: RowMaker, victim: Owner, stranger: Owner | None) -> Iterator[Attempt]:
    """A victim's row, or a stranger's own but for one of the columns that decide whose it is, or refer to others."""
    deciding = sorted(rule_columns(table))
    whole = inserting(table, maker, victim, **handed_over(table, victim, *deciding))
    yield Attempt("add a row", whole, DENIED)
    if stranger is None or stranger.rows.get(table.fullname) is None:
        return
    for name in deciding:
        changed = inserting(table, maker, stranger, **handed_over(table, victim, name))
        yield Attempt(f"add a row by {name}", changed, DENIED)
    if is_granted(table, Command.INSERT):
        for name in referring(table, sorted(addable(table))):
            target = victim.rows[table.fullname][name] or _self(table, victim, name)
            yield Attempt(f"add a row that names {name}", inserting(table, maker, stranger, **{name: target}), DANGLING)


def _self(table: Table, victim: Owner, name: str) -> object:
    """The victim's own row, for a reference to the table itself."""
    (key,) = table.c[name].foreign_keys
    return victim.rows[key.column.table.fullname][key.column.name]


def moves(table: Table, victim: Owner, reached: Outcome) -> Iterator[Attempt]:
    """A stranger's own rows handed to a victim, or made to refer to a victim's."""
    for name in movable(table):
        yield Attempt(f"move a row by {name}", moving(table, victim, name), DENIED if reached else 0)
    for name in referring(table, [column.name for column in changeable(table)]):
        target = victim.rows[table.fullname][name] or _self(table, victim, name)
        referred = sa.update(table).values({name: target})
        yield Attempt(f"make a row name {name}", referred, (DANGLING if reached else 0))


async def attempts(
    table: Table, command: Command, maker: RowMaker, victim: Owner, caller: Caller
) -> AsyncIterator[Attempt]:
    """What a stranger tries with one command on somebody's row."""
    reached = await all_of(maker, table, command, caller)
    none: Outcome = 0 if is_granted(table, command) else DENIED
    theirs = own(table, victim.key(table))
    match command:
        case Command.SELECT:
            tried = list(reads(table, victim))
        case Command.INSERT:
            tried = list(additions(table, maker, victim, caller.owner))
        case Command.DELETE:
            tried = [
                Attempt("delete all rows", sa.delete(table), reached),
                Attempt("delete the row", sa.delete(table).where(theirs), none),
            ]
        case Command.UPDATE:
            tried = [
                Attempt("change all rows", changing(table, maker), reached),
                Attempt("change the row", changing(table, maker).where(theirs), none),
            ]
            tried += moves(table, victim, reached) if is_granted(table, command) else []
    for each in tried:
        yield each


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
        async for tried in attempts(table, command, maker, victim, caller):
            outcome = await attempt(connection, caller.identity, tried.statement, commit=commit)
            if outcome != tried.harmless:
                found.append(f"{caller.name} could {tried.what}: {outcome}")
    return found
