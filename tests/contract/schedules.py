"""Every schedule, and the mutations that need none."""

from collections.abc import Mapping

from tests.contract import schedules_content, schedules_talks, schedules_trips
from tests.contract.shots import Schedule

OWN_ROW = "no invariant beyond its own row"
SCHEDULES: tuple[Schedule, ...] = (
    *schedules_trips.SCHEDULES,
    *schedules_content.SCHEDULES,
    *schedules_talks.SCHEDULES,
)
UNIQUE = "writes one row that a unique key finds; nothing adds up over several"
REASONS: Mapping[str, str] = {
    "liveconvoCreateTemplate": OWN_ROW,
    "liveconvoUpdateTemplate": OWN_ROW,
    "liveconvoDeleteTemplate": OWN_ROW,
    "liveconvoRegisterDocument": OWN_ROW,
    "liveconvoRecordDocumentProcessing": OWN_ROW,
    "roadtripResumeRoadtrip": "writes nothing",
    "roadtripUpdateRoadtrip": OWN_ROW,
    "roadtripSetAutoConversion": OWN_ROW,
    "roadtripInviteFriend": OWN_ROW,
    "roadtripUpdateMe": OWN_ROW,
    "roadtripSetConsent": OWN_ROW,
    "roadtripRecordVoiceInteraction": OWN_ROW,
    "roadtripAnswerVoiceInteraction": OWN_ROW,
    "roadtripDeleteVoiceInteraction": OWN_ROW,
    "roadtripAddReviewDistillation": OWN_ROW,
    "roadtripAddPodcastEpisode": OWN_ROW,
    "roadtripAddVideo": OWN_ROW,
    "roadtripRecordBehavior": OWN_ROW,
    "roadtripSetSubscription": OWN_ROW,
    "roadtripSetMilestone": UNIQUE,
    "roadtripSetCategory": UNIQUE,
    "roadtripSetPlatform": UNIQUE,
    "roadtripStoreEmbedding": UNIQUE,
}
