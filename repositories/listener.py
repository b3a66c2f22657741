"""The listener: one connection of a process that hears NOTIFY, is asked about the log, and is made anew when lost."""

import asyncio
import contextlib
import math
import random
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog

from models.security import LISTENER
from repositories.errors import UnavailableError

QUERY_SECONDS = 5.0
PATIENCE_SECONDS = 2.0
FIRST_BACKOFF, LAST_BACKOFF = 0.05, 1.0
# A backend that is terminated at the wrong moment leaves the driver with an InternalClientError.
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)

log = structlog.get_logger(__name__)


class Listener:
    """A connection that is never from a pool: a pool would silently end its LISTEN.

    `heard` gets the payload of every NOTIFY of other processes; `connected` is called after every connect,
    because what was said in the meantime was not heard.
    """

    def __init__(self, url: str, channel: str, heard: Callable[[str], None], connected: Callable[[], None]) -> None:
        self._url = url
        self._channel = channel
        self._heard = heard
        self._tell = connected
        self._connection: Any = None
        self._own_pid: int | None = None
        self._ready = asyncio.Event()
        self._lost = asyncio.Event()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self.connects = 0
        self.statements_run = 0

    def open(self) -> None:
        """Connect, and stay connected; the database may be down for as long as it likes."""
        self._task = asyncio.create_task(self._stay_connected())

    async def close(self) -> None:
        """Let go of the connection."""
        self._lost.set()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def fetch(self, sql: str, *values: object, patience: float = PATIENCE_SECONDS) -> list[Any]:
        """The rows of a statement; UnavailableError where there was no answer for `patience` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        while True:
            if not self._ready.is_set():
                try:
                    await asyncio.wait_for(
                        self._ready.wait(), None if patience == math.inf else deadline - loop.time()
                    )
                except TimeoutError:
                    raise UnavailableError("Live events are not available right now.") from None
            # Whoever asked may leave; the connection must not be interrupted in the middle of an answer.
            rows = await asyncio.shield(self._ask(sql, values))
            if rows is not None:
                return rows

    async def _ask(self, sql: str, values: tuple[object, ...]) -> list[Any] | None:
        async with self._turn:
            connection = self._connection
            try:
                self.statements_run += 1
                return list(await connection.fetch(sql, *values, timeout=QUERY_SECONDS))
            except LOST as error:
                self._give_up(connection, error)
                return None

    def _give_up(self, connection: Any, error: BaseException) -> None:
        """A connection that failed once is not asked again, even if it still looks open."""
        if connection is self._connection and not self._lost.is_set():
            log.warning("listener lost", error=type(error).__name__)
            self._ready.clear()
            self._lost.set()
        connection.terminate()

    async def _stay_connected(self) -> None:
        backoff = FIRST_BACKOFF
        loop = asyncio.get_running_loop()
        while True:
            since = loop.time()
            try:
                await self._serve_once()
            except LOST as error:
                log.warning("listener cannot connect", error=type(error).__name__)
            backoff = FIRST_BACKOFF if loop.time() - since > LAST_BACKOFF else min(backoff * 2, LAST_BACKOFF)
            await asyncio.sleep(backoff * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret

    async def _serve_once(self) -> None:
        """Connect, and wait until the connection is lost."""
        async with asyncio.timeout(QUERY_SECONDS):
            connection = await asyncpg.connect(self._url, server_settings={"application_name": LISTENER})
        try:
            self._connection = connection
            # Asked for now: a notification may still arrive when the connection is closed and can no longer tell.
            self._own_pid = connection.get_server_pid()
            self._lost.clear()
            connection.add_termination_listener(lambda _: self._give_up(connection, ConnectionError()))
            async with asyncio.timeout(QUERY_SECONDS):
                await connection.add_listener(self._channel, self._notified)
            self.connects += 1
            self._ready.set()
            self._tell()
            await self._lost.wait()
        finally:
            self._ready.clear()
            with contextlib.suppress(*LOST):
                connection.terminate()

    def _notified(self, _connection: Any, pid: int, _channel: str, payload: object) -> None:
        if pid != self._own_pid:
            self._heard(str(payload))
