"""Arguments that the mutations on discoveries and what is made of them accept, for somebody made by `well_off`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from models.roadtrip import (
    Discovery,
    PlatformUpload,
    PodcastEpisode,
    PoiCategory,
    SocialPlatform,
    Video,
)
from models.roadtrip.discovery import EMBEDDING_DIMENSIONS
from repositories.geography import GeoPoint
from repositories.repository import table_of
from tests.contract.values import Place
from tests.people import People, Person

Arguments = dict[str, Any]
PLACE = {"latitude": 52.5, "longitude": 13.4}
TALK = {"turns": [{"role": "host", "text": "A mill!"}, {"role": "guest", "text": "An old one."}]}
ELIGIBLE = {"is_new_discovery": True, "validation_status": "ai_validated"}
FIGURES = {"views": 1, "revenueCents": 3, "netRevenueCents": 2}


async def _number(people: People, model: type[Any]) -> int:
    """The key of a new row of reference data."""
    return int((await people.rows.insert(table_of(model), {"name": uuid4().hex}))["id"])


async def _discovery(people: People, person: Person, **values: object) -> UUID:
    category = await _number(people, PoiCategory)
    place = sa.literal(GeoPoint(52.45, 13.3), Place())
    given = {"user_id": person.id, "poi_name": "Mill", "location": place, "category_id": category, **values}
    return await people.insert(Discovery, **given)


async def _found(people: People, person: Person) -> Arguments:
    return {"discoveryId": str(await _discovery(people, person))}


async def _record(people: People, _: Person) -> Arguments:
    category = await _number(people, PoiCategory)
    return {"poiName": "Mill", "location": PLACE, "categoryId": category, "discoveryMethod": "VOICE"}


async def _change(people: People, person: Person) -> Arguments:
    return {**await _found(people, person), "poiName": "Water mill"}


async def _validate(people: People, person: Person) -> Arguments:
    return {**await _found(people, person), "validationStatus": "AI_VALIDATED"}


async def _reject(people: People, person: Person) -> Arguments:
    return {**await _found(people, person), "rejectionReason": "A car park."}


async def _store(people: People, person: Person) -> Arguments:
    asked = {"cacheKey": uuid4().hex, "processingType": "poi_analysis", "inputData": {}, "outputData": {}}
    return {**asked, **await _found(people, person)}


async def _distil(people: People, person: Person) -> Arguments:
    reviews = {"sourceReviews": [], "sourcePlatforms": ["yelp"], "distilledScript": {"line": "A mill."}}
    return {**await _found(people, person), **reviews}


async def _episode(people: People, person: Person, status: str) -> Arguments:
    discovery = await _discovery(people, person)
    key = await people.insert(PodcastEpisode, discovery_id=discovery, title="x", script=TALK, status=status)
    return {"episodeId": str(key)}


async def _speak(people: People, person: Person) -> Arguments:
    return {**await _found(people, person), "title": "The mill", "script": TALK, "durationSeconds": 6}


async def _publish(people: People, person: Person) -> Arguments:
    return {**await _episode(people, person, "generated"), "audioUrl": "https://audio.example.com/a.mp3"}


async def _archive(people: People, person: Person) -> Arguments:
    return await _episode(people, person, "published")


async def _play(people: People, person: Person) -> Arguments:
    return {**await _episode(people, person, "published"), "eventId": str(uuid4()), "completion": "0.5"}


async def _video(people: People, person: Person) -> Arguments:
    discovery = await _discovery(people, person, **ELIGIBLE)
    return {"videoId": str(await people.insert(Video, discovery_id=discovery))}


async def _on_platform(people: People, person: Person) -> Arguments:
    return {**await _video(people, person), "platformId": await _number(people, SocialPlatform)}


async def _upload(people: People, person: Person) -> Arguments:
    queued = await _on_platform(people, person)
    key = await people.insert(
        PlatformUpload, video_id=UUID(queued["videoId"]), platform_id=queued["platformId"], status="queued"
    )
    return {"uploadId": str(key), "status": "UPLOADING"}


async def _earn(people: People, person: Person) -> Arguments:
    return {**await _on_platform(people, person), "date": "2026-01-31", **FIGURES}


async def _report(people: People, person: Person) -> Arguments:
    line = await _earn(people, person)
    platform = line.pop("platformId")
    totals = {name: str(value) for name, value in FIGURES.items()}
    return {
        "platformId": platform,
        "firstDay": "2026-01-01",
        "lastDay": "2026-01-31",
        "lines": [line],
        **totals,
    }


async def _convert(_: People, person: Person) -> Arguments:
    return {"userId": str(person.id)}


async def _milestone(_: People, __: Person) -> Arguments:
    return {"name": uuid4().hex, "metric": "FRIENDS_JOINED", "threshold": 1000}


async def _named(_: People, __: Person) -> Arguments:
    return {"name": uuid4().hex}


async def _embed(people: People, person: Person) -> Arguments:
    return {**await _found(people, person), "modelVersion": "x", "embedding": [1.0] * EMBEDDING_DIMENSIONS}


Maker = Callable[[People, Person], Awaitable[Arguments]]
POINTING: Mapping[str, Maker] = {
    "roadtripChangeDiscovery": _change,
    "roadtripDeleteDiscovery": _found,
    "roadtripRecordPodcastPlay": _play,
}
STAFF: Mapping[str, Maker] = {
    "roadtripValidateDiscovery": _validate,
    "roadtripRejectDiscovery": _reject,
    "roadtripStoreAiResult": _store,
    "roadtripAddReviewDistillation": _distil,
    "roadtripAddPodcastEpisode": _speak,
    "roadtripPublishPodcastEpisode": _publish,
    "roadtripArchivePodcastEpisode": _archive,
    "roadtripAddVideo": _found,
    "roadtripAddVideoVersion": _video,
    "roadtripQueueUpload": _on_platform,
    "roadtripAdvanceUpload": _upload,
    "roadtripImportRevenue": _earn,
    "roadtripImportRevenueReport": _report,
    "roadtripConvertRevenue": _convert,
    "roadtripSetMilestone": _milestone,
    "roadtripSetCategory": _named,
    "roadtripSetPlatform": _named,
    "roadtripStoreEmbedding": _embed,
}
ACCEPTED: Mapping[str, Maker] = {**POINTING, **STAFF, "roadtripRecordDiscovery": _record}
