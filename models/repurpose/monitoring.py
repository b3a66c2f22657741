"""RepurposeFlow's monitoring: the document's four questions about how the product is used, for staff."""

import datetime as dt

from sqlalchemy import PrimaryKeyConstraint

from models import columns as col
from models.access import STAFF_ONLY
from models.base import TableFacts, View, table
from models.repurpose.base import RepurposeModel
from models.repurpose.enums import Platform, Tier


class TierCount(RepurposeModel, table=True):
    __tablename__ = "subscriptions_by_tier"
    __table_args__ = table(
        PrimaryKeyConstraint("subscription_tier"),
        facts=TableFacts(
            description="Active accounts of one tier; free ones count, deleted ones do not.",
            access=STAFF_ONLY,
            singular="tier_count",
            order=("-user_count",),
            view=View.PLAIN,
        ),
    )

    subscription_tier: Tier = col.choice(Tier, "Tier of the accounts.", length=50, nullable=False)
    user_count: int = col.integer("Number of accounts.", nullable=False)
    total_generations: int = col.bigint(
        "Generations that they completed since their counts were last reset.", nullable=False
    )


class DayOfGenerations(RepurposeModel, table=True):
    __tablename__ = "generations_by_day"
    __table_args__ = table(
        facts=TableFacts(
            description="Generations of one of the last 30 days; the first of them is there in part.",
            access=STAFF_ONLY,
            singular="day_of_generations",
            order=("-date",),
            view=View.PLAIN,
        ),
    )

    date: dt.date = col.date("Day in UTC.", primary_key=True)
    generations: int = col.integer("Number of generations asked for.", nullable=False)
    active_users: int = col.integer("Number of people who asked for them.", nullable=False)


class PopularPlatform(RepurposeModel, table=True):
    __tablename__ = "popular_platforms"
    __table_args__ = table(
        PrimaryKeyConstraint("platform"),
        facts=TableFacts(
            description="A platform that was selected in the last seven days.",
            access=STAFF_ONLY,
            singular="popular_platform",
            order=("-usage_count",),
            view=View.PLAIN,
        ),
    )

    platform: Platform = col.choice(Platform, "The platform.", length=50, nullable=False)
    usage_count: int = col.integer("Number of generations that selected it.", nullable=False)


class GenerationTime(RepurposeModel, table=True):
    __tablename__ = "generation_times"
    __table_args__ = table(
        PrimaryKeyConstraint("days"),
        facts=TableFacts(
            description="How long generations took that were asked for in the last days and completed.",
            access=STAFF_ONLY,
            singular="generation_time",
            order=("days",),
            view=View.PLAIN,
        ),
    )

    days: int = col.integer("Number of the last days that it is about: 7.", nullable=False)
    avg_time_ms: float | None = col.double("Average in milliseconds; null where there was no generation.")
    median_time_ms: float | None = col.double("Median in milliseconds; null where there was no generation.")
    p95_time_ms: float | None = col.double(
        "95 of 100 took this many milliseconds or less; null where there was no generation."
    )
