"""The demo data in a database, and the conversation that is played into it."""

import datetime as dt

import pytest

from gateway.addresses import Addresses
from gateway.demo.liveconvo.live import LiveGuidance
from gateway.demo.liveconvo.rows import DEMO_OTHER_USER_ID, DEMO_USER_ID, RUNNING_SESSION_ID, live_turns, rows
from gateway.demo.liveconvo.talk import Talk
from gateway.demo.seed import seed
from gateway.preparation import connected
from repositories.database import Database
from repositories.errors import QuintetError
from repositories.events import EventHub
from repositories.identity import Identity, Trust
from tests.faults import faults_in

DEMO = Identity(DEMO_USER_ID, {"liveconvo": str(DEMO_USER_ID)})
COUNT = "SELECT count(*) FROM liveconvo.transcripts WHERE session_id = $1 AND is_final"


async def test_the_data_is_filled_in_once(fresh_place: Addresses) -> None:
    assert await seed(fresh_place.url("worker")) is True
    assert await seed(fresh_place.url("worker")) is False
    assert await faults_in(fresh_place) == {}
    async with connected(fresh_place.url("worker")) as connection:
        told = await connection.fetch("SELECT id, usage_count FROM liveconvo.templates")
        sessions = await connection.fetch("SELECT user_id, count(*) FROM liveconvo.sessions GROUP BY user_id")
        assert dict(sessions) == {DEMO_USER_ID: 7, DEMO_OTHER_USER_ID: 1}
        hours = await connection.fetch("SELECT id, monthly_audio_hours_used FROM liveconvo.subscriptions")
        written = rows(dt.datetime.now(dt.UTC))
        assert dict(told) == {row["id"]: row["usage_count"] for row in written["templates"]}
        assert {row["id"]: row["monthly_audio_hours_used"] for row in hours} == {
            row["id"]: row["monthly_audio_hours_used"] for row in written["subscriptions"]
        }


async def test_the_conversation_can_be_played_again_and_goes_on(fresh_place: Addresses) -> None:
    await seed(fresh_place.url("worker"))
    database = Database({Trust.APP: fresh_place.url("app")}, pool_size=1)
    hub = EventHub(fresh_place.url("listener"))
    await database.open()
    said: list[str] = []
    try:
        await Talk(database, hub, DEMO, said.append).play(speed=100_000)
        finals = sum(step.kind == "final" for step in live_turns().steps)
        chips = sum(isinstance(step, LiveGuidance) for step in live_turns().steps)
        assert len(said) == finals + chips
        async with connected(fresh_place.url("worker")) as connection:
            once = await connection.fetchval(COUNT, RUNNING_SESSION_ID)
            await Talk(database, hub, DEMO, said.append).play(speed=100_000)
            assert await connection.fetchval(COUNT, RUNNING_SESSION_ID) == once + finals
    finally:
        await database.close()


async def test_without_the_data_there_is_nothing_to_play(fresh_place: Addresses) -> None:
    database = Database({Trust.APP: fresh_place.url("app")}, pool_size=1)
    await database.open()
    try:
        with pytest.raises(QuintetError, match="account does not exist"):
            await Talk(database, EventHub(fresh_place.url("listener")), DEMO, print).play(speed=1)
    finally:
        await database.close()
