"""Revenue: shared in halves, attributed to the discoverer, counted once, summed as soon as it is written."""

import datetime as dt
from uuid import UUID

import pytest

from tests.faults import faults_of
from tests.models.roadtrip.rows import Rows, refused

EARN = (
    "INSERT INTO roadtrip.video_revenues (video_id, platform_id, date, net_revenue_cents, views, revenue_cents)"
    " VALUES ($1, $2, $3, $4, 10, $4 + 20)"
)
SUMS = (
    "SELECT bucket_type, bucket::text, entries, views, revenue_cents, net_revenue_cents, user_share_cents,"
    " platform_share_cents FROM roadtrip.revenue_by_bucket WHERE platform_id = $1 AND user_id IS NOT DISTINCT FROM $2"
    " ORDER BY bucket_type, bucket"
)
JANUARY = dt.date(2026, 1, 31)  # a Saturday
FEBRUARY = dt.date(2026, 2, 1)


async def _sums(rows: Rows, platform: int, person: UUID | None) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await rows.worker.fetch(SUMS, platform, person)]


@pytest.mark.parametrize(("net", "shares"), [(101, (50, 51)), (-3, (-1, -2)), (0, (0, 0)), (100, (50, 50))])
async def test_the_two_halves_add_up_to_the_net_revenue(rows: Rows, net: int, shares: tuple[int, int]) -> None:
    video, platform = await rows.video(await rows.person()), await rows.platform()
    await rows.worker.execute(EARN, video, platform, JANUARY, net)
    found = await rows.row(
        "SELECT user_share_cents, platform_share_cents FROM roadtrip.video_revenues WHERE video_id = $1", video
    )
    assert found == shares


async def test_the_halves_cannot_be_written(rows: Rows) -> None:
    await rows.refused("428C9", "UPDATE roadtrip.video_revenues SET user_share_cents = 1")


async def test_revenue_belongs_to_the_discoverer_whatever_is_sent(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    video, platform = await rows.video(person), await rows.platform()
    found = await rows.insert(
        "video_revenues",
        "user_id",
        video_id=video,
        platform_id=platform,
        date=JANUARY,
        user_id=stranger,
        discovery_id=await rows.discovery(stranger),
    )
    discovery = await rows.value("SELECT discovery_id FROM roadtrip.videos WHERE id = $1", video)
    kept = await rows.value("SELECT discovery_id FROM roadtrip.video_revenues WHERE video_id = $1", video)
    assert (found, kept) == (person, discovery)


async def test_the_same_day_is_not_counted_twice(rows: Rows) -> None:
    video, platform = await rows.video(await rows.person()), await rows.platform()
    await rows.worker.execute(EARN, video, platform, JANUARY, 100)
    await rows.refused("23505", EARN, video, platform, JANUARY, 100)
    await rows.worker.execute(EARN, video, platform, FEBRUARY, 100)
    await rows.worker.execute(EARN, video, await rows.platform(), JANUARY, 100)


async def test_sums_are_right_at_once_after_every_change(fresh_rows: Rows) -> None:
    person, platform = await fresh_rows.person(), await fresh_rows.platform()
    first, second = await fresh_rows.video(person), await fresh_rows.video(person)
    await fresh_rows.worker.execute(EARN, first, platform, JANUARY, 101)
    await fresh_rows.worker.execute(EARN, second, platform, JANUARY, 100)
    await fresh_rows.worker.execute(EARN, first, platform, FEBRUARY, 1)
    assert await _sums(fresh_rows, platform, person) == [
        ("day", "2026-01-31", 2, 20, 241, 201, 100, 101),
        ("day", "2026-02-01", 1, 10, 21, 1, 0, 1),
        ("month", "2026-01-01", 2, 20, 241, 201, 100, 101),
        ("month", "2026-02-01", 1, 10, 21, 1, 0, 1),
        ("week", "2026-01-26", 3, 30, 262, 202, 100, 102),
    ]
    await fresh_rows.worker.execute(
        "UPDATE roadtrip.video_revenues SET net_revenue_cents = 10 WHERE video_id = $1 AND date = $2", first, JANUARY
    )
    await fresh_rows.worker.execute(
        "DELETE FROM roadtrip.video_revenues WHERE video_id = $1 AND date = $2", first, FEBRUARY
    )
    assert await _sums(fresh_rows, platform, person) == [
        ("day", "2026-01-31", 2, 20, 241, 110, 55, 55),
        ("month", "2026-01-01", 2, 20, 241, 110, 55, 55),
        ("week", "2026-01-26", 2, 20, 241, 110, 55, 55),
    ]
    assert await faults_of(fresh_rows.worker) == {}


async def test_revenue_of_a_person_who_is_erased_stays_with_nobody(rows: Rows) -> None:
    person, platform = await rows.person(), await rows.platform()
    video = await rows.video(person)
    await rows.worker.execute(EARN, video, platform, JANUARY, 101)
    assert await rows.value("SELECT roadtrip.erase_account($1)", person) is True
    assert await _sums(rows, platform, person) == []
    assert await _sums(rows, platform, None) == [
        ("day", "2026-01-31", 1, 10, 121, 101, 50, 51),
        ("month", "2026-01-01", 1, 10, 121, 101, 50, 51),
        ("week", "2026-01-26", 1, 10, 121, 101, 50, 51),
    ]
    assert await rows.row(
        "SELECT video_id, user_id, discovery_id, net_revenue_cents FROM roadtrip.video_revenues"
        " WHERE platform_id = $1",
        platform,
    ) == (None, None, None, 101)


async def test_all_that_names_the_erased_person_leaves_a_revenue_in_one_step(rows: Rows) -> None:
    person, platform = await rows.person(), await rows.platform()
    await rows.worker.execute(EARN, await rows.video(person), platform, JANUARY, 101)
    key = await rows.value("SELECT id FROM roadtrip.video_revenues WHERE platform_id = $1", platform)
    await rows.worker.execute("DELETE FROM roadtrip.users WHERE id = $1", person)
    changed = await rows.worker.fetch(
        "SELECT ARRAY(SELECT jsonb_object_keys(new_values)) AS names FROM roadtrip.audit_log"
        " WHERE table_name = 'video_revenues' AND operation = 'UPDATE' AND new_values ->> 'id' = $1",
        str(key),
    )
    assert [set(entry["names"]) for entry in changed] == [{"id", "video_id", "user_id", "discovery_id"}]


async def test_people_see_their_own_revenue_and_sums_only(rows: Rows) -> None:
    person, stranger, platform = await rows.person(), await rows.person(), await rows.platform()
    await rows.worker.execute(EARN, await rows.video(person), platform, JANUARY, 100)
    for reader, count in ((person, 1), (stranger, 0), (None, 0)):
        async with rows.acting(reader) as app:
            sql = "SELECT count(*) FROM roadtrip.video_revenues_visible WHERE platform_id = $1"
            assert await app.fetchval(sql, platform) == count
            sql = "SELECT count(*) FROM roadtrip.revenue_by_bucket WHERE platform_id = $1"
            assert await app.fetchval(sql, platform) == 3 * count
            await refused(app, "42501", "SELECT id FROM roadtrip.video_revenues")
            chunk = await rows.value("SELECT tableoid::regclass::text FROM roadtrip.video_revenues LIMIT 1")
            await refused(app, "42501", f"SELECT id FROM {chunk}")


async def test_of_the_newest_revenues_no_older_ones_are_read(rows: Rows) -> None:
    person, platform = await rows.person(), await rows.platform()
    video = await rows.video(person)
    for day in range(3):
        await rows.worker.execute(EARN, video, platform, JANUARY - dt.timedelta(days=100 * day), 100 + day)
    spared = {}
    async with rows.acting(person) as app:
        # So few rows are sorted sooner than looked up: a planner that knows of many would not sort them.
        await app.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
        for view in ("newest", "visible"):
            newest = (
                f"SELECT net_revenue_cents FROM roadtrip.video_revenues_{view} ORDER BY date DESC, id DESC LIMIT 1"
            )
            assert [row[0] for row in await app.fetch(newest)] == [100]
            plan = [row[0] for row in await app.fetch(f"EXPLAIN (ANALYZE) {newest}")]
            spared[view] = any("never executed" in line for line in plan)
    assert spared == {"newest": True, "visible": False}


async def test_the_tax_report_is_of_people_in_the_united_states(rows: Rows) -> None:
    american, frenchman = await rows.person(country_code="US"), await rows.person(country_code="FR")
    platform = await rows.platform()
    for person in (american, frenchman):
        video = await rows.video(person)
        await rows.worker.execute(EARN, video, platform, JANUARY, 100)
        await rows.worker.execute(EARN, video, platform, FEBRUARY, 101)
        await rows.worker.execute(EARN, video, platform, dt.date(2025, 12, 31), 1000)
    found = {
        row["user_id"]: row["user_share_cents"]
        for row in await rows.worker.fetch("SELECT * FROM roadtrip.tax_report(2026)")
    }
    assert (found[american], frenchman in found) == (100, False)


async def test_the_dashboard_shows_a_person_their_own_numbers_as_of_the_last_refresh(rows: Rows) -> None:
    person, stranger, platform = await rows.person(), await rows.person(), await rows.platform()
    await rows.session(person)
    video = await rows.video(person)
    await rows.worker.execute(EARN, video, platform, JANUARY, 100)
    await rows.worker.execute("SELECT roadtrip.refresh_user_dashboards()")
    await rows.worker.execute(EARN, video, platform, FEBRUARY, 100)
    sql = (
        "SELECT user_id, roadtrips, discoveries, new_discoveries, videos, views, user_share_cents, credit_balance,"
        " friends_joined FROM roadtrip.user_dashboards_visible"
    )
    async with rows.acting(person) as app:
        assert [tuple(row) for row in await app.fetch(sql)] == [(person, 1, 1, 1, 1, 10, 50, 6, 0)]
        await refused(app, "42501", "SELECT user_id FROM roadtrip.user_dashboards")
    async with rows.acting(stranger) as app:
        assert [tuple(row) for row in await app.fetch(sql)] == [(stranger, 0, 0, 0, 0, 0, 0, 7, 0)]
    async with rows.acting(None) as app:
        assert await app.fetch(sql) == []
        await refused(app, "42501", "SELECT roadtrip.refresh_user_dashboards()")
