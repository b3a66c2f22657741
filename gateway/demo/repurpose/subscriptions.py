"""Rows of the demo's subscriptions, and of those that are kept without a name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Annotated, Final

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, DayAndClock, Key, demo_file, read
from gateway.demo.writer import Row
from models.repurpose.enums import BillingInterval, PaidTier, SubscriptionStatus

_PERIODS: Final = {BillingInterval.MONTH: timedelta(days=30), BillingInterval.YEAR: timedelta(days=365)}
_ON_THE_WAY: Final = timedelta(seconds=2)

Cents = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Contract:
    """What every subscription has: a tier, and the billing period that runs or ran last."""

    key: Key
    person: Key
    tier: PaidTier
    status: SubscriptionStatus
    interval: BillingInterval
    created: DayAndClock
    period_started: DayAndClock
    trial_days: Annotated[int, Field(ge=1)] | None = None
    canceled: DayAndClock | None = None

    @property
    def period(self) -> timedelta:
        """How long the billing period is; that of a trial is the trial."""
        return timedelta(days=self.trial_days) if self.trial_days else _PERIODS[self.interval]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Subscription(Contract):
    """A subscription at Stripe, of which Stripe spoke last at `last_event`."""

    last_event: DayAndClock

    @property
    def stripe_id(self) -> str:
        """The subscription at Stripe."""
        return f"sub_demo_repurpose_{self.key}"


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Forgotten(Contract):
    """A subscription of somebody whose account is gone since `archived`."""

    archived: DayAndClock


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Subscriptions:
    """The file subscriptions.toml."""

    prices_in_cents: dict[PaidTier, dict[BillingInterval, Cents]]
    subscriptions: tuple[Subscription, ...] = Field(alias="subscription")
    forgotten: tuple[Forgotten, ...]


@cache
def load_subscriptions() -> Subscriptions:
    """The subscriptions of the demo; raises ScriptError."""
    return read(demo_file("repurpose/subscriptions.toml"), Subscriptions)


def subscription_rows(now: datetime) -> Iterator[Row]:
    """One row of `subscriptions` for each subscription."""
    for held in load_subscriptions().subscriptions:
        last_event = held.last_event.before(now)
        start = held.period_started.before(now)
        yield {
            **_terms(held, now),
            "id": demo_id("repurpose.subscriptions", held.key),
            "user_id": demo_id("repurpose.users", held.person),
            "stripe_subscription_id": held.stripe_id,
            "stripe_customer_id": f"cus_demo_repurpose_{held.person}",
            "stripe_price_id": f"price_demo_{held.tier}_{held.interval}",
            "trial_start": start if held.trial_days else None,
            "trial_end": start + held.period if held.trial_days else None,
            "updated_at": last_event + _ON_THE_WAY,
            "last_event_at": last_event,
        }


def archive_rows(now: datetime) -> Iterator[Row]:
    """One row of `subscriptions_archive` for each subscription of somebody who is gone."""
    for held in load_subscriptions().forgotten:
        yield {
            **_terms(held, now),
            "id": demo_id("repurpose.subscriptions_archive", held.key),
            "pseudonym": sha256(f"subscriptions of {demo_id('repurpose.users', held.person)}".encode()).hexdigest(),
            "archived_at": held.archived.before(now),
        }


def _terms(held: Contract, now: datetime) -> Row:
    start = held.period_started.before(now)
    return {
        "tier": held.tier,
        "status": held.status,
        "current_period_start": start,
        "current_period_end": start + held.period,
        "canceled_at": held.canceled.before(now) if held.canceled else None,
        "amount_cents": load_subscriptions().prices_in_cents[held.tier][held.interval],
        "currency": "usd",
        "interval": held.interval,
        "created_at": held.created.before(now),
    }
