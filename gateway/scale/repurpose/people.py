"""Generated accounts of RepurposeFlow, with what they used in the month that runs."""

from collections.abc import Iterator

from gateway.scale.copy_text import NULL
from gateway.scale.draw import choose
from gateway.scale.repurpose.generations import TONES, Generation, generation
from gateway.scale.repurpose.plan import Plan

COLUMNS = (
    "id",
    "clerk_user_id",
    "email",
    "full_name",
    "subscription_tier",
    "generations_count_current_month",
    "last_generation_at",
    "usage_reset_at",
    "default_tone",
    "created_at",
    "updated_at",
)
BUSINESSES = 0.03
PROFESSIONALS = 0.15


def tier(rank: float) -> str:
    """The tier of somebody of this rank: who does much pays."""
    return "business" if rank < BUSINESSES else "pro" if rank < PROFESSIONALS else "free"


def lines(plan: Plan, people: range) -> Iterator[str]:
    """The rows of some people; limits follow from tiers by a trigger."""
    for number in people:
        person, drawn = plan.people.person(number), plan.draws("users").numbers(number)
        completed = [made for made in _generations(plan, number) if made.status == "completed"]
        joined = plan.moments.text(plan.joined(number, generations=plan.generations))
        last = plan.moments.text(completed[-1].ended) if completed else NULL
        yield (
            "\t".join(
                (
                    person.id,
                    plan.people.account_at_clerk(number),
                    person.email,
                    person.full_name,
                    tier(person.rank),
                    str(sum(made.ended >= plan.moments.this_month for made in completed)),
                    last,
                    plan.moments.next_month,
                    choose(TONES, drawn[1]),
                    joined,
                    last if completed else joined,
                )
            )
            + "\n"
        )


def _generations(plan: Plan, person: int) -> list[Generation]:
    return [generation(plan, number) for number in plan.generations.owned(person)]
