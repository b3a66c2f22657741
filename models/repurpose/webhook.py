"""RepurposeFlow's webhook events: what Stripe and Clerk sent, each once, until it is dealt with."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text

from models import columns as col
from models.access import STAFF_ONLY
from models.base import TableFacts, table
from models.repurpose.base import RepurposeModel
from models.repurpose.enums import WebhookSource


class WebhookEvent(RepurposeModel, table=True):
    __tablename__ = "webhook_events"
    __table_args__ = table(
        Index("idx_webhook_events_source", "source"),
        Index("idx_webhook_events_event_id", "event_id"),
        Index("idx_webhook_events_processed", "processed"),
        Index("idx_webhook_events_created_at", text("created_at DESC")),
        Index("ix_webhook_events_waiting", "created_at", postgresql_where=text("NOT processed")),
        CheckConstraint("processed = (processed_at IS NOT NULL)", name="processed_has_a_time"),
        facts=TableFacts(
            description="An event that Stripe or Clerk sent.",
            access=STAFF_ONLY,
            singular="webhook_event",
            order=("-created_at",),
            storage=(("autovacuum_vacuum_scale_factor", "0.05"),),
        ),
    )

    id: UUID = col.key()
    source: WebhookSource = col.choice(WebhookSource, "Who sent it.", length=50, nullable=False)
    event_type: str = col.text("Kind of event, in the sender's words.", length=255, nullable=False)
    event_id: str = col.text("The sender's identifier of the event.", length=255, nullable=False, unique=True)
    payload: dict[str, Any] = col.json("The event as it was sent.", nullable=False, secret=True)
    processed: bool = col.boolean("Whether it was dealt with.", default=False, nullable=False)
    processed_at: dt.datetime | None = col.timestamp("When it was dealt with.")
    error_message: str | None = col.text("Why dealing with it failed last.")
    retry_count: int = col.integer("How often dealing with it failed.", default=0, nullable=False, between=(0, None))
    created_at: dt.datetime = col.timestamp("When it arrived.", default_now=True, nullable=False)
