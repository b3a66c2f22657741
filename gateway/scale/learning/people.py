"""Generated learners, and the consents of their guardians."""

from collections.abc import Iterator
from hashlib import sha256

from gateway.scale.copy_text import NULL, TRUE, json_text
from gateway.scale.draw import choose, weighted
from gateway.scale.learning.plan import Plan
from gateway.scale.moments import END
from gateway.scale.people import domain

COLUMNS = ("id", "email", "phone", "created_at", "last_login", "status", "profile")
CONSENT_COLUMNS = (
    "id",
    "user_id",
    "guardian_email",
    "consent_type",
    "consent_given",
    "consent_timestamp",
    "legal_text_hash",
    "ip_address",
)
STATUSES = weighted({"active": 97, "suspended": 3})
LEGAL_TEXT = sha256(b"I agree that my child learns here, and that what is learned is recorded.").hexdigest()
PROFILES = tuple(
    json_text({"grade": grade, "language": language}) for grade in range(4, 13) for language in ("ar", "en")
)


def lines(plan: Plan, people: range) -> Iterator[str]:
    """The rows of some learners."""
    for number in people:
        person, drawn = plan.people.person(number), plan.draws("users").numbers(number)
        joined = plan.joined(number, sittings=plan.sittings)
        seen = joined + (drawn[1] * (END - joined) >> 32)
        # The numbers that begin so are not given to anybody.
        phone = NULL if drawn[2] & 1 else f"+20000{drawn[3] % 10_000_000:07}"
        yield (
            f"{person.id}\t{person.email}\t{phone}\t{plan.moments.text(joined)}\t{plan.moments.text(seen)}"
            f"\t{choose(STATUSES, drawn[4])}\t{choose(PROFILES, drawn[5])}\n"
        )


def consent_lines(plan: Plan, people: range) -> Iterator[str]:
    """The consents to learning, given in the minute after each learner joined."""
    draws, addresses = plan.draws("guardian_consents"), domain(plan.amounts.random_seed)
    for number in people:
        key, drawn = draws.row(number)
        at = plan.moments.text(plan.joined(number, sittings=plan.sittings) + 1 + drawn[0] % 59)
        address = f"198.{18 + (drawn[1] & 1)}.{drawn[1] >> 8 & 255}.{drawn[1] >> 16 & 255}"
        yield (
            f"{key}\t{plan.people.id(number)}\tguardian.{number}@{addresses}\tlearning\t{TRUE}\t{at}"
            f"\t{LEGAL_TEXT}\t{address}\n"
        )
