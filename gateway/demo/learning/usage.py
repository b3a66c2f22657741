"""Rows of what the demo's learners used, and of what they know by now: both tell of the same interactions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import attrgetter

from gateway.demo.identity import demo_account, demo_id
from gateway.demo.learning.billing import load_billing
from gateway.demo.learning.sittings import Sitting, Use, load_sittings
from gateway.demo.writer import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One use of a service by a learner."""

    key: str
    learner: str
    sitting: Sitting
    use: Use
    at: datetime

    @property
    def topic(self) -> tuple[str, str, str]:
        """Learner, subject and concept: what a profile is about."""
        return self.learner, self.sitting.subject, self.sitting.concept


def interactions(now: datetime) -> list[Interaction]:
    """All interactions, the oldest first."""
    found = (
        Interaction(
            key=f"{sitting.key}/{number}",
            learner=file.learner,
            sitting=sitting,
            use=use,
            at=sitting.at.before(now) + timedelta(minutes=use.minute),
        )
        for file in load_sittings()
        for sitting in file.sittings
        for number, use in enumerate(sitting.uses, start=1)
    )
    return sorted(found, key=attrgetter("at"))


def log_rows(now: datetime) -> Iterator[Row]:
    """One row of `usage_logs` for each interaction, however old."""
    for found in interactions(now):
        yield {
            "id": demo_id("learning.usage_logs", found.key),
            "user_id": demo_account("learning", found.learner),
            "session_id": demo_id("learning.sessions", found.sitting.key),
            "service_name": found.use.service,
            "tokens_used": found.use.tokens,
            "speech_seconds": found.use.speech_seconds,
            "timestamp": found.at,
            "cost_usd": _cost(found.use),
            "metadata": _metadata(found),
        }


def profile_rows(now: datetime) -> Iterator[Row]:
    """One row of `learning_profiles` for each concept that a learner practised."""
    by_topic = sorted(interactions(now), key=attrgetter("topic"))
    for topic, members in groupby(by_topic, key=attrgetter("topic")):
        practised = list(members)
        learner, subject, concept = topic
        scores = [found.use.score for found in practised if found.use.score is not None]
        yield {
            "id": demo_id("learning.learning_profiles", "/".join(topic)),
            "user_id": demo_account("learning", learner),
            "subject": subject,
            "concept": concept,
            "mastery_score": float(scores[-1]) if scores else 0.0,
            "last_interaction": practised[-1].at,
            "total_interactions": len(practised),
            "streak_days": streak(found.at.date() for found in practised),
        }


def streak(days: Iterable[date]) -> int:
    """How many days in a row end with the last one."""
    practised = set(days)
    last = max(practised)
    return next(count for count in range(1, len(practised) + 1) if last - timedelta(days=count) not in practised)


def _cost(use: Use) -> Decimal:
    prices = load_billing().prices_in_usd
    exact = use.tokens * prices.thousand_tokens / 1000 + use.speech_seconds * prices.speech_minute / 60
    return exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def _metadata(found: Interaction) -> dict[str, object]:
    told = {"subject": found.sitting.subject, "concept": found.sitting.concept, "question": found.use.question}
    return {**told} if found.use.score is None else {**told, "score": float(found.use.score)}
