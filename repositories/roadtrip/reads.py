"""Reads of people's data go into Roadtrip's audit log, gathered for a second: one row for each reader and table."""

import asyncio
from collections.abc import Iterable
from functools import cache
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy import Table

from models.access import Command, Where
from models.base import facts_of
from models.roadtrip.enums import LegalBasis
from repositories.database import Database
from repositories.errors import QuintetError
from repositories.identity import Identity, Trust

PERIOD_SECONDS = 1.0
MAX_WAITING = 100_000
# The role of requests may not write into other people's logs, so it is done as the role of staff.
GATEWAY = Identity(UUID(int=0), trust=Trust.ADMIN)
PRODUCT = "roadtrip"
READ_ONLY = {"user_behavior_analytics": LegalBasis.CONSENT, "user_dashboards": LegalBasis.CONTRACT}
"""Tables of people's data whose changes are not recorded, a log and a copy, and on which basis they are read."""

log = structlog.get_logger(__name__)


@cache
def basis_of(table: Table) -> str | None:
    """On which legal basis a table of Roadtrip is read; None where it does not hold people's data."""
    facts = facts_of(table)
    if table.schema != PRODUCT or facts.access.rule(Command.SELECT) == Where("true"):
        return None
    return facts.audit or READ_ONLY.get(table.name)


def is_recorded(table: Table) -> bool:
    """Whether reads of a table are recorded: those of people's data."""
    return basis_of(table) is not None


class ReadLog:
    """The reads of this process that are not in the audit log yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[tuple[str | None, Table], None] = {}
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Write down every second what was read."""
        self._task = asyncio.create_task(self._keep_writing())

    async def close(self) -> None:
        """Write down what is left."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.write()

    def note(self, reader: Identity, tables: Iterable[Table]) -> None:
        """Remember that somebody read rows of these tables."""
        for table in tables:
            if is_recorded(table):
                self._waiting[(reader.accounts.get(PRODUCT), table)] = None
        while len(self._waiting) > MAX_WAITING:
            self._waiting.pop(next(iter(self._waiting)))
            log.error("a read is not in the audit log: too many wait", limit=MAX_WAITING)

    async def write(self) -> None:
        """Write down what was remembered; what cannot be written is tried again next time."""
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        readers = [None if reader is None else UUID(reader) for reader, _ in waiting]
        names = [table.name for _, table in waiting]
        bases = [basis_of(table) for _, table in waiting]
        recorded = sa.func.roadtrip.record_reads(
            sa.bindparam(None, readers, sa.ARRAY(sa.Uuid()), unique=True),
            sa.bindparam(None, names, sa.ARRAY(sa.Text()), unique=True),
            sa.bindparam(None, bases, sa.ARRAY(sa.Text()), unique=True),
        )
        try:
            async with self._database.writing(GATEWAY) as transaction:
                await transaction.execute(sa.select(recorded))
        except BaseException as error:
            # Whoever was interrupted cannot know whether it was committed: rather twice than never.
            self._waiting = waiting | self._waiting
            if not isinstance(error, QuintetError):
                raise
            log.warning("reads cannot be put into the audit log yet", waiting=len(self._waiting), error=error.details)

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(PERIOD_SECONDS)
            await self.write()
