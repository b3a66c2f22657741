"""Summaries: written once a session is over, one at a time."""

from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa

from repositories.errors import BadInputError, ConflictError, NotFoundError
from repositories.liveconvo.summary import SummaryRepository
from tests.contract.rows import MOMENT
from tests.repositories.liveconvo.acting import SESSIONS, SUMMARIES, TRANSCRIPTS, Desk

DONE = {"tldr": "They agreed.", "generation_status": "completed", "key_decisions": ["Go ahead"]}


@pytest.mark.parametrize("status", ["draft", "active"])
async def test_a_session_that_is_not_over_has_no_summary(desk: Desk, status: str) -> None:
    session = await desk.add(SESSIONS, status=status)
    message = f"The session is {status}; a summary needs a completed one."
    async with desk.refused(SummaryRepository, ConflictError, message) as summaries:
        await summaries.save(session["id"], DONE)


@pytest.mark.parametrize("status", ["completed", "archived"])
async def test_a_completed_summary_holds_everything_that_was_said(desk: Desk, status: str) -> None:
    session = await desk.add(SESSIONS, status=status)
    for second, speaker, content, final in (
        (2, "other", "Yes.", True),
        (1, "user", "Well?", True),
        (3, "user", "…", False),
    ):
        times = {"start_time_seconds": Decimal(second), "end_time_seconds": None, "duration_seconds": None}
        await desk.add(TRANSCRIPTS, speaker=speaker, content=content, is_final=final, **times)
    async with desk.doing(SummaryRepository) as summaries:
        row = await summaries.save(session["id"], DONE)
    stored = await desk.stored(SUMMARIES, row["id"])
    facts = ("session_id", "user_id", "tldr", "key_decisions", "full_transcript")
    assert [stored[name] for name in facts] == [
        session["id"],
        desk.account,
        "They agreed.",
        ["Go ahead"],
        "user: Well?\nother: Yes.",
    ]


async def test_a_summary_that_is_not_completed_holds_no_transcript_yet(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="completed")
    await desk.add(TRANSCRIPTS, is_final=True)
    async with desk.doing(SummaryRepository) as summaries:
        row = await summaries.save(session["id"], {"generation_status": "generating"})
    stored = await desk.stored(SUMMARIES, row["id"])
    assert (stored["generation_status"], stored["full_transcript"]) == ("generating", None)


async def test_saving_again_writes_the_same_summary_anew(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="completed")
    keys = []
    for values in ({"generation_status": "generating"}, DONE, {"title": "The end"}):
        async with desk.doing(SummaryRepository) as summaries:
            keys.append((await summaries.save(session["id"], values))["id"])
    assert len(set(keys)) == 1
    stored = await desk.stored(SUMMARIES, keys[0])
    assert (stored["generation_status"], stored["tldr"], stored["title"]) == ("completed", "They agreed.", "The end")


async def test_a_deleted_summary_makes_room_for_a_new_one(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="completed")
    old = await desk.add(SUMMARIES)
    async with desk.doing(SummaryRepository) as summaries:
        await summaries.delete_softly(old["id"])
    async with desk.doing(SummaryRepository) as summaries:
        new = await summaries.save(session["id"], DONE)
    kept = await desk.maker.run(
        sa.select(SUMMARIES.c.id).where(SUMMARIES.c.session_id == session["id"], SUMMARIES.c.deleted_at.is_(None))
    )
    assert [row["id"] for row in kept] == [new["id"]]


async def test_a_completed_summary_does_not_become_pending(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="completed")
    await desk.add(SUMMARIES, generation_status="completed")
    message = "Generation status cannot change from completed to pending."
    async with desk.refused(SummaryRepository, ConflictError, message) as summaries:
        await summaries.save(session["id"], {"generation_status": "pending"})


async def test_an_array_must_be_an_array(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="completed")
    async with desk.refused(SummaryRepository, BadInputError, "actionItems must be an array.") as summaries:
        await summaries.save(session["id"], {"action_items": {"do": "it"}})


async def test_a_session_that_is_not_there_has_no_summary(desk: Desk, stranger: Desk) -> None:
    deleted = await desk.add(SESSIONS, status="completed", deleted_at=MOMENT)
    for session in (stranger.owner.rows[SESSIONS.fullname]["id"], deleted["id"], uuid4()):
        message = "There is no session with this id."
        async with desk.refused(SummaryRepository, NotFoundError, message) as summaries:
            await summaries.save(session, DONE)
