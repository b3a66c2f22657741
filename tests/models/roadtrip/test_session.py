"""Roadtrips: what they cost, their codes, their counters, their end."""

import datetime as dt
import hashlib
import re

import pytest

from tests.models.roadtrip.rows import NOW, Rows, refused

SESSION = (
    "SELECT status, activation_code IS NOT NULL, session_token IS NOT NULL FROM roadtrip.roadtrip_sessions"
    " WHERE id = $1"
)
COUNTERS = "SELECT total_discoveries, new_discoveries FROM roadtrip.roadtrip_sessions WHERE id = $1"
BALANCE = "SELECT balance FROM roadtrip.user_credits WHERE user_id = $1"
START = (
    "INSERT INTO roadtrip.roadtrip_sessions (user_id, expires_at) VALUES ($1, now() + interval '1 day') RETURNING id"
)
TOKEN = hashlib.sha256(b"token").hexdigest()


async def test_a_person_starts_a_roadtrip_for_one_credit(rows: Rows) -> None:
    person = await rows.person()
    async with rows.acting(person) as app:
        session = await app.fetchval(START, person)
    assert await rows.value(BALANCE, person) == 6
    assert await rows.row(
        "SELECT transaction_type, amount, source FROM roadtrip.credit_transactions WHERE user_id = $1 AND number = 2",
        person,
    ) == ("used", -1, "roadtrip_usage")
    code, activated = await rows.row(
        "SELECT activation_code, activated_at FROM roadtrip.roadtrip_sessions WHERE id = $1", session
    )
    assert re.fullmatch("[0-9]{6}", code)
    assert activated is None


async def test_without_credits_no_roadtrip_starts(rows: Rows) -> None:
    person = await rows.person()
    for _ in range(7):
        await rows.session(person)
    async with rows.acting(person) as app:
        await refused(app, "QN402", START, person)
    assert await rows.value("SELECT count(*) FROM roadtrip.roadtrip_sessions WHERE user_id = $1", person) == 7
    assert await rows.value(BALANCE, person) == 0


async def test_nobody_starts_a_roadtrip_for_somebody_else_or_for_free(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    async with rows.acting(person) as app:
        await refused(app, "42501", START, stranger)
        await refused(
            app,
            "42501",
            "INSERT INTO roadtrip.roadtrip_sessions (user_id, expires_at, credits_consumed) VALUES ($1, now(), 0)",
            person,
        )
    assert (await rows.value(BALANCE, person), await rows.value(BALANCE, stranger)) == (7, 7)


@pytest.mark.parametrize("code", ["12345", "ABCDEF", "1234567", "12345\n"])
async def test_a_code_that_is_not_six_digits_is_refused(rows: Rows, code: str) -> None:
    session = await rows.session(await rows.person())
    sql = "UPDATE roadtrip.roadtrip_sessions SET activation_code = $2 WHERE id = $1"
    error = await rows.refused("23514", sql, session, code)
    assert error.constraint_name == "ck_roadtrip_sessions_activation_code_form"


async def test_two_running_roadtrips_never_share_a_code(rows: Rows) -> None:
    person = await rows.person()
    await rows.session(person, activation_code="424242")
    error = await rows.refused(
        "23505",
        "INSERT INTO roadtrip.roadtrip_sessions (user_id, expires_at, activation_code) VALUES ($1, now(), '424242')",
        person,
    )
    assert error.constraint_name == "uq_roadtrip_sessions_activation_code"
    await rows.worker.execute("UPDATE roadtrip.roadtrip_sessions SET status = 'completed' WHERE user_id = $1", person)


@pytest.mark.parametrize("end", ["completed", "cancelled", "expired"])
async def test_the_code_of_a_roadtrip_that_ended_can_be_used_again(rows: Rows, end: str) -> None:
    person = await rows.person()
    session = await rows.session(person, activation_code="131313", session_token=TOKEN)
    await rows.worker.execute("UPDATE roadtrip.roadtrip_sessions SET status = $2 WHERE id = $1", session, end)
    assert await rows.row(SESSION, session) == (end, False, False)
    again = await rows.session(person, activation_code="131313")
    await rows.worker.execute("UPDATE roadtrip.roadtrip_sessions SET status = 'completed' WHERE id = $1", again)
    error = await rows.refused(
        "QN409", "UPDATE roadtrip.roadtrip_sessions SET status = 'active' WHERE id = $1", session
    )
    assert error.detail == f"{end}>active"


async def test_a_code_works_once_and_only_the_hash_of_a_token_is_kept(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    session = await rows.session(person)
    code = await rows.value("SELECT activation_code FROM roadtrip.roadtrip_sessions WHERE id = $1", session)
    token = hashlib.sha256(session.bytes).hexdigest()
    activate = "SELECT roadtrip.activate_session($1, $2)"
    for other in (stranger, None):
        async with rows.acting(other) as app:
            assert await app.fetchval(activate, code, token) is None
    async with rows.acting(person) as app:
        await refused(app, "23514", activate, code, "eyJhbGciOiJIUzI1NiJ9.e30.x")
        assert await app.fetchval(activate, code, token) == session
        assert await app.fetchval(activate, code, token) is None
        await refused(app, "42501", "SELECT session_token FROM roadtrip.roadtrip_sessions")
    assert await rows.row(
        "SELECT session_token, activation_code, clock_timestamp() - activated_at < interval '1 minute'"
        " FROM roadtrip.roadtrip_sessions WHERE id = $1",
        session,
    ) == (token, None, True)


async def test_a_token_stands_for_the_callers_own_roadtrip_while_it_runs(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    running, over = hashlib.sha256(person.bytes).hexdigest(), hashlib.sha256(stranger.bytes).hexdigest()
    session = await rows.session(person, session_token=running)
    await rows.session(person, session_token=over, expires_at=NOW - dt.timedelta(seconds=1))
    known = "SELECT roadtrip.session_of_token($1)"
    for other in (stranger, None):
        async with rows.acting(other) as app:
            assert await app.fetchval(known, running) is None
    async with rows.acting(person) as app:
        assert await app.fetchval(known, running) == session
        assert [await app.fetchval(known, token) for token in (over, TOKEN, None)] == [None, None, None]


async def test_a_new_code_ends_the_old_one_and_its_token(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    session = await rows.session(person, session_token=hashlib.sha256(person.bytes).hexdigest())
    before = await rows.value("SELECT activation_code FROM roadtrip.roadtrip_sessions WHERE id = $1", session)
    renew = "SELECT roadtrip.renew_activation($1)"
    for other in (stranger, None):
        async with rows.acting(other) as app:
            assert await app.fetchval(renew, session) is False
    async with rows.acting(person) as app:
        assert await app.fetchval(renew, session) is True
    after = await rows.value("SELECT activation_code FROM roadtrip.roadtrip_sessions WHERE id = $1", session)
    assert re.fullmatch("[0-9]{6}", after)
    assert after != before
    assert await rows.row(SESSION, session) == ("active", True, False)
    await rows.worker.execute("UPDATE roadtrip.roadtrip_sessions SET expires_at = now() WHERE id = $1", session)
    async with rows.acting(person) as app:
        assert await app.fetchval(renew, session) is False


async def test_a_code_that_somebody_draws_at_the_same_time_is_drawn_again(rows: Rows) -> None:
    draw = "SELECT roadtrip.draw_activation_code()"
    taken = "SELECT pg_try_advisory_xact_lock('roadtrip.roadtrip_sessions'::regclass::oid::integer, $1)"
    async with rows.owner() as first, rows.owner() as second:
        async with first.transaction(), second.transaction():
            drawn = await first.fetchval(draw)
            assert await second.fetchval(taken, int(drawn)) is False
            assert await second.fetchval(draw) != drawn


async def test_points_change_places_in_one_statement(rows: Rows) -> None:
    session = await rows.session(await rows.person())
    point = "SRID=4326;POINT(1 2)"
    first, second = [
        await rows.insert("roadtrip_waypoints", session_id=session, position=place, location=point)
        for place in (1, 2)
    ]
    swap = "UPDATE roadtrip.roadtrip_waypoints SET position = 3 - position WHERE session_id = $1"
    await rows.worker.execute(swap, session)
    found = await rows.worker.fetch(
        "SELECT id FROM roadtrip.roadtrip_waypoints WHERE session_id = $1 ORDER BY position", session
    )
    assert [row["id"] for row in found] == [second, first]
    same = "UPDATE roadtrip.roadtrip_waypoints SET position = 1 WHERE session_id = $1"
    error = await rows.refused("23505", same, session)
    assert error.constraint_name == "uq_roadtrip_waypoints_session_id_position"


async def test_a_roadtrip_whose_time_is_over_expires(fresh_rows: Rows) -> None:
    person = await fresh_rows.person()
    over = await fresh_rows.session(person, expires_at=NOW - dt.timedelta(minutes=1), session_token=TOKEN)
    running = await fresh_rows.session(person)
    await fresh_rows.worker.fetchval("SELECT roadtrip.expire_sessions()")
    assert await fresh_rows.row(SESSION, over) == ("expired", False, False)
    assert await fresh_rows.row(SESSION, running) == ("active", True, False)
    assert await fresh_rows.value("SELECT roadtrip.expire_sessions()") == 0


async def test_counters_follow_the_discoveries_of_a_roadtrip(rows: Rows) -> None:
    person = await rows.person()
    session, other = await rows.session(person), await rows.session(person)
    first = await rows.discovery(person, session_id=session)
    second = await rows.discovery(person, session_id=session, is_new_discovery=True)
    assert await rows.row(COUNTERS, session) == (2, 1)
    await rows.worker.execute("UPDATE roadtrip.discoveries SET is_new_discovery = true WHERE id = $1", first)
    assert await rows.row(COUNTERS, session) == (2, 2)
    await rows.worker.execute("UPDATE roadtrip.discoveries SET is_new_discovery = false WHERE id = $1", first)
    await rows.worker.execute("UPDATE roadtrip.discoveries SET session_id = $2 WHERE id = $1", second, other)
    assert (await rows.row(COUNTERS, session), await rows.row(COUNTERS, other)) == ((1, 0), (1, 1))
    await rows.worker.execute("DELETE FROM roadtrip.discoveries WHERE id = ANY ($1)", [first, second])
    assert (await rows.row(COUNTERS, session), await rows.row(COUNTERS, other)) == ((0, 0), (0, 0))


async def test_a_discovery_cannot_be_put_into_a_strangers_roadtrip(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    session = await rows.session(stranger)
    discovery = await rows.discovery(person)
    error = await rows.refused(
        "23503", "UPDATE roadtrip.discoveries SET session_id = $2 WHERE id = $1", discovery, session
    )
    assert error.constraint_name == "fk_discoveries_session_id"
    assert await rows.row(COUNTERS, session) == (0, 0)


async def test_what_was_said_goes_with_the_roadtrip(rows: Rows) -> None:
    person = await rows.person()
    session = await rows.session(person)
    await rows.insert("voice_interactions", session_id=session, user_id=person, interaction_type="command")
    await rows.insert("roadtrip_waypoints", session_id=session, position=1, location="SRID=4326;POINT(1 2)")
    await rows.worker.execute("DELETE FROM roadtrip.roadtrip_sessions WHERE id = $1", session)
    assert await rows.row(
        "SELECT (SELECT count(*) FROM roadtrip.voice_interactions WHERE session_id = $1),"
        " (SELECT count(*) FROM roadtrip.roadtrip_waypoints WHERE session_id = $1)",
        session,
    ) == (0, 0)
