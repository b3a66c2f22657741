"""Schedules of discoveries, episodes, videos, answers of the AI and revenue."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from models.roadtrip import Video
from tests.contract.shots import TIMES, Schedule, Shot, Volley
from tests.contract.volleys import as_key, different, one_wins, same
from tests.gql.mutations import ACCEPTED
from tests.gql.roadtrip.accepted import well_off
from tests.gql.roadtrip.accepted_content import PLACE
from tests.gql.roadtrip.discoverers import STAFF
from tests.gql.roadtrip.travellers import trip
from tests.people import People, Person

RECORD, DELETE, CHANGE = "roadtripRecordDiscovery", "roadtripDeleteDiscovery", "roadtripChangeDiscovery"
VALIDATE, REJECT = "roadtripValidateDiscovery", "roadtripRejectDiscovery"
STORE, PLAY = "roadtripStoreAiResult", "roadtripRecordPodcastPlay"
EARN, REPORT, CONVERT = "roadtripImportRevenue", "roadtripImportRevenueReport", "roadtripConvertRevenue"
PUBLISH, ARCHIVE = "roadtripPublishPodcastEpisode", "roadtripArchivePodcastEpisode"
QUEUE, ADVANCE, VERSION = "roadtripQueueUpload", "roadtripAdvanceUpload", "roadtripAddVideoVersion"
FIRST_DAY = dt.date(2026, 1, 1)
MONEY = ("revenue", "totals", "conversion", "ledger")
GONE = frozenset({"NOT_FOUND"})


async def _places(people: People) -> tuple[Person, UUID, list[str]]:
    """Somebody who shares, on a roadtrip on which ten places were found."""
    person = await well_off(people)
    sharing = "UPDATE roadtrip.users SET privacy_settings = $2 WHERE id = $1"
    await people.rows.connection.execute(sharing, person.id, {"share_discoveries": True})
    session = await trip(people, person)
    found = [UUID((await ACCEPTED[DELETE](people, person))["discoveryId"]) for _ in range(10)]
    for key in found:
        await people.rows.connection.execute(
            "UPDATE roadtrip.discoveries SET session_id = $1 WHERE id = $2", session, key
        )
    return person, session, [str(key) for key in found]


async def _found_and_deleted(people: People) -> Volley:
    person, session, found = await _places(people)
    kind = (await ACCEPTED[RECORD](people, person))["categoryId"]
    place = {"poiName": "Mill", "location": PLACE, "categoryId": kind, "discoveryMethod": "VOICE"}
    recorded = Shot(RECORD, person, {**place, "sessionId": str(session)})
    judged = {"validationStatus": "AI_VALIDATED", "isNewDiscovery": True}
    mixed = [
        (
            recorded,
            Shot(VALIDATE, STAFF, {"discoveryId": key, **judged}),
            Shot(DELETE, person, {"discoveryId": key}),
            recorded,
            Shot(VALIDATE, STAFF, {"discoveryId": key, **judged, "isNewDiscovery": False}),
        )
        for key in found
    ]
    return Volley(session, tuple(shot for shots in mixed for shot in shots))


async def _judged(people: People) -> Volley:
    person, session, (key, *_) = await _places(people)
    change = Shot(CHANGE, person, {"discoveryId": key, "poiName": "Water mill"})
    reject = Shot(REJECT, STAFF, {"discoveryId": key, "rejectionReason": "A car park."})
    confirm = Shot(VALIDATE, STAFF, {"discoveryId": key, "validationStatus": "AI_VALIDATED", "isNewDiscovery": True})
    return Volley(session, (change, confirm, reject, change, reject) * (TIMES // 5))


async def _plays(people: People) -> Volley:
    person = await well_off(people)
    arguments = await ACCEPTED[PLAY](people, person)
    events = [str(uuid4()) for _ in range(TIMES // 5)]
    shots = (
        Shot(PLAY, person, {**arguments, "eventId": event, "completion": f"0.{part}"}, event)
        for part in (2, 9, 4, 7, 5)
        # The other way round every second time, so that both gateways are told of each.
        for event in (events if part % 2 else events[::-1])
    )
    return Volley(as_key(arguments["episodeId"]), tuple(shots))


async def _stored(people: People) -> Volley:
    person = await well_off(people)
    about = await ACCEPTED[DELETE](people, person)
    answer = {"cacheKey": uuid4().hex, "processingType": "x", "inputData": {}, "outputData": {}, **about}
    return Volley(as_key(about["discoveryId"]), (Shot(STORE, STAFF, answer, 0),) * TIMES)


async def _figures(people: People) -> tuple[Person, dict[str, Any]]:
    person = await well_off(people)
    return person, await ACCEPTED[EARN](people, person)


async def _replaced(people: People) -> Volley:
    _, line = await _figures(people)
    shots = (
        Shot(EARN, STAFF, {**line, "revenueCents": 301 + number, "netRevenueCents": 101 + number}, 0)
        for number in range(TIMES)
    )
    return Volley(as_key(line["videoId"]), tuple(shots))


async def _reported(people: People) -> Volley:
    """Reports of overlapping days with lines in any order, of two videos, beside single figures of both."""
    person, line = await _figures(people)
    platform = line.pop("platformId")
    discovery = UUID((await ACCEPTED[DELETE](people, person))["discoveryId"])
    other = {**line, "videoId": str(await people.insert(Video, discovery_id=discovery))}
    shots = []
    for number in range(TIMES):
        days = [str(FIRST_DAY + dt.timedelta(days=(number + offset) % 10)) for offset in range(4)]
        lines = [{**of, "date": day, "views": number} for day in days for of in (line, other)]
        if number % 2:
            shots.append(Shot(EARN, STAFF, {**lines[number % 8], "platformId": platform}))
        else:
            ends = {"firstDay": str(FIRST_DAY), "lastDay": str(FIRST_DAY + dt.timedelta(days=9))}
            totals = {"views": str(number), "revenueCents": "3", "netRevenueCents": "2"}
            ordered = lines if number % 4 else lines[::-1]
            shots.append(Shot(REPORT, STAFF, {"platformId": platform, **ends, **totals, "lines": ordered}))
    return Volley(as_key(line["videoId"]), tuple(shots))


async def _earned_and_converted(people: People) -> Volley:
    person, line = await _figures(people)
    convert = Shot(CONVERT, STAFF, {"userId": str(person.id)})
    days = [str(FIRST_DAY + dt.timedelta(days=number)) for number in range(TIMES // 2)]
    imported = (
        Shot(EARN, STAFF, {**line, "date": day, "revenueCents": 201, "netRevenueCents": 175}, day) for day in days
    )
    return Volley(as_key(line["videoId"]), tuple(shot for earned in imported for shot in (earned, convert)))


async def _converted(people: People) -> Volley:
    """Ten people, five times each: only who asks first can be given too much."""
    platform = 0
    shots = []
    for _ in range(TIMES // 5):
        person, line = await _figures(people)
        platform = platform or line["platformId"]
        earn = "SELECT roadtrip.import_revenue($1, $2, '2026-01-31', 1, 400, 350)"
        await people.rows.connection.execute(earn, UUID(line["videoId"]), platform)
        shots += [Shot(CONVERT, STAFF, {"userId": str(person.id)}, person.id)] * 5
    return Volley(str(platform), tuple(shots))


def _status(table: str, status: str) -> str:
    return f"SELECT count(*) FROM roadtrip.{table} WHERE id = $1 AND status = '{status}'"


FIGURES = "SELECT count(*) FROM roadtrip.video_revenues WHERE video_id = $1"
SCHEDULES = (
    Schedule(
        "places found, judged and deleted during a roadtrip",
        (RECORD, VALIDATE, DELETE),
        _found_and_deleted,
        ("discoveries", "public_counts"),
        refusals=GONE,
        stays=False,
    ),
    Schedule(
        "a place changed, confirmed and rejected",
        (CHANGE, VALIDATE, REJECT),
        _judged,
        ("discoveries", "public_counts"),
        refusals=frozenset({"CONFLICT"}),
    ),
    Schedule(
        "ten plays told five times each",
        (PLAY,),
        _plays,
        ("plays",),
        "SELECT play_count FROM roadtrip.podcast_episodes WHERE id = $1",
        TIMES // 5,
    ),
    one_wins(PUBLISH, "episodeId", _status("podcast_episodes", "published")),
    one_wins(ARCHIVE, "episodeId", _status("podcast_episodes", "archived")),
    Schedule(
        "fifty versions of a video",
        (VERSION,),
        different(VERSION, "videoId"),
        ("versions",),
        "SELECT count(*) FROM roadtrip.video_versions WHERE video_id = $1",
    ),
    one_wins(QUEUE, "videoId", "SELECT count(*) FROM roadtrip.platform_uploads WHERE video_id = $1"),
    one_wins(ADVANCE, "uploadId", _status("platform_uploads", "uploading")),
    Schedule(
        "one answer stored fifty times",
        (STORE,),
        _stored,
        effects="SELECT count(*) FROM roadtrip.ai_processing_cache WHERE discovery_id = $1",
        exactly=1,
    ),
    Schedule("one figure imported fifty times", (EARN,), same(EARN, "videoId"), MONEY, FIGURES, 1),
    Schedule("a figure replaced by fifty others", (EARN,), _replaced, MONEY, FIGURES, 1),
    Schedule("reports of overlapping days", (EARN, REPORT), _reported, MONEY),
    Schedule("revenue imported while it is converted", (EARN, CONVERT), _earned_and_converted, MONEY, FIGURES),
    Schedule(
        "revenue of ten people converted five times each",
        (CONVERT,),
        _converted,
        MONEY,
        "SELECT sum(t.amount) / 3 FROM roadtrip.credit_transactions AS t WHERE t.source = 'video_revenue'"
        " AND t.user_id IN (SELECT r.user_id FROM roadtrip.video_revenues AS r WHERE r.platform_id::text = $1)",
        TIMES // 5,
    ),
)
