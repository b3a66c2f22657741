"""The load: a few keep-alive connections that ask again as soon as they are answered; a process of its own.

Reads a target as a line of JSON from standard input, loads it, and writes what happened as a line of JSON to
standard output, until its input ends.
"""

import asyncio
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from typing import cast

import uvloop

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Target:
    """Where to send, and the requests to send in turn, ready as bodies with their headers."""

    host: str
    port: int
    path: str
    requests: list[tuple[dict[str, str], str]]
    connections: int
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """What one round gave; latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float
    bytes_per_answer: int

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds


def _message(target: Target, headers: dict[str, str], body: str) -> bytes:
    content = body.encode()
    lines = [f"POST {target.path} HTTP/1.1", f"host: {target.host}:{target.port}", "content-type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"content-length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode() + content


class Line(asyncio.Protocol):
    """One connection: a question, then its answer. A stream would cost more than some servers."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._body_at = self._end = 0
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast(asyncio.Transport, transport)

    async def ask(self, message: bytes) -> bytes:
        """The body of the answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(message)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        """Gather an answer until it is whole."""
        self._received += data
        try:
            if not self._end:
                self._read_head()
        except RuntimeError as error:
            self._fail(error)
        if self._end and len(self._received) >= self._end:
            body = bytes(self._received[self._body_at : self._end])
            self._received.clear()
            self._end = 0
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(body)

    def _read_head(self) -> None:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._received[:end])
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"refused: {bytes(self._received[:500])!r}")
        found = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if not found:
            raise RuntimeError(f"no length: {head!r}")
        self._body_at = end + 4
        self._end = self._body_at + int(found[0].partition(b":")[2])

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for an answer will not get one."""
        self._fail(RuntimeError(f"the connection was lost: {exc}"))

    def _fail(self, error: RuntimeError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def run(target: Target) -> Outcome:
    """One round; RuntimeError at the first answer that is not the right one."""
    messages = [_message(target, headers, body) for headers, body in target.requests]
    loop = asyncio.get_running_loop()
    lines: list[Line] = []
    try:
        for _ in range(target.connections):
            lines.append((await loop.create_connection(Line, target.host, target.port))[1])
        return await _round(messages, lines, target.seconds)
    finally:
        for line in lines:
            line.close()


async def _round(messages: list[bytes], lines: list[Line], seconds: float) -> Outcome:
    expected = [await lines[number % len(lines)].ask(message) for number, message in enumerate(messages)]
    for body in expected:
        if b'"errors"' in body:
            raise RuntimeError(f"an error: {body[:500]!r}")
    taken: list[float] = []
    started = time.perf_counter()

    async def keep_asking(number: int, line: Line) -> None:
        while (sent := time.perf_counter()) < started + seconds:
            number = (number + 1) % len(messages)
            if await line.ask(messages[number]) != expected[number]:
                raise RuntimeError("the same request got another answer")
            taken.append(time.perf_counter() - sent)

    asking = [asyncio.create_task(keep_asking(number, line)) for number, line in enumerate(lines)]
    try:
        await asyncio.gather(*asking)
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    lasted = time.perf_counter() - started
    size = sum(map(len, expected)) // len(expected)
    return Outcome(len(taken), lasted, *_percentiles(taken), size)


def _percentiles(taken: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else taken * 99
    return cuts[49] * 1000, cuts[94] * 1000


def main() -> None:
    """Read targets, run a round of each, write the outcomes."""
    for line in sys.stdin:
        try:
            made = asdict(uvloop.run(asyncio.wait_for(run(Target(**json.loads(line))), PATIENCE_SECONDS)))
        except (RuntimeError, OSError) as error:
            made = {"error": str(error) or type(error).__name__}
        print(json.dumps(made), flush=True)


if __name__ == "__main__":
    main()
