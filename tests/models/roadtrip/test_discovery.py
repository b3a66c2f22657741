"""Discoveries: private to their discoverers, public only by the centre of a city, and only where shared."""

import datetime as dt
import random

import pytest

from tests.models.roadtrip.rows import NEAR_BERLIN, PRIVATE, SHARED, Rows, refused

PUBLIC = "SELECT id, poi_name, public.ST_AsText(location_public) FROM roadtrip.public_discoveries WHERE id = $1"
BERLIN = "POINT(13.4105 52.5244)"
WANNSEE = "SRID=4326;POINT(13.18 52.42)"
SHARE = "UPDATE roadtrip.users SET privacy_settings = $2 WHERE id = $1"


@pytest.mark.parametrize(
    ("new", "status", "eligible"),
    [
        (False, "pending", False),
        (False, "ai_validated", False),
        (False, "community_validated", False),
        (True, "pending", False),
        (True, "ai_validated", True),
        (True, "community_validated", True),
    ],
)
async def test_new_and_validated_discoveries_earn(rows: Rows, new: bool, status: str, eligible: bool) -> None:
    discovery = await rows.discovery(await rows.person(), is_new_discovery=new, validation_status=status)
    found = await rows.value("SELECT eligible_for_revenue FROM roadtrip.discoveries WHERE id = $1", discovery)
    assert found is eligible


async def test_whether_a_discovery_earns_cannot_be_written(rows: Rows) -> None:
    await rows.refused("428C9", "UPDATE roadtrip.discoveries SET eligible_for_revenue = true")


async def test_nothing_is_public_unless_it_is_shared(rows: Rows) -> None:
    discovery = await rows.discovery(await rows.person(), location_public=NEAR_BERLIN)
    assert await rows.value("SELECT location_public FROM roadtrip.discoveries WHERE id = $1", discovery) is None
    assert await rows.value(PUBLIC, discovery) is None


async def test_a_shared_discovery_is_public_at_the_centre_of_the_nearest_city(rows: Rows) -> None:
    person = await rows.person(privacy_settings=SHARED)
    discovery = await rows.discovery(person, location="SRID=4326;POINT(13.4111 52.5199)", location_public=NEAR_BERLIN)
    async with rows.acting(await rows.person()) as app:
        assert tuple(await app.fetchrow(PUBLIC, discovery)) == (discovery, "Old mill", BERLIN)
    distance = await rows.value(
        "SELECT public.ST_Distance(location, location_public) FROM roadtrip.discoveries WHERE id = $1", discovery
    )
    assert 400 < distance < 600


async def test_a_discovery_that_is_moved_is_anonymised_anew(rows: Rows) -> None:
    person = await rows.person(privacy_settings=SHARED)
    discovery = await rows.discovery(person, location="SRID=4326;POINT(13.4111 52.5199)")
    async with rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.discoveries SET location = $1", "SRID=4326;POINT(2.3522 48.8566)")
        assert await app.fetchval(PUBLIC.replace("id, poi_name, ", ""), discovery) == "POINT(2.3488 48.8534)"


async def test_who_stops_sharing_takes_discoveries_out_of_the_public(rows: Rows) -> None:
    person = await rows.person(privacy_settings=SHARED)
    discovery = await rows.discovery(person)
    async with rows.acting(person) as app:
        await app.execute(SHARE, person, PRIVATE)
    assert await rows.value(PUBLIC, discovery) is None
    assert await rows.value("SELECT location_public FROM roadtrip.discoveries WHERE id = $1", discovery) is None
    async with rows.acting(person) as app:
        await app.execute(SHARE, person, SHARED)
    assert await rows.value(PUBLIC, discovery) == discovery


async def test_strangers_see_no_discovery_but_its_public_side(rows: Rows) -> None:
    person, stranger = await rows.person(privacy_settings=SHARED), await rows.person()
    discovery = await rows.discovery(person)
    for reader in (stranger, None):
        async with rows.acting(reader) as app:
            assert await app.fetch("SELECT id FROM roadtrip.discoveries WHERE id = $1", discovery) == []
            assert await app.fetchval(PUBLIC, discovery) == discovery
            changed = await app.execute("UPDATE roadtrip.discoveries SET poi_name = 'x' WHERE id = $1", discovery)
            assert changed == "UPDATE 0"
            for column in ("location", "user_id", "uniqueness_score"):
                await refused(app, "42703", f"SELECT {column} FROM roadtrip.public_discoveries")
    async with rows.acting(person) as app:
        assert await app.fetchval("SELECT id FROM roadtrip.discoveries WHERE id = $1", discovery) == discovery


async def test_the_public_side_has_six_columns_and_cannot_be_written(rows: Rows) -> None:
    async with rows.acting(await rows.person()) as app:
        prepared = await app.prepare("SELECT * FROM roadtrip.public_discoveries")
        assert [attribute.name for attribute in prepared.get_attributes()] == [
            "id",
            "poi_name",
            "category_id",
            "location_public",
            "validation_status",
            "created_at",
        ]
        await refused(app, "42501", "UPDATE roadtrip.public_discoveries SET poi_name = 'x'")


async def test_one_index_holds_the_whole_public_side_in_the_order_of_pages(rows: Rows) -> None:
    columns = "SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = $1::regclass"
    held = await rows.value(columns, "roadtrip.ix_discoveries_location_public_id")
    shown = await rows.value(f"{columns} AND attnum > 0", "roadtrip.public_discoveries")
    assert held[:3] == ["location_public", "id", "lower"]
    assert {*held} - {"lower"} == {*shown}


async def test_no_other_index_gives_the_places_of_a_city(rows: Rows) -> None:
    # PostgreSQL takes the narrowest: which that is hung on what it thought of the size of cities.
    begins_with_a_place = """
        SELECT array_agg(indexrelid::regclass::text)
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
        WHERE indrelid = 'roadtrip.discoveries'::regclass AND amname = 'btree'
            AND pg_get_indexdef(indexrelid, 1, true) = 'location_public'
    """
    assert await rows.value(begins_with_a_place) == ["roadtrip.ix_discoveries_location_public_id"]


async def test_the_longest_name_fits_into_the_indexes(rows: Rows) -> None:
    # Letters of four bytes, so different that nothing can be made shorter.
    name = "".join(random.Random(7).sample([chr(code) for code in range(0x20000, 0x2A000)], 255))
    discovery = await rows.discovery(await rows.person(privacy_settings=SHARED), poi_name=name)
    assert await rows.value("SELECT poi_name FROM roadtrip.public_discoveries WHERE id = $1", discovery) == name


async def test_scores_and_validation_are_not_the_discoverers_to_write(rows: Rows) -> None:
    person = await rows.person()
    await rows.discovery(person)
    async with rows.acting(person) as app:
        for change in (
            "validation_status = 'ai_validated'",
            "is_new_discovery = true",
            "uniqueness_score = 1",
            "revenue_potential_score = 1",
            "location_public = location",
            "user_id = user_id",
        ):
            await refused(app, "42501", f"UPDATE roadtrip.discoveries SET {change}")


@pytest.mark.parametrize(
    ("relation", "column", "index"),
    [
        ("discoveries", "location", "ix_discoveries_location"),
        ("public_discoveries", "location_public", "ix_discoveries_location_public"),
    ],
)
async def test_places_nearby_are_found_by_the_spatial_index(
    rows: Rows, relation: str, column: str, index: str
) -> None:
    role = rows.acting(None) if relation == "public_discoveries" else rows.owner()
    async with role as connection:
        # However few rows there are: the index is one that can be used.
        await connection.execute("SET enable_seqscan = off; SET enable_sort = off")
        plan = await connection.fetch(
            f"EXPLAIN SELECT id FROM roadtrip.{relation}"
            f" WHERE public.ST_DWithin({column}, '{NEAR_BERLIN}'::public.geography, 50000)"
            f" ORDER BY {column} OPERATOR(public.<->) '{NEAR_BERLIN}'::public.geography LIMIT 10"
        )
    assert f"Index Scan using {index}" in "\n".join(row[0] for row in plan)
    assert "Index Cond" in "\n".join(row[0] for row in plan)


async def test_the_nearest_city_is_found_by_the_spatial_index(rows: Rows) -> None:
    async with rows.owner() as owner:
        plan = await owner.fetch(
            "EXPLAIN SELECT location FROM roadtrip.cities"
            f" ORDER BY location OPERATOR(public.<->) '{WANNSEE}'::public.geography LIMIT 1"
        )
    assert "Index Scan using ix_cities_location" in "\n".join(row[0] for row in plan)


REFRESH = "SELECT roadtrip.refresh_statistics()"


async def test_statistics_say_nothing_of_fewer_than_five_people(rows: Rows) -> None:
    category = await rows.category()
    name = await rows.value("SELECT name FROM roadtrip.poi_categories WHERE id = $1", category)
    sql = (
        "SELECT discoveries, new_discoveries, discoverers FROM roadtrip.discovery_statistics($1) WHERE category = $2"
    )
    for _ in range(4):
        await rows.discovery(await rows.person(), category_id=category)
    await rows.worker.execute(REFRESH)
    async with rows.acting(None) as app:
        assert await app.fetch(sql, 1, name) == []
    await rows.discovery(await rows.person(), category_id=category, is_new_discovery=True)
    await rows.worker.execute(REFRESH)
    async with rows.acting(None) as app:
        assert [tuple(row) for row in await app.fetch(sql, 1, name)] == [(5, 1, 5)]
        assert await app.fetch(sql, 6, name) == []


async def test_statistics_of_roadtrips_are_open_to_everybody(rows: Rows) -> None:
    month = dt.date(2024, 5, 1)
    for _ in range(4):
        await rows.session(await rows.person(), created_at=dt.datetime(2024, 5, 31, 23, 59, tzinfo=dt.UTC))
    sql = "SELECT roadtrips, travellers, discoveries FROM roadtrip.roadtrip_statistics() WHERE month = $1"
    await rows.worker.execute(REFRESH)
    async with rows.acting(None) as app:
        assert await app.fetch(sql, month) == []
    await rows.session(await rows.person(), created_at=dt.datetime(2024, 5, 1, tzinfo=dt.UTC))
    await rows.worker.execute(REFRESH)
    async with rows.acting(None) as app:
        assert [tuple(row) for row in await app.fetch(sql, month)] == [(5, 5, 0)]
