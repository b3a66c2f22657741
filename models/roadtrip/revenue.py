"""Roadtrip's revenue: what videos earn each day on each platform, and sums of it."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from models import columns as col
from models.access import READ, STAFF_ONLY, Access, Owned
from models.base import RollUp, TableFacts, Trigger, View, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import LegalBasis, RevenueSpan

MAX_REPORTED = 10**15
"""More than all platforms will ever report, and little enough for every difference to be told exactly."""
CENTS = (-MAX_REPORTED, MAX_REPORTED)
SUMS = ("views", "revenue_cents", "net_revenue_cents", "user_share_cents", "platform_share_cents")


def _sums_up(change: str, operation: str, sees: str) -> Trigger:
    return Trigger(
        f"sum_revenue_{change}", f"AFTER {operation}", "roadtrip.sum_revenue()", each="STATEMENT", sees=sees
    )


class VideoRevenue(RoadtripModel, table=True):
    __tablename__ = "video_revenues"
    __table_args__ = table(
        UniqueConstraint("video_id", "platform_id", "date"),
        Index("ix_video_revenues_user_id_date", "user_id", "date"),
        Index("ix_video_revenues_user_id_platform_id_date", "user_id", "platform_id", "date"),
        Index("ix_video_revenues_discovery_id", "discovery_id"),
        Index("ix_video_revenues_platform_id_date", "platform_id", "date"),
        Index("ix_video_revenues_date", "date"),
        facts=TableFacts(
            description="What a video earned on one platform on one day.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="video_revenue",
            order=("-date",),
            hypertable="date",
            chunk="30 days",
            audit=LegalBasis.LEGAL_OBLIGATION,
            triggers=(
                Trigger("attribute_revenue", "BEFORE INSERT", "roadtrip.attribute_revenue()"),
                Trigger("roll_up_revenue", "AFTER INSERT OR UPDATE OR DELETE", "roadtrip.roll_up_revenue()"),
                _sums_up("added", "INSERT", "NEW TABLE AS added"),
                _sums_up("changed", "UPDATE", "OLD TABLE AS removed NEW TABLE AS added"),
                _sums_up("removed", "DELETE", "OLD TABLE AS removed"),
            ),
        ),
    )

    id: UUID = col.key()
    video_id: UUID | None = col.reference(
        "videos.id", "Video that earned it; null if it was deleted.", on_delete="SET NULL", nullable=True
    )
    user_id: UUID | None = col.reference(
        "users.id", "Discoverer who receives the share; null if erased.", on_delete="SET NULL", nullable=True
    )
    discovery_id: UUID | None = col.reference(
        "discoveries.id", "Discovery that the video is about.", on_delete="SET NULL", nullable=True
    )
    date: dt.date = col.date("Day on which it was earned.", primary_key=True)
    platform_id: int = col.reference(
        "social_platforms.id", "Platform on which it was earned.", on_delete="RESTRICT", kind=sa.Integer()
    )
    views: int = col.integer("How often the video was seen.", nullable=False, default=0, between=(0, None))
    revenue_cents: int = col.integer("Revenue before the platform's fees, in cents.", nullable=False, default=0)
    net_revenue_cents: int = col.integer("Revenue after the platform's fees, in cents.", nullable=False, default=0)
    user_share_cents: int | None = col.generated(
        sa.Integer(), "net_revenue_cents / 2", "The discoverer's half of the net revenue, in cents."
    )
    platform_share_cents: int | None = col.generated(
        sa.Integer(), "net_revenue_cents - net_revenue_cents / 2", "Our half of the net revenue, in cents."
    )
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class RevenueByBucket(RoadtripModel, table=True):
    """Kept by a trigger, so that the sums are right as soon as a revenue is written."""

    __tablename__ = "revenue_by_bucket"
    __table_args__ = table(
        Index(
            "uq_revenue_by_bucket_user_id_bucket_type_bucket_platform_id",
            "user_id",
            "bucket_type",
            "bucket",
            "platform_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_revenue_by_bucket_platform_id", "platform_id"),
        Index("ix_revenue_by_bucket_user_id_bucket", "user_id", "bucket", "id"),
        facts=TableFacts(
            description="What a discoverer's videos earned on one platform in one day, week or month.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="revenue_bucket",
            order=("-bucket",),
            rolls_up=RollUp("video_revenues", "date", ("user_id", "platform_id"), SUMS),
            storage=(("fillfactor", "80"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference(
        "users.id", "Discoverer; null for those who were erased.", on_delete="CASCADE", nullable=True
    )
    bucket_type: RevenueSpan = col.choice(RevenueSpan, "Length of the span.", length=20, nullable=False)
    bucket: dt.date = col.date("First day of the span; weeks begin on Monday.", nullable=False)
    platform_id: int = col.reference(
        "social_platforms.id", "Platform on which it was earned.", on_delete="RESTRICT", kind=sa.Integer()
    )
    entries: int = col.integer("Number of revenues in the sums.", nullable=False, default=0, between=(0, None))
    views: int = col.bigint("How often the videos were seen.", nullable=False, default=0)
    revenue_cents: int = col.bigint("Revenue before fees, in cents.", nullable=False, default=0)
    net_revenue_cents: int = col.bigint("Revenue after fees, in cents.", nullable=False, default=0)
    user_share_cents: int = col.bigint("The discoverer's half, in cents.", nullable=False, default=0)
    platform_share_cents: int = col.bigint("Our half, in cents.", nullable=False, default=0)


class RevenueTotal(RoadtripModel, table=True):
    """Kept by triggers, so that nobody reads a row of every person for what all of them earned."""

    __tablename__ = "revenue_totals"
    __table_args__ = table(
        UniqueConstraint("bucket_type", "bucket", "platform_id"),
        Index("ix_revenue_totals_platform_id_bucket", "platform_id", "bucket", "id"),
        Index("ix_revenue_totals_bucket", "bucket", "id"),
        facts=TableFacts(
            description="What all videos together earned on one platform in one day, week or month.",
            access=STAFF_ONLY,
            singular="revenue_total",
            order=("-bucket",),
            rolls_up=RollUp("video_revenues", "date", ("platform_id",), SUMS),
            storage=(("fillfactor", "80"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    bucket_type: RevenueSpan = col.choice(RevenueSpan, "Length of the span.", length=20, nullable=False)
    bucket: dt.date = col.date("First day of the span; weeks begin on Monday.", nullable=False)
    platform_id: int = col.reference(
        "social_platforms.id", "Platform on which it was earned.", on_delete="RESTRICT", kind=sa.Integer()
    )
    # What is taken away arrives as a number below zero, so that no range can be asked for.
    entries: int = col.bigint("Number of revenues in the sums.", nullable=False, default=0)
    views: int = col.bigint("How often the videos were seen.", nullable=False, default=0)
    revenue_cents: int = col.bigint("Revenue before fees, in cents.", nullable=False, default=0)
    net_revenue_cents: int = col.bigint("Revenue after fees, in cents.", nullable=False, default=0)
    user_share_cents: int = col.bigint("The discoverers' half, in cents.", nullable=False, default=0)
    platform_share_cents: int = col.bigint("Our half, in cents.", nullable=False, default=0)


class RevenueReport(RoadtripModel, table=True):
    """The document asks for reconciliation and has no place for what a platform reported."""

    __tablename__ = "revenue_reports"
    __table_args__ = table(
        UniqueConstraint("platform_id", "first_day", "last_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        facts=TableFacts(
            description="What a platform says that all videos earned on it in some days.",
            access=STAFF_ONLY,
            singular="revenue_report",
            order=("-last_day",),
            audit=LegalBasis.LEGAL_OBLIGATION,
        ),
    )

    id: UUID = col.key()
    platform_id: int = col.reference(
        "social_platforms.id", "Platform that reported it.", on_delete="RESTRICT", kind=sa.Integer()
    )
    first_day: dt.date = col.date("First day of the report.", nullable=False)
    last_day: dt.date = col.date("Last day of the report.", nullable=False)
    views: int = col.bigint("How often the videos were seen.", nullable=False, default=0, between=(0, MAX_REPORTED))
    revenue_cents: int = col.bigint(
        "Revenue before the platform's fees, in cents.",
        nullable=False,
        default=0,
        between=CENTS,
    )
    net_revenue_cents: int = col.bigint(
        "Revenue after the platform's fees, in cents.",
        nullable=False,
        default=0,
        between=CENTS,
    )
    created_at: dt.datetime = col.timestamp("When it was first imported.", nullable=False, default_now=True)


class RevenueReconciliation(RoadtripModel, table=True):
    __tablename__ = "revenue_reconciliations"
    __table_args__ = table(
        facts=TableFacts(
            description="A platform's report beside the sums of what was imported for its days.",
            access=STAFF_ONLY,
            singular="revenue_reconciliation",
            order=("report_id",),
            view=View.PLAIN,
        ),
    )

    report_id: UUID = col.key_reference("revenue_reports.id", "The report.", on_delete="CASCADE")
    imported_views: int = col.bigint("Views that were imported.", nullable=False)
    imported_revenue_cents: int = col.bigint("Revenue before fees that was imported, in cents.", nullable=False)
    imported_net_revenue_cents: int = col.bigint("Revenue after fees that was imported, in cents.", nullable=False)
    views_difference: int = col.bigint("Views reported and not imported; negative: too many.", nullable=False)
    revenue_difference_cents: int = col.bigint("The same of revenue before fees, in cents.", nullable=False)
    net_revenue_difference_cents: int = col.bigint("The same of revenue after fees, in cents.", nullable=False)
    is_reconciled: bool = col.boolean("Whether the three agree.", nullable=False)


class YearlyStatement(RoadtripModel, table=True):
    __tablename__ = "yearly_statements"
    __table_args__ = table(
        facts=TableFacts(
            description="What a person's videos earned in one year, for their tax return.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="yearly_statement",
            order=("-year",),
            view=View.PLAIN,
        ),
    )

    user_id: UUID = col.key_reference("users.id", "Who receives the share.", on_delete="CASCADE")
    year: dt.date = col.date("First day of the year.", primary_key=True)
    views: int = col.bigint("How often the videos were seen.", nullable=False)
    net_revenue_cents: int = col.bigint("Revenue after the platforms' fees, in cents.", nullable=False)
    user_share_cents: int = col.bigint("The person's share of it, in cents.", nullable=False)
    platform_share_cents: int = col.bigint("Our share of it, in cents.", nullable=False)
