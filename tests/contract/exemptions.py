"""Questions whose answer no index gives page by page: why that is so, and how many rows may be gone through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.contract.plans import OWN_ROWS


@dataclass(frozen=True)
class Exemption:
    """A reason, and what is permitted because of it: unless more is said, to read somebody's own rows as a whole."""

    reason: str
    most: float = OWN_ROWS


EVERY_ROW: Final = float("inf")

THROUGH = Exemption("Rows that are somebody's through their parents have no order across parents.")
ACROSS_TWO = Exemption("They are somebody's through parents of parents, who are looked up for each rule.", 7_000)
BARRIER = Exemption("A hypertable is read through a view with a security barrier, which no order gets through.")
EITHER = Exemption("Rows that are seen for either of two reasons have no order across both.")
SUMMED = Exemption("A view that adds up somebody's rows, or takes the newest of them, reads them.")
MEASURED = Exemption("How far somebody's rows are from something is measured for each.")
FEW = Exemption("Of these somebody has a handful, so that an index in their order would cost more than it saves.")
FOUND = Exemption("What words find is ranked, and joined with somebody's rows.")
NULLS_LAST = Exemption("Rows without a value follow those after the cursor, which is no one range of an index.")
BY_STAFF = Exemption("Staff look at it now and then; an index would cost every row that is written.", EVERY_ROW)
COUNTED = Exemption("Staff ask for a count of all rows.", EVERY_ROW)

_BY_REASON: Mapping[Exemption, tuple[str, ...]] = {
    THROUGH: (
        "roadtrip.roadtripWaypoints",
        "roadtrip.aiProcessingCache",
        "roadtrip.reviewDistillations",
        "roadtrip.videos",
        "roadtrip.platformUploads",
        "roadtrip.podcastEpisodes",
        "RoadtripSocialPlatform.platformUploads",
        "liveconvo.transcripts",
        "liveconvo.guidanceList",
        "webbuilder.campaignComponents",
        "webbuilder.platformAnalyses",
        "webbuilder.campaignEvents",
        "webbuilder.conversions",
    ),
    ACROSS_TWO: ("roadtrip.videoVersions",),
    BARRIER: (
        "RoadtripUser.apiUsageTracking",
        "RoadtripUser.auditLog",
        "RoadtripUser.userBehaviorAnalytics",
        "RoadtripUser.videoRevenues",
        "RoadtripSocialPlatform.videoRevenues",
        "RoadtripDiscovery.videoRevenues",
    ),
    EITHER: ("roadtrip.referralConversions", "liveconvo.templates", "webbuilder.componentLibrary"),
    SUMMED: (
        "webbuilder.conversionSource",
        "webbuilder.conversionSources",
        "WebbuilderCampaign.conversionSources",
        "learning.monthOfUsage",
        "learning.monthlyUsage",
        "LearningUser.monthlyUsage",
        "repurpose.currentSubscription",
        "repurpose.currentSubscriptions",
    ),
    MEASURED: (
        "roadtrip.myDiscoveriesNear",
        "roadtrip.myDiscoveriesInBox",
        "roadtrip.myDiscoveriesAlong",
        "roadtrip.nearestCities",
    ),
    FEW: (
        "RoadtripDiscovery.aiProcessingCache",
        "RoadtripReferralInvitation.referralConversions",
        "RoadtripReviewDistillation.podcastEpisodes",
        "liveconvo.subscriptions",
        "LiveconvoUser.subscriptions",
        "LiveconvoUser.templates",
        "LiveconvoTranscript.guidance",
        "WebbuilderCampaignComponent.childComponents",
        "learning.subscriptions",
        "LearningUser.subscriptions",
        "repurpose.subscriptions",
        "RepurposeUser.subscriptions",
    ),
    FOUND: ("webbuilder.campaigns(search)", "webbuilder.componentLibrary(search)"),
    NULLS_LAST: ("LiveconvoSession.guidance", "LiveconvoTemplate.guidance"),
    BY_STAFF: (
        "roadtrip.dataRetentionPolicies",
        "roadtrip.revenueReports",
        "RoadtripSocialPlatform.revenueReports",
        "LiveconvoUser.systemLogs",
        "LiveconvoSession.systemLogs",
        "webbuilder.jobQueue",
    ),
    COUNTED: (
        "repurpose.dayOfGenerations",
        "repurpose.generationsByDay",
        "repurpose.popularPlatform",
        "repurpose.popularPlatforms",
        "repurpose.subscriptionsByTier",
    ),
}
EXEMPTIONS: Mapping[str, Exemption] = {name: reason for reason, names in _BY_REASON.items() for name in names}
