"""Who plays in the tests of every table: two people whose rows are entangled, nobody, staff; and who sees what."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import sqlalchemy as sa
from sqlalchemy import Column, Table

from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS
from repositories.relations import Kind, Relation, relations
from tests.contract.ownership import MAKES_ADMINISTRATOR, reach
from tests.contract.rows import Owner, RowMaker, Values
from tests.people import Person, PersonWithoutAccounts

TABLES: Mapping[str, Table] = {table.fullname: table for product in PRODUCTS for table in product.graph_tables}
STAFF_TABLES = frozenset(
    name for name, table in TABLES.items() if facts_of(table).access.rule(Command.SELECT) is None
)
READABLE = sorted(TABLES.keys() - STAFF_TABLES)
Rows = dict[str, list[Values]]

# What everybody sees of an owner's, beside the reference data: rows of their own that they share.
SHARED: Sequence[tuple[str, Callable[[], dict[str, object]]]] = (
    ("liveconvo.templates", lambda: {"is_public": True}),
    ("liveconvo.templates", lambda: {"is_system_template": True, "user_id": None}),
    ("webbuilder.component_library", lambda: {"is_public": True}),
    ("webbuilder.app_settings", lambda: {"key": f"features.{uuid4().hex}"}),
)


@dataclass(frozen=True)
class Caller:
    """Somebody who asks: an owner of rows, or nobody whom any row belongs to; staff sees all."""

    name: str
    person: Person
    owner: Owner | None
    is_staff: bool = False

    def may_read(self, table: Table) -> bool:
        """Whether they may ask for rows of a table at all."""
        return self.is_staff or table.fullname not in STAFF_TABLES

    def reach(self, table: Table) -> sa.ColumnElement[bool]:
        """The rows that they see by the declared rules."""
        return sa.true() if self.is_staff else reach(table, Command.SELECT, self.owner)


@dataclass(frozen=True, repr=False)
class Cast:
    """Everybody who plays, all rows that were made for them, and the numbers of those that each one sees."""

    owner: Owner
    stranger: Owner
    callers: Mapping[str, Caller]
    rows: Rows
    seen: Mapping[tuple[str, str], frozenset[int]]

    def __repr__(self) -> str:
        return f"<a cast with {sum(map(len, self.rows.values()))} rows>"

    def visible(self, caller: Caller, table: Table) -> list[Values]:
        """The rows of a table that somebody sees."""
        numbers = self.seen[caller.name, table.fullname]
        return [row for number, row in enumerate(self.rows[table.fullname]) if number in numbers]

    def hidden(self, caller: Caller, table: Table) -> list[Values]:
        """The rows of a table that somebody does not see."""
        numbers = self.seen[caller.name, table.fullname]
        return [row for number, row in enumerate(self.rows[table.fullname]) if number not in numbers]

    def behind(self, caller: Caller, relation: Relation, row: Values) -> list[Values]:
        """The rows that somebody sees at the end of a relation."""
        value = row[relation.local.name]
        rows = self.visible(caller, relation.target)
        return [other for other in rows if value is not None and other[relation.remote.name] == value]


async def make_cast(maker: RowMaker) -> Cast:
    """Make everybody and everything; neither the stranger nor anybody else is an administrator of Web Builder."""
    owner = await maker.owner_of_everything()
    stranger = await maker.owner_of_everything(but=MAKES_ADMINISTRATOR)
    made = _Belongings(maker)
    for somebody in (owner, stranger):
        made.note(somebody)
    for one, other in ((stranger, owner), (owner, stranger)):
        await made.entangle(one, other)
    for name, values in SHARED:
        await made.share(TABLES[name], owner, stranger, values())
    rows = await made.as_they_are()
    callers = {
        "the owner": Caller("the owner", Person.of(owner), owner),
        "a stranger": Caller("a stranger", Person.of(stranger), stranger),
        "nobody": Caller("nobody", PersonWithoutAccounts(uuid4(), ""), None),
        "staff": Caller("staff", Person.of(await maker.owner(), roles=("admin",)), None, is_staff=True),
    }
    seen = {
        (name, table): await _seen(maker, caller, TABLES[table], rows[table])
        for name, caller in callers.items()
        for table in TABLES
    }
    return Cast(owner, stranger, callers, rows, seen)


async def _seen(maker: RowMaker, caller: Caller, table: Table, rows: list[Values]) -> frozenset[int]:
    """The numbers of the rows that somebody sees."""
    keys = [tuple(row[column.name] for column in table.primary_key) for row in rows]
    first = next(iter(table.primary_key))
    numbers = sa.bindparam(None, [values[0] for values in keys], sa.ARRAY(first.type), unique=True)
    found = await maker.run(sa.select(*table.primary_key).where(first == sa.any_(numbers), caller.reach(table)))
    reached = {tuple(row.values()) for row in found}
    return frozenset(number for number, values in enumerate(keys) if values in reached)


class _Belongings:
    """Rows that were made for somebody, by table."""

    def __init__(self, maker: RowMaker) -> None:
        self._maker = maker
        self._keys: dict[str, list[Values]] = {name: [] for name in TABLES}

    def note(self, owner: Owner) -> None:
        """Remember the row that somebody has in each table."""
        for name in owner.rows.keys() & TABLES.keys():
            self._keys[name].append(owner.key(TABLES[name]))

    async def entangle(self, one: Owner, other: Owner) -> None:
        """More rows of somebody's, each referring to a row of somebody else's where the database permits it."""
        for table, column in _loose_ends():
            (key,) = (key for key in column.foreign_keys if key.column.table.fullname in other.rows)
            await self.try_to_add(one, table, {column.name: other.rows[key.column.table.fullname][key.column.name]})

    async def share(self, table: Table, one: Owner, other: Owner, values: dict[str, object]) -> None:
        """A row of somebody's that everybody sees, and rows of both that refer to it."""
        shared = await self._maker.insert(table, self._maker.values(table, one, **values))
        self._keys[table.fullname].append({column.name: shared[column.name] for column in table.primary_key})
        for relation in relations(table).values():
            if relation.kind is not Kind.TO_ONE:
                values = {relation.remote.name: shared[relation.local.name]}
                for somebody in (one, other):
                    await self.try_to_add(somebody, relation.target, values)

    async def try_to_add(self, owner: Owner, table: Table, values: dict[str, object]) -> None:
        """One more row, unless constraints or triggers refuse it; the owner keeps their first one."""
        before = owner.rows.get(table.fullname)
        try:
            async with self._maker.connection.transaction():
                made = await self._maker.add(owner, table, **values)
        except asyncpg.PostgresError:
            return
        self._keys[table.fullname].append({column.name: made[column.name] for column in table.primary_key})
        if before is not None:
            owner.rows[table.fullname] = before

    async def as_they_are(self) -> Rows:
        """All these rows, as others have changed them since, and whatever they refer to."""
        rows: Rows = {}
        # Children come before their parents, so that these are noted in time.
        for name in reversed(list(TABLES)):
            rows[name] = distinct(
                [row for key in self._keys[name] for row in await self._maker.find(TABLES[name], key)], TABLES[name]
            )
            for relation in relations(TABLES[name]).values():
                if relation.kind is Kind.TO_ONE:
                    self._note_parents(relation, rows[name])
        return rows

    def _note_parents(self, relation: Relation, rows: list[Values]) -> None:
        parents = self._keys[relation.target.fullname]
        for value in (row[relation.local.name] for row in rows):
            if value is not None and {relation.remote.name: value} not in parents:
                parents.append({relation.remote.name: value})


def distinct(rows: list[Values], table: Table) -> list[Values]:
    """Each row once: a view may have one row for several people."""
    return list({tuple(row[column.name] for column in table.primary_key): row for row in rows}.values())


def _loose_ends() -> list[tuple[Table, "Column[Any]"]]:
    """The references that do not decide whose a row is."""
    return [
        (table, column)
        for table in TABLES.values()
        if facts_of(table).view is None
        for column in table.columns
        if column.foreign_keys and not column.primary_key and column.name not in facts_of(table).access.deciding
    ]


async def crowd_of(maker: RowMaker, number: int) -> AsyncIterator[Owner]:
    """So many people with a row in every table, those of tables that refer to themselves referring to another."""
    for _ in range(number):
        owner = await maker.owner_of_everything()
        for table in TABLES.values():
            for relation in relations(table).values():
                if relation.kind is Kind.TO_ONE and relation.target is table:
                    parent = owner.rows[table.fullname][relation.remote.name]
                    await maker.add(owner, table, **{relation.local.name: parent})
        yield owner
