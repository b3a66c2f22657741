"""What strangers try on somebody's row with each command, and where they achieve what they should not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from models.access import Command
from models.base import facts_of
from tests.contract.behaviour import (
    DENIED,
    Caller,
    Outcome,
    addable,
    attempt,
    changeable,
    changing,
    inserting,
    insignificant,
    is_granted,
    own,
    readable,
    reading,
    rule_columns,
)
from tests.contract.ownership import OPEN_TO_ALL, reach
from tests.contract.rows import Owner, RowMaker, Values

DANGLING = "23503"


@dataclass(frozen=True)
class Attempt:
    """A statement that a stranger tries on somebody's row, and the outcome that leaves the row alone."""

    what: str
    statement: sa.Executable
    harmless: Outcome


@dataclass(frozen=True)
class Leak:
    """An attempt that ended otherwise than it should."""

    caller: str
    what: str
    outcome: Outcome


Plan = Sequence[tuple[Caller, Attempt]]


def movable(table: Table) -> list[str]:
    """The columns by which a row could be given to somebody else."""
    return [column.name for column in changeable(table) if column.name in rule_columns(table)]


def referring(table: Table, command: Command) -> list[str]:
    """The columns that a command may set to refer to rows which not everybody sees, and that decide nothing."""
    if not is_granted(table, command):
        return []
    names = addable(table) if command is Command.INSERT else {column.name for column in changeable(table)}
    return sorted(
        name
        for name in names - rule_columns(table)
        if any(key.column.table.fullname not in OPEN_TO_ALL for key in table.c[name].foreign_keys)
    )


def handed_over(table: Table, maker: RowMaker, victim: Owner, *names: str) -> Values:
    """What some deciding columns of a victim's row are; other references lead to the victim's rows, or nowhere.

    Triggers that look at references must have nothing to complain about, so that the policy alone decides.
    """
    row = maker.values(table, victim)
    besides = {
        column.name: None if column.nullable else row[column.name]
        for column in table.columns
        if column.foreign_keys and column.name not in rule_columns(table)
    }
    return besides | {name: row.get(name) for name in names}


def _theirs(table: Table, victim: Owner, name: str) -> object:
    """What a reference to the victim's row would be."""
    (key,) = table.c[name].foreign_keys
    return victim.rows[key.column.table.fullname][key.column.name]


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
    if harmless != DENIED and facts_of(table).behind_view:
        past = sa.select(*readable(table)).where(own(table, victim.key(table)))
        yield Attempt("read the row past the view", past, DENIED)


def additions(table: Table, maker: RowMaker, victim: Owner, newcomer: Owner, caller: Caller) -> Iterator[Attempt]:
    """A row for a newcomer, or a stranger's own but for one of the columns that decide whose it is.

    The newcomer has no row of the table yet, so that no unique key refuses what a policy should. A row of a
    stranger's own that refers to a victim's rows is refused as one that refers to nothing.
    """
    deciding = sorted(rule_columns(table))
    whole = inserting(table, maker, newcomer, **handed_over(table, maker, newcomer, *deciding))
    yield Attempt("add a row", whole, DENIED)
    if caller.owner is None:
        return
    for name in deciding:
        changes = handed_over(table, maker, newcomer, name)
        yield Attempt(f"add a row by {name}", inserting(table, maker, caller.owner, **changes), DENIED)
    for name in referring(table, Command.INSERT):
        named = {name: _theirs(table, victim, name)}
        yield Attempt(f"add a row naming {name}", inserting(table, maker, caller.owner, **named), DANGLING)
    if is_granted(table, Command.UPDATE) and victim.key(table).keys() <= addable(table):
        yield Attempt("add a row over the row", _replacing(table, maker, victim, caller.owner), DENIED)


def _replacing(table: Table, maker: RowMaker, victim: Owner, stranger: Owner) -> sa.Insert:
    """A stranger's own row under a victim's key, which changes the row that is there instead."""
    row = maker.values(table, stranger, **victim.key(table))
    column = insignificant(table)
    given = {name: value for name, value in row.items() if name in addable(table)}
    return (
        postgresql.insert(table)
        .values(given)
        .on_conflict_do_update(index_elements=list(table.primary_key), set_={column.name: maker.value(column)})
        .inline()
    )


def moves(table: Table, maker: RowMaker, victim: Owner, reached: Outcome) -> Iterator[Attempt]:
    """A stranger's own rows handed to a victim, or made to refer to a victim's."""
    given = {column.name for column in changeable(table)}
    for name in movable(table):
        changes = {key: value for key, value in handed_over(table, maker, victim, name).items() if key in given}
        yield Attempt(f"move a row by {name}", sa.update(table).values(changes), DENIED if reached else 0)
    for name in referring(table, Command.UPDATE):
        named = sa.update(table).values({name: _theirs(table, victim, name)})
        yield Attempt(f"make a row name {name}", named, DANGLING if reached else 0)


async def attempts(
    table: Table, command: Command, maker: RowMaker, victim: Owner, newcomer: Owner, caller: Caller
) -> list[Attempt]:
    """What a stranger tries with one command on somebody's row."""
    reached = await all_of(maker, table, command, caller)
    none: Outcome = 0 if is_granted(table, command) else DENIED
    theirs = own(table, victim.key(table))
    match command:
        case Command.SELECT:
            return list(reads(table, victim))
        case Command.INSERT:
            return list(additions(table, maker, victim, newcomer, caller))
        case Command.DELETE:
            every: sa.Delete | sa.Update = sa.delete(table)
        case Command.UPDATE:
            every = changing(table, maker)
    verb = command.lower()
    tried = [Attempt(f"{verb} all rows", every, reached), Attempt(f"{verb} the row", every.where(theirs), none)]
    moved = moves(table, maker, victim, reached) if command is Command.UPDATE and reached != DENIED else ()
    return [*tried, *moved]


async def plan(table: Table, command: Command, maker: RowMaker, victim: Owner, callers: Sequence[Caller]) -> Plan:
    """Everything that strangers try with one command on somebody's row."""
    newcomer = victim
    if command is Command.INSERT and is_granted(table, command):
        newcomer = await maker.owner()
        await maker.ancestors(newcomer, table)
    return [
        (caller, tried)
        for caller in callers
        for tried in await attempts(table, command, maker, victim, newcomer, caller)
    ]


async def leaks(connection: Any, tries: Plan, *, commit: bool) -> list[Leak]:
    """What strangers achieve that they should not; empty where nothing leaks."""
    found = []
    for caller, tried in tries:
        outcome = await attempt(connection, caller.identity, tried.statement, commit=commit)
        if outcome != tried.harmless:
            found.append(Leak(caller.name, tried.what, outcome))
    return found
