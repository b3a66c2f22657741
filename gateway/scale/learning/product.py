"""Everything that is loaded for the learning platform."""

from gateway.scale.amounts import Amounts
from gateway.scale.connection import Connection
from gateway.scale.learning import people, profiles, usage
from gateway.scale.learning.plan import Plan
from gateway.scale.product import Landmark, Product, Source


async def product(connection: Connection, amounts: Amounts) -> Product:
    """The learning platform's tables; none of their triggers fires on new rows."""
    plan = Plan(amounts)
    number = amounts.people
    return Product(
        schema="learning",
        plan=plan,
        sources=(
            Source("learning.users", people.COLUMNS, people.lines, units=number, rows=number, rebuilt=False),
            Source(
                "learning.guardian_consents", people.CONSENT_COLUMNS, people.consent_lines, units=number, rows=number
            ),
            Source(
                "learning.learning_profiles",
                profiles.COLUMNS,
                profiles.lines,
                units=number,
                rows=plan.profiles.items,
            ),
            Source(
                "learning.usage_logs", usage.COLUMNS, usage.lines, units=plan.sittings.items, rows=plan.uses.items
            ),
        ),
        landmarks=(Landmark("learning.users", number, plan.people.id),),
    )
