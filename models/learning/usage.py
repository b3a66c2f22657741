"""The learning platform's usage: what each use of a service consumed, now and in the archive."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, table
from models.learning.base import LearningModel


class UsageLog(LearningModel, table=True):
    __tablename__ = "usage_logs"
    __table_args__ = table(
        Index("idx_usage_logs_user_timestamp", "user_id", "timestamp"),
        Index("ix_usage_logs_timestamp", "timestamp"),
        CheckConstraint("jsonb_typeof(metadata) = 'object'", name="metadata_object"),
        facts=TableFacts(
            description="One use of a service and what it consumed.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="usage_log",
            order=("-timestamp",),
            storage=(("autovacuum_vacuum_insert_scale_factor", "0.05"),),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference(
        "users.id", "Who used it; null once the account was erased.", on_delete="NO ACTION", nullable=True
    )
    session_id: UUID = col.identifier(
        "Learning session it happened in; groups the uses of one sitting.", nullable=False
    )
    service_name: str = col.text("Service that was used.", length=50, nullable=False)
    tokens_used: int | None = col.integer("Tokens that language models consumed.", default=0, between=(0, None))
    speech_seconds: int | None = col.integer("Seconds of speech processed.", default=0, between=(0, None))
    timestamp: dt.datetime | None = col.timestamp("When it was used.", default_now=True, naive=True)
    cost_usd: Decimal | None = col.decimal(10, 6, "What it cost, in US dollars.", default=0, between=(0, None))
    metadata_: dict[str, Any] | None = col.json("More about the use, an object of any shape.", name="metadata")


class UsageLogArchive(LearningModel, table=True):
    """Rows keep their keys here, so that none can be moved twice."""

    __tablename__ = "usage_logs_archive"
    __table_args__ = table(
        Index("ix_usage_logs_archive_user_id_timestamp", "user_id", "timestamp"),
        facts=TableFacts(
            description="Uses of services that were moved out of the usage logs because of their age.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="archived_usage_log",
            order=("-timestamp",),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference(
        "users.id", "Who used it; null once the account was erased.", on_delete="NO ACTION", nullable=True
    )
    session_id: UUID = col.copied(UsageLog, "session_id")
    service_name: str = col.copied(UsageLog, "service_name")
    tokens_used: int | None = col.copied(UsageLog, "tokens_used")
    speech_seconds: int | None = col.copied(UsageLog, "speech_seconds")
    timestamp: dt.datetime | None = col.copied(UsageLog, "timestamp")
    cost_usd: Decimal | None = col.copied(UsageLog, "cost_usd")
    metadata_: dict[str, Any] | None = col.copied(UsageLog, "metadata")
    archived_at: dt.datetime = col.timestamp(
        "When the row was moved here.", default_now=True, naive=True, nullable=False
    )
