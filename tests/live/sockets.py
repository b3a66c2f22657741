"""Clients of the WebSocket endpoint: one that speaks the protocol, and the documents that tests subscribe with."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from tests.people import Person
from tests.served import Served

PROTOCOL = "graphql-transport-ws"
ME = "{ liveconvo { me { id } } }"
ROW = "id content isFinal"
EVENTS = """
subscription Events($session: UUID!, $after: Int) {
  liveconvoSessionEvents(sessionId: $session, after: $after) {
    __typename
    ... on LiveconvoTranscriptAdded { seq transcript { content isFinal } }
    ... on LiveconvoTranscriptRevised { seq transcript { content isFinal } }
    ... on LiveconvoGuidanceAdded { seq guidance { content } }
    ... on LiveconvoGuidanceChanged { seq guidance { content wasDisplayed } }
    ... on LiveconvoSessionChanged { seq session { title } }
    ... on LiveconvoResync { seq }
  }
}
"""


class Socket:
    """A client that sends and receives frames."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, message: object) -> None:
        """A frame with any value as JSON."""
        await self.connection.send(orjson.dumps(message).decode())

    async def receive(self, seconds: float = 5) -> Any:
        """The next frame."""
        return orjson.loads(await asyncio.wait_for(self.connection.recv(), seconds))

    async def subscribe(self, identifier: str, query: str, **variables: Any) -> None:
        """Start an operation."""
        payload = {"query": query, "variables": variables}
        await self.send({"id": identifier, "type": "subscribe", "payload": payload})

    async def follow(self, session: UUID, after: int | None = 0, identifier: str = "1", query: str = EVENTS) -> None:
        """Start following a session."""
        await self.subscribe(identifier, query, session=str(session), after=after)

    async def event(self, seconds: float = 5) -> Any:
        """The event in the next frame, which must be one without errors."""
        frame = await self.receive(seconds)
        assert frame["type"] == "next", frame
        assert "errors" not in frame["payload"], frame
        (event,) = frame["payload"]["data"].values()
        return event

    async def events(self, count: int, seconds: float = 5) -> list[Any]:
        """That many events."""
        return [await self.event(seconds) for _ in range(count)]

    async def silence(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes for some time."""
        try:
            await asyncio.wait_for(self.connection.recv(), seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, seconds: float = 5) -> tuple[int, str]:
        """Code and reason with which the gateway closes, after whatever else it sends."""
        async with asyncio.timeout(seconds):
            while self.connection.state is State.OPEN:
                with contextlib.suppress(ConnectionClosed):
                    await self.connection.recv()
            await self.connection.wait_closed()
        return self.connection.close_code or 0, self.connection.close_reason or ""


@contextlib.asynccontextmanager
async def raw(served: Served, **options: Any) -> AsyncIterator[Socket]:
    """A socket on which nothing was said yet."""
    given: dict[str, Any] = {"subprotocols": [PROTOCOL], "compression": None, "close_timeout": 1, **options}
    async with connect(served.socket_url, **given) as connection:
        yield Socket(connection)


@contextlib.asynccontextmanager
async def signed_in(
    served: Served, person: Person, token: str | None = None, **options: Any
) -> AsyncIterator[Socket]:
    """A socket on which the token was accepted."""
    async with raw(served, **options) as socket:
        await socket.send(init(token or person.token()))
        assert await socket.receive() == {"type": "connection_ack"}
        yield socket


def init(token: str | None) -> dict[str, Any]:
    """The first message."""
    payload = {} if token is None else {"payload": {"authorization": f"Bearer {token}"}}
    return {"type": "connection_init", **payload}


async def gauges(served: Served) -> dict[str, int]:
    """What the gateway holds open."""
    async with httpx.AsyncClient() as http:
        text = (await http.get(f"{served.url}/metrics")).text
    lines = (line.split(" ") for line in text.splitlines() if line.startswith("quintet_"))
    names = ("connections", "sockets", "subscriptions", "topics_followed", "tasks")
    found = {parts[0].removeprefix("quintet_"): float(parts[1]) for parts in lines if len(parts) == 2}
    return {name: int(found[name]) for name in names}


async def until(served: Served, expected: dict[str, int], seconds: float = 5) -> dict[str, int]:
    """Wait until the gateway holds open what is expected; returns what it does hold open at last."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = await gauges(served)
        found = {name: found[name] for name in expected}
        if found == expected or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(0.05)
