"""Work that is done again and again while the process runs, and is never interrupted in the middle."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


class Periodic:
    """Calls a function every so many seconds, for the first time after `first` of them."""

    def __init__(self, work: Callable[[], Awaitable[None]], seconds: float, *, first: float | None = None) -> None:
        self._work = work
        self._seconds = seconds
        self._first = seconds if first is None else first
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._keep_working())

    async def close(self) -> None:
        """Stop: what is being done is done to the end."""
        self._closing.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep_working(self) -> None:
        wait = self._first
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._closing.wait()
            try:
                await self._work()
            except Exception as error:
                # The next time may go better, and what is not tried any more is lost for certain.
                log.error("periodic work failed", work=self._work.__qualname__, exc_info=error)
            wait = self._seconds
