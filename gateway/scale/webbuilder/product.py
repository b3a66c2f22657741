"""Everything that is loaded for Web Builder."""

from gateway.scale.amounts import Amounts
from gateway.scale.connection import Connection
from gateway.scale.product import Landmark, Product, Source, sql
from gateway.scale.webbuilder import campaigns, components, events, generations, people
from gateway.scale.webbuilder.plan import Plan


async def product(connection: Connection, amounts: Amounts) -> Product:
    """Web Builder's tables; the search vectors of campaigns are written by their trigger."""
    plan = Plan(amounts)
    return Product(
        schema="webbuilder",
        plan=plan,
        sources=(_people(plan), *_of_campaigns(plan)),
        landmarks=(Landmark("webbuilder.users", amounts.people, plan.people.id),),
        sums=(sql("user_usage"), sql("ai_cost_tracking")),
        derived=("webbuilder.user_usage", "webbuilder.ai_cost_tracking"),
    )


def _people(plan: Plan) -> Source:
    number = plan.amounts.people
    return Source(
        "webbuilder.users",
        people.COLUMNS,
        people.lines,
        units=number,
        rows=number,
        replaces=("record_audit",),
        rebuilt=False,
    )


def _of_campaigns(plan: Plan) -> tuple[Source, ...]:
    number = plan.campaigns.items
    return (
        Source(
            "webbuilder.campaigns",
            campaigns.COLUMNS,
            campaigns.lines,
            units=number,
            rows=number,
            replaces=("record_audit", "count_campaign"),
        ),
        Source(
            "webbuilder.campaign_components",
            components.COLUMNS,
            components.lines,
            units=number,
            rows=plan.components.items,
            replaces=("check_parent", "check_parent_component_id"),
        ),
        Source(
            "webbuilder.ai_generations",
            generations.COLUMNS,
            generations.lines,
            units=number,
            rows=plan.generations.items,
            replaces=("record_event", "check_component", "check_component_id", "admit", "track_cost"),
        ),
        Source(
            "webbuilder.campaign_events",
            events.COLUMNS,
            events.lines,
            units=number,
            rows=plan.events.items,
            replaces=("check_component", "count_events"),
            before=plan.events.before,
        ),
    )
