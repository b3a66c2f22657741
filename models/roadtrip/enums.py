"""Roadtrip's closed lists of values, as its document gives them."""

from enum import StrEnum


class SubscriptionStatus(StrEnum):
    FREE_TRIAL = "free_trial"
    ACTIVE = "active"
    EXPIRED = "expired"


class SessionStatus(StrEnum):
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ValidationStatus(StrEnum):
    PENDING = "pending"
    AI_VALIDATED = "ai_validated"
    COMMUNITY_VALIDATED = "community_validated"


class DiscoveryMethod(StrEnum):
    VOICE = "voice"
    MANUAL = "manual"
    AUTO_DETECTED = "auto_detected"


class EpisodeStatus(StrEnum):
    GENERATED = "generated"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class UploadStatus(StrEnum):
    """The document has uploads and says nothing of how they come about."""

    QUEUED = "queued"
    UPLOADING = "uploading"
    PUBLISHED = "published"
    FAILED = "failed"
    REMOVED = "removed"


class InteractionType(StrEnum):
    QUESTION = "question"
    COMMAND = "command"
    FEEDBACK = "feedback"


class TransactionType(StrEnum):
    EARNED = "earned"
    USED = "used"
    EXPIRED = "expired"
    PROMOTIONAL = "promotional"


class ConversionStatus(StrEnum):
    PENDING = "pending"
    QUALIFIED = "qualified"
    CREDITED = "credited"


class MilestoneMetric(StrEnum):
    """The document leaves open at which milestones people are asked to invite friends."""

    ROADTRIPS_COMPLETED = "roadtrips_completed"
    FRIENDS_JOINED = "friends_joined"


class RevenueSpan(StrEnum):
    """The document asks for sums over time without naming the spans."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class RetentionTable(StrEnum):
    """The tables whose old rows a policy may delete or anonymise; the document leaves the list open."""

    ROADTRIP_SESSIONS = "roadtrip_sessions"
    ROADTRIP_WAYPOINTS = "roadtrip_waypoints"
    VOICE_INTERACTIONS = "voice_interactions"
    DISCOVERIES = "discoveries"
    API_USAGE_TRACKING = "api_usage_tracking"
    USER_BEHAVIOR_ANALYTICS = "user_behavior_analytics"


class RetentionPolicyType(StrEnum):
    AUTOMATIC_DELETION = "automatic_deletion"
    ANONYMIZATION = "anonymization"


class CleanupFrequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class AuditOperation(StrEnum):
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    SELECT = "SELECT"


class LegalBasis(StrEnum):
    """The six bases of Article 6(1) GDPR."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class UsageBucket(StrEnum):
    PER_MINUTE = "per_minute"
    PER_HOUR = "per_hour"
    PER_DAY = "per_day"
