"""Generated accounts of Web Builder: who does much is on a larger plan."""

from collections.abc import Iterator

from gateway.scale.copy_text import json_text
from gateway.scale.draw import Drawn, weighted
from gateway.scale.moments import END
from gateway.scale.people import PASSWORD_HASH
from gateway.scale.webbuilder.plan import Plan

COLUMNS = (
    "id",
    "email",
    "password_hash",
    "name",
    "subscription_tier",
    "subscription_status",
    "settings",
    "created_at",
    "updated_at",
    "last_active_at",
)
AGENCIES = 0.02
BUSINESSES = 0.1
CREATORS = 0.3
STATUSES = weighted({"active": 14, "trial": 3, "past_due": 1, "canceled": 2})
SETTINGS = tuple(
    json_text({"theme": theme, "language": language})
    for theme in ("light", "dark")
    for language in ("en", "es", "de")
)


def tier(rank: float, drawn: Drawn) -> str:
    """The plan that somebody of this rank is on."""
    if rank < AGENCIES:
        return "agency"
    if rank < BUSINESSES:
        return "business"
    return "creator" if rank < CREATORS or drawn[1] % 5 == 0 else "freemium"


def lines(plan: Plan, people: range) -> Iterator[str]:
    """The rows of some people."""
    for number in people:
        person, drawn = plan.people.person(number), plan.draws("users").numbers(number)
        joined = plan.joined(number, campaigns=plan.campaigns)
        seen = plan.moments.text(joined + (drawn[3] * (END - joined) >> 32))
        begun = plan.moments.text(joined)
        yield (
            "\t".join(
                (
                    person.id,
                    person.email,
                    PASSWORD_HASH,
                    person.full_name,
                    tier(person.rank, drawn),
                    STATUSES[drawn[4] % len(STATUSES)],
                    SETTINGS[drawn[5] % len(SETTINGS)],
                    begun,
                    begun,
                    seen,
                )
            )
            + "\n"
        )
