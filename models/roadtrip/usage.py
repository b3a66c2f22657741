"""Roadtrip's use: requests counted for rate limits, and what people do in the app."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, Trigger, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import SubscriptionStatus, UsageBucket

HOT = (("fillfactor", "80"), ("autovacuum_vacuum_scale_factor", "0.05"))
CallLimits = Mapping[SubscriptionStatus, Mapping[UsageBucket, int]]
CALL_LIMITS: CallLimits = {
    SubscriptionStatus.ACTIVE: {
        UsageBucket.PER_MINUTE: 600,
        UsageBucket.PER_HOUR: 12_000,
        UsageBucket.PER_DAY: 100_000,
    },
    SubscriptionStatus.FREE_TRIAL: {
        UsageBucket.PER_MINUTE: 120,
        UsageBucket.PER_HOUR: 2_400,
        UsageBucket.PER_DAY: 20_000,
    },
    SubscriptionStatus.EXPIRED: {
        UsageBucket.PER_MINUTE: 60,
        UsageBucket.PER_HOUR: 600,
        UsageBucket.PER_DAY: 3_000,
    },
}
"""How many calls a person may make in each span. The document wants limits by tier and gives no numbers; a tier is
taken to be the state of the subscription, and the numbers are ours: settings can give others."""


class ApiUsageTracking(RoadtripModel, table=True):
    __tablename__ = "api_usage_tracking"
    __table_args__ = table(
        UniqueConstraint("user_id", "endpoint", "bucket_type", "time_bucket"),
        Index("ix_api_usage_tracking_user_id_time_bucket", "user_id", "time_bucket"),
        Index("ix_api_usage_tracking_time_bucket", "time_bucket"),
        CheckConstraint(
            "mod(extract(epoch FROM time_bucket), "
            "CASE bucket_type WHEN 'per_minute' THEN 60 WHEN 'per_hour' THEN 3600 ELSE 86400 END) = 0",
            name="time_bucket_rounded",
        ),
        facts=TableFacts(
            description="How often a person called an endpoint in a minute, an hour, a day.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="api_usage",
            order=("-time_bucket",),
            hypertable="time_bucket",
            chunk="1 day",
            storage=HOT,
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who called.", on_delete="CASCADE")
    endpoint: str = col.text("What was called.", length=255, nullable=False)
    time_bucket: dt.datetime = col.timestamp(
        "When the minute, hour or day began, in universal time.", primary_key=True
    )
    bucket_type: UsageBucket = col.choice(UsageBucket, "Length of the span.", length=20, nullable=False)
    request_count: int = col.integer("Number of calls.", nullable=False, default=1, between=(0, None))
    rate_limited_count: int = col.integer("Calls that were refused.", nullable=False, default=0, between=(0, None))


class UserBehaviorAnalytics(RoadtripModel, table=True):
    __tablename__ = "user_behavior_analytics"
    __table_args__ = table(
        Index("ix_user_behavior_analytics_user_id_occurred_at", "user_id", "occurred_at"),
        Index("ix_user_behavior_analytics_occurred_at", "occurred_at"),
        facts=TableFacts(
            description="Something that a person did in the app.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="user_behavior_event",
            order=("-occurred_at",),
            hypertable="occurred_at",
            triggers=(Trigger("require_consent", "AFTER INSERT", "roadtrip.require_consent()"),),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who did it.", on_delete="CASCADE")
    occurred_at: dt.datetime = col.timestamp("When it was done.", primary_key=True, default_now=True)
    event_type: str = col.text("What was done.", length=100, nullable=False)
    properties: dict[str, Any] = col.json("Particulars.", nullable=False, default="{}")
