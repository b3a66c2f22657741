"""Credits: a balance that only the ledger moves, a ledger that adds up and is only added to."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import asyncpg
import pytest

from gateway.preparation import connected
from tests.faults import faults_of
from tests.models.roadtrip.rows import Rows, refused

POST = (
    "INSERT INTO roadtrip.credit_transactions (user_id, transaction_type, amount, source, description)"
    " VALUES ($1, $2, $3, 'test', 'Test.')"
)
START = "INSERT INTO roadtrip.roadtrip_sessions (user_id, expires_at) VALUES ($1, now() + interval '1 day')"
CREDITS = "SELECT balance, total_earned, total_used FROM roadtrip.user_credits WHERE user_id = $1"
LEDGER = (
    "SELECT number, transaction_type, amount, balance_before, balance_after FROM roadtrip.credit_transactions"
    " WHERE user_id = $1 ORDER BY number"
)


async def _ledger(rows: Rows, person: UUID) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await rows.worker.fetch(LEDGER, person)]


async def test_a_new_person_has_seven_promotional_credits(rows: Rows) -> None:
    person = await rows.person()
    assert await rows.row(CREDITS, person) == (7, 0, 0)
    assert await _ledger(rows, person) == [(1, "promotional", 7, 0, 7)]
    assert await rows.row(
        "SELECT conversion_rate_cents, auto_conversion_enabled FROM roadtrip.user_credits WHERE user_id = $1", person
    ) == (50, True)


async def test_nobody_has_credits_or_referrals_twice(rows: Rows) -> None:
    person, _ = await rows.referrer()
    await rows.refused("23505", "INSERT INTO roadtrip.user_credits (user_id) VALUES ($1)", person)
    await rows.refused(
        "23505", "INSERT INTO roadtrip.user_referrals (user_id, referral_link) VALUES ($1, 'https://x/')", person
    )


async def test_a_transaction_moves_the_balance_and_the_totals(rows: Rows) -> None:
    person = await rows.person()
    await rows.worker.execute(POST, person, "earned", 3)
    await rows.worker.execute(POST, person, "used", -4)
    await rows.worker.execute(POST, person, "expired", -1)
    assert await rows.row(CREDITS, person) == (5, 3, 4)
    assert await _ledger(rows, person) == [
        (1, "promotional", 7, 0, 7),
        (2, "earned", 3, 7, 10),
        (3, "used", -4, 10, 6),
        (4, "expired", -1, 6, 5),
    ]


async def test_balances_that_are_sent_with_a_transaction_are_ignored(rows: Rows) -> None:
    person = await rows.person()
    await rows.insert(
        "credit_transactions",
        user_id=person,
        transaction_type="earned",
        amount=1,
        source="test",
        description="Test.",
        number=99,
        balance_before=1000,
        balance_after=2000,
    )
    assert (await _ledger(rows, person))[-1] == (2, "earned", 1, 7, 8)


async def test_several_transactions_of_one_statement_form_one_chain(rows: Rows) -> None:
    person = await rows.person()
    await rows.worker.execute(
        "INSERT INTO roadtrip.credit_transactions (user_id, transaction_type, amount, source, description)"
        " SELECT $1, 'earned', part, 'test', 'Test.' FROM generate_series(1, 3) AS part",
        person,
    )
    assert (await _ledger(rows, person))[1:] == [
        (2, "earned", 1, 7, 8),
        (3, "earned", 2, 8, 10),
        (4, "earned", 3, 10, 13),
    ]
    assert await rows.row(CREDITS, person) == (13, 6, 0)


async def test_a_transaction_of_somebody_without_credits_is_refused(rows: Rows) -> None:
    error = await rows.refused("23503", POST, uuid4(), "earned", 1)
    assert error.constraint_name == "fk_credit_transactions_user_id"


async def test_a_balance_below_zero_is_refused_and_nothing_changes(rows: Rows) -> None:
    person = await rows.person()
    await rows.refused("QN402", POST, person, "used", -8)
    assert await rows.row(CREDITS, person) == (7, 0, 0)
    assert len(await _ledger(rows, person)) == 1


@pytest.mark.parametrize(
    ("kind", "amount"), [("earned", -1), ("promotional", -1), ("used", 1), ("expired", 1), ("used", 0)]
)
async def test_an_amount_that_does_not_fit_its_type_is_refused(rows: Rows, kind: str, amount: int) -> None:
    await rows.refused("23514", POST, await rows.person(), kind, amount)


async def test_of_twelve_spenders_at_once_exactly_seven_succeed(fresh_rows: Rows) -> None:
    person = await fresh_rows.person()

    async def spend() -> str | None:
        async with fresh_rows.acting(person) as app:
            try:
                await app.execute(START, person)
            except asyncpg.PostgresError as error:
                return error.sqlstate
            return "started"

    outcomes = await asyncio.gather(*(spend() for _ in range(12)))
    assert Counter(outcomes) == {"started": 7, "QN402": 5}
    assert await fresh_rows.row(CREDITS, person) == (0, 0, 7)
    assert await faults_of(fresh_rows.worker) == {}


async def test_a_balance_cannot_be_set_by_itself(rows: Rows) -> None:
    person = await rows.person()
    for column in ("balance", "total_earned", "total_used"):
        sql = f"UPDATE roadtrip.user_credits SET {column} = 1000 WHERE user_id = $1"
        await rows.refused("42501", sql, person)
        async with rows.owner() as owner:
            await refused(owner, "42501", sql, person)
    assert await rows.row(CREDITS, person) == (7, 0, 0)


async def test_the_ledger_is_only_added_to(rows: Rows) -> None:
    person = await rows.person()
    statements = (
        "UPDATE roadtrip.credit_transactions SET description = 'x' WHERE user_id = $1",
        "DELETE FROM roadtrip.credit_transactions WHERE user_id = $1",
        "DELETE FROM roadtrip.user_credits WHERE user_id = $1",
    )
    async with rows.owner() as owner:
        for statement in statements:
            await refused(owner, "42501", statement, person)
        await refused(owner, "42501", "TRUNCATE roadtrip.credit_transactions")
    for statement in statements[:2]:
        await rows.refused("42501", statement, person)
    assert await _ledger(rows, person) == [(1, "promotional", 7, 0, 7)]


async def test_the_ledger_goes_with_its_person(rows: Rows) -> None:
    person = await rows.person()
    await rows.worker.execute("DELETE FROM roadtrip.users WHERE id = $1", person)
    assert await _ledger(rows, person) == []


async def test_a_person_may_only_switch_the_conversion_of_revenue(rows: Rows) -> None:
    person = await rows.person()
    async with rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.user_credits SET auto_conversion_enabled = false")
        await refused(app, "42501", "UPDATE roadtrip.user_credits SET conversion_rate_cents = 1")
        await refused(app, "42501", POST, person, "promotional", 100)


async def test_revenue_becomes_whole_credits_and_the_rest_counts_the_next_time(rows: Rows) -> None:
    person = await rows.person()
    video, platform = await rows.video(person), await rows.platform()
    revenue = (
        "INSERT INTO roadtrip.video_revenues (video_id, platform_id, date, net_revenue_cents)"
        " VALUES ($1, $2, $3::text::date, $4)"
    )
    convert = "SELECT roadtrip.convert_revenue($1)"
    await rows.worker.execute(revenue, video, platform, "2026-01-01", 350)
    assert [await rows.value(convert, person), await rows.value(convert, person)] == [3, 0]
    await rows.worker.execute(revenue, video, platform, "2026-01-02", 50)
    assert await rows.value(convert, person) == 1
    assert await rows.row(CREDITS, person) == (11, 4, 0)
    await rows.worker.execute(
        "UPDATE roadtrip.user_credits SET auto_conversion_enabled = false WHERE user_id = $1", person
    )
    await rows.worker.execute(revenue, video, platform, "2026-01-03", 1000)
    assert await rows.value(convert, person) == 0


async def test_staff_gives_credits_once_and_the_ledger_tells_why(rows: Rows) -> None:
    person, grant = await rows.person(), uuid4()
    sql = "SELECT roadtrip.grant_credits($1, $2, $3, 'Sorry.')"
    async with rows.acting(person) as app:
        await refused(app, "42501", sql, grant, person, 5)
    async with connected(rows.place.url("admin")) as staff:
        await staff.execute("SET default_transaction_read_only = off")
        await staff.execute(sql, grant, person, 5)
        await refused(staff, "23505", sql, grant, person, 5)
        await refused(staff, "23514", sql, uuid4(), person, -5)
        await refused(staff, "23503", sql, uuid4(), uuid4(), 5)
    assert (await _ledger(rows, person))[1:] == [(2, "promotional", 5, 7, 12)]
    assert await rows.row(CREDITS, person) == (12, 0, 0)
    assert await rows.row("SELECT source, description FROM roadtrip.credit_transactions WHERE id = $1", grant) == (
        "staff_grant",
        "Sorry.",
    )
