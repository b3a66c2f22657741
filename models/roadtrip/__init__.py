"""Roadtrip: places found on the road, paid per roadtrip, revenue from videos about them, referrals."""

from models.roadtrip.base import RoadtripModel, roadtrip_registry
from models.roadtrip.city import City, CityList, read_cities
from models.roadtrip.compliance import AuditLog, DataRetentionPolicy
from models.roadtrip.credit import CreditTransaction, UserCredits
from models.roadtrip.dashboard import UserDashboard
from models.roadtrip.discovery import Discovery, DiscoveryEmbedding, PoiCategory, PublicDiscovery
from models.roadtrip.podcast import PodcastEpisode, PodcastPlay, PublicPodcastEpisode, ReviewDistillation
from models.roadtrip.processing import AiProcessingCache
from models.roadtrip.public_count import PublicDiscoveryCount
from models.roadtrip.referral import (
    ReferralConversion,
    ReferralInvitation,
    ReferralMilestone,
    ReferralPrompt,
    UserReferral,
)
from models.roadtrip.revenue import (
    RevenueByBucket,
    RevenueReconciliation,
    RevenueReport,
    RevenueTotal,
    VideoRevenue,
    YearlyStatement,
)
from models.roadtrip.session import RoadtripSession, RoadtripWaypoint
from models.roadtrip.statistics import CategoryOfDiscoveries, MonthOfRoadtrips
from models.roadtrip.usage import ApiUsageTracking, UserBehaviorAnalytics
from models.roadtrip.user import User
from models.roadtrip.video import PlatformUpload, SocialPlatform, Video, VideoVersion
from models.roadtrip.voice import VoiceInteraction

__all__ = [
    "AiProcessingCache",
    "ApiUsageTracking",
    "AuditLog",
    "CategoryOfDiscoveries",
    "City",
    "CityList",
    "CreditTransaction",
    "DataRetentionPolicy",
    "Discovery",
    "DiscoveryEmbedding",
    "MonthOfRoadtrips",
    "PlatformUpload",
    "PodcastEpisode",
    "PodcastPlay",
    "PoiCategory",
    "PublicDiscovery",
    "PublicDiscoveryCount",
    "PublicPodcastEpisode",
    "ReferralConversion",
    "ReferralInvitation",
    "ReferralMilestone",
    "ReferralPrompt",
    "RevenueByBucket",
    "RevenueReconciliation",
    "RevenueReport",
    "RevenueTotal",
    "ReviewDistillation",
    "RoadtripModel",
    "RoadtripSession",
    "RoadtripWaypoint",
    "SocialPlatform",
    "User",
    "UserBehaviorAnalytics",
    "UserCredits",
    "UserDashboard",
    "UserReferral",
    "Video",
    "VideoRevenue",
    "VideoVersion",
    "VoiceInteraction",
    "YearlyStatement",
    "read_cities",
    "roadtrip_registry",
]
