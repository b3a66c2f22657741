"""What staff read of other people's data: written before it is read, changed by nobody."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import STAFF_ONLY
from models.base import TableFacts, table
from models.platform.base import PlatformModel


class StaffRead(PlatformModel, table=True):
    """One operation of staff."""

    __tablename__ = "staff_reads"
    __table_args__ = table(
        Index("ix_staff_reads_subject_at", "subject", "at"),
        Index("ix_staff_reads_at", "at"),
        facts=TableFacts(
            description="Operations of staff, each written before it read anything; no texts but names and keys.",
            access=STAFF_ONLY,
            singular="staff_read",
            append_only=True,
        ),
    )

    id: UUID = col.key()
    at: dt.datetime = col.timestamp("When it was about to be read.", nullable=False, default="clock_timestamp()")
    subject: UUID = col.identifier("Whose token it was.", nullable=False)
    operation: str | None = col.text("Name of the operation.")
    document: str = col.text("What was asked, every text in it but identifiers left out.", nullable=False)
    variables: dict[str, Any] = col.json(
        "Its variables, every text in them but identifiers left out.", nullable=False
    )
