"""Transcripts: appended to active sessions, revised until they are final."""

import asyncio
from decimal import Decimal
from uuid import uuid4

import pytest

from repositories.errors import BadInputError, ConflictError, NotFoundError
from repositories.liveconvo.session import SessionRepository
from repositories.liveconvo.transcript import TranscriptRepository
from tests.contract.rows import MOMENT
from tests.repositories.liveconvo.acting import SESSIONS, TRANSCRIPTS, Desk, topic

PIECE = {"content": "Hello there.", "start_time_seconds": Decimal(1), "end_time_seconds": Decimal("2.5")}
NO_SESSION, NO_TRANSCRIPT = "There is no session with this id.", "There is no transcript with this id."
UNTIMED = {"recording_started_at": None, "recording_ended_at": None}


async def test_a_piece_is_appended_to_an_active_session(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="active")
    async with desk.doing(TranscriptRepository) as transcripts:
        row = await transcripts.append(session["id"], PIECE)
        told = transcripts.transaction.topics
    stored = await desk.stored(TRANSCRIPTS, row["id"])
    facts = ("session_id", "content", "speaker", "is_final", "duration_seconds")
    assert [stored[name] for name in facts] == [session["id"], "Hello there.", "user", False, Decimal("1.500")]
    assert told == topic(session["id"])


@pytest.mark.parametrize("status", ["draft", "completed", "archived"])
async def test_nothing_is_said_in_a_session_that_is_not_active(desk: Desk, status: str) -> None:
    session = await desk.add(SESSIONS, status=status)
    piece = await desk.add(TRANSCRIPTS)
    message = f"The session is {status}; a transcript needs an active one."
    async with desk.refused(TranscriptRepository, ConflictError, message) as transcripts:
        await transcripts.append(session["id"], PIECE)
    async with desk.refused(TranscriptRepository, ConflictError, message) as transcripts:
        await transcripts.revise(session["id"], piece["id"], {"content": "Changed"})


async def test_nothing_is_said_in_a_session_that_is_not_there(desk: Desk, stranger: Desk) -> None:
    theirs = stranger.owner.rows[SESSIONS.fullname]["id"]
    deleted = await desk.add(SESSIONS, status="active", deleted_at=MOMENT)
    for session in (theirs, deleted["id"], uuid4()):
        async with desk.refused(TranscriptRepository, NotFoundError, NO_SESSION) as transcripts:
            await transcripts.append(session, PIECE)


async def test_an_interim_piece_is_revised_in_place_until_it_is_final(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="active")
    piece = await desk.add(TRANSCRIPTS, content="Hel")
    for values in ({"content": "Hello"}, {"content": "Hello.", "is_final": True}):
        async with desk.doing(TranscriptRepository) as transcripts:
            await transcripts.revise(session["id"], piece["id"], values)
            assert transcripts.transaction.topics == topic(session["id"])
    stored = await desk.stored(TRANSCRIPTS, piece["id"])
    assert (stored["content"], stored["is_final"]) == ("Hello.", True)
    message = "The transcript is final and does not change any more."
    async with desk.refused(TranscriptRepository, ConflictError, message) as transcripts:
        await transcripts.revise(session["id"], piece["id"], {"content": "Goodbye."})


async def test_a_piece_of_another_session_is_not_there(desk: Desk, stranger: Desk) -> None:
    await desk.add(SESSIONS, status="active")
    elsewhere = await desk.add(TRANSCRIPTS)
    session = await desk.add(SESSIONS, status="active")
    for piece in (elsewhere["id"], stranger.owner.rows[TRANSCRIPTS.fullname]["id"], uuid4()):
        async with desk.refused(TranscriptRepository, NotFoundError, NO_TRANSCRIPT) as transcripts:
            await transcripts.revise(session["id"], piece, {"content": "Changed"})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"end_time_seconds": Decimal("0.999")}, "This is not permitted: ends after start."),
        ({"start_time_seconds": Decimal(-1)}, "startTimeSeconds is out of range."),
        ({"confidence_score": Decimal("1.01")}, "confidenceScore is out of range."),
        ({"confidence_score": Decimal("NaN")}, "confidenceScore is out of range."),
        ({"start_time_seconds": Decimal("1e9")}, "A number is out of range."),
        ({"speaker": "nobody"}, "speaker is not one of the permitted values."),
        ({"content": None}, "A required value is missing."),
    ],
)
async def test_a_piece_that_is_not_acceptable_is_refused(desk: Desk, values: dict[str, object], message: str) -> None:
    session = await desk.add(SESSIONS, status="active")
    piece = await desk.add(TRANSCRIPTS, start_time_seconds=Decimal(1), end_time_seconds=Decimal(2))
    async with desk.refused(TranscriptRepository, BadInputError, message) as transcripts:
        await transcripts.append(session["id"], {**PIECE, **values})
    async with desk.refused(TranscriptRepository, BadInputError, message) as transcripts:
        await transcripts.revise(session["id"], piece["id"], values)


async def test_what_is_said_while_a_session_is_completed_is_counted_or_refused(desk: Desk) -> None:
    for _ in range(10):
        session = await desk.add(SESSIONS, status="active", **UNTIMED)

        async def say(key: object = session["id"]) -> int:
            try:
                async with desk.doing(TranscriptRepository) as transcripts:
                    await transcripts.append(key, {**PIECE, "is_final": True})  # type: ignore[arg-type]
            except ConflictError:
                return 0
            return 2

        async def complete(key: object = session["id"]) -> int:
            async with desk.doing(SessionRepository) as sessions:
                await sessions.complete(key)  # type: ignore[arg-type]
            return 0

        said = sum(await asyncio.gather(say(), complete(), say(), say()))
        assert (await desk.stored(SESSIONS, session["id"]))["total_words_spoken"] == said
