"""What people read of Roadtrip's data is in the audit log within a second, once for each reader and table."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.catalog import TABLES
from repositories.database import Database
from repositories.identity import Identity, Trust
from repositories.roadtrip.reads import ReadLog, is_recorded
from tests.contract.rows import Owner, RowMaker

RECORDED = "SELECT table_name, user_id, legal_basis FROM roadtrip.audit_log WHERE operation = 'SELECT'"
DISCOVERIES, SESSIONS = TABLES["roadtrip.discoveries"], TABLES["roadtrip.roadtrip_sessions"]


@pytest.fixture
async def owner(fresh_place: Addresses) -> AsyncIterator[Owner]:
    async with connected(fresh_place.url("worker")) as connection:
        yield await (await RowMaker.ready(connection)).owner()


@pytest.fixture
async def database(fresh_place: Addresses) -> AsyncIterator[Database]:
    made = Database({Trust.ADMIN: fresh_place.url("admin")}, pool_size=2)
    await made.open()
    yield made
    await made.close()


async def recorded(place: Addresses) -> list[tuple[Any, ...]]:
    async with connected(place.base) as connection:
        return sorted(tuple(map(str, row)) for row in await connection.fetch(RECORDED))


async def test_many_reads_of_a_table_are_one_row_for_each_reader(
    database: Database, fresh_place: Addresses, owner: Owner
) -> None:
    log = ReadLog(database)
    for _ in range(3):
        log.note(owner.identity, [DISCOVERIES, SESSIONS])
        log.note(Identity(owner.subject), [DISCOVERIES])
    await log.write()
    await log.write()
    person = owner.accounts["roadtrip"]
    assert await recorded(fresh_place) == sorted(
        [
            ("discoveries", person, "contract"),
            ("discoveries", "None", "contract"),
            ("roadtrip_sessions", person, "contract"),
        ]
    )


async def test_reads_of_behaviour_and_of_dashboards_are_recorded_though_their_changes_are_not(
    database: Database, fresh_place: Addresses, owner: Owner
) -> None:
    log = ReadLog(database)
    log.note(owner.identity, [TABLES["roadtrip.user_behavior_analytics"], TABLES["roadtrip.user_dashboards"]])
    await log.write()
    person = owner.accounts["roadtrip"]
    assert await recorded(fresh_place) == [
        ("user_behavior_analytics", person, "consent"),
        ("user_dashboards", person, "contract"),
    ]


async def test_what_cannot_be_written_now_is_written_later(
    database: Database, fresh_place: Addresses, owner: Owner
) -> None:
    log = ReadLog(database)
    log.note(owner.identity, [DISCOVERIES])
    async with connected(fresh_place.base) as administrator:
        await administrator.execute("REVOKE EXECUTE ON FUNCTION roadtrip.record_reads FROM quintet_admin")
        await log.write()
        assert await recorded(fresh_place) == []
        await administrator.execute("GRANT EXECUTE ON FUNCTION roadtrip.record_reads TO quintet_admin")
    await log.write()
    assert [row[0] for row in await recorded(fresh_place)] == ["discoveries"]


def test_reads_of_reference_data_and_of_other_products_are_not_recorded() -> None:
    names = {table.name for table in TABLES.values() if is_recorded(table)}
    assert {"users", "discoveries", "voice_interactions", "video_revenues", "credit_transactions"} <= names
    assert {"user_behavior_analytics", "user_dashboards"} <= names
    assert not names & {"poi_categories", "social_platforms", "public_discoveries", "audit_log", "campaigns"}
