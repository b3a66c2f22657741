"""The event log of a session: every change, numbered without gaps in the order of commits."""

import asyncio
from decimal import Decimal
from typing import Any

from repositories.liveconvo.guidance import GuidanceRepository
from repositories.liveconvo.session import SessionRepository
from repositories.liveconvo.template import TemplateRepository
from repositories.liveconvo.transcript import TranscriptRepository
from tests.repositories.liveconvo.acting import CONNECTIONS, SESSIONS, Desk

PIECES = 12
EVENTS = "SELECT seq, entity, operation, entity_id FROM quintet.events WHERE topic = $1 ORDER BY seq"


async def log(desk: Desk, session: object) -> list[tuple[Any, ...]]:
    """The events of a session."""
    rows = await desk.maker.connection.fetch(EVENTS, f"liveconvo.session:{session}")
    return [tuple(row) for row in rows]


async def counter(desk: Desk, session: object) -> int:
    """The last number given out for a session."""
    found: int = await desk.maker.connection.fetchval(
        "SELECT seq FROM quintet.topics WHERE topic = $1", f"liveconvo.session:{session}"
    )
    return found


async def test_every_change_of_a_session_and_what_is_said_in_it_is_in_its_log(desk: Desk) -> None:
    piece = {"content": "Hello.", "start_time_seconds": Decimal(1)}
    async with desk.doing(SessionRepository) as sessions:
        key = (await sessions.start({}))["id"]
    async with desk.doing(TranscriptRepository) as transcripts:
        said = (await transcripts.append(key, piece))["id"]
        await transcripts.revise(key, said, {"is_final": True})
    async with desk.doing(GuidanceRepository) as guidance:
        hint = (await guidance.add(key, {"content": "Ask.", "guidance_type": "ask"}))["id"]
        await guidance.interact(hint, clicked=True, dismissed=False, feedback=None)
    async with desk.doing(SessionRepository) as sessions:
        await sessions.complete(key)
        await sessions.delete_softly(key)
    assert await log(desk, key) == [
        (1, "session", "inserted", key),
        (2, "transcript", "inserted", said),
        (3, "transcript", "updated", said),
        (4, "guidance", "inserted", hint),
        (5, "guidance", "updated", hint),
        (6, "session", "updated", key),
        (7, "session", "deleted", key),
    ]


async def test_eight_writers_at_once_leave_no_gap_and_no_number_twice(crowded: Desk) -> None:
    session = await crowded.add(SESSIONS, status="active")

    async def write(writer: int) -> list[object]:
        made = []
        for number in range(PIECES):
            times = {"start_time_seconds": Decimal(writer * PIECES + number)}
            async with crowded.doing(TranscriptRepository) as transcripts:
                made.append((await transcripts.append(session["id"], {"content": "Hello.", **times}))["id"])
        return made

    made = await asyncio.gather(*map(write, range(CONNECTIONS)))
    events = await log(crowded, session["id"])
    assert [event[0] for event in events] == list(range(1, CONNECTIONS * PIECES + 2))
    assert await counter(crowded, session["id"]) == CONNECTIONS * PIECES + 1
    places = {event[3]: event[0] for event in events}
    for keys in made:
        numbers = [places[key] for key in keys]
        assert numbers == sorted(numbers)


async def test_a_write_that_is_undone_leaves_no_gap(crowded: Desk) -> None:
    session = await crowded.add(SESSIONS, status="active")

    async def write(number: int) -> int:
        try:
            async with crowded.doing(TranscriptRepository) as transcripts:
                piece = {"content": "Hello.", "start_time_seconds": Decimal(number)}
                await transcripts.append(session["id"], piece)
                if number % 2:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            return 0
        return 1

    kept = sum(await asyncio.gather(*map(write, range(24))))
    events = await log(crowded, session["id"])
    assert (kept, [event[0] for event in events]) == (12, list(range(1, 14)))
    assert await counter(crowded, session["id"]) == 13


async def test_sessions_are_numbered_each_on_its_own(desk: Desk) -> None:
    first, second = await desk.add(SESSIONS), await desk.add(SESSIONS)
    async with desk.doing(SessionRepository) as sessions:
        await sessions.change(second["id"], {"title": "Changed"})
    assert [event[0] for event in await log(desk, first["id"])] == [1]
    assert [event[0] for event in await log(desk, second["id"])] == [1, 2]


async def test_what_has_no_topic_is_in_no_log(desk: Desk) -> None:
    before = await desk.maker.connection.fetchval("SELECT count(*) FROM quintet.events")
    async with desk.doing(TemplateRepository) as templates:
        await templates.create({"name": "Sales"})
        assert templates.transaction.topics == set()
    assert await desk.maker.connection.fetchval("SELECT count(*) FROM quintet.events") == before
