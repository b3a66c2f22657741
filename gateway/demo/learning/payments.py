"""Telling the platform what Paymob said, so that subscriptions come about as they always do."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from gateway.demo.identity import demo_account, demo_id
from gateway.demo.learning.billing import Subscription, load_billing
from gateway.demo.writer import Writer
from models.catalog import TABLES

_APPLY: Final = "SELECT learning.apply_paymob_event($1, $2, $3, $4, $5, $6, $7, $8, $9)"
_ON_THE_WAY: Final = timedelta(seconds=4)


async def write_payments(writer: Writer, now: datetime) -> None:
    """Apply all notifications of all subscriptions."""
    for subscription in load_billing().subscriptions:
        await _apply(writer, subscription, now)
        await _settle(writer, subscription)


async def _apply(writer: Writer, subscription: Subscription, now: datetime) -> None:
    for said in subscription.notifications(now):
        await writer.call(
            _APPLY,
            said.event,
            said.at,
            subscription.paymob_id,
            demo_account("learning", subscription.learner),
            subscription.plan_name,
            subscription.billing_cycle,
            subscription.amount_egp,
            said.status,
            said.next_billing,
        )


async def _settle(writer: Writer, subscription: Subscription) -> None:
    """The row's id is the demo's, and notifications arrived shortly after they were sent."""
    rows, events = TABLES["learning.subscriptions"], TABLES["learning.payment_events"]
    told = demo_id("learning.subscriptions", subscription.key)
    await writer.run(sa.update(rows).where(rows.c.paymob_subscription_id == subscription.paymob_id).values(id=told))
    await writer.run(
        sa.update(events)
        .where(events.c.paymob_subscription_id == subscription.paymob_id)
        .values(received_at=events.c.occurred_at + _ON_THE_WAY)
    )
