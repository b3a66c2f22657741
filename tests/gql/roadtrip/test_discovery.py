"""Discoveries: recorded, changed and deleted by their discoverer, validated or rejected by staff."""

import asyncio
import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.gql.roadtrip.discoverers import STAFF, account_of, discoverer, found_by, refused_about
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import NOW, SHARED, Rows
from tests.people import People
from tests.served import Client

RECORD, CHANGE, DELETE = "roadtripRecordDiscovery", "roadtripChangeDiscovery", "roadtripDeleteDiscovery"
VALIDATE, REJECT = "roadtripValidateDiscovery", "roadtripRejectDiscovery"
MILL = {"latitude": 52.45, "longitude": 13.3}
PUBLIC = "query($id: UUID!) { roadtrip { publicDiscovery(id: $id) { poiName } discovery(id: $id) { id } } }"


async def mill(rows: Rows, **values: object) -> dict[str, Any]:
    """A place to record."""
    return {
        "poiName": "Old mill",
        "location": MILL,
        "categoryId": await rows.category(),
        "discoveryMethod": "VOICE",
        **values,
    }


@pytest.mark.parametrize("method", ["VOICE", "MANUAL", "AUTO_DETECTED"])
async def test_a_place_is_recorded_as_nobody_judged_it(client: Client, rows: Rows, method: str) -> None:
    person = await discoverer(rows)
    row = await wrote(client, person, RECORD, **await mill(rows, discoveryMethod=method))
    shown = {name: row[name] for name in ("userId", "poiName", "location", "discoveryMethod", "sessionId")}
    assert shown == {
        "userId": str(account_of(person)),
        "poiName": "Old mill",
        "location": MILL,
        "discoveryMethod": method,
        "sessionId": None,
    }
    assert (row["validationStatus"], row["isNewDiscovery"], row["eligibleForRevenue"]) == ("PENDING", False, False)
    stamp = dt.datetime.fromisoformat(row["discoveryTimestamp"])
    assert abs(stamp - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=30)


async def test_twenty_places_at_once_are_all_counted_by_their_roadtrip(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    trip = await rows.session(account_of(person))
    place = await mill(rows, sessionId=str(trip))
    made = await asyncio.gather(*(wrote(client, person, RECORD, **place) for _ in range(20)))
    assert len({row["id"] for row in made}) == 20
    assert await rows.value("SELECT total_discoveries FROM roadtrip.roadtrip_sessions WHERE id = $1", trip) == 20


@pytest.mark.parametrize("status", ["completed", "cancelled", "expired"])
async def test_a_roadtrip_that_is_over_gets_no_discovery(
    client: Client, people: People, rows: Rows, status: str
) -> None:
    person = await discoverer(rows)
    trip = await rows.session(account_of(person), status=status)
    found = await refused(client, people, person, RECORD, **await mill(rows, sessionId=str(trip)))
    assert found == ("CONFLICT", f"The roadtrip is {status}; a discovery needs one that runs.")


async def test_a_roadtrip_whose_time_is_over_gets_no_discovery(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    trip = await rows.session(account_of(person), expires_at=NOW - dt.timedelta(seconds=1))
    found = await refused(client, people, person, RECORD, **await mill(rows, sessionId=str(trip)))
    assert found == ("CONFLICT", "The roadtrip is expired; a discovery needs one that runs.")


async def test_somebody_elses_roadtrip_looks_like_none(client: Client, people: People, rows: Rows) -> None:
    person, stranger = await discoverer(rows), await discoverer(rows)
    for trip in (await rows.session(account_of(stranger)), uuid4()):
        found = await refused(client, people, person, RECORD, **await mill(rows, sessionId=str(trip)))
        assert found == ("NOT_FOUND", "There is no session with this id.")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ({"poiName": " "}, "BAD_INPUT", "poiName cannot be empty."),
        ({"poiName": "x" * 256}, "BAD_INPUT", "poiName has 256 characters; the limit is 255."),
        ({"categoryId": 0}, "NOT_FOUND", "categoryId refers to something that does not exist."),
        (
            {"location": {"latitude": 90.5, "longitude": 0}},
            "BAD_INPUT",
            "latitude is 90.5, but must be -90 to 90.",
        ),
    ],
)
async def test_a_bad_place_is_named(
    client: Client, people: People, rows: Rows, arguments: dict[str, Any], code: str, message: str
) -> None:
    person = await discoverer(rows)
    assert await refused(client, people, person, RECORD, **{**await mill(rows), **arguments}) == (code, message)


async def test_what_is_left_out_of_a_change_stays(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    key = await found_by(rows, person)
    before = await wrote(client, person, CHANGE, discoveryId=str(key), poiName="Water mill")
    assert before["poiName"] == "Water mill"
    after = await wrote(client, person, CHANGE, discoveryId=str(key), location=MILL)
    assert after == {**before, "location": MILL}


@pytest.mark.parametrize("status", ["ai_validated", "community_validated"])
async def test_what_was_confirmed_does_not_become_another_place(
    client: Client, people: People, rows: Rows, status: str
) -> None:
    person = await discoverer(rows)
    key = await found_by(rows, person, validation_status=status)
    found = await refused(client, people, person, CHANGE, discoveryId=str(key), poiName="Castle")
    assert found == ("CONFLICT", f"The discovery is {status}; only a pending one is changed.")


async def test_what_was_rejected_is_not_changed_and_nothing_is_no_change(
    client: Client, people: People, rows: Rows
) -> None:
    person = await discoverer(rows)
    key = str(await found_by(rows, person))
    assert await refused(client, people, person, CHANGE, discoveryId=key) == (
        "BAD_INPUT",
        "Nothing to change was given.",
    )
    await wrote(client, STAFF, REJECT, discoveryId=key, rejectionReason="A car park.")
    assert await refused(client, people, person, CHANGE, discoveryId=key, poiName="Castle") == (
        "CONFLICT",
        "The discovery was rejected; record the right one anew.",
    )


async def test_a_deleted_discovery_is_gone_and_its_roadtrip_counts_it_no_more(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    trip = await rows.session(account_of(person))
    key = await found_by(rows, person, session_id=trip, is_new_discovery=True)
    row = await wrote(client, person, DELETE, discoveryId=str(key))
    assert (row["id"], row["poiName"]) == (str(key), "Old mill")
    assert await rows.value("SELECT count(*) FROM roadtrip.discoveries WHERE id = $1", key) == 0
    assert await rows.row(
        "SELECT total_discoveries, new_discoveries FROM roadtrip.roadtrip_sessions WHERE id = $1", trip
    ) == (0, 0)


async def test_what_a_deleted_discovery_earned_stays_its_discoverers(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    key, platform = await found_by(rows, person), await rows.platform()
    video = await rows.insert("videos", discovery_id=key)
    for day in (1, 2):
        await rows.insert(
            "video_revenues",
            video_id=video,
            platform_id=platform,
            date=dt.date(2026, 1 + 2 * day, day),
            net_revenue_cents=100,
        )
    await wrote(client, person, DELETE, discoveryId=str(key))
    kept = await rows.worker.fetch(
        "SELECT user_id, discovery_id, video_id, user_share_cents FROM roadtrip.video_revenues"
        " WHERE platform_id = $1",
        platform,
    )
    assert [tuple(row) for row in kept] == [(account_of(person), None, None, 50)] * 2
    assert await rows.row(
        "SELECT sum(entries), sum(user_share_cents) FROM roadtrip.revenue_by_bucket"
        " WHERE user_id = $1 AND bucket_type = 'month'",
        account_of(person),
    ) == (2, 100)


@pytest.mark.parametrize("name", [CHANGE, DELETE])
async def test_somebody_elses_discovery_looks_like_none(
    client: Client, people: People, rows: Rows, name: str
) -> None:
    owner, stranger = await discoverer(rows, privacy_settings=SHARED), await discoverer(rows)
    more = {"poiName": "Mine"} if name == CHANGE else {}
    for key in (await found_by(rows, owner), uuid4()):
        found = await refused_about(client, people, stranger, owner, name, discoveryId=str(key), **more)
        assert found == ("NOT_FOUND", "There is no discovery with this id.")


async def test_staff_confirms_and_scores_a_discovery_which_then_earns(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    trip = await rows.session(account_of(person))
    key = str(await found_by(rows, person, session_id=trip))
    row = await wrote(
        client,
        STAFF,
        VALIDATE,
        discoveryId=key,
        validationStatus="AI_VALIDATED",
        isNewDiscovery=True,
        uniquenessScore="0.875",
        revenuePotentialScore="1",
    )
    assert {name: row[name] for name in ("uniquenessScore", "revenuePotentialScore", "eligibleForRevenue")} == {
        "uniquenessScore": "0.875",
        "revenuePotentialScore": "1.000",
        "eligibleForRevenue": True,
    }
    assert await rows.value("SELECT new_discoveries FROM roadtrip.roadtrip_sessions WHERE id = $1", trip) == 1
    again = await wrote(client, STAFF, VALIDATE, discoveryId=key, validationStatus="COMMUNITY_VALIDATED")
    assert again == {**row, "validationStatus": "COMMUNITY_VALIDATED"}


async def test_a_confirmation_is_not_weakened_and_is_one(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    key = str(await found_by(rows, person, validation_status="community_validated"))
    for status, answer in (
        ("AI_VALIDATED", ("CONFLICT", "Validation status cannot change from community_validated to ai_validated.")),
        ("PENDING", ("BAD_INPUT", "validationStatus is AI_VALIDATED or COMMUNITY_VALIDATED.")),
    ):
        found = await refused_about(client, people, STAFF, person, VALIDATE, discoveryId=key, validationStatus=status)
        assert found == answer


@pytest.mark.parametrize(("score", "said"), [("1.001", "1.001"), ("-0.001", "-0.001")])
async def test_a_score_is_from_zero_to_one(client: Client, people: People, rows: Rows, score: str, said: str) -> None:
    person = await discoverer(rows)
    key = str(await found_by(rows, person))
    found = await refused_about(
        client,
        people,
        STAFF,
        person,
        VALIDATE,
        discoveryId=key,
        validationStatus="AI_VALIDATED",
        uniquenessScore=score,
    )
    assert found == ("BAD_INPUT", f"uniquenessScore is {said}, but must be 0 to 1.")


async def test_a_rejected_discovery_is_seen_by_its_discoverer_alone_and_earns_nothing(
    client: Client, rows: Rows
) -> None:
    if await rows.value("SELECT count(*) FROM roadtrip.cities") == 0:
        await rows.insert("cities", id=1, name="Berlin", country_code="DE", location="SRID=4326;POINT(13.4 52.5)")
    person, stranger = await discoverer(rows, privacy_settings=SHARED), await discoverer(rows)
    key = str(await found_by(rows, person, validation_status="ai_validated", is_new_discovery=True))
    seen = {"roadtrip": {"publicDiscovery": {"poiName": "Old mill"}, "discovery": None}}
    assert await client.data(stranger, PUBLIC, id=key) == seen
    row = await wrote(client, STAFF, REJECT, discoveryId=key, rejectionReason="A car park.")
    assert (row["validationStatus"], row["isNewDiscovery"], row["eligibleForRevenue"]) == ("PENDING", False, False)
    assert await client.data(stranger, PUBLIC, id=key) == {"roadtrip": {"publicDiscovery": None, "discovery": None}}
    told = await client.data(
        person, "query($id: UUID!) { roadtrip { discovery(id: $id) { rejectionReason } } }", id=key
    )
    assert told == {"roadtrip": {"discovery": {"rejectionReason": "A car park."}}}
    back = await wrote(client, STAFF, VALIDATE, discoveryId=key, validationStatus="AI_VALIDATED")
    assert (back["rejectedAt"], back["rejectionReason"]) == (None, None)
    assert await client.data(stranger, PUBLIC, id=key) == seen


async def test_a_rejection_has_a_reason_and_happens_once(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    key = str(await found_by(rows, person))
    found = await refused_about(client, people, STAFF, person, REJECT, discoveryId=key, rejectionReason=" ")
    assert found == ("BAD_INPUT", "rejectionReason cannot be empty.")
    await wrote(client, STAFF, REJECT, discoveryId=key, rejectionReason="Gone.")
    found = await refused_about(client, people, STAFF, person, REJECT, discoveryId=key, rejectionReason="Gone.")
    assert found == ("CONFLICT", "The discovery is rejected already.")
    for name, more in ((REJECT, {"rejectionReason": "x"}), (VALIDATE, {"validationStatus": "AI_VALIDATED"})):
        found = await refused_about(client, people, STAFF, person, name, discoveryId=str(uuid4()), **more)
        assert found == ("NOT_FOUND", "There is no discovery with this id.")


@pytest.mark.parametrize(
    ("name", "more"), [(VALIDATE, {"validationStatus": "AI_VALIDATED"}), (REJECT, {"rejectionReason": "x"})]
)
async def test_only_staff_judges(client: Client, people: People, rows: Rows, name: str, more: dict[str, str]) -> None:
    person = await discoverer(rows)
    key = str(await found_by(rows, person))
    found = await refused(client, people, person, name, discoveryId=key, **more)
    assert found == ("FORBIDDEN", "This is not permitted.")


async def test_what_staff_judges_is_written_down(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    key: UUID = await found_by(rows, person)
    await wrote(client, STAFF, VALIDATE, discoveryId=str(key), validationStatus="AI_VALIDATED")
    written = await rows.worker.fetch(
        "SELECT operation FROM quintet.staff_reads WHERE subject = $1 AND variables -> 'arguments' ->> 0 = $2",
        STAFF.id,
        str(key),
    )
    assert [row["operation"] for row in written] == ["roadtrip.validate_discovery"]
