"""The event log: what changed, by topic, in commit order and without gaps; identifiers only."""

import datetime as dt
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Text, text
from sqlalchemy import Uuid as UuidType
from sqlmodel import Field

from models import columns as col
from models.access import STAFF_ONLY
from models.base import TableFacts, table
from models.columns import ColumnFacts
from models.platform.base import PlatformModel


def plain(column: "Column[object]", description: str) -> object:
    column.info["facts"] = ColumnFacts(description)
    column.comment = description
    return Field(default=None, sa_column=column, description=description)


class TopicCounter(PlatformModel, table=True):
    """The row whose lock puts the writers of one topic in order."""

    __tablename__ = "topics"
    __table_args__ = table(
        facts=TableFacts(
            description="The last sequence number of each topic; locked by whoever writes to the topic.",
            access=STAFF_ONLY,
            singular="topic",
        ),
    )

    topic: str = plain(Column(Text, primary_key=True), "Name of the topic.")  # type: ignore[assignment]
    seq: int = plain(Column(BigInteger, nullable=False), "Last number given out.")  # type: ignore[assignment]


class Event(PlatformModel, table=True):
    """One change of one row."""

    __tablename__ = "events"
    __table_args__ = table(
        facts=TableFacts(
            description="Changes of rows by topic; kept for 72 hours.",
            access=STAFF_ONLY,
            singular="event",
            hypertable="at",
            chunk="6 hours",
        ),
    )

    topic: str = plain(Column(Text, primary_key=True), "Name of the topic.")  # type: ignore[assignment]
    seq: int = plain(  # type: ignore[assignment]
        Column(BigInteger, primary_key=True, autoincrement=False),
        "Number of the change in its topic: 1, 2, 3…",
    )
    at: dt.datetime = plain(  # type: ignore[assignment]
        Column(DateTime(timezone=True), primary_key=True, server_default=text("clock_timestamp()")),
        "When the change was written.",
    )
    entity: str = col.text("Singular name of the table whose row changed.", nullable=False)
    entity_id: UUID = plain(Column(UuidType, nullable=False), "Key of the row.")  # type: ignore[assignment]
    operation: str = col.text("inserted, updated or deleted.", nullable=False)
