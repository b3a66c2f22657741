"""What happens often and is written down seldom: gathered in memory, and then put into the database together."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic, TypeVar
from uuid import UUID

import structlog

from repositories.database import Database
from repositories.errors import QuintetError
from repositories.identity import Identity, Trust
from repositories.statement import Statement

MAX_WAITING = 100_000
# The role of requests may write for whoever asks alone, so it is done as the role of staff.
GATEWAY = Identity(UUID(int=0), trust=Trust.ADMIN)
K = TypeVar("K")
V = TypeVar("V")

log = structlog.get_logger(__name__)


class Gathered(ABC, Generic[K, V]):
    """What this process knows of some kind and the database does not yet, by key."""

    kind: str
    """What is gathered, for the log."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[K, V] = {}

    @abstractmethod
    def both(self, earlier: V, later: V) -> V:
        """What has been gathered twice under one key, as one."""

    @abstractmethod
    def statement(self, waiting: Mapping[K, V]) -> Statement:
        """What writes it all down."""

    def gather(self, key: K, value: V) -> None:
        """Remember something until it is written down."""
        waiting = self._waiting
        waiting[key] = self.both(waiting[key], value) if key in waiting else value
        if len(waiting) > MAX_WAITING:
            del waiting[next(iter(waiting))]
            log.error("something is not written down: too much waits", kind=self.kind, limit=MAX_WAITING)

    async def write(self) -> None:
        """Write down what was gathered; what cannot be written is tried again next time."""
        taken, self._waiting = self._waiting, {}
        if not taken:
            return
        try:
            async with self._database.writing(GATEWAY) as transaction:
                await transaction.execute(self.statement(taken))
        except BaseException as error:
            # Whoever was interrupted cannot know whether it was committed: rather twice than never.
            self._put_back(taken)
            if not isinstance(error, QuintetError):
                raise
            waiting = len(self._waiting)
            log.warning("something cannot be written down yet", kind=self.kind, waiting=waiting, error=error.details)

    def _put_back(self, taken: dict[K, V]) -> None:
        since, self._waiting = self._waiting, taken
        for key, value in since.items():
            self.gather(key, value)
