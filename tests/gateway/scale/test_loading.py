"""Loading: the same rows every time, all of a product or nothing, and a catalog that is as it was."""

import asyncio
from dataclasses import replace
from io import StringIO

import asyncpg
import pytest
from rich.console import Console

from gateway.addresses import Addresses
from gateway.demo.seed import seed as seed_demo
from gateway.preparation import connected
from gateway.scale import Making, Report, ScaleError, liveconvo
from gateway.scale.loading import load
from gateway.scale.people import PASSWORD_HASH, People
from tests.faults import faults_in
from tests.gateway.scale.conftest import AMOUNTS, fill
from tests.gateway.scale.looking import LOADED, checksums, counts, definitions, until_copying

ALL = ["liveconvo", "webbuilder", "learning", "repurpose", "roadtrip"]
SMALL = replace(AMOUNTS, people=6, pois=60, transcripts=50, revenues=10)


async def test_there_are_as_many_rows_as_were_asked_for(filled: Addresses) -> None:
    found = await counts(filled)
    assert {found[f"{product}.users"] for product in ALL} == {AMOUNTS.people}
    assert found["roadtrip.discoveries"] == AMOUNTS.pois
    assert found["liveconvo.transcripts"] == AMOUNTS.transcripts
    assert found["roadtrip.video_revenues"] == AMOUNTS.revenues
    assert found["roadtrip.user_credits"] == AMOUNTS.people
    assert all(found.values())


async def test_rows_do_not_depend_on_chunks(filled: Addresses, fresh_place: Addresses) -> None:
    assert await fill(fresh_place, AMOUNTS, Making(rows_in_a_chunk=90)) == ALL
    assert await checksums(fresh_place) == await checksums(filled)


async def test_rows_do_not_depend_on_processes(filled: Addresses, fresh_place: Addresses) -> None:
    making = Making(processes=2, rows_in_a_chunk=90, rows_worth_processes=0)
    async with connected(fresh_place.url("owner")) as connection:
        assert await load(connection, liveconvo.product, AMOUNTS, making, Report(Console(file=StringIO())))
    expected = await checksums(filled)
    found = {table: checksum for table, checksum in (await checksums(fresh_place)).items() if "liveconvo" in table}
    assert found == {table: expected[table] for table in found}
    assert len(found) == 5


async def test_the_catalog_is_afterwards_as_it_was(filled: Addresses, fresh_place: Addresses) -> None:
    assert await definitions(filled) == await definitions(fresh_place)


async def test_what_is_there_already_is_left_alone(fresh_place: Addresses) -> None:
    assert await fill(fresh_place, SMALL) == ALL
    before = await checksums(fresh_place)
    assert await fill(fresh_place, SMALL) == []
    assert await checksums(fresh_place) == before


async def test_other_numbers_are_refused_where_there_is_generated_data(fresh_place: Addresses) -> None:
    await fill(fresh_place, SMALL)
    before = await checksums(fresh_place)
    for other in (replace(SMALL, people=7), replace(SMALL, people=5), replace(SMALL, transcripts=51)):
        with pytest.raises(ScaleError, match="liveconvo holds generated data of other numbers"):
            await fill(fresh_place, other)
    with pytest.raises(ScaleError, match="roadtrip holds generated data of other numbers"):
        await fill(fresh_place, replace(SMALL, pois=61))
    assert await checksums(fresh_place) == before


async def test_another_random_seed_adds_other_people(fresh_place: Addresses) -> None:
    assert await fill(fresh_place, SMALL) == ALL
    assert await fill(fresh_place, replace(SMALL, random_seed=4)) == ALL
    assert {(await counts(fresh_place))[f"{product}.users"] for product in ALL} == {12}
    assert await faults_in(fresh_place) == {}


async def test_generated_data_stands_beside_the_demo(fresh_place: Addresses) -> None:
    assert await seed_demo(fresh_place.url("worker")) is True
    before = await counts(fresh_place)
    assert await fill(fresh_place, SMALL) == ALL
    added = {table: number - before[table] for table, number in (await counts(fresh_place)).items()}
    assert {added[f"{product}.users"] for product in ALL} == {SMALL.people}
    assert added["roadtrip.discoveries"] == SMALL.pois
    assert await faults_in(fresh_place) == {}


async def test_products_that_are_missing_are_completed(fresh_place: Addresses) -> None:
    async with connected(fresh_place.url("owner")) as connection:
        # A person with the address that the last product's first person will have.
        await connection.execute(
            "INSERT INTO roadtrip.users (email, username, password_hash) VALUES ($1, 'first', $2)",
            People(SMALL).person(0).email,
            PASSWORD_HASH,
        )
    catalog, empty = await definitions(fresh_place), await counts(fresh_place)
    with pytest.raises(asyncpg.UniqueViolationError, match="uq_users_email"):
        await fill(fresh_place, SMALL)
    found = await counts(fresh_place)
    assert {table: number for table, number in found.items() if table.startswith("roadtrip.")} == {
        table: number for table, number in empty.items() if table.startswith("roadtrip.")
    }
    assert await definitions(fresh_place) == catalog
    async with connected(fresh_place.url("owner")) as connection:
        await connection.execute("DELETE FROM roadtrip.users")
    assert await fill(fresh_place, SMALL) == ["roadtrip"]


async def test_what_is_stopped_leaves_nothing_half_done(fresh_place: Addresses) -> None:
    catalog, empty = await definitions(fresh_place), await counts(fresh_place)
    amounts = replace(SMALL, transcripts=400_000)
    loading = asyncio.create_task(fill(fresh_place, amounts, Making(rows_in_a_chunk=500, rows_worth_processes=10**9)))
    await until_copying(fresh_place)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert await counts(fresh_place) == empty
    assert await definitions(fresh_place) == catalog
    assert await fill(fresh_place, SMALL) == ALL


async def test_tables_that_somebody_uses_are_not_waited_for_without_end(fresh_place: Addresses) -> None:
    async with connected(fresh_place.url("worker")) as other:
        async with other.transaction():
            await other.execute("SELECT FROM liveconvo.sessions")
            with pytest.raises(ScaleError, match="Somebody uses tables of liveconvo: stop the gateway"):
                await fill(fresh_place, SMALL)
    assert set((await counts(fresh_place)).values()) == {0}


async def test_a_list_of_cities_that_is_not_ours_is_refused(fresh_place: Addresses) -> None:
    async with connected(fresh_place.url("owner")) as connection:
        await connection.execute("DELETE FROM roadtrip.cities WHERE id = (SELECT min(id) FROM roadtrip.cities)")
    with pytest.raises(ScaleError, match=r"roadtrip\.cities differs from the list that ships"):
        await fill(fresh_place, SMALL)
    assert (await counts(fresh_place))["roadtrip.users"] == 0


async def test_more_revenues_than_videos_can_have_are_refused(fresh_place: Addresses) -> None:
    with pytest.raises(ScaleError, match="--revenues is 600,000, and 60 points of interest have videos for"):
        await fill(fresh_place, replace(SMALL, revenues=600_000))
    assert (await counts(fresh_place))["roadtrip.users"] == 0


async def test_nothing_is_too_little(fresh_place: Addresses) -> None:
    assert await fill(fresh_place, replace(SMALL, people=1, pois=0, transcripts=0, revenues=0)) == ALL
    found = await counts(fresh_place)
    empty = {table for table in LOADED if not found[table]}
    assert empty == {
        "liveconvo.transcripts",
        "liveconvo.guidance",
        "liveconvo.summaries",
        "roadtrip.discoveries",
        "roadtrip.public_discovery_counts",
        "roadtrip.videos",
        "roadtrip.video_revenues",
        "roadtrip.revenue_by_bucket",
        "roadtrip.revenue_totals",
    }
