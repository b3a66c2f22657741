"""What staff ask of the whole product: accounts by tier, generations by day, platforms, times."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.models.opened import Connection, acting_as, alone
from tests.models.repurpose.writers import Writers

VIEWS = ("subscriptions_by_tier", "generations_by_day", "popular_platforms", "generation_times")
fresh_staff = alone(acting_as("admin"))


async def rows(connection: Connection, view: str) -> set[tuple[object, ...]]:
    """All rows of a view."""
    return {tuple(row) for row in await connection.fetch(f"SELECT * FROM repurpose.{view}")}


async def asked(worker: Connection, generation: UUID, **changes: object) -> None:
    """Give a generation other values."""
    for column, value in changes.items():
        await worker.execute(f"UPDATE repurpose.generations SET {column} = $2 WHERE id = $1", generation, value)


async def test_active_accounts_are_counted_by_tier_without_deleted_ones(
    fresh_worker: Connection, fresh_staff: Connection
) -> None:
    writers = Writers(fresh_worker)
    free, other, gone, late, over = [await writers.writer() for _ in range(5)]
    pro = await writers.writer("pro")
    await writers.used(free, 3)
    await writers.used(other, 4)
    await writers.used(gone, 5)
    await writers.used(over, 6, reset="-1 day")
    await writers.used(pro, 70)
    await fresh_worker.execute("UPDATE repurpose.users SET deleted_at = now() WHERE id = $1", gone.id)
    await fresh_worker.execute("UPDATE repurpose.users SET subscription_status = 'past_due' WHERE id = $1", late.id)
    assert await rows(fresh_staff, "subscriptions_by_tier") == {("free", 3, 7), ("pro", 1, 70)}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_generations_are_counted_by_day_in_utc_whatever_the_session_s_zone(
    fresh_worker: Connection, fresh_staff: Connection, zone: str
) -> None:
    writers = Writers(fresh_worker)
    one, two = await writers.writer(), await writers.writer()
    day = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=3)
    moments = [(one, day), (one, day + dt.timedelta(hours=23, minutes=59)), (two, day + dt.timedelta(hours=5))]
    for writer, moment in [*moments, (two, day - dt.timedelta(seconds=1))]:
        await asked(fresh_worker, await writers.generation(writer), created_at=moment)
    await writers.generation(one, days_ago=31)
    await fresh_staff.execute(f"SET TIME ZONE '{zone}'")
    before = day.date() - dt.timedelta(days=1)
    assert await rows(fresh_staff, "generations_by_day") == {(day.date(), 3, 2), (before, 1, 1)}


async def test_a_generation_for_several_platforms_counts_for_each(
    fresh_worker: Connection, fresh_staff: Connection
) -> None:
    writers = Writers(fresh_worker)
    writer = await writers.writer()
    await asked(fresh_worker, await writers.generation(writer), selected_platforms=["email", "tiktok"])
    await asked(fresh_worker, await writers.generation(writer), selected_platforms=["email"])
    await asked(fresh_worker, await writers.generation(writer, days_ago=8), selected_platforms=["email"])
    assert await rows(fresh_staff, "popular_platforms") == {("email", 2), ("tiktok", 1)}


async def test_times_are_those_of_completed_generations_and_null_where_there_is_none(
    fresh_worker: Connection, fresh_staff: Connection
) -> None:
    assert await rows(fresh_staff, "generation_times") == {(7, None, None, None)}
    writers = Writers(fresh_worker)
    writer = await writers.writer()
    for time in (100, 200, 300, 1000):
        await asked(fresh_worker, await writers.generation(writer, "completed"), generation_time_ms=time)
    await asked(fresh_worker, await writers.generation(writer, "failed"), generation_time_ms=9000)
    await asked(fresh_worker, await writers.generation(writer, "completed", days_ago=8), generation_time_ms=9000)
    ((days, average, median, last),) = await rows(fresh_staff, "generation_times")
    # The 95th percentile lies 0.85 of the way from the third value of four to the last: 3 times 0.95 is 2.85.
    assert (days, average, median, round(Decimal(str(last)), 6)) == (7, 400.0, 250.0, Decimal(895))


@pytest.mark.parametrize("view", VIEWS)
async def test_people_are_told_nothing_of_all_the_others(place: Addresses, view: str) -> None:
    question = "SELECT has_any_column_privilege($1, 'SELECT')"
    told = {}
    for role in ("app", "admin", "worker"):
        async with connected(place.url(role)) as connection:
            told[role] = await connection.fetchval(question, f"repurpose.{view}")
    assert told == {"app": False, "admin": True, "worker": True}
