"""Counts of shared discoveries by city and category: right at once, whoever changes what, however often folded."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.databases import clone, drop
from tests.faults import faults_of
from tests.models.opened import Connection
from tests.models.roadtrip.rows import BERLIN, NEAR_BERLIN, PRIVATE, SHARED, Rows, refused

PARIS = "SRID=4326;POINT(2.3488 48.85341)"
MISCOUNTED = "roadtrip.public_counts"
LOAD = "SELECT roadtrip.load_cities($1::integer[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::integer[])"
FOLD = "SELECT roadtrip.fold_public_discovery_counts()"
NUMBERS = """
SELECT round(latitude)::integer AS place, category_id, sum(discoveries)::integer AS discoveries
FROM roadtrip.public_discovery_counts GROUP BY 1, 2 HAVING sum(discoveries) <> 0 ORDER BY 1, 2
"""
MANY = """
INSERT INTO roadtrip.discoveries (user_id, poi_name, location, category_id)
SELECT $1, 'Mill', public.ST_SetSRID(public.ST_MakePoint(13.41, 52.52), 4326), $2 FROM generate_series(1, $3)
"""


@pytest.fixture(scope="module")
async def counted_place(server: Addresses, template: Addresses) -> AsyncIterator[Addresses]:
    """A database for these tests, as they count every row."""
    place = server.with_database(f"quintet_counted_{os.getpid()}")
    await clone(server, template.database, place.database)
    yield place
    await drop(server, place.database)


@pytest.fixture
async def rows(counted_place: Addresses) -> AsyncIterator[Rows]:
    """Rows where there are no discoveries and no counts of any."""
    async with Rows.ready(counted_place) as made:
        await made.worker.execute("DELETE FROM roadtrip.discoveries")
        await made.worker.execute("DELETE FROM roadtrip.public_discovery_counts")
        yield made


async def numbers(connection: Connection) -> dict[tuple[int, int | None], int]:
    """What is counted in all, by the rounded latitude of the city and by category."""
    return {(row[0], row[1]): row[2] for row in await connection.fetch(NUMBERS)}


async def row_count(rows: Rows) -> Any:
    return await rows.value("SELECT count(*) FROM roadtrip.public_discovery_counts")


async def ready(rows: Rows) -> tuple[UUID, int, int]:
    """Somebody who shares, and two categories."""
    return await rows.person(privacy_settings=SHARED), await rows.category(), await rows.category()


async def test_every_change_of_what_is_shared_is_counted_by_city_and_category(rows: Rows) -> None:
    worker = rows.worker
    person, mills, towers = await ready(rows)
    first = await rows.discovery(person, category_id=mills)
    await worker.execute(MANY, person, towers, 3)
    assert await numbers(worker) == {(53, mills): 1, (53, towers): 3, (53, None): 4}
    await worker.execute("UPDATE roadtrip.discoveries SET location = $2 WHERE id = $1", first, PARIS)
    assert await numbers(worker) == {(49, mills): 1, (49, None): 1, (53, towers): 3, (53, None): 3}
    await worker.execute("UPDATE roadtrip.discoveries SET category_id = $2 WHERE id = $1", first, towers)
    assert await numbers(worker) == {(49, towers): 1, (49, None): 1, (53, towers): 3, (53, None): 3}
    await rows.value("SELECT roadtrip.reject_discovery($1, 'Not there.')", first)
    assert await numbers(worker) == {(53, towers): 3, (53, None): 3}
    await worker.execute("DELETE FROM roadtrip.discoveries WHERE user_id = $1 AND rejected_at IS NULL", person)
    assert await numbers(worker) == {}
    assert await faults_of(worker) == {}


async def test_what_others_do_not_see_is_not_counted(rows: Rows) -> None:
    private = await rows.person(privacy_settings=PRIVATE)
    await rows.discovery(private)
    shared, mills, _ = await ready(rows)
    discovery = await rows.discovery(shared, category_id=mills)
    before = await row_count(rows)
    await rows.worker.execute("UPDATE roadtrip.discoveries SET poi_name = 'Another name' WHERE id = $1", discovery)
    assert await row_count(rows) == before == 2


async def test_sharing_is_counted_in_the_transaction_that_turns_it_on_or_off(rows: Rows) -> None:
    person, mills, _ = await ready(rows)
    await rows.discovery(person, category_id=mills)
    counted = {(53, mills): 1, (53, None): 1}
    async with rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.users SET privacy_settings = $1", PRIVATE)
        assert await numbers(app) == {}
        assert await numbers(rows.worker) == counted
    assert await numbers(rows.worker) == {}
    async with rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.users SET privacy_settings = $1", SHARED)
    assert await numbers(rows.worker) == counted
    await rows.worker.execute("DELETE FROM roadtrip.users WHERE id = $1", person)
    assert await numbers(rows.worker) == {}


async def test_a_city_that_leaves_the_list_hands_over_what_lies_in_it(fresh_rows: Rows) -> None:
    rows = fresh_rows
    person, mills, _ = await ready(rows)
    await rows.discovery(person, location=BERLIN, category_id=mills)
    await rows.value(LOAD, [1], ["Paris"], ["FR"], [48.85341], [2.3488], [2_000_000])
    assert await numbers(rows.worker) == {(49, mills): 1, (49, None): 1}
    assert await faults_of(rows.worker) == {}


async def test_folding_leaves_one_row_for_each_number_and_none_for_nothing(rows: Rows) -> None:
    person, mills, towers = await ready(rows)
    for _ in range(4):
        await rows.discovery(person, category_id=mills)
    gone = await rows.discovery(person, category_id=towers)
    await rows.worker.execute("DELETE FROM roadtrip.discoveries WHERE id = $1", gone)
    assert await row_count(rows) == 12
    assert await rows.value(FOLD) == 3
    assert await row_count(rows) == 2
    assert await numbers(rows.worker) == {(53, mills): 4, (53, None): 4}
    assert await rows.value(FOLD) == 0
    await rows.worker.execute(MANY, person, mills, 2)
    assert (await rows.value(FOLD), await row_count(rows)) == (2, 2)
    assert await numbers(rows.worker) == {(53, mills): 6, (53, None): 6}


async def test_a_category_can_be_deleted_when_nothing_is_of_it(rows: Rows) -> None:
    person, mills, towers = await ready(rows)
    await rows.discovery(person, category_id=towers)
    gone = await rows.discovery(person, category_id=mills)
    await rows.refused("23503", "DELETE FROM roadtrip.poi_categories WHERE id = $1", mills)
    await rows.worker.execute("DELETE FROM roadtrip.discoveries WHERE id = $1", gone)
    await rows.worker.execute("DELETE FROM roadtrip.poi_categories WHERE id = $1", mills)
    assert await numbers(rows.worker) == {(53, towers): 1, (53, None): 1}


async def test_whoever_finds_something_in_a_city_waits_for_nobody(rows: Rows) -> None:
    (one, mills, _), other = await ready(rows), await rows.person(privacy_settings=SHARED)
    async with connected(rows.place.url("worker")) as slow, slow.transaction():
        await slow.execute(MANY, one, mills, 1)
        await rows.worker.execute("SET lock_timeout = '1s'")
        await rows.worker.execute(MANY, other, mills, 1)
        assert await rows.value(FOLD) == 2
        assert await numbers(rows.worker) == {(53, mills): 1, (53, None): 1}
    assert await numbers(rows.worker) == {(53, mills): 2, (53, None): 2}


async def test_two_folds_at_once_wait_for_nobody_and_count_each_row_once(rows: Rows) -> None:
    person, mills, towers = await ready(rows)
    await rows.discovery(person, category_id=mills)
    async with connected(rows.place.url("worker")) as other, other.transaction():
        assert await other.fetchval(FOLD) == 2
        await rows.worker.execute("SET lock_timeout = '1s'")
        await rows.worker.execute(MANY, person, mills, 5)
        await rows.worker.execute(MANY, person, towers, 1)
        await rows.value(FOLD)
        assert await numbers(rows.worker) == {(53, mills): 6, (53, towers): 1, (53, None): 7}
    assert await numbers(rows.worker) == {(53, mills): 6, (53, towers): 1, (53, None): 7}
    await rows.worker.execute(MANY, person, mills, 1)
    await rows.worker.execute(MANY, person, towers, 1)
    assert await rows.value(FOLD) == 3
    assert await row_count(rows) == 3
    assert await faults_of(rows.worker) == {}


async def test_writers_folds_and_readers_at_once_never_lose_a_discovery_or_see_one_twice(rows: Rows) -> None:
    person, mills, _ = await ready(rows)
    await rows.worker.execute(MANY, person, mills, 100)
    seen: set[int] = set()
    move = "UPDATE roadtrip.discoveries SET location = $2 WHERE id = $1"
    every = "SELECT sum(discoveries)::integer FROM roadtrip.public_discovery_counts WHERE category_id IS NULL"
    found = [row[0] for row in await rows.worker.fetch("SELECT id FROM roadtrip.discoveries")]

    async def write(number: int) -> None:
        draw = random.Random(number)
        async with connected(rows.place.url("worker")) as connection:
            await connection.set_type_codec("geography", schema="public", encoder=str, decoder=str, format="text")
            for discovery in found[number::4]:
                await connection.execute(move, discovery, draw.choice((PARIS, NEAR_BERLIN)))

    async def repeat(sql: str) -> None:
        async with connected(rows.place.url("worker")) as connection:
            for _ in range(30):
                value = await connection.fetchval(sql)
                seen.update([value] if sql == every else [])

    await asyncio.gather(*map(write, range(4)), repeat(FOLD), repeat(FOLD), repeat(every), repeat(every))
    assert seen == {100}
    await rows.value(FOLD)
    assert await faults_of(rows.worker) == {}


async def test_a_wrong_count_is_a_fault(rows: Rows) -> None:
    person, mills, _ = await ready(rows)
    await rows.discovery(person, category_id=mills)
    await rows.worker.execute("UPDATE roadtrip.public_discovery_counts SET discoveries = 2 WHERE category_id IS NULL")
    assert await faults_of(rows.worker) == {MISCOUNTED: 1}
    await rows.worker.execute("DELETE FROM roadtrip.public_discovery_counts")
    assert await faults_of(rows.worker) == {MISCOUNTED: 2}


async def test_counts_are_read_by_everybody_and_written_by_nobody(rows: Rows) -> None:
    person, mills, _ = await ready(rows)
    await rows.discovery(person, category_id=mills)
    async with rows.acting(await rows.person()) as app:
        assert await numbers(app) == {(53, mills): 1, (53, None): 1}
        for change in (
            "INSERT INTO roadtrip.public_discovery_counts (latitude, longitude, discoveries) VALUES (0, 0, 1)",
            "UPDATE roadtrip.public_discovery_counts SET discoveries = 5",
            "DELETE FROM roadtrip.public_discovery_counts",
            FOLD,
        ):
            await refused(app, "42501", change)
    assert await numbers(rows.worker) == {(53, mills): 1, (53, None): 1}
