"""The plans, prices and imported audio of the demo, as billing.toml tells them."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, Key, Moment, Title, demo_file, read

PERIOD: Final = timedelta(days=30)

Cents = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Subscription:
    """A plan and the billing period that runs now."""

    key: Key
    person: Key
    plan_name: Literal["free", "pro", "team"]
    plan_type: Literal["monthly", "yearly"]
    status: Literal["active", "past_due", "canceled", "unpaid"]
    monthly_audio_hours_limit: Annotated[int, Field(ge=0)]
    period_started_days_ago: Annotated[int, Field(ge=0, lt=30)]
    stripe_customer_id: Title
    stripe_subscription_id: Title
    stripe_price_id: Title

    def period_start(self, now: datetime) -> datetime:
        """Midnight (UTC) of the day on which the current period started."""
        return datetime.combine(now.date() - timedelta(days=self.period_started_days_ago), time(), UTC)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Prices:
    """Prices of one unit."""

    audio_hour: Cents
    guidance_call: Cents
    summary_call: Cents


@dataclass(frozen=True, kw_only=True, config=EXACT)
class ImportedAudio:
    """Audio that was uploaded without a session."""

    key: Key
    person: Key
    at: Moment
    audio_hours: Annotated[Decimal, Field(ge=0, decimal_places=3)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Billing:
    """The file billing.toml."""

    subscription: tuple[Subscription, ...]
    prices_in_cents: Prices
    imported: tuple[ImportedAudio, ...] = ()


@cache
def load_billing() -> Billing:
    """The plans, prices and imported audio of the demo; raises ScriptError."""
    return read(demo_file("liveconvo/billing.toml"), Billing)
