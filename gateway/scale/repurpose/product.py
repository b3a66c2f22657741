"""Everything that is loaded for RepurposeFlow."""

from gateway.scale.amounts import Amounts
from gateway.scale.connection import Connection
from gateway.scale.product import Landmark, Product, Source
from gateway.scale.repurpose import generations, people, usage
from gateway.scale.repurpose.plan import Plan


async def product(connection: Connection, amounts: Amounts) -> Product:
    """RepurposeFlow's tables; hashes of texts and limits of tiers are written by their triggers."""
    plan = Plan(amounts)
    number, asked = amounts.people, plan.generations.items
    return Product(
        schema="repurpose",
        plan=plan,
        sources=(
            Source("repurpose.users", people.COLUMNS, people.lines, units=number, rows=number, rebuilt=False),
            Source(
                "repurpose.generations",
                generations.COLUMNS,
                generations.lines,
                units=asked,
                rows=asked,
                replaces=("record_event", "refuse_over_quota", "increment_generation_count_on_complete", "log_usage"),
            ),
            Source("repurpose.usage_logs", usage.COLUMNS, usage.lines, units=asked, rows=asked * 2),
        ),
        landmarks=(Landmark("repurpose.users", number, plan.people.id),),
    )
