"""Rows of what visitors did with the demo's campaigns, and of what that was worth."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated

from pydantic import Field, IPvAnyAddress
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Text, demo_file, read
from gateway.demo.webbuilder.script import Campaign, Step, Visit, Word, load_campaigns
from gateway.demo.writer import Row


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Visitor:
    """Somebody who visits campaigns, and where they browse."""

    key: Key
    ip_address: IPvAnyAddress
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    region: Word
    city: Word
    user_agent: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Visitors:
    """The file visitors.toml."""

    visitors: tuple[Visitor, ...] = Field(alias="visitor")


@cache
def load_visitors() -> dict[str, Visitor]:
    """The visitors of the demo by key; raises ScriptError."""
    return {visitor.key: visitor for visitor in read(demo_file("webbuilder/visitors.toml"), Visitors).visitors}


def event_rows(now: datetime) -> Iterator[Row]:
    """One row of `campaign_events` for each step of a visit."""
    for campaign in load_campaigns():
        for visit_key, visit, step in campaign.steps():
            visitor = load_visitors()[visit.visitor]
            yield {
                "id": demo_id("webbuilder.campaign_events", _key(visit_key, step)),
                **_place(campaign, visit_key, step),
                "event_type": step.event,
                "event_data": step.data,
                "user_agent": visitor.user_agent,
                "ip_address": visitor.ip_address,
                "referrer": visit.referrer,
                "country": visitor.country,
                "region": visitor.region,
                "city": visitor.city,
                "created_at": _moment(now, visit, step),
            }


def conversion_rows(now: datetime) -> Iterator[Row]:
    """One row of `conversions` for each step that is one."""
    for campaign in load_campaigns():
        for visit_key, visit, step in campaign.steps():
            if step.conversion is not None:
                yield {
                    "id": demo_id("webbuilder.conversions", _key(visit_key, step)),
                    **_place(campaign, visit_key, step),
                    "conversion_type": step.conversion.type,
                    "value": step.conversion.value,
                    "currency": step.conversion.currency or campaign.currency,
                    "source": visit.source,
                    "medium": visit.medium,
                    "created_at": _moment(now, visit, step),
                }


def _key(visit_key: str, step: Step) -> str:
    return f"{visit_key}/{step.at:03}"


def _place(campaign: Campaign, visit_key: str, step: Step) -> Row:
    component = f"{campaign.key}/{step.component}"
    return {
        "campaign_id": demo_id("webbuilder.campaigns", campaign.key),
        "component_id": demo_id("webbuilder.campaign_components", component) if step.component else None,
        "session_id": str(demo_id("webbuilder.visits", visit_key)),
    }


def _moment(now: datetime, visit: Visit, step: Step) -> datetime:
    return visit.started.before(now) + timedelta(seconds=step.at)
