"""The load: a few keep-alive connections that ask again as soon as they are answered; a process of its own.

Reads what to do as JSON from standard input and writes what happened as JSON to standard output.
"""

import asyncio
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass

import uvloop


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


class Asking:
    """One connection; every answer must be the one that the same request got first."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, message: bytes) -> bytes:
        """The body of the answer."""
        self._writer.write(message)
        head = await self._reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"refused: {head[:200]!r}")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return await self._reader.readexactly(int(length.partition(b":")[2]))

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


async def run(target: Target) -> Outcome:
    """One round; RuntimeError at the first answer that is not the right one."""
    messages = [_message(target, headers, body) for headers, body in target.requests]
    lines: list[Asking] = []
    try:
        for _ in range(target.connections):
            lines.append(Asking(*await asyncio.open_connection(target.host, target.port, limit=2**22)))
        return await _round(messages, lines, target.seconds)
    finally:
        for line in lines:
            await line.close()


async def _round(messages: list[bytes], lines: list[Asking], seconds: float) -> Outcome:
    expected = [await lines[number % len(lines)].ask(message) for number, message in enumerate(messages)]
    for body in expected:
        if b'"errors"' in body:
            raise RuntimeError(f"an error: {body[:500]!r}")
    taken: list[float] = []
    started = time.perf_counter()

    async def keep_asking(number: int, line: Asking) -> None:
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
    percentiles = statistics.quantiles(taken, n=100)
    size = sum(map(len, expected)) // len(expected)
    return Outcome(len(taken), lasted, percentiles[49] * 1000, percentiles[94] * 1000, size)


def main() -> None:
    """Read a target, run a round, write the outcome."""
    target = Target(**json.loads(sys.stdin.read()))
    outcome = uvloop.run(run(target))
    json.dump(asdict(outcome), sys.stdout)


if __name__ == "__main__":
    main()
