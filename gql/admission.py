"""Admission: how many connections that stay open (WebSockets and event streams) there may be."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from repositories.errors import RateLimitedError


@dataclass(frozen=True)
class Limits:
    """How many connections may stay open in all and for each user, and what one of them may do."""

    connections: int = 5_000
    per_user: int = 10
    operations_per_socket: int = 20
    init_seconds: float = 5.0


class Admission:
    """Counts the connections that are open."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.open = 0
        self._users: Counter[UUID] = Counter()

    @property
    def users(self) -> int:
        """How many users have a connection open."""
        return len(self._users)

    @contextmanager
    def connection(self) -> Iterator[None]:
        """Room for one more connection; RateLimitedError where there is none."""
        if self.open >= self.limits.connections:
            raise RateLimitedError("There is no room for another connection: try again later.")
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1

    @contextmanager
    def user(self, subject: UUID) -> Iterator[None]:
        """Room for one more connection of a user; RateLimitedError where there is none."""
        if self._users[subject] >= self.limits.per_user:
            raise RateLimitedError(f"A user may keep at most {self.limits.per_user} connections open.")
        self._users[subject] += 1
        try:
            yield
        finally:
            self._users[subject] -= 1
            if not self._users[subject]:
                del self._users[subject]
