"""LiveConvo's billing: subscriptions to a plan, usage counted against it, and what stays of it without a person."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import READ, STAFF_ONLY, Access, Owned
from models.base import TableFacts, Trigger, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import PlanName, PlanType, SubscriptionStatus, UsageType, UsageUnit


class Subscription(LiveconvoModel, table=True):
    __tablename__ = "subscriptions"
    __table_args__ = table(
        Index("idx_subscriptions_user_id", "user_id"),
        Index("idx_subscriptions_stripe_customer", "stripe_customer_id"),
        Index("idx_subscriptions_status", "status"),
        Index("idx_subscriptions_current_period", "current_period_end"),
        CheckConstraint("current_period_end >= current_period_start", name="period_ends_after_start"),
        facts=TableFacts(
            description="A person's subscription to a plan.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="subscription",
            order=("-created_at",),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference(
        "users.id", "Whose subscription it is.", on_delete="CASCADE", newest="current_subscription"
    )
    stripe_customer_id: str | None = col.text("The customer at Stripe.", length=255, unique=True)
    stripe_subscription_id: str | None = col.text("The subscription at Stripe.", length=255, unique=True)
    stripe_price_id: str | None = col.text("The price at Stripe.", length=255)
    plan_name: PlanName = col.choice(PlanName, "Plan subscribed to.", length=50, nullable=False)
    plan_type: PlanType = col.choice(PlanType, "How often it is billed.", length=20, nullable=False)
    status: SubscriptionStatus = col.choice(
        SubscriptionStatus, "State of the subscription.", length=20, nullable=False
    )
    current_period_start: dt.datetime | None = col.timestamp("When the running billing period began.")
    current_period_end: dt.datetime | None = col.timestamp("When the running billing period ends.")
    monthly_audio_hours_limit: int | None = col.integer(
        "Hours of audio a month; null for unlimited.", between=(0, None)
    )
    monthly_audio_hours_used: Decimal | None = col.decimal(
        6, 2, "Hours of audio used this month.", default=0, between=(0, None)
    )
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
    canceled_at: dt.datetime | None = col.timestamp("When the subscription was cancelled.")


class UsageRecord(LiveconvoModel, table=True):
    __tablename__ = "usage_records"
    __table_args__ = table(
        Index("idx_usage_records_user_id", "user_id"),
        Index("idx_usage_records_session_id", "session_id"),
        Index("idx_usage_records_billing_period", "billing_period_start", "billing_period_end"),
        Index("idx_usage_records_usage_type", "usage_type"),
        Index("ix_usage_records_subscription_id", "subscription_id"),
        Index("ix_usage_records_user_id_created_at", "user_id", "created_at", "id"),
        CheckConstraint("billing_period_end >= billing_period_start", name="period_ends_after_start"),
        CheckConstraint("(usage_type = 'audio_processing') = (unit = 'hours')", name="audio_is_counted_in_hours"),
        # round() takes halves away from zero, and nothing here is below it: half a cent is a cent.
        CheckConstraint("total_cost_cents = round(quantity * unit_price_cents)", name="cost_is_quantity_times_price"),
        facts=TableFacts(
            description="One use of something that is counted for billing.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="usage_record",
            order=("-created_at",),
            triggers=(
                Trigger("count_audio_hours", "AFTER INSERT", "liveconvo.count_audio_hours()"),
                Trigger("keep_billing_history", "BEFORE DELETE", "liveconvo.archive_usage_record()"),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who used it.", on_delete="CASCADE")
    session_id: UUID | None = col.reference(
        "sessions.id", "Conversation it was used in.", on_delete="CASCADE", nullable=True
    )
    subscription_id: UUID | None = col.reference(
        "subscriptions.id", "Subscription it counts against.", on_delete="CASCADE", nullable=True
    )
    usage_type: UsageType = col.choice(UsageType, "What was used.", length=50, nullable=False)
    quantity: Decimal = col.decimal(
        10, 3, "How much: hours of audio, number of AI calls, tokens.", nullable=False, between=(0, None)
    )
    unit: UsageUnit = col.choice(UsageUnit, "Unit of the quantity.", length=20, nullable=False)
    billing_period_start: dt.date = col.date("First day of the billing period.", nullable=False)
    billing_period_end: dt.date = col.date("Last day of the billing period.", nullable=False)
    unit_price_cents: int | None = col.integer("Price of one unit in cents.", between=(0, None))
    total_cost_cents: int | None = col.integer(
        "Quantity times unit price, in cents; halves are rounded up.", between=(0, None)
    )
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)


class UsageRecordArchive(LiveconvoModel, table=True):
    """Billing history without a person: the account's key is hashed, and the other keys are left out."""

    __tablename__ = "usage_records_archive"
    __table_args__ = table(
        Index("ix_usage_records_archive_pseudonym", "pseudonym"),
        Index("ix_usage_records_archive_created_at", "created_at"),
        facts=TableFacts(
            description="Billing history of usage whose person, conversation or subscription was erased.",
            access=STAFF_ONLY,
            singular="archived_usage_record",
            order=("-created_at",),
            in_graph=False,
            append_only=True,
        ),
    )

    id: UUID = col.key()
    pseudonym: str = col.text(
        "The same for all usage of one person, and nothing else.",
        length=64,
        nullable=False,
        matches="[0-9a-f]{64}",
    )
    usage_type: UsageType = col.copied(UsageRecord, "usage_type")
    quantity: Decimal = col.copied(UsageRecord, "quantity")
    unit: UsageUnit = col.copied(UsageRecord, "unit")
    billing_period_start: dt.date = col.copied(UsageRecord, "billing_period_start")
    billing_period_end: dt.date = col.copied(UsageRecord, "billing_period_end")
    unit_price_cents: int | None = col.copied(UsageRecord, "unit_price_cents")
    total_cost_cents: int | None = col.copied(UsageRecord, "total_cost_cents")
    created_at: dt.datetime | None = col.copied(UsageRecord, "created_at")
    archived_at: dt.datetime = col.timestamp("When it was moved here.", default_now=True, nullable=False)
