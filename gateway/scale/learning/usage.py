"""Generated uses of services while learners sit and learn."""

from collections.abc import Iterator

from gateway.scale.copy_text import decimal, json_text
from gateway.scale.draw import Drawn, choose, weighted
from gateway.scale.learning.plan import Plan

COLUMNS = (
    "id",
    "user_id",
    "session_id",
    "service_name",
    "tokens_used",
    "speech_seconds",
    "timestamp",
    "cost_usd",
    "metadata",
)
SPOKEN = ("speech_to_text", "text_to_speech")
SERVICES = weighted({"tutor_chat": 10, "exercise_grader": 5, "speech_to_text": 3, "text_to_speech": 2})
METADATA = tuple(json_text({"client": client}) for client in ("web", "android", "ios"))
SITTING_SECONDS = 3_000


def lines(plan: Plan, sittings: range) -> Iterator[str]:
    """The uses in some sittings."""
    draws = plan.draws("usage_logs")
    for sitting in sittings:
        uses = plan.uses.span(sitting)
        if uses:
            owner, session = plan.people.id(plan.sittings.owner(sitting)), plan.draws("sittings").key(sitting)
            begun = plan.begun("sittings", plan.sittings, sitting)
            for place, use in enumerate(uses):
                key, drawn = draws.row(use)
                at = plan.moments.text(begun + SITTING_SECONDS * ((place << 32) + drawn[0]) // (len(uses) << 32))
                yield f"{key}\t{owner}\t{session}\t{_used(drawn, at)}"


def _used(drawn: Drawn, at: str) -> str:
    service = choose(SERVICES, drawn[1])
    if service in SPOKEN:
        seconds = 3 + (drawn[2] >> 26)
        amounts = f"0\t{seconds}\t{at}\t{decimal(seconds * 100, 6)}"
    else:
        tokens = 80 + (drawn[2] >> 21)
        amounts = f"{tokens}\t0\t{at}\t{decimal(tokens * 2, 6)}"
    return f"{service}\t{amounts}\t{choose(METADATA, drawn[3])}\n"
