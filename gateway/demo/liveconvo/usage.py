"""What the demo's conversations and imports used, and the rows of it, priced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from gateway.demo.identity import demo_id
from gateway.demo.liveconvo.billing import PERIOD, load_billing
from gateway.demo.liveconvo.people import Row
from gateway.demo.liveconvo.recording import Recording, seconds

UsageType = Literal["audio_processing", "ai_guidance", "summary_generation"]

_UNITS: Final[dict[UsageType, str]] = {
    "audio_processing": "hours",
    "ai_guidance": "calls",
    "summary_generation": "calls",
}
_THOUSANDTH: Final = Decimal("0.001")


@dataclass(frozen=True, kw_only=True)
class Usage:
    """One thing used: an amount of a usage type at a price, by a person, perhaps in a session."""

    key: str
    person: str
    session: str | None = None
    usage_type: UsageType
    quantity: Decimal
    unit_price_cents: int
    at: datetime


def usages(now: datetime, recordings: Iterable[Recording]) -> Iterator[Usage]:
    """Everything used before `now`: imported audio first, then each recording that has ended."""
    for imported in load_billing().imported:
        yield Usage(
            key=f"imported/{imported.key}",
            person=imported.person,
            usage_type="audio_processing",
            quantity=imported.audio_hours.quantize(_THOUSANDTH),
            unit_price_cents=load_billing().prices_in_cents.audio_hour,
            at=imported.at.before(now),
        )
    for made in recordings:
        if made.ended_at is not None:
            yield from _of_recording(made, made.ended_at)


def _of_recording(made: Recording, ended_at: datetime) -> Iterator[Usage]:
    prices, conversation = load_billing().prices_in_cents, made.conversation
    chips = sum(len(turn.guidance) for turn in conversation.turns)
    written = conversation.summary.generation_time_seconds if conversation.summary else Decimal(0)
    amounts: list[tuple[UsageType, Decimal, int, datetime]] = [
        ("audio_processing", Decimal(made.duration_seconds) / 3600, prices.audio_hour, ended_at),
        ("ai_guidance", Decimal(chips), prices.guidance_call, ended_at),
        ("summary_generation", Decimal(1), prices.summary_call, ended_at + seconds(written)),
    ]
    for usage_type, quantity, price, moment in amounts:
        yield Usage(
            key=f"{conversation.key}/{usage_type}",
            person=conversation.owner,
            session=conversation.key,
            usage_type=usage_type,
            quantity=quantity.quantize(_THOUSANDTH, ROUND_HALF_UP),
            unit_price_cents=price,
            at=moment,
        )


def usage_rows(now: datetime, recordings: Iterable[Recording]) -> Iterator[Row]:
    """One row of `usage_records` for each use by a person with a plan; cost is rounded half up to cents."""
    plans = {plan.person: plan for plan in load_billing().subscription}
    for use in usages(now, recordings):
        if use.person in plans:
            plan = plans[use.person]
            start = plan.period_start(now)
            yield {
                "id": demo_id("usage_records", use.key),
                "user_id": demo_id("users", use.person),
                "session_id": None if use.session is None else demo_id("sessions", use.session),
                "subscription_id": demo_id("subscriptions", plan.key),
                "usage_type": use.usage_type,
                "quantity": use.quantity,
                "unit": _UNITS[use.usage_type],
                "billing_period_start": start.date(),
                "billing_period_end": (start + PERIOD).date(),
                "unit_price_cents": use.unit_price_cents,
                "total_cost_cents": _cents(use),
                "created_at": use.at,
            }


def _cents(use: Usage) -> int:
    return int((use.quantity * use.unit_price_cents).quantize(Decimal(1), ROUND_HALF_UP))
