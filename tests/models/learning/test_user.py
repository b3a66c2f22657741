"""Accounts, and guardians' consents."""

from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from tests.models.learning.learners import HASH, OTHER_HASH, Learners, signed_in
from tests.models.opened import Connection


async def test_a_duplicate_email_is_refused(worker: Connection) -> None:
    email = f"{uuid4()}@example.com"
    await worker.execute("INSERT INTO learning.users (email) VALUES ($1)", email)
    with pytest.raises(asyncpg.UniqueViolationError):
        await worker.execute("INSERT INTO learning.users (email) VALUES ($1)", email)


@pytest.mark.parametrize("zone", ["UTC", "Africa/Cairo"])
async def test_default_times_are_utc_in_every_session_time_zone(worker: Connection, zone: str) -> None:
    async with worker.transaction():
        await worker.execute(f"SET LOCAL timezone = '{zone}'")
        written = await worker.fetchrow(
            "INSERT INTO learning.users (email) VALUES ($1) RETURNING created_at, now() AT TIME ZONE 'UTC' AS moment",
            f"{uuid4()}@example.com",
        )
    assert written is not None
    assert written["created_at"] == written["moment"]


async def test_metadata_and_timestamp_are_columns_of_their_names(worker: Connection, learners: Learners) -> None:
    made = await learners.use(await learners.learner())
    row = await worker.fetchrow("SELECT timestamp, metadata, cost_usd FROM learning.usage_logs WHERE id = $1", made)
    assert row is not None
    assert (row["metadata"], row["cost_usd"]) == ('{"page": 1}', Decimal("0.000001"))
    assert row["timestamp"].tzinfo is None


async def test_no_column_holds_a_password_or_a_token(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'learning'::regnamespace AND attname ~ 'password|secret|token' AND c.relkind = 'r'"
    )
    assert {row["attname"] for row in found} == {"tokens_used"}


async def test_a_person_is_registered_once_under_the_identity_providers_id(worker: Connection) -> None:
    identity, email = uuid4(), f"{uuid4()}@example.com"
    register = "SELECT learning.register($1, $2)"
    assert await worker.fetchval(register, identity, email) == identity
    assert await worker.fetchval(register, identity, email) == identity
    assert await worker.fetchval("SELECT count(*) FROM learning.users WHERE email = $1", email) == 1
    assert await worker.fetchval("SELECT last_login >= created_at FROM learning.users WHERE id = $1", identity)
    with pytest.raises(asyncpg.UniqueViolationError):
        await worker.execute(register, uuid4(), email)


@pytest.mark.parametrize("status", ["suspended", "deleted", "Active"])
async def test_only_an_active_account_signs_in(app: Connection, learners: Learners, status: str) -> None:
    learner = await learners.learner(status)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await app.execute("SELECT learning.sign_in($1)", learner)
    assert refused.value.sqlstate == "QN401"


async def test_the_newest_consent_of_a_kind_is_what_holds(worker: Connection, learners: Learners) -> None:
    learner = await learners.learner()
    held = "SELECT learning.has_consent($1, 'speech')"
    answers = [await worker.fetchval(held, learner)]
    async with worker.transaction():
        for given in (True, False, True):
            await learners.consent(learner, "speech", given=given)
            answers.append(await worker.fetchval(held, learner))
    await learners.consent(learner, "learning", given=False)
    assert [*answers, await worker.fetchval(held, learner)] == [False, True, False, True, True]
    times = await worker.fetch(
        "SELECT consent_timestamp FROM learning.guardian_consents WHERE user_id = $1 AND consent_type = 'speech'",
        learner,
    )
    assert len({row["consent_timestamp"] for row in times}) == 3


async def test_a_changed_legal_text_needs_a_new_consent(worker: Connection, learners: Learners) -> None:
    learner = await learners.learner()
    await learners.consent(learner, text=HASH)
    held = "SELECT learning.has_consent($1, 'learning', $2)"
    assert await worker.fetchval(held, learner, HASH)
    assert not await worker.fetchval(held, learner, OTHER_HASH)


@pytest.mark.parametrize("text", ["a" * 63, "A" * 64, "g" * 64, ""])
async def test_a_consent_names_the_sha256_of_its_legal_text(learners: Learners, text: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await learners.consent(await learners.learner(), text=text)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE learning.guardian_consents SET consent_given = true WHERE id = '{id}'",
        "UPDATE learning.guardian_consents SET user_id = NULL, consent_given = true,"
        " guardian_email = 'erased', ip_address = NULL WHERE id = '{id}'",
        "UPDATE learning.guardian_consents SET guardian_email = 'other@example.com' WHERE id = '{id}'",
        "DELETE FROM learning.guardian_consents WHERE id = '{id}'",
        "TRUNCATE learning.guardian_consents",
    ],
)
async def test_the_history_of_consents_never_changes(
    owner: Connection, worker: Connection, app: Connection, learners: Learners, change: str
) -> None:
    learner = await learners.learner()
    consent = await learners.consent(learner, given=False)
    for connection in (owner, worker):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(change.format(id=consent))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with signed_in(app, learner):
            await app.execute(change.format(id=consent))
    kept = await worker.fetchrow(
        "SELECT consent_given, guardian_email FROM learning.guardian_consents WHERE id = $1", consent
    )
    assert kept == (False, "guardian@example.com")


async def test_a_learner_records_consents_about_themselves_only(app: Connection, learners: Learners) -> None:
    learner, other = await learners.learner(), await learners.learner()
    record = "SELECT learning.record_consent($1, 'speech', true, 'guardian@example.com', $2, '192.0.2.7')"
    async with signed_in(app, learner):
        await app.execute(record, learner, HASH)
        row = await app.fetchrow("SELECT user_id, ip_address::text AS address FROM learning.guardian_consents")
    assert row == (learner, "192.0.2.7/32")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with signed_in(app, learner):
            await app.execute(record, other, HASH)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(record, other, HASH)


async def test_progress_is_recorded_with_a_consent_only(
    app: Connection, worker: Connection, learners: Learners
) -> None:
    learner = await learners.learner()
    interact = "SELECT learning.record_interaction($1, 'algebra', 'groups')"
    for given in (None, False):
        if given is not None:
            await learners.consent(learner, given=given)
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with signed_in(app, learner):
                await app.execute(interact, learner)
        assert refused.value.sqlstate == "QN403"
    assert await worker.fetchval("SELECT count(*) FROM learning.learning_profiles WHERE user_id = $1", learner) == 0
    await learners.consent(learner)
    async with signed_in(app, learner):
        await app.execute(interact, learner)
    assert await worker.fetchval("SELECT count(*) FROM learning.learning_profiles WHERE user_id = $1", learner) == 1
