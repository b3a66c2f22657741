"""Rows of the demo's campaigns and of their components."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from gateway.demo.identity import demo_id
from gateway.demo.webbuilder.people import user_id
from gateway.demo.webbuilder.script import Campaign, Component, load_campaigns
from gateway.demo.writer import Row
from models.webbuilder.enums import EventType, GenerationStatus


def campaign_rows(now: datetime) -> Iterator[Row]:
    """One row of `campaigns` for each campaign; the database counts its visitors."""
    for campaign in load_campaigns():
        yield {
            "id": demo_id("webbuilder.campaigns", campaign.key),
            "user_id": user_id(campaign.owner),
            "name": campaign.name,
            "description": campaign.description,
            "status": campaign.status,
            "type": campaign.type,
            "platform_source": campaign.platform_source,
            "platform_source_id": campaign.platform_source_id,
            "target_audience": campaign.target_audience,
            "business_type": campaign.business_type,
            "goals": campaign.goals,
            "brand_guidelines": campaign.brand_guidelines,
            "performance_requirements": campaign.performance_requirements,
            "currency": campaign.currency,
            "launched_at": campaign.launched.before(now) if campaign.launched else None,
            "created_at": campaign.created.before(now),
            "updated_at": (campaign.edited or campaign.created).before(now),
        }


def component_rows(now: datetime) -> Iterator[Row]:
    """One row of `campaign_components` for each part of a campaign, parents first."""
    for campaign in load_campaigns():
        for place, component in enumerate(campaign.components, start=1):
            made = campaign.created.before(now) + timedelta(minutes=component.after_minutes)
            yield {
                **_content(campaign, component),
                "engagement_score": _engagement(campaign, component),
                "ai_generation_metadata": _origin(campaign, component),
                "sort_order": place,
                "created_at": made,
                "updated_at": component.edited.before(now) if component.edited else made,
            }


def _content(campaign: Campaign, component: Component) -> Row:
    own, parent = (f"{campaign.key}/{key}" for key in (component.key, component.parent))
    return {
        "id": demo_id("webbuilder.campaign_components", own),
        "campaign_id": demo_id("webbuilder.campaigns", campaign.key),
        "parent_component_id": demo_id("webbuilder.campaign_components", parent) if component.parent else None,
        "name": component.name,
        "component_type": component.type,
        "code": component.code,
        "css_styles": component.css,
        "props": component.props,
        "preview_url": f"https://previews.example.com/{own}.png",
        "export_formats": component.export_formats,
        "version": component.version,
    }


def _engagement(campaign: Campaign, component: Component) -> Decimal | None:
    """What visitors did in a component beyond seeing it, for a hundred views of it; None when nobody saw it."""
    events = [step.event for _, _, step in campaign.steps() if step.component == component.key]
    views = events.count(EventType.VIEW)
    return round(Decimal(100 * (len(events) - views)) / views, 2) if views else None


def _origin(campaign: Campaign, component: Component) -> Row | None:
    """The last generation that the component was made by."""
    for generation in campaign.generations:
        if generation.component == component.key and generation.status is GenerationStatus.COMPLETED:
            key = demo_id("webbuilder.ai_generations", f"{campaign.key}/{generation.key}")
            return {"generation_id": str(key), "model": generation.model, "iterations": generation.iterations}
    return None
