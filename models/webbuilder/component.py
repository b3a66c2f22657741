"""Web Builder's components: the parts that a campaign's pages and mails are made of."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import EVERYTHING, Access, Through
from models.base import TableFacts, Trigger, table
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import ComponentType

EDITED = (
    "name",
    "component_type",
    "code",
    "props",
    "css_styles",
    "preview_url",
    "export_formats",
    "parent_component_id",
    "sort_order",
)
"""What people edit; the other columns are kept by the database and by jobs."""

TOUCHED = f"BEFORE UPDATE OF {', '.join(EDITED)}, ai_generation_metadata, updated_at"


class CampaignComponent(WebbuilderModel, table=True):
    __tablename__ = "campaign_components"
    __table_args__ = table(
        Index("idx_components_campaign_id", "campaign_id"),
        Index("idx_components_type", "component_type"),
        Index("idx_components_sort_order", "campaign_id", "sort_order"),
        Index("ix_campaign_components_parent_component_id", "parent_component_id"),
        CheckConstraint("parent_component_id <> id", name="parent_is_another_component"),
        facts=TableFacts(
            description="A part of a campaign, such as a form or a header: its code, its place, and how it does.",
            access=Access(
                rows=Through("campaign_id"),
                commands=EVERYTHING,
                insertable=("campaign_id", *EDITED),
                changeable=EDITED,
            ),
            singular="campaign_component",
            order=("sort_order", "created_at"),
            touch=Trigger("touch_updated_at", TOUCHED, "quintet.touch_updated_at()"),
            triggers=(
                Trigger(
                    "check_parent",
                    "BEFORE INSERT OR UPDATE OF campaign_id, parent_component_id",
                    "webbuilder.check_component_parent()",
                ),
                Trigger(
                    "raise_version",
                    "BEFORE UPDATE OF name, component_type, code, props, css_styles, version",
                    "webbuilder.raise_component_version()",
                ),
            ),
            storage=(("fillfactor", "80"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    campaign_id: UUID = col.reference("campaigns.id", "Campaign the component belongs to.", on_delete="CASCADE")
    name: str = col.text("Name of the component.", length=255, nullable=False)
    component_type: ComponentType = col.choice(ComponentType, "Kind of component.", length=50, nullable=False)
    code: str | None = col.text("The component's code.")
    props: dict[str, Any] = col.json("Values for the component's properties.", nullable=False, default="{}")
    css_styles: str | None = col.text("Styles beyond those in the code.")
    preview_url: str | None = col.text("Where a preview is.")
    export_formats: list[Any] = col.json(
        "Array of the formats the component can be exported in.", array=True, nullable=False, default="[]"
    )
    views: int = col.integer("Number of view events.", default=0, nullable=False, between=(0, None))
    clicks: int = col.integer("Number of click events.", default=0, nullable=False, between=(0, None))
    conversions: int = col.integer(
        "Number of conversions that the component brought.", default=0, nullable=False, between=(0, None)
    )
    engagement_score: Decimal | None = col.decimal(
        5, 2, "How much visitors do with it; higher is better.", between=(0, None)
    )
    ai_generation_metadata: dict[str, Any] | None = col.json("How the AI made it.")
    version: int = col.integer(
        "Number of the version; goes up by one with every change of name, type, code, properties or styles.",
        default=1,
        nullable=False,
        between=(1, None),
    )
    parent_component_id: UUID | None = col.reference(
        "campaign_components.id",
        "Component of the same campaign that this one is a part of.",
        on_delete="SET NULL",
        nullable=True,
        inverse="child_components",
    )
    sort_order: int = col.integer("Place among the campaign's components, lowest first.", default=0, nullable=False)
    created_at: dt.datetime = col.timestamp("When the component was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the component was last edited.", default_now=True, nullable=False)
