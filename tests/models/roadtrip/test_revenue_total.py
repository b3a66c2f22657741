"""What all videos together earned: right at once after every change, and however many import at the same time."""

import asyncio
import datetime as dt
from uuid import UUID

from gateway.preparation import connected
from tests.faults import faults_of
from tests.models.roadtrip.rows import Rows, refused

EARN = (
    "INSERT INTO roadtrip.video_revenues (video_id, platform_id, date, net_revenue_cents, views, revenue_cents)"
    " VALUES ($1, $2, $3, $4, 10, $4 + 20)"
)
IMPORT = "SELECT roadtrip.import_revenue($1, $2, $3, 10, 121, 101)"
TOTALS = (
    "SELECT bucket_type, bucket::text, entries, views, revenue_cents, net_revenue_cents, user_share_cents,"
    " platform_share_cents FROM roadtrip.revenue_totals WHERE platform_id = $1 ORDER BY bucket_type, bucket"
)
JANUARY = dt.date(2026, 1, 31)  # a Saturday
FEBRUARY = dt.date(2026, 2, 1)
TWENTY = 20


async def _totals(rows: Rows, platform: int) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await rows.worker.fetch(TOTALS, platform)]


async def _two_earn(rows: Rows) -> tuple[int, list[UUID]]:
    """A platform on which videos of two people earned something."""
    platform = await rows.platform()
    videos = [await rows.video(await rows.person()) for _ in range(2)]
    await rows.worker.execute(EARN, videos[0], platform, JANUARY, 101)
    await rows.worker.execute(EARN, videos[1], platform, JANUARY, 100)
    await rows.worker.execute(EARN, videos[0], platform, FEBRUARY, 1)
    return platform, videos


async def test_totals_are_of_everybody_and_right_at_once_after_every_change(fresh_rows: Rows) -> None:
    platform, (first, _) = await _two_earn(fresh_rows)
    assert await _totals(fresh_rows, platform) == [
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
    assert await _totals(fresh_rows, platform) == [
        ("day", "2026-01-31", 2, 20, 241, 110, 55, 55),
        ("month", "2026-01-01", 2, 20, 241, 110, 55, 55),
        ("week", "2026-01-26", 2, 20, 241, 110, 55, 55),
    ]
    assert await faults_of(fresh_rows.worker) == {}
    await fresh_rows.worker.execute("DELETE FROM roadtrip.video_revenues")
    assert await fresh_rows.value("SELECT count(*) FROM roadtrip.revenue_totals") == 0


async def test_a_revenue_that_moves_to_another_platform_takes_its_totals_along(rows: Rows) -> None:
    platform, (first, _) = await _two_earn(rows)
    other = await rows.platform()
    await rows.worker.execute(
        "UPDATE roadtrip.video_revenues SET platform_id = $2 WHERE video_id = $1 AND date = $3",
        first,
        other,
        FEBRUARY,
    )
    assert await _totals(rows, other) == [
        ("day", "2026-02-01", 1, 10, 21, 1, 0, 1),
        ("month", "2026-02-01", 1, 10, 21, 1, 0, 1),
        ("week", "2026-01-26", 1, 10, 21, 1, 0, 1),
    ]
    assert [row[:3] for row in await _totals(rows, platform)] == [
        ("day", "2026-01-31", 2),
        ("month", "2026-01-01", 2),
        ("week", "2026-01-26", 2),
    ]


async def test_a_correction_by_import_replaces_and_the_same_again_adds_nothing(rows: Rows) -> None:
    video, platform = await rows.video(await rows.person()), await rows.platform()
    await rows.worker.execute(EARN, video, platform, JANUARY, 7)
    for _ in range(2):
        await rows.worker.execute(IMPORT, video, platform, JANUARY)
        assert await _totals(rows, platform) == [
            ("day", "2026-01-31", 1, 10, 121, 101, 50, 51),
            ("month", "2026-01-01", 1, 10, 121, 101, 50, 51),
            ("week", "2026-01-26", 1, 10, 121, 101, 50, 51),
        ]


async def test_erasing_a_person_does_not_write_what_everybody_earned(fresh_rows: Rows) -> None:
    platform, (first, _) = await _two_earn(fresh_rows)
    owner = await fresh_rows.value("SELECT user_id FROM roadtrip.video_revenues WHERE video_id = $1", first)
    written = "SELECT xmin, ctid, * FROM roadtrip.revenue_totals ORDER BY id"
    before = await fresh_rows.worker.fetch(written)
    assert await fresh_rows.value("SELECT roadtrip.erase_account($1)", owner) is True
    assert await fresh_rows.worker.fetch(written) == before
    assert [row[2] for row in await _totals(fresh_rows, platform)] == [2, 1, 2, 1, 3]
    assert await faults_of(fresh_rows.worker) == {}


async def test_twenty_imports_at_once_are_summed_once_each(fresh_rows: Rows) -> None:
    platforms = [await fresh_rows.platform() for _ in range(2)]
    videos = [await fresh_rows.video(await fresh_rows.person()) for _ in range(TWENTY)]

    async def imports(number: int) -> None:
        async with connected(fresh_rows.place.base) as connection:
            for day in (JANUARY, FEBRUARY)[:: 1 - 2 * (number // 2 % 2)]:
                await connection.execute(IMPORT, videos[number], platforms[number % 2], day)

    await asyncio.gather(*map(imports, range(TWENTY)))
    for platform in platforms:
        assert await _totals(fresh_rows, platform) == [
            ("day", "2026-01-31", 10, 100, 1210, 1010, 500, 510),
            ("day", "2026-02-01", 10, 100, 1210, 1010, 500, 510),
            ("month", "2026-01-01", 10, 100, 1210, 1010, 500, 510),
            ("month", "2026-02-01", 10, 100, 1210, 1010, 500, 510),
            ("week", "2026-01-26", 20, 200, 2420, 2020, 1000, 1020),
        ]
    assert await faults_of(fresh_rows.worker) == {}


async def test_statements_of_many_rows_in_opposite_orders_do_not_block_each_other_for_ever(fresh_rows: Rows) -> None:
    platform = await fresh_rows.platform()
    videos = [await fresh_rows.video(await fresh_rows.person()) for _ in range(TWENTY)]
    many = (
        "INSERT INTO roadtrip.video_revenues (video_id, platform_id, date, net_revenue_cents)"
        " SELECT $1, $2, day::date, 2 FROM generate_series($3::date, $3::date + 29, interval '1 day') AS day"
    )

    async def write(number: int) -> None:
        order = ("ASC", "DESC")[number % 2]
        async with connected(fresh_rows.place.base) as connection:
            await connection.execute(f"{many} ORDER BY day {order}", videos[number], platform, JANUARY)

    await asyncio.gather(*map(write, range(TWENTY)))
    sums = "SELECT sum(entries), sum(net_revenue_cents) FROM roadtrip.revenue_totals GROUP BY bucket_type"
    assert [tuple(row) for row in await fresh_rows.worker.fetch(sums)] == [(600, 1200)] * 3
    assert await faults_of(fresh_rows.worker) == {}


async def test_totals_that_have_drifted_are_found(fresh_rows: Rows) -> None:
    await _two_earn(fresh_rows)
    await fresh_rows.worker.execute("UPDATE roadtrip.revenue_totals SET views = views + 1 WHERE bucket_type = 'week'")
    assert await faults_of(fresh_rows.worker) == {"roadtrip.totals": 1}
    await fresh_rows.worker.execute("DELETE FROM roadtrip.revenue_totals")
    assert await faults_of(fresh_rows.worker) == {"roadtrip.totals": 5}


async def test_people_neither_read_totals_nor_write_them(rows: Rows) -> None:
    await _two_earn(rows)
    count = "SELECT count(*) FROM roadtrip.revenue_totals"
    before = await rows.worker.fetch("SELECT * FROM roadtrip.revenue_totals ORDER BY id")
    person = await rows.value("SELECT user_id FROM roadtrip.video_revenues WHERE user_id IS NOT NULL LIMIT 1")
    for reader in (person, None):
        async with rows.acting(reader) as app:
            await refused(app, "42501", count)
            await refused(app, "42501", "UPDATE roadtrip.revenue_totals SET views = 0")
    assert await rows.worker.fetch("SELECT * FROM roadtrip.revenue_totals ORDER BY id") == before
