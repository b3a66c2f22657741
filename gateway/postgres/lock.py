"""One process at a time: a file lock that the kernel releases whatever happens to its holder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.postgres.errors import UnwritableFolderError
from gateway.postgres.server import Progress


@contextmanager
def exclusive(file: Path, waiting: str, progress: Progress) -> Iterator[None]:
    """Hold the lock of a file; when another process holds it, say `waiting` and wait for it."""
    descriptor = _open(file)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(waiting)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(file: Path) -> int:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UnwritableFolderError(
            f"The lock file {file} cannot be opened: {error.strerror}. "
            "Run as the user who started the server, or make its folder writable for this user."
        ) from error
