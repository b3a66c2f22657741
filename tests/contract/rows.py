"""Makes a valid row of any table from its columns, so that a new table is tested without new code."""

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from ipaddress import IPv4Address
from typing import Any
from uuid import UUID, uuid4

import orjson
import sqlalchemy as sa
from pgvector.sqlalchemy import Vector
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import INET, JSONB

from models import columns
from models.access import AllOf, AnyOf, Owned, Rule
from models.base import facts_of
from models.catalog import PRODUCTS, TABLES
from models.security import UNTOUCHED_BY_CLIENTS
from repositories.identity import Identity
from repositories.statement import StatementCache

MOMENT = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
Values = dict[str, Any]


async def read_json(connection: Any) -> None:
    """Let a connection read and write JSON as Python values, so that rows can be compared."""
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
        )


@dataclass
class Owner:
    """Somebody with an account in every product, and the row of theirs in every table."""

    accounts: dict[str, str] = field(default_factory=dict)
    subject: UUID = field(default_factory=uuid4)
    rows: dict[str, Values] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """What the gateway knows of them after checking their token."""
        return Identity(self.subject, self.accounts)

    def key(self, table: Table) -> Values:
        """The primary key of their row."""
        return {column.name: self.rows[table.fullname][column.name] for column in table.primary_key}


class RowMaker:
    """Makes rows over a connection that row security does not bind."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._statements = StatementCache()
        self._numbers = itertools.count(1)

    @classmethod
    async def ready(cls, connection: Any) -> "RowMaker":
        """A maker over a connection of the worker role."""
        await read_json(connection)
        return cls(connection)

    async def owner(self) -> Owner:
        """Somebody with an account in every product and nothing else."""
        made = Owner()
        for product in PRODUCTS:
            row = await self.add(made, product.account_table)
            (key,) = product.account_table.primary_key
            made.accounts[product.schema] = str(row[key.name])
        return made

    async def owner_of_everything(self) -> Owner:
        """Somebody with an account in every product and one row in every table."""
        made = await self.owner()
        for table in TABLES.values():
            if table.fullname not in made.rows:
                await self.add(made, table)
        return made

    async def ancestors(self, owner: Owner, table: Table) -> None:
        """Give an owner a row in every table that rows of this table refer to."""
        for key in table.foreign_keys:
            parent = key.column.table
            if parent is not table and parent.fullname not in owner.rows:
                await self.ancestors(owner, parent)
                await self.add(owner, parent)

    async def add(self, owner: Owner, table: Table, **changes: object) -> Values:
        """One more row of a table for an owner, whose parents are there already; the newest one is kept."""
        owner.rows[table.fullname] = await self.insert(table, self.values(table, owner, **changes))
        return owner.rows[table.fullname]

    async def new(self, table: Table, **changes: object) -> Values:
        """A row of a table for somebody new, with everything that it needs."""
        owner = await self.owner()
        await self.ancestors(owner, table)
        if table.fullname in owner.rows and not changes:
            return owner.rows[table.fullname]
        return await self.add(owner, table, **changes)

    async def insert(self, table: Table, values: Mapping[str, object]) -> Values:
        """Insert a row; returns it as it was written."""
        (row,) = await self.run(sa.insert(table).values(values).returning(table))
        return row

    async def run(self, statement: sa.Executable) -> list[Values]:
        """Any statement."""
        sql, arguments = self._statements.render(statement)
        return [dict(row) for row in await self.connection.fetch(sql, *arguments)]

    def values(self, table: Table, owner: Owner, **changes: object) -> Values:
        """Values for every column that has no default of its own; nothing is deleted."""
        owning = owning_columns(facts_of(table).access.rows)
        made: Values = {}
        for column in table.columns:
            if column.name in changes:
                made[column.name] = changes[column.name]
            elif column.foreign_keys:
                made[column.name] = self._parent(column, owner)
            elif column.name in owning and column.server_default is None:
                made[column.name] = owner.subject
            elif self._wants_value(column):
                made[column.name] = self.value(column)
        return made

    def value(self, column: "Column[Any]") -> object:
        """A valid value for a column, another one each time where its kind permits."""
        facts = columns.facts_of(column)
        if facts.choices is not None:
            return next(iter(facts.choices)).value
        number = next(self._numbers)
        match column.type:
            case sa.String(length=length):
                text = f"{column.name} {number} {uuid4().hex[:8]}"
                return text[-length:] if length else text
            case sa.Boolean():
                return False
            case sa.Numeric() | sa.Float():
                return Decimal(facts.between[0] or 0) if facts.between else Decimal(1)
            case sa.Integer():
                return facts.between[0] if facts.between else number
            case _:
                return _other_value(column, array=facts.array)

    @staticmethod
    def _wants_value(column: "Column[Any]") -> bool:
        """All but those with a default; moments are all the same one, so that nothing ends before it starts."""
        if column.name in UNTOUCHED_BY_CLIENTS or column.name == "deleted_at" or column.computed is not None:
            return False
        return column.server_default is None or (isinstance(column.type, sa.DateTime) and not column.primary_key)

    @staticmethod
    def _parent(column: "Column[Any]", owner: Owner) -> object:
        (key,) = column.foreign_keys
        parent = owner.rows.get(key.column.table.fullname)
        return None if parent is None else parent[key.column.name]


def _other_value(column: "Column[Any]", *, array: bool) -> object:
    match column.type:
        case sa.Uuid():
            return uuid4()
        case sa.DateTime(timezone=aware):
            return MOMENT if aware else MOMENT.replace(tzinfo=None)
        case sa.Date():
            return MOMENT.date()
        case sa.LargeBinary():
            return uuid4().bytes * 2
        case sa.ARRAY():
            return []
        case JSONB():
            return [] if array else {}
        case INET():
            return IPv4Address("192.0.2.1")
        case Vector(dim=dimensions):
            return str([1.0] * int(dimensions or 1))
    raise NotImplementedError(f"no value is known for {column.table.fullname}.{column.name} ({column.type})")


def owning_columns(rule: Rule | None) -> frozenset[str]:
    """The columns that say whose row it is."""
    match rule:
        case Owned(column):
            return frozenset({column})
        case AllOf(rules) | AnyOf(rules):
            return frozenset().union(*map(owning_columns, rules))
    return frozenset()
