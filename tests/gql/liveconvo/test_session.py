"""Sessions: started, planned, changed, completed, archived, deleted."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from models.liveconvo import Session, Template
from repositories.repository import table_of
from tests.gql.writing import refused, wrote
from tests.people import People
from tests.served import Client

SESSIONS, TEMPLATES = table_of(Session), table_of(Template)


async def stored(people: People, key: str) -> Any:
    """The session as the database has it."""
    (row,) = await people.run(sa.select(SESSIONS).where(SESSIONS.c.id == UUID(key)))
    return row


async def test_a_session_starts_active_and_records(client: Client, people: People) -> None:
    person = await people.person()
    template = await people.template(person)
    row = await wrote(
        client,
        person,
        "liveconvoStartSession",
        title="A call",
        conversationType="SALES_CALL",
        selectedTemplateId=str(template),
        dataRetentionDays=7,
    )
    assert {name: row[name] for name in ("title", "conversationType", "status", "userId", "dataRetentionDays")} == {
        "title": "A call",
        "conversationType": "SALES_CALL",
        "status": "ACTIVE",
        "userId": str(person.id),
        "dataRetentionDays": 7,
    }
    kept = await stored(people, row["id"])
    assert (kept["title"], kept["status"], kept["user_id"]) == ("A call", "active", person.id)
    assert abs(kept["recording_started_at"] - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=30)
    assert kept["recording_ended_at"] is None
    (used,) = await people.run(sa.select(TEMPLATES).where(TEMPLATES.c.id == template))
    assert used["usage_count"] == 1
    assert used["last_used_at"] >= kept["recording_started_at"]


async def test_a_session_needs_no_values(client: Client, people: People) -> None:
    person = await people.person()
    row = await wrote(client, person, "liveconvoStartSession")
    assert (row["title"], row["status"], row["dataRetentionDays"]) == (None, "ACTIVE", 30)


async def test_a_session_goes_from_draft_to_archive(client: Client, people: People) -> None:
    person = await people.person()
    draft = await wrote(client, person, "liveconvoStartSession", title="Planned", asDraft=True)
    assert (draft["status"], draft["recordingStartedAt"]) == ("DRAFT", None)
    active = await wrote(client, person, "liveconvoStartSession", sessionId=draft["id"])
    assert (active["id"], active["status"], active["title"]) == (draft["id"], "ACTIVE", "Planned")
    completed = await wrote(client, person, "liveconvoCompleteSession", sessionId=draft["id"])
    assert completed["status"] == "COMPLETED"
    kept = await stored(people, draft["id"])
    lasted = kept["recording_ended_at"] - kept["recording_started_at"]
    assert completed["recordingDurationSeconds"] == int(lasted.total_seconds())
    archived = await wrote(client, person, "liveconvoArchiveSession", sessionId=draft["id"])
    assert archived == {**completed, "status": "ARCHIVED", "updatedAt": archived["updatedAt"]}


@pytest.mark.parametrize(
    ("name", "status", "after"),
    [
        ("liveconvoStartSession", "completed", "active"),
        ("liveconvoStartSession", "archived", "active"),
        ("liveconvoCompleteSession", "draft", "completed"),
        ("liveconvoCompleteSession", "archived", "completed"),
        ("liveconvoArchiveSession", "draft", "archived"),
        ("liveconvoArchiveSession", "active", "archived"),
    ],
)
async def test_a_session_makes_no_other_steps(
    client: Client, people: People, name: str, status: str, after: str
) -> None:
    person = await people.person()
    session = await people.session(person, status=status)
    found = await refused(client, people, person, name, sessionId=str(session))
    assert found == ("CONFLICT", f"Status cannot change from {status} to {after}.")


@pytest.mark.parametrize(
    ("verb", "status"), [("Start", "active"), ("Complete", "completed"), ("Archive", "archived")]
)
async def test_a_step_is_taken_once(client: Client, people: People, verb: str, status: str) -> None:
    person = await people.person()
    session = await people.session(person, status=status)
    found = await refused(client, people, person, f"liveconvo{verb}Session", sessionId=str(session))
    assert found == ("CONFLICT", f"The session is {status} already.")


async def test_completing_a_session_counts_words_talk_time_and_silences(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    for start, end, content, values in (
        ("0", "2.5", "  One two   three ", {"speaker": "user"}),
        ("5.5", "7", "four", {"speaker": "other"}),
        ("9.999", "12.1", "\nfive\nsix\n", {"speaker": None}),
        ("15", None, "seven", {"speaker": "user"}),
        ("20", "21", "not final", {"speaker": "user", "is_final": False}),
        ("1", "30", "not final either", {"is_final": None}),
    ):
        finish = None if end is None else Decimal(end)
        await people.transcript(session, Decimal(start), end_time_seconds=finish, content=content, **values)  # type: ignore[arg-type]
    row = await wrote(client, person, "liveconvoCompleteSession", sessionId=str(session))
    assert row["totalWordsSpoken"] == 7
    assert row["userTalkTimeSeconds"] == 5
    assert row["silencePeriodsCount"] == 1


async def test_a_session_without_words_is_completed_with_zeros(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    await people.transcript(session, content="   ")
    row = await wrote(client, person, "liveconvoCompleteSession", sessionId=str(session))
    assert (row["totalWordsSpoken"], row["userTalkTimeSeconds"], row["silencePeriodsCount"]) == (0, 0, 0)


async def test_what_is_left_out_of_a_change_stays_and_null_empties(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person, title="Old", conversation_type="meeting", data_retention_days=7)
    row = await wrote(client, person, "liveconvoUpdateSession", sessionId=str(session), title="New")
    assert (row["title"], row["conversationType"], row["dataRetentionDays"]) == ("New", "MEETING", 7)
    row = await wrote(
        client, person, "liveconvoUpdateSession", sessionId=str(session), title=None, dataRetentionDays=None
    )
    assert (row["title"], row["conversationType"], row["dataRetentionDays"]) == (None, "MEETING", 30)
    kept = await stored(people, str(session))
    assert (kept["title"], kept["data_retention_days"]) == (None, None)
    assert kept["updated_at"] > kept["created_at"]


async def test_selecting_a_template_counts_once(client: Client, people: People) -> None:
    person = await people.person()
    template = await people.template(person)
    session = await people.session(person)
    for _ in range(2):
        await wrote(
            client, person, "liveconvoUpdateSession", sessionId=str(session), selectedTemplateId=str(template)
        )
    (used,) = await people.run(sa.select(TEMPLATES).where(TEMPLATES.c.id == template))
    assert used["usage_count"] == 1


async def test_a_deleted_session_is_gone_but_its_row_remains(client: Client, people: People) -> None:
    person = await people.person()
    session = str(await people.session(person, title="Gone"))
    row = await wrote(client, person, "liveconvoDeleteSession", sessionId=session)
    assert (row["id"], row["title"]) == (session, "Gone")
    kept = await stored(people, session)
    assert (kept["title"], kept["status"]) == ("Gone", "active")
    assert kept["deleted_at"] == dt.datetime.fromisoformat(row["deletedAt"])
    for name in ("Start", "Complete", "Archive", "Delete"):
        found = await refused(client, people, person, f"liveconvo{name}Session", sessionId=session)
        assert found == ("NOT_FOUND", "There is no session with this id.")


async def test_the_answer_leads_along_relations_as_they_are_after_the_write(client: Client, people: People) -> None:
    person = await people.person(full_name="Ada")
    template = await people.template(person, name="Sales")
    session = await people.session(person)
    await people.transcript(session, content="x")
    data = await client.data(
        person,
        "mutation($input: LiveconvoUpdateSessionInput!) { liveconvoUpdateSession(input: $input) { session { nodeId"
        " __typename user { fullName } selectedTemplate { name usageCount sessions { totalCount } }"
        " transcripts { totalCount nodes { content } } } } }",
        input={"sessionId": str(session), "selectedTemplateId": str(template)},
    )
    shown = data["liveconvoUpdateSession"]["session"]
    assert shown.pop("nodeId") != ""
    assert shown == {
        "__typename": "LiveconvoSession",
        "user": {"fullName": "Ada"},
        "selectedTemplate": {"name": "Sales", "usageCount": 1, "sessions": {"totalCount": 1}},
        "transcripts": {"totalCount": 1, "nodes": [{"content": "x"}]},
    }


async def test_several_mutations_run_one_after_the_other(client: Client, people: People) -> None:
    person = await people.person()
    session = str(await people.session(person))
    answer = await client.ask(
        person,
        "mutation($s: UUID!) { a: liveconvoCompleteSession(input: { sessionId: $s }) { session { status } }"
        " b: liveconvoArchiveSession(input: { sessionId: $s }) { session { status } } }",
        s=session,
    )
    assert answer == {"data": {"a": {"session": {"status": "COMPLETED"}}, "b": {"session": {"status": "ARCHIVED"}}}}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"title": "x" * 256}, "title has 256 characters; the limit is 255."),
        ({"title": "a\x00b"}, "title contains a character that cannot be stored."),
        ({"dataRetentionDays": 0}, "dataRetentionDays is 0, but must be 1 to 3650."),
        ({"dataRetentionDays": -1}, "dataRetentionDays is -1, but must be 1 to 3650."),
        ({"dataRetentionDays": 3651}, "dataRetentionDays is 3651, but must be 1 to 3650."),
    ],
)
async def test_a_bad_value_is_named(client: Client, people: People, arguments: dict[str, Any], message: str) -> None:
    person = await people.person()
    session = str(await people.session(person))
    assert await refused(client, people, person, "liveconvoStartSession", **arguments) == ("BAD_INPUT", message)
    found = await refused(client, people, person, "liveconvoUpdateSession", sessionId=session, **arguments)
    assert found == ("BAD_INPUT", message)


async def test_a_draft_is_started_as_it_is(client: Client, people: People) -> None:
    person = await people.person()
    draft = str(await people.session(person, status="draft"))
    for more in ({"title": "x"}, {"title": None}, {"asDraft": True}):
        code, message = await refused(client, people, person, "liveconvoStartSession", sessionId=draft, **more)
        assert code == "BAD_INPUT"
        assert message == "sessionId starts a draft as it is: change it with liveconvoUpdateSession first."


async def test_a_change_of_nothing_is_refused(client: Client, people: People) -> None:
    person = await people.person()
    found = await refused(
        client, people, person, "liveconvoUpdateSession", sessionId=str(await people.session(person))
    )
    assert found == ("BAD_INPUT", "Nothing to change was given.")


async def test_a_template_that_is_gone_cannot_be_selected(client: Client, people: People) -> None:
    person = await people.person()
    gone = await people.template(person, deleted_at=dt.datetime.now(dt.UTC))
    for template in (gone, uuid4()):
        found = await refused(client, people, person, "liveconvoStartSession", selectedTemplateId=str(template))
        assert found == ("NOT_FOUND", "selectedTemplateId refers to something that does not exist.")
