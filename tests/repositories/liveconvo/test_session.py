"""Sessions: planned, started, completed, archived, changed and deleted by whoever they belong to."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from repositories.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError
from repositories.identity import Identity
from repositories.liveconvo.session import SessionRepository
from tests.contract.rows import MOMENT
from tests.repositories.liveconvo.acting import SESSIONS, TEMPLATES, TRANSCRIPTS, Desk, topic

MISSING = "There is no session with this id."
UNTIMED = {"recording_started_at": None, "recording_ended_at": None}
STEPS: dict[str, Callable[[SessionRepository, Any], Awaitable[object]]] = {
    "start": lambda sessions, key: sessions.start_draft(key),
    "complete": lambda sessions, key: sessions.complete(key),
    "archive": lambda sessions, key: sessions.archive(key),
    "change": lambda sessions, key: sessions.change(key, {"title": "Changed"}),
    "delete": lambda sessions, key: sessions.delete_softly(key),
    "read": lambda sessions, key: sessions.get(key),
}
every_step = pytest.mark.parametrize("step", STEPS)


async def test_a_planned_session_belongs_to_whoever_planned_it(desk: Desk) -> None:
    async with desk.doing(SessionRepository) as sessions:
        row = await sessions.draft({"title": "A plan", "conversation_type": "meeting"})
        told = sessions.transaction.topics
    stored = await desk.stored(SESSIONS, row["id"])
    facts = ("user_id", "title", "conversation_type", "status", "recording_started_at")
    assert [stored[name] for name in facts] == [desk.account, "A plan", "meeting", "draft", None]
    assert told == topic(row["id"])


async def test_a_session_goes_from_draft_to_archive(desk: Desk) -> None:
    async with desk.doing(SessionRepository) as sessions:
        draft = await sessions.draft({})
    states = [draft["status"]]
    for step in ("start", "complete", "archive"):
        async with desk.doing(SessionRepository) as sessions:
            await STEPS[step](sessions, draft["id"])
            assert sessions.transaction.topics == topic(draft["id"])
        states.append((await desk.stored(SESSIONS, draft["id"]))["status"])
    assert states == ["draft", "active", "completed", "archived"]


async def test_a_started_session_is_active_and_records(desk: Desk) -> None:
    async with desk.doing(SessionRepository) as sessions:
        row = await sessions.start({})
    stored = await desk.stored(SESSIONS, row["id"])
    assert (stored["status"], stored["recording_started_at"]) == ("active", row["recording_started_at"])
    assert stored["recording_started_at"] - stored["created_at"] < dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("status", "step", "message"),
    [
        ("draft", "complete", "Status cannot change from draft to completed."),
        ("draft", "archive", "Status cannot change from draft to archived."),
        ("active", "start", "The session is active already."),
        ("active", "archive", "Status cannot change from active to archived."),
        ("completed", "start", "Status cannot change from completed to active."),
        ("completed", "complete", "The session is completed already."),
        ("archived", "start", "Status cannot change from archived to active."),
        ("archived", "complete", "Status cannot change from archived to completed."),
        ("archived", "archive", "The session is archived already."),
    ],
)
async def test_a_step_that_does_not_follow_is_refused(desk: Desk, status: str, step: str, message: str) -> None:
    row = await desk.add(SESSIONS, status=status)
    async with desk.refused(SessionRepository, ConflictError, message) as sessions:
        await STEPS[step](sessions, row["id"])


@every_step
async def test_a_session_of_somebody_else_is_not_there(desk: Desk, stranger: Desk, step: str) -> None:
    theirs = stranger.owner.rows[SESSIONS.fullname]["id"]
    async with desk.refused(SessionRepository, NotFoundError, MISSING) as sessions:
        await STEPS[step](sessions, theirs)


@every_step
async def test_a_deleted_session_is_not_there(desk: Desk, step: str) -> None:
    row = await desk.add(SESSIONS, status="active", deleted_at=MOMENT)
    async with desk.refused(SessionRepository, NotFoundError, MISSING) as sessions:
        await STEPS[step](sessions, row["id"])


@every_step
async def test_an_unknown_session_is_not_there(desk: Desk, step: str) -> None:
    async with desk.refused(SessionRepository, NotFoundError, MISSING) as sessions:
        await STEPS[step](sessions, uuid4())


async def test_a_deleted_session_stays_stored_with_all_that_was_said(desk: Desk) -> None:
    row = await desk.add(SESSIONS)
    said = await desk.add(TRANSCRIPTS)
    async with desk.doing(SessionRepository) as sessions:
        await sessions.delete_softly(row["id"])
        assert sessions.transaction.topics == topic(row["id"])
    stored = await desk.stored(SESSIONS, row["id"])
    assert (stored["deleted_at"] is None, stored["title"]) == (False, row["title"])
    assert await desk.stored(TRANSCRIPTS, said["id"]) == said


async def say(desk: Desk, speaker: str, content: str, start: str, end: str | None, *, final: bool = True) -> None:
    """A piece of transcript in the newest session."""
    times = {"start_time_seconds": Decimal(start), "end_time_seconds": None if end is None else Decimal(end)}
    await desk.add(TRANSCRIPTS, speaker=speaker, content=content, is_final=final, duration_seconds=None, **times)


async def test_completing_counts_words_and_the_time_that_the_user_talked(desk: Desk) -> None:
    row = await desk.add(SESSIONS, status="active", **UNTIMED)
    await say(desk, "user", "One two  three", "0", "2")
    await say(desk, "other", " four\tfive\nsix ", "2", "6")
    await say(desk, "user", "seven", "7.5", "9.5")
    await say(desk, "user", "", "10", "10.5")
    await say(desk, "system", "   ", "11", "12")
    await say(desk, "user", "not final", "12", "50", final=False)
    await say(desk, "other", "eight", "12", None)
    async with desk.doing(SessionRepository) as sessions:
        await sessions.complete(row["id"])
    stored = await desk.stored(SESSIONS, row["id"])
    statistics = ("status", "total_words_spoken", "user_talk_time_seconds", "silence_periods_count")
    assert [stored[name] for name in statistics] == ["completed", 8, 4, 0]


@pytest.mark.parametrize(
    ("pieces", "silences"),
    [
        ([("0", "1"), ("4", "5")], 1),
        ([("0", "1"), ("3.999", "5")], 0),
        ([("4", "5"), ("0", "1"), ("9", "10")], 2),
        ([("0", "10"), ("1", "2"), ("6", "7"), ("12", "13")], 0),
        ([("5", "6")], 0),
        ([("0", None), ("9", "10")], 0),
        ([("0", "1"), ("2", None), ("9", "10")], 1),
    ],
)
async def test_completing_counts_pauses_of_three_seconds_or_more_in_which_nobody_speaks(
    desk: Desk, pieces: list[tuple[str, str | None]], silences: int
) -> None:
    row = await desk.add(SESSIONS, status="active", **UNTIMED)
    for start, end in pieces:
        await say(desk, "other", "Word.", start, end)
    async with desk.doing(SessionRepository) as sessions:
        completed = await sessions.complete(row["id"])
    assert completed["silence_periods_count"] == silences


async def test_completing_a_session_in_which_nothing_was_said_counts_nothing(desk: Desk) -> None:
    row = await desk.add(SESSIONS, status="active", total_words_spoken=7, **UNTIMED)
    async with desk.doing(SessionRepository) as sessions:
        completed = await sessions.complete(row["id"])
    statistics = ("total_words_spoken", "user_talk_time_seconds", "silence_periods_count")
    assert [completed[name] for name in statistics] == [0, 0, 0]


async def test_a_session_selects_a_template_that_others_share(desk: Desk, stranger: Desk) -> None:
    shared = await stranger.add(TEMPLATES, is_public=True)
    async with desk.doing(SessionRepository) as sessions:
        row = await sessions.start({"selected_template_id": shared["id"]})
    assert (await desk.stored(SESSIONS, row["id"]))["selected_template_id"] == shared["id"]
    assert (await desk.stored(TEMPLATES, shared["id"]))["usage_count"] == 1


async def test_twenty_selections_at_the_same_time_are_twenty_uses(crowded: Desk) -> None:
    template = await crowded.add(TEMPLATES)

    async def start() -> None:
        async with crowded.doing(SessionRepository) as sessions:
            await sessions.start({"selected_template_id": template["id"]})

    await asyncio.gather(*(start() for _ in range(20)))
    assert (template["usage_count"], (await crowded.stored(TEMPLATES, template["id"]))["usage_count"]) == (0, 20)


@pytest.mark.parametrize("state", ["private", "deleted", "unknown"])
@pytest.mark.parametrize("way", ["draft", "start", "change"])
async def test_a_template_that_cannot_be_seen_cannot_be_selected(
    desk: Desk, stranger: Desk, state: str, way: str
) -> None:
    row = await desk.add(SESSIONS)
    template = await stranger.add(
        TEMPLATES, is_public=state == "deleted", deleted_at=MOMENT if state == "deleted" else None
    )
    values = {"selected_template_id": uuid4() if state == "unknown" else template["id"]}
    message = "selectedTemplateId refers to something that does not exist."
    async with desk.refused(SessionRepository, NotFoundError, message) as sessions:
        if way == "change":
            await sessions.change(row["id"], values)
        else:
            await getattr(sessions, way)(values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": "x" * 256}, "A text is too long."),
        ({"title": "a\0b"}, "A text contains a character that cannot be stored (NUL)."),
        ({"conversation_type": "chat"}, "conversationType is not one of the permitted values."),
        ({"data_retention_days": 0}, "dataRetentionDays is out of range."),
        ({"data_retention_days": 3651}, "dataRetentionDays is out of range."),
        ({"title": 7}, "A value has the wrong form."),
    ],
)
async def test_a_value_that_is_not_acceptable_is_refused(desk: Desk, values: dict[str, object], message: str) -> None:
    row = await desk.add(SESSIONS)
    async with desk.refused(SessionRepository, BadInputError, message) as sessions:
        await sessions.change(row["id"], values)
    async with desk.refused(SessionRepository, BadInputError, message) as sessions:
        await sessions.draft(values)


@pytest.mark.parametrize("values", [{"user_id": uuid4()}, {"created_at": MOMENT}, {"id": uuid4()}])
async def test_what_only_the_gateway_decides_is_not_permitted(desk: Desk, values: dict[str, object]) -> None:
    row = await desk.add(SESSIONS)
    async with desk.refused(SessionRepository, ForbiddenError, "This is not permitted.") as sessions:
        await sessions.change(row["id"], values)


async def test_a_caller_without_an_account_cannot_make_a_session(desk: Desk) -> None:
    before = await desk.everything()
    with pytest.raises(ForbiddenError) as refused:
        async with desk.doing(SessionRepository, Identity(uuid4())) as sessions:
            await sessions.start({})
    assert refused.value.message == "The token has no LiveConvo account."
    assert await desk.everything() == before


async def test_a_caller_whose_account_is_gone_cannot_begin(desk: Desk) -> None:
    before = await desk.everything()
    with pytest.raises(UnauthenticatedError):
        async with desk.doing(SessionRepository, Identity(uuid4(), {"liveconvo": str(uuid4())})) as sessions:
            await sessions.start({})
    assert await desk.everything() == before


async def test_an_error_after_a_write_undoes_the_write(desk: Desk) -> None:
    row = await desk.add(SESSIONS, status="completed")
    message = "Status cannot change from completed to active."
    async with desk.refused(SessionRepository, ConflictError, message) as sessions:
        await sessions.draft({"title": "Not to stay"})
        await sessions.change(row["id"], {"title": "Not to stay"})
        await sessions.start_draft(row["id"])


async def test_a_transaction_that_reads_cannot_write(desk: Desk) -> None:
    row = await desk.add(SESSIONS, status="draft")
    with pytest.raises(ForbiddenError) as refused:
        async with desk.database.reading(desk.owner.identity) as transaction:
            await transaction.fetch(SESSIONS.update().values(title="Changed"))
    assert refused.value.message == "This operation may not write."
    assert await desk.stored(SESSIONS, row["id"]) == row
