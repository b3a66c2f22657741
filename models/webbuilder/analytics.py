"""Web Builder's analytics: what visitors do with campaigns, and what that is worth."""

import datetime as dt
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import READ, Access, Through
from models.base import TableFacts, Trigger, table
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import EventType

SAME_CAMPAIGN = "BEFORE INSERT OR UPDATE OF campaign_id, component_id"


class CampaignEvent(WebbuilderModel, table=True):
    __tablename__ = "campaign_events"
    __table_args__ = table(
        Index("idx_campaign_events_campaign_id", "campaign_id"),
        Index("idx_campaign_events_created_at", "created_at"),
        Index("idx_campaign_events_type", "event_type"),
        Index("ix_campaign_events_component_id", "component_id", "created_at", "id"),
        Index("ix_campaign_events_campaign_id_created_at", "campaign_id", "created_at", "id"),
        Index(
            "ix_campaign_events_event_data",
            "event_data",
            postgresql_using="gin",
            postgresql_ops={"event_data": "jsonb_path_ops"},
        ),
        facts=TableFacts(
            description="Something a visitor did with a campaign.",
            access=Access(rows=Through("campaign_id"), commands=READ),
            singular="campaign_event",
            order=("-created_at",),
            triggers=(
                Trigger("check_component", SAME_CAMPAIGN, "webbuilder.check_component_campaign()"),
                Trigger(
                    "count_events",
                    "AFTER INSERT",
                    "webbuilder.count_events()",
                    each="STATEMENT",
                    sees="NEW TABLE AS added",
                ),
            ),
            storage=(
                ("autovacuum_vacuum_insert_scale_factor", "0.05"),
                ("autovacuum_analyze_scale_factor", "0.02"),
            ),
        ),
    )

    id: UUID = col.key()
    campaign_id: UUID = col.reference("campaigns.id", "Campaign the visitor saw.", on_delete="CASCADE")
    component_id: UUID | None = col.reference(
        "campaign_components.id", "Component it happened in.", on_delete="SET NULL", nullable=True
    )
    event_type: EventType = col.choice(EventType, "What happened.", length=50, nullable=False)
    event_data: dict[str, Any] = col.json("More about the event.", nullable=False, default="{}")
    session_id: str | None = col.text("Identifier of the visitor's session in the browser.", length=255)
    user_agent: str | None = col.text("What the visitor's browser called itself.")
    ip_address: IPv4Address | IPv6Address | None = col.inet("The visitor's network address.")
    referrer: str | None = col.text("Address of the page the visitor came from.")
    country: str | None = col.text("ISO 3166 code of the visitor's country.", length=2, matches="[A-Z]{2}")
    region: str | None = col.text("The visitor's region.", length=100)
    city: str | None = col.text("The visitor's city.", length=100)
    created_at: dt.datetime = col.timestamp("When it happened.", default_now=True, nullable=False)


class Conversion(WebbuilderModel, table=True):
    __tablename__ = "conversions"
    __table_args__ = table(
        Index("ix_conversions_campaign_id", "campaign_id", "created_at", "id"),
        Index("ix_conversions_component_id", "component_id", "created_at", "id"),
        facts=TableFacts(
            description="A visitor who became a customer or a contact, with the value and the source of it.",
            access=Access(rows=Through("campaign_id"), commands=READ),
            singular="conversion",
            order=("-created_at",),
            triggers=(
                Trigger("check_component", SAME_CAMPAIGN, "webbuilder.check_component_campaign()"),
                Trigger(
                    "count_conversion",
                    "AFTER INSERT OR DELETE OR UPDATE OF campaign_id, component_id, value, currency",
                    "webbuilder.count_conversion()",
                ),
            ),
        ),
    )

    id: UUID = col.key()
    campaign_id: UUID = col.reference(
        "campaigns.id", "Campaign that brought it.", on_delete="CASCADE", inverse="conversion_records"
    )
    component_id: UUID | None = col.reference(
        "campaign_components.id",
        "Component that brought it.",
        on_delete="SET NULL",
        nullable=True,
        inverse="conversion_records",
    )
    conversion_type: str = col.text("Kind of conversion, in the campaign's own words.", length=50, nullable=False)
    value: Decimal = col.decimal(
        12, 2, "What it is worth, in its own currency.", default=0, nullable=False, between=(0, None)
    )
    currency: str = col.text(
        "ISO 4217 code of the value's currency.", length=3, nullable=False, default="USD", matches="[A-Z]{3}"
    )
    session_id: str | None = col.text("Identifier of the visitor's session in the browser.", length=255)
    source: str | None = col.text("Where the visitor came from, such as a search engine.", length=100)
    medium: str | None = col.text("By what means the visitor came, such as mail or an advertisement.", length=100)
    created_at: dt.datetime = col.timestamp("When it happened.", default_now=True, nullable=False)
