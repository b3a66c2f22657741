"""Pools and transactions: one pool per trust level, one transaction per operation, identity in the transaction."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
import orjson

from repositories.connections import Connection, Connections
from repositories.errors import QUERY_TOO_LONG, QuintetError, TimeoutExceededError, UnavailableError, translate
from repositories.geography import register_geography
from repositories.identity import Identity, Trust
from repositories.row import Row
from repositories.statement import CLIENTS, STAFF, Statement, StatementCache

DRIVERS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # PostgreSQL counts from here


async def register_codecs(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """JSON comes as the database wrote it, ready to be passed on; values are written by orjson.

    Timestamps without time zone hold UTC, so they come and go as moments like all others. Points are GeoPoints.
    Network addresses come as the database wrote them too: Python writes some of them otherwise.
    """
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=_encode_json, decoder=_decode_json, format="text"
        )
    for name, encode, decode in (
        ("timestamp", _encode_moment, _decode_moment),
        ("timestamptz", _encode_moment, _decode_moment),
        ("date", _encode_day, _decode_day),
    ):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=encode, decoder=decode, format="tuple")
    await connection.set_type_codec("inet", schema="pg_catalog", encoder=str, decoder=str, format="text")
    await register_geography(connection)


def _encode_json(value: object) -> str:
    return orjson.dumps(value).decode()


def _decode_json(text: str) -> orjson.Fragment:
    return orjson.Fragment(text)


def _encode_moment(value: dt.datetime) -> tuple[int]:
    moment = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
    return ((moment - _EPOCH) // dt.timedelta(microseconds=1),)


def _decode_moment(value: tuple[int]) -> dt.datetime:
    # PostgreSQL's infinities lie outside of what Python can say: its first and last moment stand for them.
    try:
        return _EPOCH + dt.timedelta(microseconds=value[0])
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC) if value[0] > 0 else dt.datetime.min.replace(tzinfo=dt.UTC)


def _encode_day(value: dt.date) -> tuple[int]:
    return (value.toordinal() - _EPOCH.toordinal(),)


def _decode_day(value: tuple[int]) -> dt.date:
    first, last = dt.date.min.toordinal(), dt.date.max.toordinal()
    return dt.date.fromordinal(min(max(value[0] + _EPOCH.toordinal(), first), last))


class ReadTransaction:
    """A transaction that reads. Statements of siblings take their turn: a connection does one at a time."""

    def __init__(self, connection: Connection, statements: StatementCache) -> None:
        self._connection = connection
        self._statements = statements
        self._turn = asyncio.Lock()
        self._failure: QuintetError | None = None
        self._running: asyncio.Task[Any] | None = None
        self._ended = False
        self.statements_run = 0
        self.explained: list[str] | None = None

    async def fetch(self, statement: Statement, record_class: type[asyncpg.Record] = Row) -> list[Any]:
        """The rows of a statement."""
        sql, values = self._statements.render(statement)
        async with self._turn:
            if self._ended:
                # Whoever asks now was left behind by an operation that has its answer already.
                raise asyncio.CancelledError
            self.statements_run += 1
            if self.explained is not None:
                self.explained.append(sql)
            self._running = asyncio.current_task()
            try:
                return cast(list[Any], await self._connection.fetch(sql, *values, record_class=record_class))
            except asyncpg.InFailedSQLTransactionError as error:
                # A sibling's statement failed before: that failure is the reason, not this one.
                raise self._failure or translate(error) from error
            except Exception as error:
                self._failure = translate(error)
                raise self._failure from error
            finally:
                self._running = None

    async def end(self) -> None:
        """Stop the statement that runs, if any, and let nobody begin another.

        An operation has its answer as soon as a part that must not be null fails, whatever its siblings wait for.
        """
        self._ended = True
        if self._running is not None:
            self._running.cancel()
        async with self._turn:
            pass

    async def fetch_one(self, statement: Statement, record_class: type[asyncpg.Record] = Row) -> Any | None:
        """The first row of a statement, or None."""
        rows = await self.fetch(statement, record_class)
        return rows[0] if rows else None

    async def fetch_value(self, statement: Statement) -> Any:
        """The first column of the first row, or None."""
        row = await self.fetch_one(statement)
        return None if row is None else row[0]


class WriteTransaction(ReadTransaction):
    """A transaction that may write; a ReadTransaction handed to code that writes fails type checking."""

    def __init__(self, connection: Connection, statements: StatementCache, identity: Identity) -> None:
        super().__init__(connection, statements)
        self.identity = identity
        self.topics: set[str] = set()

    async def execute(self, statement: Statement) -> None:
        """Run a statement whose rows nobody wants."""
        await self.fetch(statement)

    def touched(self, topic: str) -> None:
        """Remember that subscribers of a topic should be told after the commit."""
        self.topics.add(topic)


class Database:
    """The database of this process: a pool per trust level."""

    def __init__(self, urls: Mapping[Trust, str], *, pool_size: int = 10, acquire_timeout: float = 2.0) -> None:
        self._urls = urls
        self._size = pool_size
        self._acquire_timeout = acquire_timeout
        self._pools: dict[Trust, Connections] = {}
        self._statements = {trust: StatementCache(CLIENTS if trust is Trust.APP else STAFF) for trust in urls}

    async def open(self) -> None:
        """Make the pools; connections are made when they are first needed, so the database may be down."""
        for trust, url in self._urls.items():
            settings = {
                "application_name": f"quintet {trust.value}",
                # Only a transaction that says so writes.
                "default_transaction_read_only": "on",
            }
            self._pools[trust] = await Connections.open(
                url, size=self._size, acquire_timeout=self._acquire_timeout, init=register_codecs, settings=settings
            )

    async def close(self) -> None:
        """Close the pools, waiting a little for transactions in flight."""
        for pool in self._pools.values():
            await pool.close()

    async def check(self) -> None:
        """Raise UnavailableError unless the database answers."""
        async with self._connection(Trust.APP) as connection:
            await connection.fetchval("SELECT 1", timeout=2)

    async def revision(self) -> str | None:
        """The migration the database is at."""
        async with self._connection(Trust.APP) as connection:
            found = await connection.fetchval("SELECT version_num FROM public.alembic_version")
        return None if found is None else str(found)

    async def role_is_safe(self) -> bool:
        """Whether row security holds for the role that serves requests: no superuser, no bypass, no owner."""
        async with self._connection(Trust.APP) as connection:
            found = await connection.fetchval(
                "SELECT NOT (rolsuper OR rolbypassrls) AND NOT pg_has_role(current_user, 'quintet_owner', 'member')"
                " FROM pg_roles WHERE rolname = current_user"
            )
        return bool(found)

    @asynccontextmanager
    async def reading(self, identity: Identity) -> AsyncIterator[ReadTransaction]:
        """A transaction that sees one state of the database with the caller's rights, and cannot write."""
        async with self._transaction(identity, READ) as connection:
            yield ReadTransaction(connection, self._statements[identity.trust])

    @asynccontextmanager
    async def writing(self, identity: Identity) -> AsyncIterator[WriteTransaction]:
        """A transaction with the caller's rights, committed at the end, undone by any error."""
        async with self._transaction(identity, WRITE) as connection:
            yield WriteTransaction(connection, self._statements[identity.trust], identity)

    async def answers(self, identity: Identity, sql: str, values: Sequence[object]) -> list[asyncpg.Record]:
        """The rows of a statement that signs the caller in by itself; it is a transaction of its own."""
        async with self._connection(identity.trust) as connection:
            try:
                return cast(list[asyncpg.Record], await connection.fetch(sql, *values))
            except (asyncpg.DataError, UnicodeError):
                # The driver refused a value after the statement was parsed: end what that began.
                await connection.execute("ROLLBACK")
                raise
            except TimeoutError:
                raise TimeoutExceededError(QUERY_TOO_LONG) from None

    async def explain(self, identity: Identity, sql: str, values: Sequence[object]) -> list[str]:
        """How PostgreSQL runs a statement that signs the caller in by itself: it is run, and its plan returned."""
        async with self._connection(identity.trust) as connection:
            return [row[0] for row in await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", *values)]

    @asynccontextmanager
    async def _transaction(self, identity: Identity, begin: str) -> AsyncIterator[Connection]:
        async with self._connection(identity.trust) as connection:
            try:
                await connection.execute(f"{begin}; {identity.sign_in()}")
                yield connection
                await connection.execute("COMMIT")
            except BaseException:
                # Whoever was interrupted cannot know whether BEGIN has happened already.
                if not connection.is_closed():
                    await _undo(connection)
                raise

    def _connection(self, trust: Trust) -> "_Lent":
        pool = self._pools.get(trust)
        if pool is None:
            raise UnavailableError("The gateway is not connected to its database.")
        return _Lent(pool)


class _Lent:
    """A connection lent for a block; errors of the driver leave the block as those that clients are told."""

    __slots__ = ("_connection", "_pool")

    def __init__(self, pool: Connections) -> None:
        self._pool = pool

    async def __aenter__(self) -> Connection:
        try:
            self._connection = await self._pool.acquire()
        except Exception as error:
            raise translate(error) from error
        return self._connection

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is not None or not self._pool.keep(self._connection):
            await self._pool.release(self._connection)
        if isinstance(error, DRIVERS) and not isinstance(error, QuintetError):
            raise translate(error) from error


async def _undo(connection: Connection) -> None:
    """Roll back, to the end of it: nobody else may use the connection before, whoever is interrupted meanwhile."""
    undone = asyncio.ensure_future(connection.execute("ROLLBACK", timeout=5))
    interruption: asyncio.CancelledError | None = None
    while not undone.done():
        try:
            await asyncio.wait({undone})
        except asyncio.CancelledError as error:
            interruption = error
    if undone.exception() is not None:
        connection.terminate()
    if interruption is not None:
        raise interruption
