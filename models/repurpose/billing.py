"""RepurposeFlow's billing: subscriptions as Stripe has them, which one holds, and what outlives the person."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import READ, STAFF_ONLY, Access, Owned
from models.base import TableFacts, Trigger, View, table
from models.repurpose.base import RepurposeModel
from models.repurpose.enums import BillingInterval, PaidTier, SubscriptionStatus


class Subscription(RepurposeModel, table=True):
    __tablename__ = "subscriptions"
    __table_args__ = table(
        Index("idx_subscriptions_user_id", "user_id"),
        Index("idx_subscriptions_stripe_subscription_id", "stripe_subscription_id"),
        Index("idx_subscriptions_status", "status"),
        CheckConstraint("current_period_end >= current_period_start", name="period_ends_after_start"),
        CheckConstraint("trial_end >= trial_start", name="trial_ends_after_start"),
        facts=TableFacts(
            description="A subscription of a person, as Stripe has it; older ones are history.",
            access=Access(rows=Owned("user_id"), commands=READ, suffix="_own"),
            singular="subscription",
            order=("-current_period_start",),
            touch=Trigger("update_subscriptions_updated_at", "BEFORE UPDATE", "repurpose.update_updated_at_column()"),
            triggers=(
                Trigger("skip_stale_event", "BEFORE UPDATE", "repurpose.skip_stale_event()"),
                Trigger("mirror_to_user", "AFTER INSERT OR UPDATE", "repurpose.mirror_subscription()"),
                Trigger("keep_billing_history", "BEFORE DELETE", "repurpose.archive_subscription()"),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose subscription it is.", on_delete="CASCADE")
    stripe_subscription_id: str = col.text("The subscription at Stripe.", length=255, nullable=False, unique=True)
    stripe_customer_id: str = col.text("The customer at Stripe.", length=255, nullable=False)
    stripe_price_id: str = col.text("The price at Stripe.", length=255, nullable=False)
    tier: PaidTier = col.choice(PaidTier, "Tier subscribed to.", length=50, nullable=False)
    status: SubscriptionStatus = col.choice(
        SubscriptionStatus, "State of the subscription.", length=50, nullable=False
    )
    current_period_start: dt.datetime = col.timestamp("When the running billing period began.", nullable=False)
    current_period_end: dt.datetime = col.timestamp("When the running billing period ends.", nullable=False)
    cancel_at_period_end: bool = col.boolean(
        "Whether it ends with the running billing period.", default=False, nullable=False
    )
    canceled_at: dt.datetime | None = col.timestamp("When it was cancelled.")
    amount_cents: int = col.integer("Price of a billing period, in cents.", nullable=False, between=(0, None))
    currency: str = col.text(
        "ISO 4217 code of the currency, in small letters.",
        length=3,
        nullable=False,
        default="usd",
        matches="[a-z]{3}",
    )
    interval: BillingInterval = col.choice(BillingInterval, "How often it is billed.", length=20, nullable=False)
    trial_start: dt.datetime | None = col.timestamp("When the trial began.")
    trial_end: dt.datetime | None = col.timestamp("When the trial ends.")
    created_at: dt.datetime = col.timestamp("When the row was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the row was last changed.", default_now=True, nullable=False)
    last_event_at: dt.datetime | None = col.timestamp(
        "When what the row says happened at Stripe; anything older changes it no more.", hidden=True
    )


class CurrentSubscription(RepurposeModel, table=True):
    __tablename__ = "current_subscriptions"
    __table_args__ = table(
        facts=TableFacts(
            description="The subscription that holds: a person's newest that is active, on trial or past due.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="current_subscription",
            order=("-current_period_start",),
            view=View.PLAIN,
        ),
    )

    user_id: UUID = col.key_reference("users.id", "Whose subscription it is.", on_delete="CASCADE")
    subscription_id: UUID = col.identifier("The subscription among all of the person's.", nullable=False)
    tier: PaidTier = col.copied(Subscription, "tier")
    status: SubscriptionStatus = col.copied(Subscription, "status")
    current_period_start: dt.datetime = col.copied(Subscription, "current_period_start")
    current_period_end: dt.datetime = col.copied(Subscription, "current_period_end")
    cancel_at_period_end: bool = col.copied(Subscription, "cancel_at_period_end")
    amount_cents: int = col.copied(Subscription, "amount_cents")
    currency: str = col.copied(Subscription, "currency")
    interval: BillingInterval = col.copied(Subscription, "interval")
    trial_end: dt.datetime | None = col.copied(Subscription, "trial_end")


class SubscriptionArchive(RepurposeModel, table=True):
    """Billing history without a person: the account's key is hashed, and Stripe's keys are left out."""

    __tablename__ = "subscriptions_archive"
    __table_args__ = table(
        Index("ix_subscriptions_archive_pseudonym", "pseudonym"),
        facts=TableFacts(
            description="Billing history of subscriptions whose person was deleted.",
            access=STAFF_ONLY,
            singular="archived_subscription",
            order=("-current_period_start",),
            in_graph=False,
        ),
    )

    id: UUID = col.key()
    pseudonym: str = col.text(
        "The same for all subscriptions of one person, and nothing else.",
        length=64,
        nullable=False,
        matches="[0-9a-f]{64}",
    )
    tier: PaidTier = col.copied(Subscription, "tier")
    status: SubscriptionStatus = col.copied(Subscription, "status")
    current_period_start: dt.datetime = col.copied(Subscription, "current_period_start")
    current_period_end: dt.datetime = col.copied(Subscription, "current_period_end")
    canceled_at: dt.datetime | None = col.copied(Subscription, "canceled_at")
    amount_cents: int = col.copied(Subscription, "amount_cents")
    currency: str = col.copied(Subscription, "currency")
    interval: BillingInterval = col.copied(Subscription, "interval")
    created_at: dt.datetime = col.copied(Subscription, "created_at")
    archived_at: dt.datetime = col.timestamp("When it was moved here.", default_now=True, nullable=False)
