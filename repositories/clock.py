"""The clock of this process: what time it is for every rule of the gateway's, and tests can set it.

Rules of the database go by its own, `quintet.clock()`; `tests/clock.py` sets both.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Clock:
    """Where the time comes from."""

    def __init__(self) -> None:
        self.read: Callable[[], dt.datetime] = _of_the_machine


def _of_the_machine() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_clock = _Clock()


def now() -> dt.datetime:
    """The moment it is, in universal time."""
    return _clock.read()


@contextmanager
def standing_at(moment: dt.datetime) -> Iterator[None]:
    """For tests: the clock stands still at a moment; inside, it can be set once more."""
    before, _clock.read = _clock.read, lambda: moment
    try:
        yield
    finally:
        _clock.read = before
