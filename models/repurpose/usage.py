"""RepurposeFlow's usage: events of generations, and what remains of them by day once they are old."""

import datetime as dt
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, table
from models.repurpose.base import RepurposeModel
from models.repurpose.enums import UsageEvent
from models.repurpose.generation import PLATFORMS


class UsageLog(RepurposeModel, table=True):
    __tablename__ = "usage_logs"
    __table_args__ = table(
        Index("idx_usage_logs_user_id", "user_id"),
        Index("idx_usage_logs_created_at", text("created_at DESC")),
        Index("idx_usage_logs_event_type", "event_type"),
        Index("ix_usage_logs_generation_id", "generation_id"),
        Index("ix_usage_logs_user_id_created_at", "user_id", "created_at", "id"),
        # A generation has one owner, so that these permit one start and one end of each generation.
        Index(
            "uq_usage_logs_generation_start",
            "generation_id",
            "user_id",
            unique=True,
            postgresql_where=text("event_type = 'generation_started'"),
        ),
        Index(
            "uq_usage_logs_generation_end",
            "generation_id",
            "user_id",
            unique=True,
            postgresql_where=text("event_type <> 'generation_started'"),
        ),
        CheckConstraint(f"platforms <@ {PLATFORMS}", name="platforms_values"),
        CheckConstraint("platform_count = cardinality(platforms)", name="platform_count_counts_platforms"),
        facts=TableFacts(
            description="Something that happened to a generation, and what it cost.",
            access=Access(rows=Owned("user_id"), commands=READ, suffix="_own"),
            singular="usage_log",
            order=("-created_at",),
            storage=(("autovacuum_vacuum_scale_factor", "0.05"),),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose generation it was.", on_delete="CASCADE")
    generation_id: UUID | None = col.reference(
        "generations.id",
        "Generation it happened to; null once that was archived.",
        on_delete="SET NULL",
        nullable=True,
    )
    event_type: UsageEvent = col.choice(UsageEvent, "What happened.", length=50, nullable=False)
    platform_count: int = col.integer("Number of platforms asked for.", nullable=False, between=(0, None))
    platforms: list[str] | None = col.text_array("Platforms asked for.")
    tokens_used: int | None = col.integer("Tokens that the language model consumed.", between=(0, None))
    estimated_cost_usd: Decimal | None = col.decimal(
        10, 6, "What the language model cost about, in US dollars.", between=(0, None)
    )
    user_agent: str | None = col.text("What the client called itself.")
    ip_address: IPv4Address | IPv6Address | None = col.inet("Network address of the client.")
    created_at: dt.datetime = col.timestamp("When it happened.", default_now=True, nullable=False)


class UsageLogDaily(RepurposeModel, table=True):
    __tablename__ = "usage_logs_daily"
    __table_args__ = table(
        UniqueConstraint("user_id", "day", "event_type"),
        facts=TableFacts(
            description="Sums of a person's old usage logs by day in UTC and kind of event.",
            access=Access(rows=Owned("user_id"), commands=READ, suffix="_own"),
            singular="daily_usage_log",
            order=("-day",),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose use it was.", on_delete="CASCADE")
    day: dt.date = col.date("Day in UTC.", nullable=False)
    event_type: UsageEvent = col.copied(UsageLog, "event_type")
    event_count: int = col.integer("Number of events.", nullable=False, between=(1, None))
    platform_count: int = col.integer("Sum of the platforms asked for.", nullable=False, between=(0, None))
    tokens_used: int = col.bigint("Sum of the tokens consumed.", nullable=False, between=(0, None))
    estimated_cost_usd: Decimal = col.decimal(
        16, 6, "Sum of the estimated costs, in US dollars.", nullable=False, between=(0, None)
    )
