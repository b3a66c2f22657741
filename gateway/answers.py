"""Answers leave in one piece: uvicorn writes head and body one by one, and each write is a call of the kernel.

Two calls for a small answer took a third of all that a request takes, and the client wakes up twice.
"""

import asyncio
from typing import Any

HEAD = b"HTTP/1.1 "


class WholeAnswers:
    """A transport that keeps the head of an answer until the body comes, or until the event loop goes on."""

    def __init__(self, plain: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.plain = plain
        self._loop = loop
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        """All else is the transport's."""
        return getattr(self.plain, name)

    def write(self, data: bytes) -> None:
        """Write, with the head that was kept before it."""
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(HEAD):
            self._head = data
            self._loop.call_soon(self._flush)
            return
        self.plain.write(data)

    def close(self) -> None:
        """Write what was kept, and close."""
        self._flush()
        self.plain.close()

    def _flush(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self.plain.write(head)
