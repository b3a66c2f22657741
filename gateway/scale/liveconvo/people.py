"""Generated accounts of LiveConvo."""

from collections.abc import Iterator

from gateway.scale.copy_text import NULL, TRUE, flag
from gateway.scale.draw import choose
from gateway.scale.liveconvo.plan import Plan
from gateway.scale.moments import END
from gateway.scale.people import PASSWORD_HASH

COLUMNS = (
    "id",
    "email",
    "email_verified",
    "is_email_verified",
    "full_name",
    "timezone",
    "password_hash",
    "last_login_at",
    "has_completed_onboarding",
    "is_active",
    "created_at",
    "updated_at",
)
TIME_ZONES = (
    *("UTC", "Europe/Berlin", "Europe/London", "Europe/Madrid", "America/New_York", "America/Chicago"),
    *("America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata", "Africa/Cairo", "Africa/Lagos", "Australia/Sydney"),
)


def lines(plan: Plan, people: range) -> Iterator[str]:
    """The rows of some people."""
    for number in people:
        person, drawn = plan.people.person(number), plan.draws("users").numbers(number)
        joined = plan.joined(number, sessions=plan.sessions)
        seen = joined + (drawn[3] * (END - joined) >> 32)
        is_verified = flag(drawn[1] % 20 > 0)
        yield (
            "\t".join(
                (
                    person.id,
                    person.email,
                    is_verified,
                    is_verified,
                    person.full_name,
                    choose(TIME_ZONES, drawn[2]),
                    PASSWORD_HASH,
                    NULL if drawn[4] % 50 == 0 else plan.moments.text(seen),
                    flag(drawn[5] % 8 > 0),
                    TRUE,
                    plan.moments.text(joined),
                    plan.moments.text(max(joined, seen)),
                )
            )
            + "\n"
        )
