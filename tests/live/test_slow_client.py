"""Clients that do not read: cut off in time, without holding up anybody or filling the memory."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from tests.live.sockets import EVENTS, PROTOCOL, init, signed_in, until
from tests.live.writers import Writer
from tests.people import People, Person
from tests.served import Served

LARGE = "x" * 60_000
MEGABYTE = 1024 * 1024


class Deaf:
    """A client on a socket of its own that sends, and reads only when it is told to."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    @classmethod
    def connect(cls, served: Served) -> "Deaf":
        """A TCP connection with a small buffer for what it does not read."""
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", served.port))
        return cls(connection)

    async def upgrade(self, served: Served, person: Person, session: UUID) -> None:
        """Shake hands, sign in, subscribe."""
        protocol = ClientProtocol(parse_uri(served.socket_url), subprotocols=[PROTOCOL])  # type: ignore[list-item]
        protocol.send_request(protocol.connect())
        await self.send(b"".join(protocol.data_to_send()))
        assert b"101 Switching Protocols" in await asyncio.to_thread(self.connection.recv, 4096)
        await self.message(init(person.token()))
        await self.message(
            {
                "id": "1",
                "type": "subscribe",
                "payload": {"query": EVENTS, "variables": {"session": str(session), "after": 0}},
            }
        )

    async def message(self, message: Any) -> None:
        """Send a frame with JSON."""
        await self.send(Frame(Opcode.TEXT, orjson.dumps(message)).serialize(mask=True, extensions=[]))

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        await asyncio.to_thread(self.connection.sendall, data)


def state(connection: socket.socket) -> int:
    """The state of a TCP connection as the kernel knows it; 1 is established."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]


@contextlib.asynccontextmanager
async def deaf(served: Served) -> AsyncIterator[Deaf]:
    """A client that does not read."""
    client = await asyncio.to_thread(Deaf.connect, served)
    try:
        yield client
    finally:
        client.connection.close()


def memory(served: Served) -> int:
    """The resident memory of the gateway in bytes."""
    fields = Path(f"/proc/{served.process.pid}/statm").read_text().split()
    return int(fields[1]) * 4096


async def cut_off_after(client: Deaf, seconds: float) -> float:
    """How long the connection stayed established."""
    started = time.monotonic()
    await asyncio.to_thread(_wait_until_ended, client.connection, started + seconds)
    return time.monotonic() - started


def _wait_until_ended(connection: socket.socket, deadline: float) -> None:
    while connection.fileno() != -1 and state(connection) == 1 and time.monotonic() < deadline:
        time.sleep(0.05)


async def test_subscriber_that_reads_nothing_is_cut_off_and_the_others_get_everything(
    roomy: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with deaf(roomy) as client, signed_in(roomy, person) as good:
        await client.upgrade(roomy, person, session)
        await good.follow(session)
        await good.event()
        assert await until(roomy, {"subscriptions": 2}) == {"subscriptions": 2}
        before, slowest = memory(roomy), 0.0
        ending = asyncio.create_task(cut_off_after(client, 6))
        for seq in range(2, 402):
            started = time.monotonic()
            await writer.transcript(session, LARGE)
            assert (await good.event())["seq"] == seq
            slowest = max(slowest, time.monotonic() - started)
        assert slowest < 1
        assert memory(roomy) - before < 24 * MEGABYTE
        assert await ending < 5
        assert await until(roomy, {"subscriptions": 1, "sockets": 1}) == {"subscriptions": 1, "sockets": 1}
        await writer.transcript(session, "Still here.")
        assert (await good.event())["transcript"]["content"] == "Still here."


async def test_stream_that_nobody_reads_is_cut_off(roomy: Served, people: People, writer: Writer) -> None:
    person = await people.person()
    session = await people.session(person)
    body = orjson.dumps({"query": EVENTS, "variables": {"session": str(session), "after": 0}})
    head = (
        "POST /graphql HTTP/1.1\r\nhost: gateway\r\naccept: text/event-stream\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {person.token()}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    async with deaf(roomy) as client:
        await client.send(head.encode() + body)
        assert await until(roomy, {"subscriptions": 1}) == {"subscriptions": 1}
        for _ in range(20):
            await writer.transcript(session, LARGE)
        assert await cut_off_after(client, 6) < 5
    nothing = {"connections": 0, "subscriptions": 0}
    assert await until(roomy, nothing) == nothing


async def test_client_that_pings_and_reads_nothing_does_not_fill_the_memory(
    roomy: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    ping = Frame(Opcode.PING, b"p" * 125).serialize(mask=True, extensions=[])
    async with deaf(roomy) as client:
        await client.upgrade(roomy, person, session)
        assert await until(roomy, {"subscriptions": 1}) == {"subscriptions": 1}
        before = memory(roomy)
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                await client.send(ping * 4_000)
        assert memory(roomy) - before < 8 * MEGABYTE
        assert await cut_off_after(client, 6) < 5
    assert await until(roomy, {"sockets": 0}) == {"sockets": 0}


def question(number: int) -> bytes:
    """A frame whose answer is longer than itself."""
    payload = {"query": "{ " + "nothing " * 20 + "}"}
    message = {"id": f"q{number}", "type": "subscribe", "payload": payload}
    return Frame(Opcode.TEXT, orjson.dumps(message)).serialize(mask=True, extensions=[])


async def test_client_that_asks_and_reads_nothing_does_not_fill_the_memory(
    roomy: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with deaf(roomy) as client:
        await client.upgrade(roomy, person, session)
        before = memory(roomy)
        client.connection.settimeout(3)
        with contextlib.suppress(ConnectionError, TimeoutError):
            for start in range(0, 20_000, 100):
                await client.send(b"".join(question(number) for number in range(start, start + 100)))
        assert memory(roomy) - before < 16 * MEGABYTE
        assert await cut_off_after(client, 6) < 5
    assert await until(roomy, {"sockets": 0}) == {"sockets": 0}
