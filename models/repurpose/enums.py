"""RepurposeFlow's closed lists of values, as its document gives them in comments."""

from enum import StrEnum


class Tier(StrEnum):
    FREE = "free"
    PRO = "pro"
    BUSINESS = "business"


class PaidTier(StrEnum):
    PRO = "pro"
    BUSINESS = "business"


class AccountSubscriptionStatus(StrEnum):
    ACTIVE = "active"
    CANCELED = "canceled"
    PAST_DUE = "past_due"
    TRIALING = "trialing"


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    CANCELED = "canceled"
    PAST_DUE = "past_due"
    TRIALING = "trialing"
    INCOMPLETE = "incomplete"


class BillingInterval(StrEnum):
    MONTH = "month"
    YEAR = "year"


class Tone(StrEnum):
    EDUCATIONAL = "educational"
    CONVERSATIONAL = "conversational"
    OPINIONATED = "opinionated"
    AUTHORITY = "authority"


class Platform(StrEnum):
    """The platforms that have a column for their output."""

    TIKTOK = "tiktok"
    TWITTER = "twitter"
    THREADS = "threads"
    LINKEDIN = "linkedin"
    INSTAGRAM = "instagram"
    EMAIL = "email"


class GenerationStatus(StrEnum):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    PARTIAL = "partial"


class UsageEvent(StrEnum):
    GENERATION_STARTED = "generation_started"
    GENERATION_COMPLETED = "generation_completed"
    GENERATION_FAILED = "generation_failed"


class WebhookSource(StrEnum):
    STRIPE = "stripe"
    CLERK = "clerk"
