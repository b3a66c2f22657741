"""The archive of usage logs, and what stays of a person who is erased."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from tests.models.learning.learners import HASH, PAYMOB, READ_SUBSCRIPTION, Learners, signed_in
from tests.models.opened import Connection


async def test_archiving_moves_old_uses_once_and_loses_none(worker: Connection, learners: Learners) -> None:
    learner = await learners.learner()
    old = [await learners.use(learner, days_ago=age, cost="1.5") for age in (366, 400)]
    young = await learners.use(learner, days_ago=364, cost="0.25")
    sums = (
        "SELECT sum(cost_usd), sum(tokens_used), sum(speech_seconds) FROM (SELECT user_id, cost_usd, tokens_used,"
        " speech_seconds FROM learning.usage_logs UNION ALL SELECT user_id, cost_usd, tokens_used, speech_seconds"
        " FROM learning.usage_logs_archive) AS every WHERE user_id = $1"
    )
    before = await worker.fetchrow(sums, learner)
    assert await worker.fetchval("SELECT learning.archive_usage_logs()") >= 2
    assert await worker.fetchval("SELECT learning.archive_usage_logs()") == 0
    assert await worker.fetchrow(sums, learner) == before == (Decimal("3.25"), 30, 9)
    moved = await worker.fetch("SELECT id, metadata FROM learning.usage_logs_archive WHERE user_id = $1", learner)
    left = await worker.fetch("SELECT id FROM learning.usage_logs WHERE user_id = $1", learner)
    assert {row["id"] for row in moved} == set(old)
    assert {row["metadata"] for row in moved} == {'{"page": 1}'}
    assert [row["id"] for row in left] == [young]


async def test_a_learner_with_rows_cannot_just_be_deleted(worker: Connection, learners: Learners) -> None:
    learner = await learners.learner()
    await learners.use(learner)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await worker.execute("DELETE FROM learning.users WHERE id = $1", learner)


async def test_erasing_leaves_no_trace_of_the_person(fresh_app: Connection, fresh_worker: Connection) -> None:
    learners = Learners(fresh_worker)
    learner, paymob = await learners.learner(), f"sub {uuid4()}"
    email = await fresh_worker.fetchval("SELECT email FROM learning.users WHERE id = $1", learner)
    consent = await learners.consent(learner)
    await fresh_worker.execute("SELECT learning.record_interaction($1, 'algebra', 'groups')", learner)
    await fresh_worker.execute(
        PAYMOB, paymob, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), paymob, learner, Decimal(10), "active", None
    )
    await learners.use(learner, days_ago=900, cost="2")
    await fresh_worker.execute("SELECT learning.archive_usage_logs('899 days')")
    use = await learners.use(learner, cost="3")
    counts = (
        "SELECT (SELECT count(*) FROM learning.usage_logs), (SELECT count(*) FROM learning.usage_logs_archive),"
        " (SELECT count(*) FROM learning.subscriptions), (SELECT sum(amount_egp) FROM learning.subscriptions)"
    )
    before = await fresh_worker.fetchrow(counts)
    async with signed_in(fresh_app, learner):
        assert await fresh_app.fetchval("SELECT learning.erase_me()")
    for table in (
        "users",
        "guardian_consents",
        "learning_profiles",
        "usage_logs",
        "usage_logs_archive",
        "subscriptions",
        "payment_events",
    ):
        trace = f"SELECT count(*) FROM learning.{table} AS t WHERE position($1 IN t::text) > 0"
        for value in (str(learner), email, paymob):
            assert await fresh_worker.fetchval(trace, value) == 0, table
    assert await fresh_worker.fetchrow(counts) == before
    assert await fresh_worker.fetchrow(
        "SELECT user_id, cost_usd, metadata FROM learning.usage_logs WHERE id = $1", use
    ) == (
        None,
        Decimal(3),
        None,
    )
    kept = await fresh_worker.fetchrow(
        "SELECT user_id, guardian_email, consent_type, consent_given, legal_text_hash, ip_address,"
        " consent_timestamp IS NOT NULL AS timed FROM learning.guardian_consents WHERE id = $1",
        consent,
    )
    assert kept == (None, "erased", "learning", True, HASH, None, True)
    assert not await fresh_worker.fetchval("SELECT learning.erase_account($1)", learner)


async def test_a_notification_about_an_erased_account_changes_nothing(worker: Connection) -> None:
    paymob = f"sub {uuid4()}"
    arguments = (paymob, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), paymob, uuid4(), Decimal(10), "active", None)
    assert not await worker.fetchval(PAYMOB, *arguments)
    assert await worker.fetchrow(READ_SUBSCRIPTION, paymob) is None
    assert await worker.fetchval("SELECT count(*) FROM learning.payment_events WHERE event_id = $1", paymob) == 0
