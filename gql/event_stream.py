"""Server-sent events in GraphQL's form: `next` for each answer, `complete` at the end, a comment now and then."""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql.answer import Answer
from gql.engine import RequestError
from gql.errors import describe
from repositories.clock import now
from repositories.errors import UnauthenticatedError

EVENTS = "text/event-stream"
KEEP_ALIVE_SECONDS = 12.0
COMMENT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


class EventStream(Response):
    """A response that goes on until the answers, the token or the gateway end, or the client leaves."""

    def __init__(
        self,
        answers: AsyncGenerator[Answer, None],
        stopping: asyncio.Event,
        expires_at: dt.datetime | None,
        seat: AbstractContextManager[object],
    ) -> None:
        super().__init__(
            None, 200, {"cache-control": "no-store", "x-accel-buffering": "no"}, f"{EVENTS}; charset=utf-8"
        )
        del self.headers["content-length"]
        self._answers = answers
        self._stopping = stopping
        self._expires_at = expires_at
        self._seat = seat
        self._sending = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until one side ends it; leave nothing behind."""
        with self._seat:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._put(send, COMMENT)
            left, expired = asyncio.create_task(_left(receive)), asyncio.create_task(self._expiry())
            tasks = [left, expired, asyncio.create_task(self._stopping.wait())]
            tasks += [asyncio.create_task(self._stream(send)), asyncio.create_task(self._keep_alive(send))]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            if not left.cancelled():
                return
            if not expired.cancelled():
                await self._put(send, _event(Answer(errors=[describe(UnauthenticatedError("Token expired"))])))
            await self._put(send, COMPLETE)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream(self, send: Send) -> None:
        try:
            async with aclosing(self._answers) as answers:
                async for answer in answers:
                    await self._put(send, _event(answer))
        except RequestError as error:
            await self._put(send, _event(Answer(errors=error.errors)))
        except Exception as error:  # noqa: BLE001 - described to the client, and logged where it is a fault of ours
            await self._put(send, _event(Answer(errors=[describe(error)])))

    async def _keep_alive(self, send: Send) -> None:
        """Comments keep proxies from closing a stream on which nothing happens."""
        while True:
            await asyncio.sleep(KEEP_ALIVE_SECONDS)
            await self._put(send, COMMENT)

    async def _put(self, send: Send, event: bytes) -> None:
        async with self._sending:
            await send({"type": "http.response.body", "body": event, "more_body": True})

    async def _expiry(self) -> None:
        if self._expires_at is None:
            await asyncio.Event().wait()
        else:
            await asyncio.sleep((self._expires_at - now()).total_seconds())


async def _left(receive: Receive) -> None:
    """Wait until the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(answer: Answer) -> bytes:
    return b"event: next\ndata: " + answer.body + b"\n\n"
