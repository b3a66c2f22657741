"""The load counts only right answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bench.load import Target, run


class Answering:
    """A server that answers with these bodies in turn, the last one for ever."""

    def __init__(self, *bodies: str, status: str = "200 OK") -> None:
        self._bodies = list(bodies)
        self._status = status
        self.answered = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                body = self._bodies.pop(0) if len(self._bodies) > 1 else self._bodies[0]
                self.answered += 1
                writer.write(f"HTTP/1.1 {self._status}\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def _listening(answering: Answering) -> AsyncIterator[Target]:
    server = await asyncio.start_server(answering.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield Target("127.0.0.1", port, "/graphql", [({"authorization": "Bearer x"}, "{}")], 2, 0.05)


async def test_every_answer_of_a_round_is_counted_the_first_aside() -> None:
    answering = Answering('{"data": 1}')
    async with _listening(answering) as target:
        outcome = await run(target)
    assert (outcome.requests, outcome.bytes_per_answer) == (answering.answered - 1, 11)
    assert 0.05 <= outcome.seconds < 2
    assert 0 < outcome.p50 <= outcome.p95


@pytest.mark.parametrize(
    ("answering", "complaint"),
    [
        (Answering("{}", status="503 Service Unavailable"), "refused"),
        (Answering('{"errors": []}'), "an error"),
        (Answering('{"data": 1}', '{"data": 2}'), "another answer"),
    ],
)
async def test_a_wrong_answer_ends_the_round(answering: Answering, complaint: str) -> None:
    async with _listening(answering) as target:
        with pytest.raises(RuntimeError, match=complaint):
            await run(target)
