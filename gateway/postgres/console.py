"""Progress told on a terminal: where passing lines replace each other, or in a log."""

import sys
from typing import TextIO


class Console:
    """A Progress that writes to a stream, standard error unless told otherwise."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._is_passing = False

    def __call__(self, message: str) -> None:
        """Write a message; on a terminal one that ends in "…" is replaced by the next."""
        terminal = self._stream.isatty()
        start = "\r\x1b[K" if self._is_passing else ""
        self._is_passing = terminal and message.endswith("…")
        self._stream.write(f"{start}{message}{'' if self._is_passing else chr(10)}")
        self._stream.flush()
