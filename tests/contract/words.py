"""What rows of some tables need beyond what their columns say; a table that is not here needs nothing.

Each entry says which rule of the table asks for it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final
from uuid import uuid4

from tests.contract.values import MOMENT

LEFT_OUT: Final = object()
"""Instead of a value: the column is left to the database."""

Word = object | Callable[[], object]

WORDS: Mapping[str, Mapping[str, Word]] = {
    # What is shared is the most anybody else could see of a discovery; what is said needs a consent.
    "roadtrip.users": {"privacy_settings": {"share_discoveries": True}, "gdpr_consent": True},
    # The database draws a code that no other active roadtrip has.
    "roadtrip.roadtrip_sessions": {"activation_code": LEFT_OUT},
    # What was rejected is shared with nobody.
    # Of the cities with one centre only one is the first: a maker of rows sees which.
    "roadtrip.cities": {"is_first": False},
    "roadtrip.discoveries": {"rejected_at": LEFT_OUT, "rejection_reason": LEFT_OUT},
    # A bucket of any length begins at midnight.
    "roadtrip.api_usage_tracking": {"time_bucket": MOMENT.replace(hour=0)},
    # Quantity times unit price, and the quantity is the least there is.
    "liveconvo.usage_records": {"total_cost_cents": 0},
    # Nobody refers themselves; who adds a conversion names somebody else.
    "roadtrip.referral_conversions": {"referred_user_id": None},
    # Video revenues make the sums of their own month.
    "roadtrip.revenue_by_bucket": {"bucket": dt.date(2024, 1, 1)},
    "roadtrip.revenue_totals": {"bucket": dt.date(2024, 1, 1)},
    # A plan that ran out has the limits of the free one.
    "webbuilder.users": {"subscription_tier": "agency", "subscription_ends_at": None},
    # A month begins on its first day, and campaigns make the usage of the running one.
    "webbuilder.user_usage": {"month": dt.date(2024, 1, 1)},
    # What is being processed has no end.
    "webbuilder.ai_generations": {"completed_at": None},
    # Tokens carry it, and the count of the month starts again only when that is over.
    "repurpose.users": {"clerk_user_id": lambda: f"user_{uuid4().hex}", "usage_reset_at": LEFT_OUT},
    "repurpose.generations": {"selected_platforms": ["email"]},
    "repurpose.generations_archive": {"selected_platforms": ["email"]},
    # A generation has its start logged by itself, and only once.
    "repurpose.usage_logs": {"event_type": "generation_completed", "platforms": ["email"], "platform_count": 1},
    # Only what holds is a person's current subscription.
    "repurpose.subscriptions": {"status": "active"},
    # What was not dealt with has no time of that.
    "repurpose.webhook_events": {"processed_at": None},
}


def word_for(table: str, column: str) -> Word:
    """What a table's entry says of a column; KeyError where it says nothing."""
    word = WORDS[table][column]
    return word() if callable(word) else word


def has_word(table: str, column: str) -> bool:
    """Whether a table's entry says something of a column."""
    return column in WORDS.get(table, {})
