"""Transcripts: interim pieces revised in place until they are final."""

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from models.liveconvo import Transcript
from repositories.repository import table_of
from tests.gql.writing import refused, wrote
from tests.people import People, Person
from tests.served import Client

TRANSCRIPTS = table_of(Transcript)
APPEND = "liveconvoAppendTranscript"


async def texts(people: People, session: str) -> list[tuple[str, bool]]:
    """Contents and finality of a session's pieces."""
    rows = await people.run(
        sa.select(TRANSCRIPTS.c.content, TRANSCRIPTS.c.is_final)
        .where(TRANSCRIPTS.c.session_id == session)
        .order_by(TRANSCRIPTS.c.start_time_seconds)
    )
    return [tuple(row) for row in rows]


async def test_a_piece_is_appended(client: Client, people: People) -> None:
    person = await people.person()
    session = str(await people.session(person))
    row = await wrote(
        client,
        person,
        APPEND,
        sessionId=session,
        content=" Grüß Gott 🙂\n",
        speaker="OTHER",
        confidenceScore="0.9",
        startTimeSeconds="1.5",
        endTimeSeconds=2,
        sttProvider="whisper",
        isFinal=True,
    )
    assert {name: value for name, value in row.items() if name not in ("id", "createdAt", "updatedAt")} == {
        "sessionId": session,
        "content": " Grüß Gott 🙂\n",
        "speaker": "OTHER",
        "confidenceScore": "0.90",
        "startTimeSeconds": "1.500",
        "endTimeSeconds": "2.000",
        "durationSeconds": "0.500",
        "sttProvider": "whisper",
        "isFinal": True,
    }
    assert await texts(people, session) == [(" Grüß Gott 🙂\n", True)]


async def test_an_interim_piece_is_revised_in_place_until_it_is_final(client: Client, people: People) -> None:
    person = await people.person()
    session = str(await people.session(person))
    heard = await wrote(client, person, APPEND, sessionId=session, content="Hel", startTimeSeconds="1")
    assert (heard["isFinal"], heard["speaker"], heard["durationSeconds"]) == (False, "USER", None)
    revise = {"sessionId": session, "transcriptId": heard["id"], "startTimeSeconds": "1"}
    revised = await wrote(client, person, APPEND, **revise, content="Hello")
    final = await wrote(client, person, APPEND, **revise, content="Hello.", endTimeSeconds="1.25", isFinal=True)
    assert {row["id"] for row in (heard, revised, final)} == {heard["id"]}
    assert (revised["isFinal"], final["isFinal"], final["durationSeconds"]) == (False, True, "0.250")
    found = await refused(client, people, person, APPEND, **revise, content="Hello?")
    assert found == ("CONFLICT", "The transcript is final and does not change any more.")
    assert await texts(people, session) == [("Hello.", True)]


@pytest.mark.parametrize("status", ["draft", "completed", "archived"])
async def test_only_an_active_session_is_transcribed(client: Client, people: People, status: str) -> None:
    person = await people.person()
    session = await people.session(person, status=status)
    interim = await people.transcript(session, is_final=False)
    piece = {"sessionId": str(session), "content": "x", "startTimeSeconds": "0"}
    for more in ({}, {"transcriptId": str(interim)}):
        found = await refused(client, people, person, APPEND, **piece, **more)
        assert found == ("CONFLICT", f"The session is {status}; a transcript needs an active one.")


async def test_a_piece_of_another_session_is_not_revised(client: Client, people: People) -> None:
    person = await people.person()
    session, other = str(await people.session(person)), await people.session(person)
    interim = await people.transcript(other, is_final=False)
    for key in (interim, uuid4()):
        found = await refused(
            client,
            people,
            person,
            APPEND,
            sessionId=session,
            transcriptId=str(key),
            content="x",
            startTimeSeconds="0",
        )
        assert found == ("NOT_FOUND", "There is no transcript with this id.")


@pytest.fixture
async def talk(people: People) -> tuple[Person, str]:
    """A person with an active session."""
    person = await people.person()
    return person, str(await people.session(person))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"content": ""}, "content cannot be empty."),
        ({"content": " \n\t"}, "content cannot be empty."),
        ({"content": "a\x00"}, "content contains a character that cannot be stored."),
        ({"content": "x" * 100_001}, "content has 100001 characters; the limit is 100000."),
        ({"confidenceScore": "1.01"}, "confidenceScore is 1.01, but must be 0 to 1."),
        ({"confidenceScore": "-0.01"}, "confidenceScore is -0.01, but must be 0 to 1."),
        ({"startTimeSeconds": "-1"}, "startTimeSeconds is -1, but must be at least 0."),
        (
            {"startTimeSeconds": "10000000"},
            "startTimeSeconds is 10000000, but must have at most 7 digits before the point.",
        ),
        ({"endTimeSeconds": "0.5"}, "endTimeSeconds is 0.5, before startTimeSeconds, which is 1."),
        ({"sttProvider": "x" * 51}, "sttProvider has 51 characters; the limit is 50."),
        ({"startTimeSeconds": "0", "endTimeSeconds": "100000"}, "A number is out of range."),
        ({"startTimeSeconds": "9999999.9999"}, "A number is out of range."),
    ],
)
async def test_a_bad_value_is_named(
    client: Client, people: People, talk: tuple[Person, str], arguments: dict[str, Any], message: str
) -> None:
    person, session = talk
    piece = {"sessionId": session, "content": "x", "startTimeSeconds": "1", **arguments}
    assert await refused(client, people, person, APPEND, **piece) == ("BAD_INPUT", message)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"startTimeSeconds": "NaN"}, "finite number"),
        ({"startTimeSeconds": "Infinity"}, "finite number"),
        ({"startTimeSeconds": "1e999999"}, "finite number"),
        ({"startTimeSeconds": 0.5}, "written as a string"),
        ({"confidenceScore": "sNaN"}, "finite number"),
        ({"speaker": "user"}, "LiveconvoSpeaker"),
        ({"isFinal": None}, "non-null type 'Boolean!'"),
        ({"content": None}, "non-null type 'String!'"),
        ({"sessionId": "1"}, "A UUID looks like"),
        ({"unknown": 1}, "unknown"),
    ],
)
async def test_a_value_of_the_wrong_form_is_bad_input(
    client: Client, people: People, talk: tuple[Person, str], arguments: dict[str, Any], part: str
) -> None:
    person, session = talk
    piece = {"sessionId": session, "content": "x", "startTimeSeconds": "1", **arguments}
    code, message = await refused(client, people, person, APPEND, **piece)
    assert code == "BAD_INPUT"
    assert part in message


async def test_the_largest_values_are_accepted(client: Client, people: People, talk: tuple[Person, str]) -> None:
    person, session = talk
    row = await wrote(
        client,
        person,
        APPEND,
        sessionId=session,
        content="🙂" * 100_000,
        confidenceScore="1.00",
        startTimeSeconds="9999999.999",
        sttProvider="é" * 50,
    )
    assert row["content"] == "🙂" * 100_000
    assert (row["confidenceScore"], row["startTimeSeconds"]) == ("1.00", "9999999.999")
