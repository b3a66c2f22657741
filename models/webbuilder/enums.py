"""Web Builder's closed lists of values, as its document gives them in descriptions."""

from enum import StrEnum


class SubscriptionTier(StrEnum):
    FREEMIUM = "freemium"
    CREATOR = "creator"
    BUSINESS = "business"
    AGENCY = "agency"


class SubscriptionStatus(StrEnum):
    ACTIVE = "active"
    CANCELED = "canceled"
    PAST_DUE = "past_due"
    TRIAL = "trial"


class Role(StrEnum):
    """What a person may do beyond their own rows; the document asks for roles and names none."""

    ADMIN = "admin"


class PlatformType(StrEnum):
    GOHIGHLEVEL = "gohighlevel"
    SIMVOLY = "simvoly"
    WORDPRESS = "wordpress"
    CUSTOM = "custom"


class ConnectionStatus(StrEnum):
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    ERROR = "error"
    PENDING = "pending"


class SyncStatus(StrEnum):
    IDLE = "idle"
    SYNCING = "syncing"
    ERROR = "error"
    COMPLETED = "completed"


class AnalysisType(StrEnum):
    FULL_AUDIT = "full_audit"
    CAMPAIGN_ANALYSIS = "campaign_analysis"
    MIGRATION_ASSESSMENT = "migration_assessment"


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    GENERATING = "generating"
    READY = "ready"
    LAUNCHED = "launched"
    PAUSED = "paused"
    ARCHIVED = "archived"


class CampaignType(StrEnum):
    LANDING_PAGE = "landing_page"
    FUNNEL = "funnel"
    EMAIL_SEQUENCE = "email_sequence"
    COMPLETE_CAMPAIGN = "complete_campaign"
    COMPONENT_ENHANCEMENT = "component_enhancement"


class ComponentType(StrEnum):
    LANDING_PAGE = "landing_page"
    FORM = "form"
    HEADER = "header"
    FOOTER = "footer"
    HERO_SECTION = "hero_section"
    TESTIMONIALS = "testimonials"
    PRICING = "pricing"
    EMAIL_TEMPLATE = "email_template"
    POPUP = "popup"
    NAVIGATION = "navigation"
    CUSTOM = "custom"


class GenerationType(StrEnum):
    CAMPAIGN = "campaign"
    COMPONENT = "component"
    ENHANCEMENT = "enhancement"
    ANALYSIS = "analysis"
    MIGRATION_PLAN = "migration_plan"


class GenerationStatus(StrEnum):
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class EventType(StrEnum):
    VIEW = "view"
    CLICK = "click"
    CONVERSION = "conversion"
    FORM_SUBMIT = "form_submit"
    EMAIL_OPEN = "email_open"
    EMAIL_CLICK = "email_click"


class JobStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    RETRYING = "retrying"


class AuditedOperation(StrEnum):
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
