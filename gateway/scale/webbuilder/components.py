"""Generated components of campaigns: what they are, what they are part of, how often they were seen."""

from collections import Counter
from collections.abc import Iterator

from gateway.scale.copy_text import NULL, json_text
from gateway.scale.draw import Drawn
from gateway.scale.moments import END
from gateway.scale.webbuilder.campaigns import Campaign, Happened, campaign, counted
from gateway.scale.webbuilder.plan import Plan

COLUMNS = (
    "id",
    "campaign_id",
    "name",
    "component_type",
    "code",
    "props",
    "export_formats",
    "views",
    "clicks",
    "parent_component_id",
    "sort_order",
    "created_at",
    "updated_at",
)
KINDS = (
    *("landing_page", "header", "hero_section", "form", "testimonials", "pricing", "footer", "navigation", "popup"),
    *("email_template", "custom"),
)
COLOURS = ("#1d3557", "#2a9d8f", "#e76f51", "#6d597a", "#264653")
FORMATS = (json_text(["html"]), json_text(["html", "pdf"]), json_text([]))
PARTS = 5
"""Every fifth component is a part of the first one of its campaign."""


def lines(plan: Plan, campaigns: range) -> Iterator[str]:
    """The rows of the components of some campaigns."""
    draws = plan.draws("campaign_components")
    for number in campaigns:
        made = campaign(plan, number)
        if made.components:
            seen = counted(plan, made)
            first = draws.key(made.components.start)
            for component in made.components:
                key, drawn = draws.row(component)
                yield f"{key}\t{made.key}\t{_described(plan, made, component, drawn, first, seen)}"


def _described(plan: Plan, made: Campaign, component: int, drawn: Drawn, first: str, seen: Counter[Happened]) -> str:
    place = component - made.components.start
    kind = KINDS[place % len(KINDS)]
    props = json_text({"colour": COLOURS[drawn[0] % len(COLOURS)], "columns": 1 + drawn[1] % 3})
    parent = first if place and component % PARTS == 0 else NULL
    at = plan.moments.text(min(made.begun + place * 60 + (drawn[2] >> 26), END - 1))
    title = kind.replace("_", " ").capitalize()
    return (
        f'{title} {place + 1}\t{kind}\t<section class="{kind}">{title}</section>\t{props}'
        f"\t{FORMATS[drawn[3] % len(FORMATS)]}\t{seen['view', component]}\t{seen['click', component]}"
        f"\t{parent}\t{place}\t{at}\t{at}\n"
    )
