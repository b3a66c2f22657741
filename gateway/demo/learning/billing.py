"""Subscriptions of the demo's learners as billing.toml tells them, and the notifications that Paymob sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, DayAndClock, Key, Title, demo_file, read

CYCLES: Final = {"monthly": timedelta(days=30), "yearly": timedelta(days=365)}

Price = Annotated[Decimal, Field(ge=0)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Prices:
    """What services cost the platform."""

    thousand_tokens: Price
    speech_minute: Price


@dataclass(frozen=True, slots=True)
class Notification:
    """What Paymob says of a subscription at a moment; a payment names the next one, a cancellation does not."""

    event: str
    at: datetime
    next_billing: datetime | None

    @property
    def status(self) -> str:
        """The state of the subscription from then on."""
        return "active" if self.next_billing else "cancelled"


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Subscription:
    """A subscription to a plan."""

    key: Key
    learner: Key
    plan_name: Title
    billing_cycle: Literal["monthly", "yearly"]
    amount_egp: Annotated[Decimal, Field(ge=0, decimal_places=2)]
    started: DayAndClock
    cancelled: DayAndClock | None = None

    @property
    def paymob_id(self) -> str:
        """The subscription at Paymob."""
        return f"paymob-demo-{self.key}"

    def notifications(self, now: datetime) -> Iterator[Notification]:
        """What Paymob said until now, in order."""
        cycle = CYCLES[self.billing_cycle]
        end = self.cancelled.before(now) if self.cancelled else None
        moment, number = self.started.before(now), 1
        while moment < (end or now):
            yield Notification(f"{self.paymob_id}-payment-{number:02}", moment, moment + cycle)
            moment, number = moment + cycle, number + 1
        if end:
            yield Notification(f"{self.paymob_id}-cancellation", end, None)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Billing:
    """The file billing.toml."""

    prices_in_usd: Prices
    subscriptions: tuple[Subscription, ...] = Field(alias="subscription")


@cache
def load_billing() -> Billing:
    """The prices and subscriptions of the demo; raises ScriptError."""
    return read(demo_file("learning/billing.toml"), Billing)
