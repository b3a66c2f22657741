"""LiveConvo's closed lists of values, as its document gives them in comments."""

from enum import StrEnum


class ConversationType(StrEnum):
    SALES_CALL = "sales_call"
    INTERVIEW = "interview"
    MEETING = "meeting"
    CONSULTATION = "consultation"


class SessionStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class FileType(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    TXT = "txt"
    PNG = "png"
    JPG = "jpg"


class ProcessingStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class GenerationStatus(StrEnum):
    PENDING = "pending"
    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"


class Speaker(StrEnum):
    USER = "user"
    SYSTEM = "system"
    OTHER = "other"


class GuidanceType(StrEnum):
    ASK = "ask"
    CLARIFY = "clarify"
    AVOID = "avoid"
    SUGGEST = "suggest"
    WARN = "warn"


class GuidanceFeedback(StrEnum):
    HELPFUL = "helpful"
    IRRELEVANT = "irrelevant"
    TOO_LATE = "too_late"


class PlanName(StrEnum):
    FREE = "free"
    PRO = "pro"
    TEAM = "team"


class PlanType(StrEnum):
    MONTHLY = "monthly"
    YEARLY = "yearly"


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELED = "canceled"
    UNPAID = "unpaid"


class UsageType(StrEnum):
    AUDIO_PROCESSING = "audio_processing"
    AI_GUIDANCE = "ai_guidance"
    SUMMARY_GENERATION = "summary_generation"


class UsageUnit(StrEnum):
    HOURS = "hours"
    CALLS = "calls"
    TOKENS = "tokens"


class DeviceType(StrEnum):
    DESKTOP = "desktop"
    TABLET = "tablet"
    MOBILE = "mobile"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"
