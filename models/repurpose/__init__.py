"""RepurposeFlow: one text turned into posts for many platforms, with quotas and webhooks."""

from models.repurpose.base import RepurposeModel, repurpose_registry
from models.repurpose.billing import CurrentSubscription, Subscription, SubscriptionArchive
from models.repurpose.generation import Generation, GenerationArchive
from models.repurpose.monitoring import DayOfGenerations, GenerationTime, PopularPlatform, TierCount
from models.repurpose.quota import Quota
from models.repurpose.usage import UsageLog, UsageLogDaily
from models.repurpose.user import User
from models.repurpose.webhook import WebhookEvent

__all__ = [
    "CurrentSubscription",
    "DayOfGenerations",
    "Generation",
    "GenerationArchive",
    "GenerationTime",
    "PopularPlatform",
    "Quota",
    "RepurposeModel",
    "Subscription",
    "SubscriptionArchive",
    "TierCount",
    "UsageLog",
    "UsageLogDaily",
    "User",
    "WebhookEvent",
    "repurpose_registry",
]
