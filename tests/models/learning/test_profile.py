"""Mastery profiles: interactions, streaks, scores."""

import asyncio
import datetime as dt
from uuid import uuid4

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.models.learning.learners import Learners, signed_in
from tests.models.opened import Connection

NOON = dt.datetime(2026, 3, 10, 12)


async def test_a_duplicate_profile_is_refused_even_without_a_learner(worker: Connection, learners: Learners) -> None:
    learner = await learners.learner()
    insert = "INSERT INTO learning.learning_profiles (user_id, subject, concept) VALUES ($1, 'algebra', $2)"
    await worker.execute(insert, learner, "groups")
    with pytest.raises(asyncpg.UniqueViolationError):
        await worker.execute(insert, learner, "groups")
    nobody = f"of nobody {uuid4()}"
    await worker.execute(insert, None, nobody)
    with pytest.raises(asyncpg.UniqueViolationError):
        await worker.execute(insert, None, nobody)


async def test_an_interaction_counts_and_continues_the_streak(worker: Connection, learners: Learners) -> None:
    learner = await learners.learner()
    await learners.consent(learner)
    interact = "SELECT learning.record_interaction($1, 'algebra', 'groups', $2)"
    read = "SELECT mastery_score, total_interactions, streak_days FROM learning.learning_profiles WHERE id = $1"
    profile = await worker.fetchval(interact, learner, 0.25)
    assert await worker.fetchrow(read, profile) == (0.25, 1, 1)
    await worker.execute(
        "UPDATE learning.learning_profiles SET last_interaction = last_interaction - interval '1 day',"
        " streak_days = 4 WHERE id = $1",
        profile,
    )
    assert await worker.fetchval(interact, learner, 0.5) == profile
    assert await worker.fetchrow(read, profile) == (0.5, 2, 5)
    assert await worker.fetchval(interact, learner, None) == profile
    assert await worker.fetchrow(read, profile) == (0.5, 3, 5)


async def test_interactions_at_the_same_time_are_all_counted(place: Addresses, learners: Learners) -> None:
    learner = await learners.learner()
    await learners.consent(learner)

    async def interact(times: int) -> None:
        async with connected(place.url("worker")) as connection:
            for _ in range(times):
                await connection.execute("SELECT learning.record_interaction($1, 'algebra', 'rings')", learner)

    await asyncio.gather(*(interact(10) for _ in range(4)))
    async with connected(place.url("worker")) as connection:
        total = await connection.fetchval(
            "SELECT total_interactions FROM learning.learning_profiles WHERE user_id = $1", learner
        )
    assert total == 40


@pytest.mark.parametrize(
    ("streak", "last_one", "moment", "expected"),
    [
        (3, NOON, NOON + dt.timedelta(hours=1), 3),
        (3, NOON, NOON + dt.timedelta(days=1), 4),
        (3, NOON, NOON + dt.timedelta(days=2), 1),
        (3, NOON, NOON - dt.timedelta(days=2), 3),
        (0, NOON, NOON, 1),
        (3, None, NOON, 1),
        # Midnight in Cairo is at 22:00 UTC in winter: half past nine and half past ten are two days there.
        (3, dt.datetime(2026, 1, 10, 21, 30), dt.datetime(2026, 1, 10, 22, 30), 4),
        (3, dt.datetime(2026, 1, 10, 22, 30), dt.datetime(2026, 1, 11, 0, 30), 3),
    ],
)
async def test_a_streak_counts_days_in_egypt(
    owner: Connection, streak: int, last_one: dt.datetime | None, moment: dt.datetime, expected: int
) -> None:
    assert await owner.fetchval("SELECT learning.streak_after($1, $2, $3)", streak, last_one, moment) == expected


async def test_the_day_of_a_streak_follows_the_time_zone_that_is_set(owner: Connection) -> None:
    late = dt.datetime(2026, 1, 10, 22, 30)
    assert await owner.fetchval("SELECT learning.local_day($1)", late) == dt.date(2026, 1, 11)
    async with owner.transaction():
        await owner.execute("SET LOCAL quintet.learning_time_zone = 'UTC'")
        assert await owner.fetchval("SELECT learning.local_day($1)", late) == dt.date(2026, 1, 10)


async def test_a_learner_cannot_send_a_mastery_score_nor_write_a_profile(app: Connection, learners: Learners) -> None:
    learner = await learners.learner()
    await learners.consent(learner)
    for statement in (
        "SELECT learning.record_interaction($1, 'algebra', 'groups', 1.0)",
        "INSERT INTO learning.learning_profiles (user_id, subject, concept, mastery_score) VALUES ($1, 'a', 'b', 1)",
        "UPDATE learning.learning_profiles SET mastery_score = 1 WHERE user_id = $1",
        "DELETE FROM learning.learning_profiles WHERE user_id = $1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with signed_in(app, learner):
                await app.execute(statement, learner)


@pytest.mark.parametrize("score", ["-7.5", "1.001", "NaN", "Infinity"])
async def test_a_mastery_score_lies_between_0_and_1(worker: Connection, learners: Learners, score: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await worker.execute(
            "INSERT INTO learning.learning_profiles (user_id, subject, concept, mastery_score)"
            " VALUES ($1, 'algebra', 'groups', $2)",
            await learners.learner(),
            float(score),
        )


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("usage_logs", "tokens_used", "-1"),
        ("usage_logs", "speech_seconds", "-1"),
        ("usage_logs", "cost_usd", "-0.000001"),
        ("usage_logs", "cost_usd", "'NaN'"),
        ("usage_logs", "metadata", "'[]'"),
        ("subscriptions", "amount_egp", "-0.01"),
        ("subscriptions", "amount_egp", "'NaN'"),
        ("users", "profile", "'\"text\"'"),
        ("learning_profiles", "total_interactions", "-1"),
        ("learning_profiles", "streak_days", "-1"),
    ],
)
async def test_values_outside_their_range_are_refused(
    worker: Connection, learners: Learners, table: str, column: str, value: str
) -> None:
    learner = await learners.learner()
    await learners.use(learner)
    await learners.subscription(learner, None)
    await worker.execute(
        "INSERT INTO learning.learning_profiles (user_id, subject, concept) VALUES ($1, 'a', 'b')", learner
    )
    key = "id" if table == "users" else "user_id"
    with pytest.raises(asyncpg.CheckViolationError):
        await worker.execute(f"UPDATE learning.{table} SET {column} = {value} WHERE {key} = $1", learner)
