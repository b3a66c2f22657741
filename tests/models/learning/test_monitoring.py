"""What each person consumed in each month."""

import datetime as dt
from decimal import Decimal

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.models.learning.learners import Learners, signed_in
from tests.models.opened import Connection

READ = "SELECT month, uses, tokens_used, speech_seconds, cost_usd FROM learning.monthly_usage WHERE user_id = $1"


async def at(worker: Connection, table: str, key: object, moment: str | None) -> None:
    """Move a use to another time."""
    await worker.execute(
        f"UPDATE learning.{table} SET timestamp = $2 WHERE id = $1",
        key,
        None if moment is None else dt.datetime.fromisoformat(moment),
    )


async def test_uses_are_summed_by_person_and_month_wherever_they_are_kept(
    app: Connection, worker: Connection, learners: Learners
) -> None:
    learner, other = await learners.learner(), await learners.learner()
    for moment in ("2026-03-01T00:00:00", "2026-03-31T23:59:59", "2026-04-01T00:00:00", None):
        await at(worker, "usage_logs", await learners.use(learner, cost="0.25"), moment)
    archived = await learners.use(learner, days_ago=5000, cost="1.5")
    await worker.execute("SELECT learning.archive_usage_logs('4999 days')")
    await at(worker, "usage_logs_archive", archived, "2026-03-15T12:00:00")
    empty = await learners.use(other)
    await at(worker, "usage_logs", empty, "2026-03-15T12:00:00")
    await worker.execute(
        "UPDATE learning.usage_logs SET tokens_used = NULL, speech_seconds = NULL, cost_usd = NULL WHERE id = $1",
        empty,
    )
    async with signed_in(app, learner):
        found = {tuple(row) for row in await app.fetch(READ, learner)}
    async with signed_in(app, other):
        of_the_other = [tuple(row) for row in await app.fetch(READ, other)]
    assert found == {
        (dt.date(2026, 3, 1), 3, 30, 9, Decimal(2)),
        (dt.date(2026, 4, 1), 1, 10, 3, Decimal("0.25")),
    }
    assert of_the_other == [(dt.date(2026, 3, 1), 1, 0, 0, Decimal(0))]


async def test_sums_are_seen_by_their_person_and_by_staff(
    place: Addresses, app: Connection, learners: Learners
) -> None:
    learner, stranger = await learners.learner(), await learners.learner()
    await learners.use(learner)
    async with signed_in(app, stranger):
        assert await app.fetch(READ, learner) == []
    assert await app.fetch(READ, learner) == []
    async with connected(place.url("admin")) as staff:
        assert [row["uses"] for row in await staff.fetch(READ, learner)] == [1]
