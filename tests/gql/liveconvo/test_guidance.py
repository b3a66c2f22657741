"""Guidance: given in an active session, then seen, opened, waved away, judged."""

from typing import Any
from uuid import uuid4

import pytest

from models.liveconvo import Guidance
from tests.gql.writing import refused, wrote
from tests.people import People, Person
from tests.served import Client

ADD, INTERACT = "liveconvoAddGuidance", "liveconvoRecordGuidanceInteraction"


async def test_a_hint_is_given(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    transcript, template = await people.transcript(session), await people.template(person)
    row = await wrote(
        client,
        person,
        ADD,
        sessionId=str(session),
        content="Ask back.",
        guidanceType="CLARIFY",
        priority=3,
        triggeredByTranscriptId=str(transcript),
        contextSnippet="Hello.",
        triggeredAtSeconds="12.5",
        modelUsed="gpt-4o-mini",
        promptTemplateId=str(template),
        processingTimeMs=0,
    )
    assert {name: value for name, value in row.items() if name not in ("id", "createdAt", "updatedAt")} == {
        "sessionId": str(session),
        "content": "Ask back.",
        "guidanceType": "CLARIFY",
        "priority": 3,
        "triggeredByTranscriptId": str(transcript),
        "contextSnippet": "Hello.",
        "triggeredAtSeconds": "12.500",
        "wasDisplayed": False,
        "wasClicked": False,
        "wasDismissed": False,
        "userFeedback": None,
        "modelUsed": "gpt-4o-mini",
        "promptTemplateId": str(template),
        "processingTimeMs": 0,
    }


@pytest.fixture
async def hint(people: People) -> tuple[Person, str]:
    """A person with a hint that nobody has seen."""
    person = await people.person()
    session = await people.session(person)
    made = await people.insert(Guidance, session_id=session)
    return person, str(made)


@pytest.mark.parametrize(
    ("arguments", "clicked", "dismissed", "feedback"),
    [
        ({}, False, False, None),
        ({"clicked": True}, True, False, None),
        ({"dismissed": True}, False, True, None),
        ({"feedback": "TOO_LATE"}, False, False, "TOO_LATE"),
        ({"clicked": True, "dismissed": True, "feedback": "HELPFUL"}, True, True, "HELPFUL"),
        ({"feedback": None}, False, False, None),
    ],
)
async def test_whatever_is_done_with_a_hint_it_was_seen(
    client: Client,
    hint: tuple[Person, str],
    arguments: dict[str, Any],
    clicked: bool,
    dismissed: bool,
    feedback: str | None,
) -> None:
    person, key = hint
    row = await wrote(client, person, INTERACT, guidanceId=key, **arguments)
    names = ("wasDisplayed", "wasClicked", "wasDismissed", "userFeedback")
    assert tuple(row[name] for name in names) == (True, clicked, dismissed, feedback)


async def test_nothing_is_undone_by_a_later_interaction(client: Client, hint: tuple[Person, str]) -> None:
    person, key = hint
    await wrote(client, person, INTERACT, guidanceId=key, clicked=True, feedback="HELPFUL")
    row = await wrote(client, person, INTERACT, guidanceId=key, dismissed=True)
    names = ("wasDisplayed", "wasClicked", "wasDismissed", "userFeedback")
    assert tuple(row[name] for name in names) == (True, True, True, "HELPFUL")
    row = await wrote(client, person, INTERACT, guidanceId=key, feedback="IRRELEVANT")
    assert row["userFeedback"] == "IRRELEVANT"


@pytest.mark.parametrize("status", ["draft", "completed", "archived"])
async def test_hints_are_given_in_active_sessions_only(client: Client, people: People, status: str) -> None:
    person = await people.person()
    session = str(await people.session(person, status=status))
    found = await refused(client, people, person, ADD, sessionId=session, content="x", guidanceType="ASK")
    assert found == ("CONFLICT", f"The session is {status}; guidance needs an active one.")


async def test_a_hint_is_triggered_by_a_transcript_of_its_own_session(client: Client, people: People) -> None:
    person = await people.person()
    session, other = str(await people.session(person)), await people.session(person)
    hint = {"sessionId": session, "content": "x", "guidanceType": "ASK"}
    for transcript in (await people.transcript(other), uuid4()):
        found = await refused(client, people, person, ADD, **hint, triggeredByTranscriptId=str(transcript))
        assert found == ("NOT_FOUND", "triggeredByTranscriptId refers to something that does not exist.")
    found = await refused(client, people, person, ADD, **hint, promptTemplateId=str(uuid4()))
    assert found == ("NOT_FOUND", "promptTemplateId refers to something that does not exist.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"content": " "}, "content cannot be empty."),
        ({"content": "x" * 100_001}, "content has 100001 characters; the limit is 100000."),
        ({"priority": 0}, "priority is 0, but must be 1 to 3."),
        ({"priority": 4}, "priority is 4, but must be 1 to 3."),
        ({"contextSnippet": "\x00"}, "contextSnippet contains a character that cannot be stored."),
        ({"triggeredAtSeconds": "-0.001"}, "triggeredAtSeconds is -0.001, but must be at least 0."),
        ({"modelUsed": "x" * 51}, "modelUsed has 51 characters; the limit is 50."),
        ({"processingTimeMs": -1}, "processingTimeMs is -1, but must be at least 0."),
    ],
)
async def test_a_bad_value_is_named(client: Client, people: People, arguments: dict[str, Any], message: str) -> None:
    person = await people.person()
    hint = {"sessionId": str(await people.session(person)), "content": "x", "guidanceType": "ASK", **arguments}
    assert await refused(client, people, person, ADD, **hint) == ("BAD_INPUT", message)


async def test_an_int_has_thirty_two_bits(client: Client, people: People) -> None:
    person = await people.person()
    hint = {"sessionId": str(await people.session(person)), "content": "x", "guidanceType": "ASK"}
    code, message = await refused(client, people, person, ADD, **hint, processingTimeMs=2**31)
    assert code == "BAD_INPUT"
    assert "Int cannot represent non 32-bit signed integer value" in message
    row = await wrote(client, person, ADD, **hint, processingTimeMs=2**31 - 1)
    assert row["processingTimeMs"] == 2**31 - 1
