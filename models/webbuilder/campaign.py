"""Web Builder's marketing campaigns."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import EVERYTHING, Access, Owned
from models.base import TableFacts, Trigger, table
from models.webbuilder.audit import audited
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import CampaignStatus, CampaignType

EDITED = (
    "name",
    "description",
    "status",
    "type",
    "platform_source",
    "platform_source_id",
    "target_audience",
    "business_type",
    "goals",
    "brand_guidelines",
    "performance_requirements",
    "currency",
)
"""What people edit; the other columns are kept by the database."""

TOUCHED = f"BEFORE UPDATE OF {', '.join(EDITED)}, updated_at"


class Campaign(WebbuilderModel, table=True):
    __tablename__ = "campaigns"
    __table_args__ = table(
        Index("idx_campaigns_user_id", "user_id"),
        Index("idx_campaigns_status", "status"),
        Index("idx_campaigns_created_at", "created_at"),
        Index("idx_campaigns_search", "search_vector", postgresql_using="gin"),
        Index("ix_campaigns_goals", "goals", postgresql_using="gin", postgresql_ops={"goals": "jsonb_path_ops"}),
        Index("ix_campaigns_user_id_created_at", "user_id", "created_at", "id"),
        facts=TableFacts(
            description="A marketing campaign: its aims, its state, and how it does.",
            access=Access(
                rows=Owned("user_id"),
                commands=EVERYTHING,
                insertable=("user_id", *EDITED),
                changeable=EDITED,
            ),
            singular="campaign",
            search="search_campaigns",
            order=("-created_at",),
            # Visitors move the counters all the time; that is no edit of the campaign.
            touch=Trigger("touch_updated_at", TOUCHED, "quintet.touch_updated_at()"),
            triggers=(
                Trigger("record_launch", "BEFORE INSERT OR UPDATE OF status", "webbuilder.record_launch()"),
                Trigger(
                    "write_search_vector",
                    "BEFORE INSERT OR UPDATE OF name, description, target_audience, business_type, search_vector",
                    "webbuilder.write_campaign_search()",
                ),
                Trigger("sum_revenue", "BEFORE UPDATE OF currency", "webbuilder.sum_revenue()"),
                Trigger("count_campaign", "AFTER INSERT", "webbuilder.count_campaign()"),
                audited(watched=("user_id", *EDITED), recorded=("status", "type", "currency")),
            ),
            storage=(("fillfactor", "80"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose campaign it is.", on_delete="CASCADE")
    name: str = col.text("Name of the campaign.", length=255, nullable=False)
    description: str | None = col.text("What the campaign is about.")
    status: CampaignStatus = col.choice(
        CampaignStatus,
        "Where the campaign is in its life.",
        length=20,
        nullable=False,
        default=CampaignStatus.DRAFT,
    )
    type: CampaignType = col.choice(CampaignType, "Kind of campaign.", length=30, nullable=False)
    platform_source: str | None = col.text(
        "Platform that the material comes from, when existing content is improved.", length=50
    )
    platform_source_id: str | None = col.text("Identifier of the material on that platform.", length=255)
    target_audience: str | None = col.text("Whom the campaign speaks to.")
    business_type: str | None = col.text("Line of business.", length=100)
    goals: list[Any] = col.json("Array of the campaign's goals.", array=True, nullable=False, default="[]")
    brand_guidelines: str | None = col.text("How the brand wants to be presented.")
    performance_requirements: dict[str, Any] = col.json(
        "What the result must achieve, such as loading times.", nullable=False, default="{}"
    )
    views: int = col.integer("Number of view events of the campaign.", default=0, nullable=False, between=(0, None))
    conversions: int = col.integer(
        "Number of conversions of the campaign.", default=0, nullable=False, between=(0, None)
    )
    revenue_generated: Decimal = col.decimal(
        12,
        2,
        "Sum of the conversions' values in the campaign's currency; other currencies are left out.",
        default=0,
        nullable=False,
        between=(0, None),
    )
    currency: str = col.text(
        "ISO 4217 code of the currency in which revenue is summed.",
        length=3,
        nullable=False,
        default="USD",
        matches="[A-Z]{3}",
    )
    launched_at: dt.datetime | None = col.timestamp("When the campaign was first launched.")
    search_vector: str = col.search_vector(
        "Words of the name, the description, the audience and the line of business."
    )
    created_at: dt.datetime = col.timestamp("When the campaign was made.", default=col.CLOCK, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the campaign was last edited.", default_now=True, nullable=False)
