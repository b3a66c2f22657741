"""The oracle's data: rows in every table for two people and for everybody, then hostile values wherever they fit."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy import Column, Table

from gateway.addresses import Addresses
from gateway.preparation import connected
from gql.derivation.columns import shown
from models.base import facts_of, soft_deletes
from models.catalog import PRODUCTS
from models.columns import facts_of as column_facts
from repositories.identity import Identity, Trust
from repositories.statement import STAFF
from tests.contract.rows import Owner, RowMaker
from tests.gql.belongings import TABLES, Cast, make_cast
from tests.oracle.hostile import hostile
from tests.oracle.steady import steady_chance

ROUNDS = 3
MOST_PER_ROUND = 3
OTHERS = 4
DISTORTED = 14
MANY: Mapping[str, int] = {
    "liveconvo.transcripts": 30,
    "roadtrip.roadtrip_waypoints": 110,
    "webbuilder.conversions": 25,
}
"""Tables of which somebody has more rows than one page holds."""

SUMMED = frozenset({"repurpose.users.generations_count_current_month"})
"""Columns that something is added to when they are shown, so that the largest number would be too large."""

GIVEN = frozenset({"roadtrip.cities.location"})
"""Columns of reference data that an index relies on: PostGIS's order by distance fails at exactly 180 degrees."""

MOMENTS = (
    dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
    dt.datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC),
    dt.datetime(2024, 2, 29, tzinfo=dt.UTC),
    dt.datetime(2024, 2, 29, 12, 34, 56, 100_000, tzinfo=dt.UTC),
    dt.datetime(2024, 2, 29, 12, 34, 56, 120_300, tzinfo=dt.UTC),
    dt.datetime(2038, 1, 19, 3, 14, 8, 1, tzinfo=dt.UTC),
    dt.datetime(2261, 1, 1, tzinfo=dt.UTC),
)
ACCOUNT_TABLES = frozenset(product.account_table for product in PRODUCTS)

OWNER, STRANGER, NOBODY, STAFF_MEMBER = "the owner", "a stranger", "nobody", "staff"
PARTLY = "the owner, with accounts in some products only"
Callers = Mapping[str, Identity]


async def fill(place: Addresses, seed: int) -> Callers:
    """Fill a migrated, empty database; who asks it by their roles."""
    draw = random.Random(seed)
    async with connected(place.base) as administrator, connected(place.url("worker")) as worker:
        # Triggers of the administrator's statements sleep, but every constraint holds.
        await administrator.execute("SET session_replication_role = replica; SET timezone = 'UTC'")
        async with steady_chance(place, seed):
            cast = await _populate(worker, draw)
        await _distort(administrator, cast, draw)
        for table in TABLES.values():
            if facts_of(table).rolls_up is not None:
                await _sum_up(administrator, table)
        await administrator.execute("ANALYZE")
    callers = {name: _identity(cast, name) for name in (OWNER, STRANGER, NOBODY, STAFF_MEMBER)}
    some = {product: account for product, account in callers[OWNER].accounts.items() if draw.random() < 0.5}
    return {**callers, PARTLY: replace(callers[OWNER], accounts=some)}


async def _populate(worker: Any, draw: random.Random) -> Cast:
    maker = await RowMaker.ready(worker)
    cast = await make_cast(maker)
    for owner in (cast.owner, cast.stranger):
        await _more(maker, owner, draw)
    for _ in range(OTHERS):
        await maker.owner()
    await _many(maker, cast.owner, draw)
    await worker.execute("SELECT roadtrip.refresh_user_dashboards()")
    await worker.execute("SELECT roadtrip.refresh_statistics()")
    return cast


def _identity(cast: Cast, name: str) -> Identity:
    person = cast.callers[name].person
    trust = Trust.ADMIN if name == STAFF_MEMBER else Trust.APP
    return Identity(person.id, person.accounts, trust)


async def _more(maker: RowMaker, owner: Owner, draw: random.Random) -> None:
    """Whole families of rows: parents with several children, and parents with none."""
    for _ in range(ROUNDS):
        for table in TABLES.values():
            if facts_of(table).view is None and table not in ACCOUNT_TABLES:
                for _ in range(draw.randint(0, MOST_PER_ROUND)):
                    await _try_to_add(maker, owner, table, draw)


async def _many(maker: RowMaker, owner: Owner, draw: random.Random) -> None:
    for name, number in MANY.items():
        for _ in range(number):
            await _try_to_add(maker, owner, TABLES[name], draw)


async def _try_to_add(maker: RowMaker, owner: Owner, table: Table, draw: random.Random) -> None:
    """One more row: as is usual, else one that refers to little, else one of another day; none if all are refused."""
    before = owner.rows.get(table.fullname)
    for changes in (_moment(table, draw), _alone(table), _alone(table) | _another(table, draw)):
        try:
            async with maker.connection.transaction():
                await maker.add(owner, table, **changes)
        except asyncpg.PostgresError:
            if before is not None:
                owner.rows[table.fullname] = before
        else:
            return


def _moment(table: Table, draw: random.Random) -> dict[str, object]:
    """Sometimes another moment for the time column of a hypertable, which cannot be changed later."""
    name = facts_of(table).hypertable
    if name is None or draw.random() < 0.3:
        return {}
    moment = draw.choice(MOMENTS)
    return {name: moment.date() if isinstance(table.columns[name].type, sa.Date) else moment}


def _alone(table: Table) -> dict[str, object]:
    """No row is referred to that does not decide whose the row is."""
    deciding = facts_of(table).access.deciding
    return {c.name: None for c in table.columns if c.foreign_keys and c.nullable and c.name not in deciding}


def _another(table: Table, draw: random.Random) -> dict[str, object]:
    """Another day, and others of the permitted words, where that makes a row another one."""
    changes: dict[str, object] = {}
    for column in table.columns:
        choices = column_facts(column).choices
        if isinstance(column.type, sa.Date):
            changes[column.name] = dt.date(draw.randint(1, 9999), draw.randint(1, 12), 1)
        elif choices is not None:
            changes[column.name] = draw.choice([*choices]).value
    return changes


async def _distort(connection: Any, cast: Cast, draw: random.Random) -> None:
    """Give rows hostile values."""
    for table in TABLES.values():
        if facts_of(table).view is None and facts_of(table).rolls_up is None:
            await _Distorting(connection, table, _accounts(cast, table), draw).run()


async def _sum_up(connection: Any, kept: Table) -> None:
    """Make sums true of rows that were changed while triggers slept, and take away those that are of no rows."""
    roll_up = facts_of(kept).rolls_up
    assert roll_up is not None
    keys = ("bucket_type", "bucket", *roll_up.by)
    by, sums = ", ".join(roll_up.by), ", ".join(f"sum({name}) AS {name}" for name in roll_up.sums)
    truth = (
        f"SELECT kind AS bucket_type, date_trunc(kind, {roll_up.date}::timestamp)::date AS bucket, {by},"
        f" count(*) AS entries, {sums} FROM {kept.schema}.{roll_up.of},"
        f" unnest(ARRAY['day', 'week', 'month']) AS kind GROUP BY 1, 2, {by}"
    )
    same = " AND ".join(f"k.{name} IS NOT DISTINCT FROM t.{name}" for name in keys)
    sets = ", ".join(f"{name} = t.{name}" for name in ("entries", *roll_up.sums))
    name = kept.fullname
    await connection.execute(f"DELETE FROM {name} AS k WHERE NOT EXISTS (SELECT FROM ({truth}) AS t WHERE {same})")
    await connection.execute(f"UPDATE {name} AS k SET {sets} FROM ({truth}) AS t WHERE {same}")
    missing = f"SELECT count(*) FROM ({truth}) AS t WHERE NOT EXISTS (SELECT FROM {name} AS k WHERE {same})"
    assert await connection.fetchval(missing) == 0


def _accounts(cast: Cast, table: Table) -> frozenset[object]:
    """The keys of the accounts that ask: whoever is suspended would see nothing."""
    product = next(product for product in PRODUCTS if product.schema == table.schema)
    if table is not product.account_table:
        return frozenset()
    owners = [caller.person.accounts.get(product.schema) for caller in cast.callers.values()]
    return frozenset(owners)


class _Distorting:
    """Gives the rows of one table hostile values."""

    def __init__(self, connection: Any, table: Table, accounts: frozenset[object], draw: random.Random) -> None:
        self._connection = connection
        self._table = table
        self._accounts = accounts
        self._draw = draw
        self._columns = [column for column in shown(table) if _is_free(column)]

    async def run(self) -> None:
        """Distort some of the rows, one of them to nothing but NULL, and delete some softly."""
        keys = [column.name for column in self._table.primary_key]
        names = ", ".join(f'"{name}"' for name in keys)
        rows = await self._connection.fetch(
            f"SELECT {names}, {self._account()} AS _account FROM {self._table.fullname} ORDER BY {names}"
        )
        for number, row in enumerate(self._draw.sample(rows, min(len(rows), DISTORTED))):
            asks = row["_account"] in self._accounts
            key = [row[name] for name in keys]
            if soft_deletes(self._table) and not asks and self._draw.random() < 0.15:
                await self._set(["deleted_at"], ["2026-01-01 00:00:00+00"], key)
            await self._row(key, only_null=number == 0, gently=asks)

    def _account(self) -> str:
        product = next(product for product in PRODUCTS if product.schema == self._table.schema)
        return f"{product.account_column.name}::text" if self._table is product.account_table else "NULL"

    async def _row(self, key: Sequence[object], *, only_null: bool, gently: bool) -> None:
        values = {
            column.name: None if only_null else hostile(column, self._draw)
            for column in self._columns
            if ((only_null and column.nullable) or (not only_null and self._draw.random() < 0.7))
            and not (gently and _matters(column))
        }
        if not values or await self._set([*values], [*values.values()], key):
            return
        for name, value in values.items():
            await self._set([name], [value], key)

    async def _set(self, names: Sequence[str], values: Sequence[str | None], key: Sequence[object]) -> bool:
        """Change a row, if its constraints permit it."""
        sets = ", ".join(
            f'"{name}" = CAST(${number}::text AS {self._table.columns[name].type.compile(STAFF)})'
            for number, name in enumerate(names, 1)
        )
        same = " AND ".join(
            f'"{column.name}" = ${number}' for number, column in enumerate(self._table.primary_key, len(names) + 1)
        )
        try:
            await self._connection.execute(f"UPDATE {self._table.fullname} SET {sets} WHERE {same}", *values, *key)
        except asyncpg.PostgresError:
            return False
        return True


def _is_free(column: "Column[Any]") -> bool:
    """Whether a column decides nothing about who sees which row, and what hangs together."""
    table = column.table
    referred = {key.column for other in TABLES.values() for key in other.foreign_keys}
    accounts = {product.account_column for product in PRODUCTS}
    bound = column.primary_key or bool(column.foreign_keys) or column.computed is not None
    bound |= f"{table.fullname}.{column.name}" in SUMMED | GIVEN
    return not (bound or column in referred | accounts or column.name in facts_of(table).access.deciding)


def _matters(column: "Column[Any]") -> bool:
    """Whether a column of an account may say that it is no longer one."""
    says = isinstance(column.type, sa.Boolean) or column_facts(column).choices is not None
    return says or column.name == "status" or column.name.endswith("_at")
