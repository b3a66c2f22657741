"""Summaries: written once a session is over, written anew, completed with the transcript."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from models.liveconvo import Summary
from repositories.repository import table_of
from tests.gql.writing import refused, wrote
from tests.people import People
from tests.served import Client

SAVE = "liveconvoSaveSummary"
SUMMARIES = table_of(Summary)


async def kept(people: People, session: UUID) -> list[Any]:
    """The summaries of a session, as the database has them."""
    return await people.run(sa.select(SUMMARIES).where(SUMMARIES.c.session_id == session))


@pytest.mark.parametrize("status", ["completed", "archived"])
async def test_a_summary_is_written_and_written_anew_in_place(client: Client, people: People, status: str) -> None:
    person = await people.person()
    session = await people.session(person, status=status)
    first = await wrote(
        client,
        person,
        SAVE,
        sessionId=str(session),
        title="A call",
        tldr="All agreed.",
        keyDecisions=["Buy", "Ünï"],
        actionItems=[{"what": "Send offer", "due": None, "hours": 1.5}],
        followUpQuestions=[],
        structuredNotes="# Notes",
        generationStatus="GENERATING",
        modelUsed="gpt-4o",
        generationTimeSeconds="12.5",
    )
    assert {name: first[name] for name in ("sessionId", "userId", "generationStatus", "generationTimeSeconds")} == {
        "sessionId": str(session),
        "userId": str(person.id),
        "generationStatus": "GENERATING",
        "generationTimeSeconds": "12.50",
    }
    assert first["keyDecisions"] == ["Buy", "Ünï"]
    assert first["actionItems"] == [{"what": "Send offer", "due": None, "hours": 1.5}]
    assert first["followUpQuestions"] == []
    second = await wrote(client, person, SAVE, sessionId=str(session), tldr=None, isMarkedDone=True)
    assert second == {**first, "tldr": None, "isMarkedDone": True, "updatedAt": second["updatedAt"]}
    assert len(await kept(people, session)) == 1


async def test_a_completed_summary_gets_the_final_transcript_as_text(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    await people.transcript(session, 2, content="Second.", speaker="other")
    await people.transcript(session, 1, content="First.", speaker="user")
    await people.transcript(session, 3, content="Interim.", is_final=False)
    await people.transcript(session, 4, content="Third.", speaker=None)
    await wrote(client, person, "liveconvoCompleteSession", sessionId=str(session))
    row = await wrote(client, person, SAVE, sessionId=str(session), generationStatus="COMPLETED")
    assert row["fullTranscript"] == "user: First.\nother: Second.\nuser: Third."


async def test_a_transcript_that_is_given_is_kept(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person, status="completed")
    await people.transcript(session, content="Said.")
    save = {"sessionId": str(session), "generationStatus": "COMPLETED"}
    row = await wrote(client, person, SAVE, **save, fullTranscript="Edited.")
    assert row["fullTranscript"] == "Edited."


@pytest.mark.parametrize("status", ["draft", "active"])
async def test_a_summary_needs_a_session_that_is_over(client: Client, people: People, status: str) -> None:
    person = await people.person()
    session = await people.session(person, status=status)
    found = await refused(client, people, person, SAVE, sessionId=str(session), tldr="x")
    assert found == ("CONFLICT", f"The session is {status}; a summary needs a completed one.")


@pytest.mark.parametrize(
    ("before", "after", "permitted"),
    [
        ("PENDING", "GENERATING", True),
        ("PENDING", "COMPLETED", True),
        ("PENDING", "FAILED", True),
        ("GENERATING", "COMPLETED", True),
        ("GENERATING", "FAILED", True),
        ("COMPLETED", "GENERATING", True),
        ("FAILED", "GENERATING", True),
        ("GENERATING", "PENDING", False),
        ("COMPLETED", "PENDING", False),
        ("COMPLETED", "FAILED", False),
        ("FAILED", "PENDING", False),
        ("FAILED", "COMPLETED", False),
    ],
)
async def test_generation_goes_its_way(
    client: Client, people: People, before: str, after: str, permitted: bool
) -> None:
    person = await people.person()
    session = str(await people.session(person, status="completed"))
    await wrote(client, person, SAVE, sessionId=session, generationStatus=before)
    if permitted:
        row = await wrote(client, person, SAVE, sessionId=session, generationStatus=after)
        assert row["generationStatus"] == after
    else:
        found = await refused(client, people, person, SAVE, sessionId=session, generationStatus=after)
        change = f"from {before.lower()} to {after.lower()}"
        assert found == ("CONFLICT", f"Generation status cannot change {change}.")


async def test_parallel_writers_make_one_summary(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person, status="completed")
    rows = await asyncio.gather(
        *(wrote(client, person, SAVE, sessionId=str(session), tldr=str(number)) for number in range(10))
    )
    assert len({row["id"] for row in rows}) == 1
    assert len(await kept(people, session)) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"keyDecisions": {"a": 1}}, "keyDecisions must be an array."),
        ({"actionItems": "text"}, "actionItems must be an array."),
        ({"followUpQuestions": 1}, "followUpQuestions must be an array."),
        ({"keyDecisions": ["\x00"]}, "keyDecisions contains a character that cannot be stored."),
        ({"keyDecisions": [{"\x00": 1}]}, "keyDecisions contains a character that cannot be stored."),
        ({"keyDecisions": ["x" * 65_536]}, "keyDecisions has 65540 bytes; the limit is 65536."),
        ({"title": "x" * 256}, "title has 256 characters; the limit is 255."),
        ({"fullTranscript": "x" * 100_001}, "fullTranscript has 100001 characters; the limit is 100000."),
        (
            {"generationTimeSeconds": "10000"},
            "generationTimeSeconds is 10000, but must have at most 4 digits before the point.",
        ),
        ({"generationTimeSeconds": "-1"}, "generationTimeSeconds is -1, but must be at least 0."),
    ],
)
async def test_a_bad_value_is_named(client: Client, people: People, arguments: dict[str, Any], message: str) -> None:
    person = await people.person()
    session = str(await people.session(person, status="completed"))
    found = await refused(client, people, person, SAVE, sessionId=session, **arguments)
    assert found == ("BAD_INPUT", message)


@pytest.mark.parametrize(
    "literal",
    [
        "[18446744073709551616]",
        "[1e999]",
        "[-1e999]",
        '["\\u0000"]',
        '{ a: "not an array" }',
    ],
)
async def test_json_in_the_document_loses_nothing_silently(client: Client, people: People, literal: str) -> None:
    person = await people.person()
    session = await people.session(person, status="completed")
    document = (
        "mutation($s: UUID!) { liveconvoSaveSummary(input: { sessionId: $s, keyDecisions: %s }) { summary"
        " { keyDecisions } } }"
    ).replace("%s", literal)
    assert await client.code(person, document, s=str(session)) == "BAD_INPUT"
    assert await kept(people, session) == []


async def test_json_in_the_document_is_stored_as_it_is(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person, status="completed")
    document = (
        "mutation($s: UUID!, $x: JSON) { liveconvoSaveSummary(input: { sessionId: $s, keyDecisions:"
        ' [1, -0.5, "a", true, null, { b: [$x], c: ENUM }] }) { summary { keyDecisions } } }'
    )
    data = await client.data(person, document, s=str(session), x={"deep": [1]})
    assert data["liveconvoSaveSummary"]["summary"]["keyDecisions"] == [
        1,
        -0.5,
        "a",
        True,
        None,
        {"b": [{"deep": [1]}], "c": "ENUM"},
    ]
