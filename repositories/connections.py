"""Connections to the database: the driver's pool, and at hand those of them that were used a moment ago."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

import asyncpg

from repositories.errors import UnavailableError

KEPT_SECONDS = 5.0
CLOSED_SECONDS = 60
STATEMENT_SECONDS = 8.0
"""The roles have shorter limits; this one is for a server that does not say anything any more."""
Connection = Any  # asyncpg's connection proxy has no public type of its own


class Connections:
    """A bounded number of connections of one role.

    To lend a connection and to take it back costs the driver's pool two tasks and two timers, more than a short
    question does itself. So one that comes back in order goes to whoever has waited longest, or stays at hand for
    the next who asks; to the pool it goes when nobody has for some seconds. Only what the pool has left is asked of
    it, so that nobody waits there.
    """

    def __init__(self, pool: Any, size: int, acquire_timeout: float) -> None:
        self._pool = pool
        self._left = size
        self._acquire_timeout = acquire_timeout
        self._at_hand: deque[tuple[float, Connection]] = deque()
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()
        self._sweep: asyncio.TimerHandle | None = None
        self._returning: set[asyncio.Task[None]] = set()
        self._closed = False

    @classmethod
    async def open(
        cls, url: str, *, size: int, acquire_timeout: float, init: Any, settings: Mapping[str, str]
    ) -> "Connections":
        """Connections are made when they are first needed, so the database may be down."""
        pool = await asyncpg.create_pool(
            url,
            min_size=0,
            max_size=size,
            init=init,
            reset=_reset,
            timeout=acquire_timeout,
            command_timeout=STATEMENT_SECONDS,
            max_inactive_connection_lifetime=CLOSED_SECONDS,
            statement_cache_size=512,
            max_cached_statement_lifetime=0,
            server_settings=dict(settings),
        )
        return cls(pool, size, acquire_timeout)

    async def acquire(self) -> Connection:
        """A connection for the caller alone; the driver's error or TimeoutError where there is none in time."""
        end: float | None = None
        while True:
            if self._closed:
                raise UnavailableError("The gateway is going down.")
            if self._at_hand:
                _, connection = self._at_hand.pop()
            elif self._left:
                return await self._take()
            else:
                end = end or asyncio.get_running_loop().time() + self._acquire_timeout
                connection = await self._wait(end)
            if connection is None:
                continue
            if _is_open(connection):
                return connection
            await self.release(connection)

    async def _take(self) -> Connection:
        self._left -= 1
        try:
            return await self._pool.acquire(timeout=self._acquire_timeout)
        except BaseException:
            self._leave()
            raise

    async def _wait(self, end: float) -> Connection | None:
        """A connection that somebody has given back, or None where the pool has one again."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Connection | None] = loop.create_future()
        self._waiting.append(turn)
        timer = loop.call_at(end, _too_late, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            # It may have been handed over in the same moment.
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                await self._give_back(turn.result())
            raise
        finally:
            timer.cancel()

    async def _give_back(self, connection: Connection | None) -> None:
        if connection is None:
            self._wake(None)
        elif not self.keep(connection):
            await self.release(connection)

    def keep(self, connection: Connection) -> bool:
        """Take back a connection on which all went well, at once; False where it has to be released instead."""
        if self._closed or not _is_open(connection) or connection.is_in_transaction():
            return False
        if not self._wake(connection):
            self._at_hand.append((time.monotonic(), connection))
            if self._sweep is None:
                self._sweep = asyncio.get_running_loop().call_later(KEPT_SECONDS, self._return_unused)
        return True

    async def release(self, connection: Connection) -> None:
        """Give a connection back to the pool, which makes sure that it is in order; also when cancelled."""
        try:
            await asyncio.shield(self._pool.release(connection, timeout=5))
        finally:
            self._leave()

    def _leave(self) -> None:
        """The pool has one more."""
        self._left += 1
        self._wake(None)

    def _wake(self, connection: Connection | None) -> bool:
        """Hand a connection to whoever has waited longest, or tell them to look again; False where nobody waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return True
        return False

    async def close(self) -> None:
        """Close all, waiting a little for those that are lent."""
        self._closed = True
        if self._sweep is not None:
            self._sweep.cancel()
        while self._wake(None):
            pass
        while self._at_hand:
            await self._pool.release(self._at_hand.pop()[1])
        try:
            await asyncio.wait_for(self._pool.close(), timeout=5)
        except TimeoutError:
            self._pool.terminate()

    def _return_unused(self) -> None:
        """Give back those that nobody has used for a while; the least recently used lie to the left."""
        self._sweep = None
        loop = asyncio.get_running_loop()
        while self._at_hand and self._at_hand[0][0] <= time.monotonic() - KEPT_SECONDS:
            task = loop.create_task(self.release(self._at_hand.popleft()[1]))
            self._returning.add(task)
            task.add_done_callback(self._returning.discard)
        if self._at_hand:
            self._sweep = loop.call_later(KEPT_SECONDS, self._return_unused)


def _too_late(turn: "asyncio.Future[Any]") -> None:
    if not turn.done():
        turn.set_exception(TimeoutError("no connection in time"))


def _is_open(connection: Connection) -> bool:
    """Whether a connection that was lent is still one: the pool takes back those that the server has ended."""
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False


async def _reset(connection: Connection) -> None:
    """Nothing is ever set for a session, so there is nothing to reset, unless a transaction was left open."""
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")
