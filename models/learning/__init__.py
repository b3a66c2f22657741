"""The learning platform: guardians' consent, mastery profiles, usage, and billing in Egypt."""

from models.learning.base import LearningModel, learning_registry
from models.learning.billing import PaymentEvent, Subscription
from models.learning.monitoring import MonthOfUsage
from models.learning.profile import LearningProfile
from models.learning.usage import UsageLog, UsageLogArchive
from models.learning.user import GuardianConsent, User

__all__ = [
    "GuardianConsent",
    "LearningModel",
    "LearningProfile",
    "MonthOfUsage",
    "PaymentEvent",
    "Subscription",
    "UsageLog",
    "UsageLogArchive",
    "User",
    "learning_registry",
]
