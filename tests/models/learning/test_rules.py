"""Whose rows: what learners see and change, and what only jobs do."""

import asyncpg
import pytest

from tests.models.learning.learners import OWNED, Learners, fill, signed_in
from tests.models.opened import Connection


@pytest.mark.parametrize("table", OWNED)
async def test_a_learner_sees_their_own_rows_and_nobody_sees_others(
    app: Connection, worker: Connection, learners: Learners, table: str
) -> None:
    mine, yours = await fill(worker, learners), await fill(worker, learners)
    for learner in (mine, yours, mine):
        async with signed_in(app, learner):  # type: ignore[arg-type]
            seen = await app.fetch(f"SELECT user_id FROM learning.{table}")
        assert [row["user_id"] for row in seen] == [learner]
    assert await app.fetch(f"SELECT user_id FROM learning.{table}") == []


@pytest.mark.parametrize("table", [*OWNED, "users", "payment_events"])
async def test_a_learner_adds_and_deletes_no_rows_directly(app: Connection, learners: Learners, table: str) -> None:
    learner = await learners.learner()
    for statement in (f"DELETE FROM learning.{table}", f"INSERT INTO learning.{table} DEFAULT VALUES"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with signed_in(app, learner):
                await app.execute(statement)


async def test_a_learner_changes_their_phone_and_profile_and_nothing_else(
    app: Connection, worker: Connection, learners: Learners
) -> None:
    mine, yours = await learners.learner(), await learners.learner()
    async with signed_in(app, mine):
        changed = await app.execute("UPDATE learning.users SET phone = '+20 2 1234', profile = '{\"grade\": 7}'")
    assert changed == "UPDATE 1"
    phones = await worker.fetch("SELECT phone FROM learning.users WHERE id = ANY ($1) ORDER BY phone", [mine, yours])
    assert [row["phone"] for row in phones] == ["+20 2 1234", None]
    for column, value in (("email", "'a@example.com'"), ("status", "'active'"), ("id", "gen_random_uuid()")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with signed_in(app, mine):
                await app.execute(f"UPDATE learning.users SET {column} = {value}")


@pytest.mark.parametrize(
    "call",
    [
        "learning.erase_account(gen_random_uuid())",
        "learning.archive_usage_logs()",
        "learning.register(gen_random_uuid(), 'a@example.com')",
        "learning.apply_paymob_event('e', now(), 's', gen_random_uuid(), 'p', 'c', 1, 'active', now())",
        "learning.acts_for(gen_random_uuid())",
    ],
)
async def test_the_functions_of_jobs_are_closed_to_learners(app: Connection, learners: Learners, call: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with signed_in(app, await learners.learner()):
            await app.execute(f"SELECT {call}")


async def test_a_guardian_with_an_account_of_the_same_address_sees_nothing_of_the_child(
    app: Connection, worker: Connection, learners: Learners
) -> None:
    child, guardian = await fill(worker, learners), await learners.learner()
    await worker.execute("UPDATE learning.users SET email = 'guardian@example.com' WHERE id = $1", guardian)
    try:
        for table in OWNED:
            async with signed_in(app, guardian):
                assert await app.fetch(f"SELECT FROM learning.{table} WHERE user_id = $1", child) == []
    finally:
        await worker.execute("DELETE FROM learning.users WHERE id = $1", guardian)
