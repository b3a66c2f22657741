"""The learning platform's billing: subscriptions in Egyptian pounds, collected by Paymob."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, text

from models import columns as col
from models.access import READ, STAFF_ONLY, Access, Owned
from models.base import TableFacts, table
from models.learning.base import LearningModel


class Subscription(LearningModel, table=True):
    __tablename__ = "subscriptions"
    __table_args__ = table(
        Index("idx_subscriptions_user_status", "user_id", "status"),
        Index("ix_subscriptions_next_billing_date", "next_billing_date"),
        Index(
            "uq_subscriptions_paymob_subscription_id",
            "paymob_subscription_id",
            unique=True,
            postgresql_where=text("paymob_subscription_id IS NOT NULL"),
        ),
        facts=TableFacts(
            description="A learner's subscription to a plan.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="subscription",
            order=("-started_at",),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference(
        "users.id",
        "Whose subscription it is; null once the account was erased.",
        on_delete="NO ACTION",
        nullable=True,
    )
    plan_name: str = col.text("Plan subscribed to.", length=100, nullable=False)
    status: str | None = col.text("State of the subscription, such as active.", length=20, default="active")
    billing_cycle: str = col.text("How often it is billed, such as monthly.", length=20, nullable=False)
    amount_egp: Decimal = col.decimal(
        10, 2, "Price of one billing cycle, in Egyptian pounds.", nullable=False, between=(0, None)
    )
    started_at: dt.datetime | None = col.timestamp("When the subscription began.", default_now=True, naive=True)
    next_billing_date: dt.datetime | None = col.timestamp("When it is billed next.", naive=True)
    paymob_subscription_id: str | None = col.text("The subscription at Paymob.", length=255)


class PaymentEvent(LearningModel, table=True):
    """What makes a repeated or late notification of Paymob harmless."""

    __tablename__ = "payment_events"
    __table_args__ = table(
        Index("ix_payment_events_paymob_subscription_id", "paymob_subscription_id", "occurred_at"),
        facts=TableFacts(
            description="Notifications of Paymob that arrived, each once.",
            access=STAFF_ONLY,
            singular="payment_event",
            order=("-occurred_at",),
            in_graph=False,
        ),
    )

    event_id: str = col.key_text("Paymob's identifier of the notification.", length=255)
    paymob_subscription_id: str = col.text("The subscription it is about.", length=255, nullable=False)
    occurred_at: dt.datetime = col.timestamp("When it happened at Paymob.", naive=True, nullable=False)
    received_at: dt.datetime = col.timestamp("When it arrived.", default_now=True, naive=True, nullable=False)
