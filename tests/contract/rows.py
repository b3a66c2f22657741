"""Makes a valid row of any table from its columns, so that a new table is tested without new code."""

import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import orjson
import sqlalchemy as sa
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from models.access import AllOf, AnyOf, Owned, Rule
from models.base import View, facts_of
from models.catalog import PRODUCTS, TABLES
from models.columns import facts_of as column_facts
from models.security import UNTOUCHED_BY_CLIENTS
from repositories.database import register_codecs
from repositories.identity import Identity
from repositories.roadtrip.statistics import SMALLEST_GROUP
from repositories.statement import StatementCache
from tests.contract.values import MOMENT, stored, value_for
from tests.contract.words import LEFT_OUT, has_word, word_for

__all__ = ["MOMENT", "TABLES", "Owner", "RowMaker", "Values", "owning_columns", "read_rows"]

Values = dict[str, Any]
FOREVER = MOMENT.replace(year=2999)


async def read_rows(connection: Any) -> None:
    """Let a connection read and write values as the repositories do, but JSON as Python's, to be compared."""
    await register_codecs(connection)
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
        )


@dataclass
class Owner:
    """Somebody with an account in every product, and the newest row of theirs in every table."""

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
        await read_rows(connection)
        return cls(connection)

    async def owner(self) -> Owner:
        """Somebody with an account in every product and nothing else."""
        made = Owner()
        for product in PRODUCTS:
            row = await self.add(made, product.account_table)
            made.accounts[product.schema] = str(row[product.account_column.name])
        return made

    async def owner_of_everything(self, *, but: frozenset[str] = frozenset()) -> Owner:
        """Somebody with an account in every product and one row in every table, some left out."""
        made = await self.owner()
        for table in TABLES.values():
            if table.fullname not in made.rows and table.fullname not in but:
                await self.add(made, table)
        await self.read_again(made)
        return made

    async def read_again(self, owner: Owner) -> None:
        """Rows that others have changed since are as they are stored: later rows move counters and states."""
        for name in owner.rows:
            (owner.rows[name],) = await self.find(TABLES[name], owner.key(TABLES[name]))

    async def ancestors(self, owner: Owner, table: Table) -> None:
        """Give an owner a row in every table that rows of this table refer to."""
        for key in table.foreign_keys:
            parent = key.column.table
            if parent is not table and parent.fullname not in owner.rows:
                await self.ancestors(owner, parent)
                await self.add(owner, parent)

    async def add(self, owner: Owner, table: Table, **changes: object) -> Values:
        """One more row of a table for an owner, whose parents are there already; the newest one is kept."""
        make = ODD.get(table.fullname, _materialized if facts_of(table).view is View.MATERIALIZED else _ordinary)
        owner.rows[table.fullname] = await make(self, owner, table, changes)
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
        (row,) = await self.run(sa.insert(table).values(values).returning(*stored(table)))
        return row

    async def find(self, table: Table, values: Mapping[str, object]) -> list[Values]:
        """The rows that have these values."""
        same = [table.c[name] == value for name, value in values.items()]
        return await self.run(sa.select(*stored(table)).where(*same))

    async def run(self, statement: sa.Executable) -> list[Values]:
        """Any statement."""
        sql, arguments = self._statements.render(statement)
        return [dict(row) for row in await self.connection.fetch(sql, *arguments)]

    def values(self, table: Table, owner: Owner, **changes: object) -> Values:
        """Values for every column that has no default of its own; nothing is deleted."""
        given = {column.name: self._given(column, owner) for column in table.columns} | changes
        return {name: value for name, value in given.items() if value is not LEFT_OUT}

    def value(self, column: "Column[Any]") -> object:
        """A valid value for a column, another one each time where its kind permits."""
        return value_for(column, next(self._numbers))

    def _given(self, column: "Column[Any]", owner: Owner) -> object:
        table = column.table
        if has_word(table.fullname, column.name):
            return word_for(table.fullname, column.name)
        if column.foreign_keys:
            return _parent(column, owner)
        if not _wants_value(column):
            return LEFT_OUT
        if column.name in owning_columns(facts_of(table).access.rows):
            return owner.subject
        return FOREVER if _makes_lapse(column) else self.value(column)


def _makes_lapse(column: "Column[Any]") -> bool:
    """Whether others of the row are read as something else than what is stored, once this moment has come."""
    lapses = (column_facts(other).lapse for other in column.table.columns)
    return any(lapse is not None and lapse.at == column.name for lapse in lapses)


def _wants_value(column: "Column[Any]") -> bool:
    """All but those with a default; moments are all the same one, so that nothing ends before it starts."""
    if column.computed is not None or column.name == "deleted_at" or isinstance(column.type, TSVECTOR):
        return False
    if column.server_default is None:
        return column is not column.table.autoincrement_column
    moment = isinstance(column.type, sa.DateTime) and not column.primary_key
    return moment and column.name not in UNTOUCHED_BY_CLIENTS


def _parent(column: "Column[Any]", owner: Owner) -> object:
    for key in column.foreign_keys:
        if (parent := owner.rows.get(key.column.table.fullname)) is not None:
            return parent[key.column.name]
    return None


def owning_columns(rule: Rule | None) -> frozenset[str]:
    """The columns that say whose row it is."""
    match rule:
        case Owned(column):
            return frozenset({column})
        case AllOf(rules) | AnyOf(rules):
            return frozenset().union(*map(owning_columns, rules))
    return frozenset()


Make = Callable[[RowMaker, Owner, Table, dict[str, Any]], Awaitable[Values]]


async def _ordinary(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    return await maker.insert(table, maker.values(table, owner, **changes))


async def _first_city(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """A city, which is the first with its centre unless there is one already."""
    values = maker.values(table, owner, **changes)
    others = await maker.find(table, {"location": values["location"]})
    return await maker.insert(table, {**values, "is_first": not others})


async def _materialized(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """The row that is there once the view was refreshed."""
    await maker.run(sa.select(getattr(getattr(sa.func, str(table.schema)), f"refresh_{table.name}")()))
    return await _made_already(maker, owner, table, changes)


async def _made_already(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """The row that a trigger made with the row which its key refers to."""
    (row,) = await maker.find(table, {column.name: _parent(column, owner) for column in table.primary_key})
    assert not changes, f"rows of {table.fullname} are not made by hand"
    return row


async def _with_somebody_else(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """Nobody refers themselves, and nobody is referred twice."""
    friend = (await maker.insert(USERS, maker.values(USERS, Owner())))["id"]
    return await _ordinary(maker, owner, table, {"referred_user_id": friend, **changes})


async def _shared(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """What everybody may know of the owner's discovery, made where there are cities."""
    discoveries, cities = TABLES["roadtrip.discoveries"], TABLES["roadtrip.cities"]
    if not await maker.run(sa.select(cities.c.id).limit(1)):
        await maker.add(owner, cities)
    await maker.ancestors(owner, discoveries)
    found = owner.rows.get(discoveries.fullname) or await maker.add(owner, discoveries)
    assert not changes, f"rows of {table.fullname} are not made by hand"
    (row,) = await maker.find(table, {"id": found["id"]})
    return row


async def _published(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """What everybody may hear of an episode about the owner's discovery, which is shared."""
    await maker.ancestors(owner, table)
    episodes = TABLES["roadtrip.podcast_episodes"]
    episode = await maker.insert(episodes, maker.values(episodes, owner, status="published"))
    assert not changes, f"rows of {table.fullname} are not made by hand"
    (row,) = await maker.find(table, {"id": episode["id"]})
    return row


def _seen_in(source: str) -> Make:
    """The row of a view that shows what a row of this table adds up to."""

    async def make(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
        await maker.ancestors(owner, TABLES[source])
        if source not in owner.rows:
            await maker.add(owner, TABLES[source])
        assert not changes, f"rows of {table.fullname} are not made by hand"
        theirs = {column.name: _parent(column, owner) for column in table.primary_key if column.foreign_keys}
        found, *_ = await maker.find(table, theirs)
        return found

    return make


async def _of_free_accounts(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """The row of a tier in which somebody stays who never subscribes."""
    accounts = TABLES["repurpose.users"]
    somebody = await maker.insert(accounts, maker.values(accounts, Owner()))
    assert not changes, f"rows of {table.fullname} are not made by hand"
    (row,) = await maker.find(table, {"subscription_tier": somebody["subscription_tier"]})
    return row


async def _of_a_group(maker: RowMaker, owner: Owner, table: Table, changes: dict[str, Any]) -> Values:
    """Numbers of so many people that they are told; the people are made unless there are numbers already."""
    assert not changes, f"rows of {table.fullname} are not made by hand"
    if not (told := await maker.find(table, {})):
        shared: dict[str, Any] = {}
        for _ in range(SMALLEST_GROUP):
            person = await maker.owner()
            for source in (TABLES["roadtrip.roadtrip_sessions"], DISCOVERIES):
                await maker.ancestors(person, source)
                made = await maker.add(person, source, **(shared if source is DISCOVERIES else {}))
            shared = {"category_id": made["category_id"]}
        await maker.run(sa.select(sa.func.roadtrip.refresh_statistics()))
        told = await maker.find(table, {})
    return told[0]


USERS, DISCOVERIES = TABLES["roadtrip.users"], TABLES["roadtrip.discoveries"]
ODD: Mapping[str, Make] = {
    "roadtrip.cities": _first_city,
    "roadtrip.user_credits": _made_already,
    "roadtrip.referral_conversions": _with_somebody_else,
    "roadtrip.public_discoveries": _shared,
    "roadtrip.public_podcast_episodes": _published,
    "roadtrip.months_of_roadtrips": _of_a_group,
    "roadtrip.categories_of_discoveries": _of_a_group,
    "roadtrip.revenue_reconciliations": _seen_in("roadtrip.revenue_reports"),
    "roadtrip.yearly_statements": _seen_in("roadtrip.video_revenues"),
    "webbuilder.conversion_sources": _seen_in("webbuilder.conversions"),
    "learning.monthly_usage": _seen_in("learning.usage_logs"),
    "repurpose.quotas": _made_already,
    "repurpose.current_subscriptions": _seen_in("repurpose.subscriptions"),
    "repurpose.subscriptions_by_tier": _of_free_accounts,
    "repurpose.generations_by_day": _seen_in("repurpose.generations"),
    "repurpose.popular_platforms": _seen_in("repurpose.generations"),
    "repurpose.generation_times": _seen_in("repurpose.generations"),
}
