"""Reads of people's data go into Roadtrip's audit log, gathered for a second: one row for each reader and table."""

from collections.abc import Iterable, Mapping
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Table

from models.access import Command, Where
from models.base import facts_of
from models.roadtrip.enums import LegalBasis
from repositories.gathered import Gathered
from repositories.identity import Identity
from repositories.statement import Statement

PRODUCT = "roadtrip"
READ_ONLY = {"user_behavior_analytics": LegalBasis.CONSENT, "user_dashboards": LegalBasis.CONTRACT}
"""Tables of people's data whose changes are not recorded, a log and a copy, and on which basis they are read."""
Read = tuple[str | None, Table]
"""Who read which table; who has no account in the product is nobody."""


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


class ReadLog(Gathered[Read, None]):
    """The reads of this process that are not in the audit log yet."""

    kind = "reads for the audit log"

    def note(self, reader: Identity, tables: Iterable[Table]) -> None:
        """Remember that somebody read rows of these tables."""
        for table in tables:
            if is_recorded(table):
                self.gather((reader.accounts.get(PRODUCT), table), None)

    def both(self, earlier: None, later: None) -> None:
        """Read is read."""

    def statement(self, waiting: Mapping[Read, None]) -> Statement:
        """One row for each reader and table."""
        readers = [None if reader is None else UUID(reader) for reader, _ in waiting]
        names = [table.name for _, table in waiting]
        bases = [basis_of(table) for _, table in waiting]
        recorded = sa.func.roadtrip.record_reads(
            sa.bindparam(None, readers, sa.ARRAY(sa.Uuid()), unique=True),
            sa.bindparam(None, names, sa.ARRAY(sa.Text()), unique=True),
            sa.bindparam(None, bases, sa.ARRAY(sa.Text()), unique=True),
        )
        return sa.select(recorded)
