"""Generated profiles: how well learners know concepts."""

from collections.abc import Iterator
from functools import cache

from gateway.scale.learning.plan import Plan
from gateway.scale.moments import END
from gateway.scale.words import words

COLUMNS = (
    "id",
    "user_id",
    "subject",
    "concept",
    "mastery_score",
    "last_interaction",
    "total_interactions",
    "streak_days",
)


@cache
def _concepts() -> list[str]:
    return [f"{subject}\t{concept}" for subject, taught in words("lessons")["subjects"].items() for concept in taught]


def lines(plan: Plan, people: range) -> Iterator[str]:
    """The profiles of some learners: neighbouring concepts, each once."""
    draws, concepts = plan.draws("learning_profiles"), _concepts()
    for person in people:
        owner, owned = plan.people.id(person), plan.profiles.span(person)
        joined = plan.joined(person, sittings=plan.sittings)
        first = plan.draws("users").numbers(person)[6]
        for profile in owned[: len(concepts)]:
            key, drawn = draws.row(profile)
            practised = 1 + (drawn[0] * (drawn[1] >> 16) * 60 >> 48)
            mastered = practised / (practised + 8) * (0.5 + drawn[2] / 2**33)
            at = plan.moments.text(joined + (drawn[3] * (END - joined) >> 32))
            concept = concepts[(first + profile) % len(concepts)]
            streak = 1 + drawn[4] % min(practised, 30)
            yield f"{key}\t{owner}\t{concept}\t{mastered:.4f}\t{at}\t{practised}\t{streak}\n"
