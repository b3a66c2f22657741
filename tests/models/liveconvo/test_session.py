"""Conversations: when they are recorded, how long, and what selecting a template counts."""

import datetime as dt

import pytest

from models.liveconvo import Session, Template
from repositories.repository import table_of
from tests.contract.rows import MOMENT, RowMaker
from tests.models.writing import changed, changing, inserting, read, refusal, undone

SESSIONS, TEMPLATES = table_of(Session), table_of(Template)
UNTIMED = {"recording_started_at": None, "recording_ended_at": None}


async def test_a_session_that_becomes_active_starts_its_recording_and_keeps_the_time(maker: RowMaker) -> None:
    async with undone(maker):
        draft = await maker.new(SESSIONS, status="draft", **UNTIMED)
        active = await changed(maker, SESSIONS, draft, status="active")
        later = await changed(maker, SESSIONS, draft, title="Renamed")
    assert draft["recording_started_at"] is None
    assert active["recording_started_at"] - draft["created_at"] < dt.timedelta(minutes=1)
    assert (later["recording_started_at"], later["recording_ended_at"]) == (active["recording_started_at"], None)
    assert later["recording_duration_seconds"] == 0


async def test_a_completed_session_ends_its_recording_and_its_duration_is_end_minus_start(maker: RowMaker) -> None:
    async with undone(maker):
        times = {"recording_started_at": MOMENT, "recording_ended_at": None}
        active = await maker.new(SESSIONS, status="active", **times)
        end = MOMENT + dt.timedelta(minutes=10, seconds=30, milliseconds=900)
        after = await changed(
            maker, SESSIONS, active, status="completed", recording_ended_at=end, recording_duration_seconds=7
        )
    assert (after["recording_ended_at"], after["recording_duration_seconds"]) == (end, 630)


async def test_completing_without_a_time_ends_the_recording_now(maker: RowMaker) -> None:
    async with undone(maker):
        active = await maker.new(SESSIONS, status="active", **UNTIMED)
        after = await changed(maker, SESSIONS, active, status="completed")
    assert after["recording_started_at"] <= after["recording_ended_at"]
    assert after["recording_ended_at"] - after["recording_started_at"] < dt.timedelta(seconds=1)
    assert after["recording_duration_seconds"] == 0


async def test_a_recording_does_not_end_before_it_starts(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(SESSIONS)
        early = changing(SESSIONS, row, recording_ended_at=MOMENT - dt.timedelta(seconds=2))
        # The negative duration that follows from it is refused as well, and that constraint comes first by name.
        assert await refusal(maker, early) == ("23514", "ck_sessions_recording_duration_seconds_range")


async def test_transcripts_are_kept_for_thirty_days_unless_told_otherwise(maker: RowMaker) -> None:
    async with undone(maker):
        assert (await maker.new(SESSIONS))["data_retention_days"] == 30


async def test_selecting_a_template_counts_as_one_use(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await maker.owner()
        template = await maker.add(owner, TEMPLATES, last_used_at=None)
        other = await maker.insert(TEMPLATES, maker.values(TEMPLATES, owner, usage_count=None))

        async def uses() -> list[int | None]:
            rows = [await read(maker, TEMPLATES, row) for row in (template, other)]
            return [row["usage_count"] for row in rows if row]

        session = await maker.add(owner, SESSIONS)
        assert await uses() == [1, None]
        await changed(maker, SESSIONS, session, title="Renamed", selected_template_id=template["id"])
        assert await uses() == [1, None]
        await changed(maker, SESSIONS, session, selected_template_id=other["id"])
        assert await uses() == [1, 1]
        await changed(maker, SESSIONS, session, selected_template_id=None)
        await changed(maker, SESSIONS, session, selected_template_id=template["id"])
        assert await uses() == [2, 1]
        used = await read(maker, TEMPLATES, template)
    assert used is not None
    assert used["last_used_at"] - session["created_at"] < dt.timedelta(minutes=1)


async def test_a_selection_that_is_undone_counts_nothing(maker: RowMaker) -> None:
    owner = await maker.owner()
    template = await maker.add(owner, TEMPLATES)
    assert await refusal(maker, inserting(maker, SESSIONS, owner)) == (None, None)
    assert await read(maker, TEMPLATES, template) == template


@pytest.mark.parametrize("days", [1, 7, 3650])
async def test_a_session_may_keep_its_transcripts_for_another_time(maker: RowMaker, days: int) -> None:
    async with undone(maker):
        assert (await maker.new(SESSIONS, data_retention_days=days))["data_retention_days"] == days
