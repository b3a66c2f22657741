"""Generated accounts of Roadtrip."""

from collections.abc import Iterator

from gateway.scale.copy_text import flag, json_text
from gateway.scale.draw import weighted
from gateway.scale.people import PASSWORD_HASH
from gateway.scale.roadtrip.plan import Plan

COLUMNS = (
    "id",
    "email",
    "username",
    "password_hash",
    "privacy_settings",
    "country_code",
    "subscription_status",
    "gdpr_consent",
    "preferences",
    "is_active",
    "created_at",
)
SHARING_BELOW = round(0.35 * 2**32)
_UNITS = (json_text({"units": "kilometres"}), json_text({"units": "miles"}), json_text({}))
_SUBSCRIPTIONS = weighted({"free_trial": 11, "active": 7, "expired": 2})


def shares(plan: Plan, person: int) -> bool:
    """Whether the person lets others see their discoveries."""
    return plan.draws("users").numbers(person)[1] < SHARING_BELOW


def joined(plan: Plan, person: int) -> int:
    """When the person's account was made: before their first roadtrip."""
    return plan.joined(person, roadtrip_sessions=plan.trips)


def lines(plan: Plan, people: range) -> Iterator[str]:
    """The rows of some people."""
    for number in people:
        person = plan.people.person(number)
        drawn = plan.draws("users").numbers(number)
        settings = json_text(
            {
                "share_discoveries": shares(plan, number),
                "usage_analytics": drawn[2] % 5 < 3,
                "personalization": drawn[2] % 7 < 4,
                "marketing_messages": drawn[2] % 11 < 2,
            }
        )
        yield (
            "\t".join(
                (
                    person.id,
                    person.email,
                    person.username,
                    PASSWORD_HASH,
                    settings,
                    plan.world.countries[plan.world.city(drawn[3])],
                    _SUBSCRIPTIONS[drawn[4] * len(_SUBSCRIPTIONS) >> 32],
                    flag(drawn[5] % 10 > 0),
                    _UNITS[drawn[6] % len(_UNITS)],
                    flag(drawn[7] % 200 > 0),
                    plan.moments.text(joined(plan, number)),
                )
            )
            + "\n"
        )
