"""Referrals: codes that are given, conversions that are credited once, and nobody refers themselves."""

import re

import pytest

from tests.models.roadtrip.rows import Rows, refused

CONVERT = (
    "INSERT INTO roadtrip.referral_conversions (referrer_id, referred_user_id, referral_code) VALUES ($1, $2, $3)"
)
MOVE = "UPDATE roadtrip.referral_conversions SET conversion_status = $2 WHERE referred_user_id = $1"
TOTALS = "SELECT total_friends_joined, total_credits_earned FROM roadtrip.user_referrals WHERE user_id = $1"
CREDITS = "SELECT balance, total_earned FROM roadtrip.user_credits WHERE user_id = $1"


async def test_a_person_gets_a_code_and_a_link_that_ends_with_it(rows: Rows) -> None:
    person = await rows.person()
    async with rows.acting(person) as app:
        code, link = await app.fetchrow(
            "INSERT INTO roadtrip.user_referrals (user_id, referral_link) VALUES ($1, 'https://example.com/r/')"
            " RETURNING referral_code, referral_link",
            person,
        )
        await refused(app, "42501", "UPDATE roadtrip.user_referrals SET total_credits_earned = 9")
    assert re.fullmatch("ROAD-[A-Z0-9]{4}-[A-Z0-9]{4}", code)
    assert link == f"https://example.com/r/{code}"


@pytest.mark.parametrize("code", ["ROAD-ABC-1234", "road-ABCD-1234", "ROAD-ABCD-12345", "TRIP-ABCD-1234"])
async def test_a_code_of_another_form_is_refused(rows: Rows, code: str) -> None:
    error = await rows.refused(
        "23514",
        "INSERT INTO roadtrip.user_referrals (user_id, referral_link, referral_code) VALUES ($1, 'https://x/', $2)",
        await rows.person(),
        code,
    )
    assert error.constraint_name == "ck_user_referrals_referral_code_form"


async def test_a_conversion_is_credited_exactly_once(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    friend = await rows.person()
    await rows.worker.execute(CONVERT, referrer, friend, code)
    await rows.worker.execute(MOVE, friend, "qualified")
    assert (await rows.row(TOTALS, referrer), await rows.row(CREDITS, referrer)) == ((0, 0), (7, 0))
    await rows.worker.execute(MOVE, friend, "credited")
    await rows.worker.execute(MOVE, friend, "credited")
    assert (await rows.row(TOTALS, referrer), await rows.row(CREDITS, referrer)) == ((1, 1), (8, 1))
    error = await rows.refused("QN409", MOVE, friend, "pending")
    assert error.detail == "credited>pending"


async def test_a_step_cannot_be_left_out(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    friend = await rows.person()
    await rows.worker.execute(CONVERT, referrer, friend, code)
    await rows.refused("QN409", MOVE, friend, "credited")
    assert await rows.row(CREDITS, referrer) == (7, 0)


async def test_nobody_refers_themselves(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    error = await rows.refused("23514", CONVERT, referrer, referrer, code)
    assert error.constraint_name == "ck_referral_conversions_nobody_refers_themselves"


async def test_a_friend_joins_once(rows: Rows) -> None:
    first, code = await rows.referrer()
    second, other = await rows.referrer()
    friend = await rows.person()
    await rows.worker.execute(CONVERT, first, friend, code)
    error = await rows.refused("23505", CONVERT, second, friend, other)
    assert error.constraint_name == "uq_referral_conversions_referred_user_id"


async def test_the_code_and_the_invitation_must_be_the_referrers(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    other, _ = await rows.referrer()
    friend = await rows.person()
    for person, used in ((other, code), (referrer, "ROAD-0000-0000")):
        error = await rows.refused("23503", CONVERT, person, friend, used)
        assert error.constraint_name == "fk_referral_conversions_referral_code"
    invitation = await rows.insert("referral_invitations", referrer_id=other, channel="email")
    error = await rows.refused(
        "23503",
        "INSERT INTO roadtrip.referral_conversions (referrer_id, referred_user_id, referral_code, invitation_id)"
        " VALUES ($1, $2, $3, $4)",
        referrer,
        friend,
        code,
        invitation,
    )
    assert error.constraint_name == "fk_referral_conversions_invitation_id"


async def test_a_code_that_is_renamed_takes_its_conversions_along(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    friend = await rows.person()
    await rows.worker.execute(CONVERT, referrer, friend, code)
    renamed = f"ROAD-{code[10:]}-{code[5:9]}"
    await rows.worker.execute(
        "UPDATE roadtrip.user_referrals SET referral_code = $2 WHERE user_id = $1", referrer, renamed
    )
    found = await rows.value(
        "SELECT referral_code FROM roadtrip.referral_conversions WHERE referred_user_id = $1", friend
    )
    assert found == renamed


async def test_a_friend_who_is_erased_stays_counted(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    friend = await rows.person()
    await rows.worker.execute(CONVERT, referrer, friend, code)
    await rows.worker.execute("DELETE FROM roadtrip.users WHERE id = $1", friend)
    sql = "SELECT referred_user_id, conversion_status FROM roadtrip.referral_conversions WHERE referrer_id = $1"
    assert await rows.row(sql, referrer) == (None, "pending")


ACCEPT = "SELECT roadtrip.accept_referral($1, NULL)"
STATUS = "SELECT conversion_status FROM roadtrip.referral_conversions WHERE referred_user_id = $1"
PROMPTS = (
    "SELECT count(*) FROM roadtrip.referral_prompts AS p WHERE p.user_id = $1"
    " AND p.milestone_id = (SELECT m.id FROM roadtrip.referral_milestones AS m WHERE m.name = $2)"
)


async def test_a_friend_joins_qualifies_and_is_credited_by_travelling(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    friend = await rows.person()
    async with rows.acting(friend) as app:
        await app.execute(ACCEPT, code)
        await app.execute("SELECT roadtrip.advance_referral()")
    assert await rows.value(STATUS, friend) == "pending"
    session = await rows.session(friend)
    steps = (
        ("activated_at = now()", "qualified", (7, 0)),
        ("status = 'completed'", "credited", (8, 1)),
        ("status = status", "credited", (8, 1)),
    )
    for change, status, credits in steps:
        await rows.worker.execute(f"UPDATE roadtrip.roadtrip_sessions SET {change} WHERE id = $1", session)
        async with rows.acting(friend) as app:
            await app.execute("SELECT roadtrip.advance_referral()")
        assert (await rows.value(STATUS, friend), await rows.row(CREDITS, referrer)) == (status, credits)
    prompts = [
        await rows.value(PROMPTS, friend, "First roadtrip"),
        await rows.value(PROMPTS, referrer, "First friend"),
    ]
    assert prompts == [1, 1]


async def test_nobody_joins_after_a_roadtrip_or_without_an_account(rows: Rows) -> None:
    _, code = await rows.referrer()
    traveller = await rows.person()
    await rows.session(traveller)
    async with rows.acting(traveller) as app:
        assert await app.fetchval(ACCEPT, code) is None
    async with rows.acting(None) as app:
        await refused(app, "42501", ACCEPT, code)
    assert await rows.value("SELECT count(*) FROM roadtrip.referral_conversions WHERE referral_code = $1", code) == 0


async def test_a_milestone_that_is_switched_off_prompts_nobody(fresh_rows: Rows) -> None:
    await fresh_rows.worker.execute("UPDATE roadtrip.referral_milestones SET is_active = false")
    person = await fresh_rows.person()
    session = await fresh_rows.session(person)
    await fresh_rows.worker.execute(
        "UPDATE roadtrip.roadtrip_sessions SET status = 'completed' WHERE id = $1", session
    )
    async with fresh_rows.acting(person) as app:
        await app.execute("SELECT roadtrip.advance_referral()")
    assert await fresh_rows.value("SELECT count(*) FROM roadtrip.referral_prompts") == 0


async def test_who_joined_sees_by_whom_and_nobody_else_does(rows: Rows) -> None:
    referrer, code = await rows.referrer()
    friend, stranger = await rows.person(), await rows.person()
    await rows.worker.execute(CONVERT, referrer, friend, code)
    seen = {}
    for person in (referrer, friend, stranger):
        async with rows.acting(person) as app:
            seen[person] = await app.fetchval("SELECT count(*) FROM roadtrip.referral_conversions")
    assert seen == {referrer: 1, friend: 1, stranger: 0}
