"""What is said in the car: kept with consent, answered, deleted."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from models.roadtrip import VoiceInteraction
from repositories.repository import table_of
from tests.gql.roadtrip.travellers import ended_trip, traveller, trip
from tests.gql.writing import everything, refused, wrote
from tests.people import People, Person
from tests.served import Client

VOICES = table_of(VoiceInteraction)
PLACE = {"latitude": 52.5, "longitude": 13.4}
SAID = {"interactionType": "QUESTION", "userInputText": "What is that mill?"}
GONE = ("NOT_FOUND", "There is no voice interaction with this id.")


async def said(people: People, person: Person) -> str:
    """The key of something that somebody said."""
    session = await trip(people, person)
    return str(await people.insert(VoiceInteraction, session_id=session, user_id=person.id))


async def test_what_is_said_is_kept_without_the_recording(client: Client, people: People) -> None:
    person = await traveller(people)
    session = str(await trip(people, person))
    answer = {"aiResponseText": "An old one.", "processingTimeMs": 120, "confidenceScore": "0.875"}
    sent = {**SAID, **answer, "locationContext": PLACE}
    row = await wrote(client, person, "roadtripRecordVoiceInteraction", sessionId=session, **sent)
    expected = {**sent, "sessionId": session, "userId": str(person.id), "audioDataRetained": False}
    assert {name: row[name] for name in expected} == expected


async def test_nothing_is_kept_without_consent(client: Client, people: People) -> None:
    person = await traveller(people, gdpr_consent=False)
    session = str(await trip(people, person))
    found = await refused(client, people, person, "roadtripRecordVoiceInteraction", sessionId=session, **SAID)
    assert found == ("CONSENT_REQUIRED", "Voice interactions are kept with gdprConsent only.")
    await wrote(client, person, "roadtripSetConsent", gdprConsent=True)
    await wrote(client, person, "roadtripRecordVoiceInteraction", sessionId=session, **SAID)
    await wrote(client, person, "roadtripSetConsent", gdprConsent=False)
    found = await refused(client, people, person, "roadtripRecordVoiceInteraction", sessionId=session, **SAID)
    assert found[0] == "CONSENT_REQUIRED"


@pytest.mark.parametrize("status", ["completed", "cancelled", "expired", "over"])
async def test_nothing_is_said_on_a_roadtrip_that_has_ended(client: Client, people: People, status: str) -> None:
    person = await traveller(people)
    session = str(await ended_trip(people, person, status))
    found = await refused(client, people, person, "roadtripRecordVoiceInteraction", sessionId=session, **SAID)
    shown = "expired" if status == "over" else status
    assert found == ("CONFLICT", f"The roadtrip is {shown}; a voice interaction needs one that runs.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"confidenceScore": "1.001"}, "confidenceScore is 1.001, but must be 0 to 1."),
        ({"processingTimeMs": -1}, "processingTimeMs is -1, but must be at least 0."),
        ({"locationContext": {"latitude": -90.5, "longitude": 0.0}}, "latitude is -90.5, but must be -90 to 90."),
        ({"userInputText": "x" * 100_001}, "userInputText has 100001 characters; the limit is 100000."),
    ],
)
async def test_a_bad_value_is_named(client: Client, people: People, change: dict[str, Any], message: str) -> None:
    person = await traveller(people)
    session = str(await trip(people, person))
    sent = {"sessionId": session, **SAID, **change}
    assert await refused(client, people, person, "roadtripRecordVoiceInteraction", **sent) == ("BAD_INPUT", message)


async def test_an_answer_is_added(client: Client, people: People) -> None:
    person = await traveller(people)
    key = await said(people, person)
    answer = {"aiResponseText": "An old one.", "confidenceScore": "1.000"}
    row = await wrote(client, person, "roadtripAnswerVoiceInteraction", interactionId=key, **answer)
    assert {name: row[name] for name in ("id", *answer)} == {"id": key, **answer}
    found = await refused(client, people, person, "roadtripAnswerVoiceInteraction", interactionId=key)
    assert found == ("BAD_INPUT", "Nothing to change was given.")


async def test_what_was_said_is_deleted_for_good(client: Client, people: People) -> None:
    person = await traveller(people)
    key = await said(people, person)
    wanted = sa.select(VOICES.c.session_id).where(VOICES.c.id == UUID(key))
    (kept,) = await people.run(wanted)
    row = await wrote(client, person, "roadtripDeleteVoiceInteraction", interactionId=key)
    assert row["id"] == str(kept["session_id"])
    assert await people.run(wanted) == []
    assert await refused(client, people, person, "roadtripDeleteVoiceInteraction", interactionId=key) == GONE


async def test_strangers_find_nothing(client: Client, people: People) -> None:
    person, stranger = await traveller(people), await traveller(people)
    key, session = await said(people, person), await trip(people, person)
    before = await everything(people, person)
    for missing in (key, str(uuid4())):
        answer = {"interactionId": missing, "aiResponseText": "x"}
        assert await refused(client, people, stranger, "roadtripAnswerVoiceInteraction", **answer) == GONE
        found = await refused(client, people, stranger, "roadtripDeleteVoiceInteraction", interactionId=missing)
        assert found == GONE
    for elsewhere in (str(session), str(uuid4())):
        sent = {"sessionId": elsewhere, **SAID}
        found = await refused(client, people, stranger, "roadtripRecordVoiceInteraction", **sent)
        assert found == ("NOT_FOUND", "There is no session with this id.")
    assert await everything(people, person) == before
