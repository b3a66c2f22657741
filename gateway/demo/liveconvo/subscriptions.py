"""Rows of the demo's subscriptions."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from gateway.demo.identity import demo_id
from gateway.demo.liveconvo.billing import PERIOD, load_billing
from gateway.demo.liveconvo.people import Row
from gateway.demo.liveconvo.recording import Recording
from gateway.demo.liveconvo.usage import usages


def subscription_rows(now: datetime, recordings: Iterable[Recording]) -> Iterator[Row]:
    """One row of `subscriptions` for each plan; the hours used are the sum of its usage records."""
    used = list(usages(now, recordings))
    for plan in load_billing().subscription:
        own = [use for use in used if use.person == plan.person]
        hours = sum((use.quantity for use in own if use.usage_type == "audio_processing"), Decimal(0))
        start = plan.period_start(now)
        yield {
            "id": demo_id("subscriptions", plan.key),
            "user_id": demo_id("users", plan.person),
            "stripe_customer_id": plan.stripe_customer_id,
            "stripe_subscription_id": plan.stripe_subscription_id,
            "stripe_price_id": plan.stripe_price_id,
            "plan_name": plan.plan_name,
            "plan_type": plan.plan_type,
            "status": plan.status,
            "current_period_start": start,
            "current_period_end": start + PERIOD,
            "monthly_audio_hours_limit": plan.monthly_audio_hours_limit,
            "monthly_audio_hours_used": hours.quantize(Decimal("0.01"), ROUND_HALF_UP),
            "created_at": start - 3 * PERIOD,
            "updated_at": max((use.at for use in own), default=start),
            "canceled_at": None,
        }
