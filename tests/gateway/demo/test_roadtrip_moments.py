"""Roadtrip's demo in time: what happens in which order, and what a second run makes of it."""

import datetime as dt
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from gateway.demo.identity import demo_id
from gateway.demo.reading import ScriptError, parse
from gateway.demo.roadtrip.journeys import Trip, discovery_moment
from gateway.demo.roadtrip.write import write
from gateway.demo.writer import Writer
from gateway.preparation import connected
from models.base import facts_of
from models.catalog import PRODUCTS
from repositories.database import register_codecs
from tests.gateway.demo.loaded import Loaded, load

(ROADTRIP,) = (product for product in PRODUCTS if product.schema == "roadtrip")
POSTED_BY_THE_DATABASE = {
    "audit_log",
    "credit_transactions",
    "public_discovery_counts",
    "revenue_by_bucket",
    "revenue_totals",
    "cities",
    "user_dashboards",
}
WITH_IDS = [
    table
    for table in ROADTRIP.tables
    if table.name not in POSTED_BY_THE_DATABASE and isinstance(table.primary_key.columns[0].type, sa.Uuid)
]
MOMENTS = {
    table.name: next(name for name in ("created_at", "occurred_at", "time_bucket") if name in table.columns)
    for table in ROADTRIP.tables
    if {"created_at", "occurred_at", "time_bucket"} & set(table.columns.keys()) and not facts_of(table).view
}
REFERENCES = [
    (table, key, key.column.table)
    for table in ROADTRIP.tables
    for key in table.foreign_keys
    if {table.name, key.column.table.name} <= MOMENTS.keys()
]
CONTRADICTIONS = [
    "SELECT FROM roadtrip.roadtrip_sessions s WHERE s.activated_at < s.created_at OR s.expires_at < s.activated_at",
    "SELECT FROM roadtrip.roadtrip_waypoints w JOIN roadtrip.roadtrip_sessions s ON s.id = w.session_id "
    "WHERE w.reached_at NOT BETWEEN s.activated_at AND s.expires_at",
    "SELECT FROM roadtrip.voice_interactions v JOIN roadtrip.roadtrip_sessions s ON s.id = v.session_id "
    "WHERE v.created_at NOT BETWEEN s.activated_at AND s.expires_at",
    "SELECT FROM roadtrip.discoveries d JOIN roadtrip.roadtrip_sessions s ON s.id = d.session_id "
    "WHERE d.discovery_timestamp NOT BETWEEN s.activated_at AND s.expires_at",
    "SELECT FROM roadtrip.discoveries d WHERE d.created_at < d.discovery_timestamp",
    "SELECT FROM roadtrip.ai_processing_cache a WHERE a.expires_at < a.created_at",
    "SELECT FROM roadtrip.video_revenues r LEFT JOIN roadtrip.platform_uploads p "
    "ON p.video_id = r.video_id AND p.platform_id = r.platform_id AND p.created_at < r.date "
    "WHERE p.id IS NULL OR r.created_at < r.date + 1",
    "SELECT FROM roadtrip.referral_conversions c JOIN roadtrip.users u ON u.id = c.referred_user_id "
    "WHERE c.created_at <> u.created_at",
    "SELECT FROM roadtrip.data_retention_policies p WHERE p.last_applied_at < p.created_at",
]
TRIP = """
key = "short"
started = { days_ago = 2, clock = 10:00:00 }
status = "completed"
expires_after_hours = 24
waypoint = [
    { name = "Here", position = [51.5, -0.1], after_minutes = 2 },
    { name = "There", position = [51.6, -0.2], after_minutes = 40 },
]
"""


async def put(connection: Any, now: dt.datetime) -> None:
    """Write the demo over a connection, in whatever transaction it is."""
    await register_codecs(connection)
    await write(Writer(connection), now)


@pytest.fixture
async def demo(fresh_place: Addresses) -> Loaded:
    """The demo as of now."""
    return await load(fresh_place, "roadtrip", write, dt.datetime.now(dt.UTC))


async def test_all_moments_lie_in_the_past_but_those_at_which_something_ends(demo: Loaded) -> None:
    ahead, present = set(), dt.datetime.now(dt.UTC)
    for table in ROADTRIP.tables:
        for column in table.columns:
            if isinstance(column.type, sa.DateTime | sa.Date):
                sql = f"SELECT 1 FROM {table.fullname} WHERE {column.name} > $1 LIMIT 1"
                moment = present if isinstance(column.type, sa.DateTime) else present.date()
                if await demo.fetch(sql, moment):
                    ahead.add((table.name, column.name))
    assert ahead == {
        ("roadtrip_sessions", "expires_at"),
        ("ai_processing_cache", "expires_at"),
    }


async def test_no_row_is_older_than_a_row_it_refers_to(demo: Loaded) -> None:
    empty, older = [], []
    for table, key, other in REFERENCES:
        ((count, wrong),) = await demo.fetch(
            f"SELECT count(*), count(*) FILTER (WHERE a.{MOMENTS[table.name]} < b.{MOMENTS[other.name]}) "
            f"FROM {table.fullname} a JOIN {other.fullname} b ON b.{key.column.name} = a.{key.parent.name}"
        )
        empty += [(table.name, key.parent.name)] if count == 0 else []
        older += [(table.name, key.parent.name)] if wrong else []
    assert (empty, older) == ([], [])


async def test_nothing_happens_before_what_it_follows(demo: Loaded) -> None:
    assert [sql for sql in CONTRADICTIONS if await demo.fetch(sql)] == []


async def test_ledgers_never_run_backwards(demo: Loaded) -> None:
    later = await demo.fetch(
        "SELECT t.id FROM roadtrip.credit_transactions t JOIN roadtrip.credit_transactions n "
        "ON n.user_id = t.user_id AND n.number = t.number + 1 WHERE n.created_at < t.created_at"
    )
    assert later == []


async def test_hours_and_days_count_the_calls_of_their_minutes(demo: Loaded) -> None:
    sums = await demo.fetch(
        "SELECT bucket_type, sum(request_count), sum(rate_limited_count) FROM roadtrip.api_usage_tracking "
        "GROUP BY bucket_type ORDER BY bucket_type"
    )
    assert sums == [("per_day", 120, 3), ("per_hour", 120, 3), ("per_minute", 120, 3)]


async def test_a_second_run_makes_the_same_ids(fresh_place: Addresses) -> None:
    runs = []
    async with connected(fresh_place.url("worker")) as connection:
        for days in (0, 11):
            transaction = connection.transaction()
            await transaction.start()
            await put(connection, dt.datetime.now(dt.UTC) - dt.timedelta(days=days, hours=days))
            runs.append({table.name: await _ids(connection, table) for table in WITH_IDS})
            await transaction.rollback()
    assert runs[0] == runs[1]
    assert len(runs[0]) == 26
    assert runs[0]["roadtrip_sessions"].issuperset(
        {demo_id("roadtrip.roadtrip_sessions", "great-north-road"), demo_id("roadtrip.roadtrip_sessions", "e4-south")}
    )


async def _ids(connection: Any, table: sa.Table) -> set[UUID]:
    (key, *_) = table.primary_key.columns
    return {row[0] for row in await connection.fetch(f"SELECT {key.name} FROM {table.fullname}")}


async def test_what_the_product_has_already_is_left_alone(fresh_place: Addresses) -> None:
    policy = (
        "INSERT INTO roadtrip.data_retention_policies (table_name, retention_period_days, policy_type, "
        "cleanup_frequency) VALUES ('discoveries', 30, 'anonymization', 'monthly')"
    )
    async with connected(fresh_place.url("worker")) as connection, connection.transaction():
        bridge = await connection.fetchval(
            "INSERT INTO roadtrip.poi_categories (name) VALUES ('Bridge') RETURNING id"
        )
        await connection.execute(policy)
        await put(connection, dt.datetime.now(dt.UTC))
        assert await connection.fetchval("SELECT id FROM roadtrip.poi_categories WHERE name = 'Bridge'") == bridge
        assert (
            await connection.fetchval("SELECT count(*) FROM roadtrip.discoveries WHERE category_id = $1", bridge) == 7
        )
        assert await connection.fetchval("SELECT count(*) FROM roadtrip.data_retention_policies") == 1


async def test_people_are_not_written_twice(fresh_place: Addresses, demo: Loaded) -> None:
    with pytest.raises(asyncpg.UniqueViolationError, match="pk_users"):
        await load(fresh_place, "roadtrip", write, demo.now)
    assert await demo.fetch("SELECT count(*) FROM roadtrip.users") == [(5,)]


async def test_the_account_is_signed_out_when_all_is_written(fresh_place: Addresses) -> None:
    async with connected(fresh_place.url("worker")) as connection, connection.transaction():
        await put(connection, dt.datetime.now(dt.UTC))
        assert await connection.fetchval("SELECT roadtrip.account()") is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (TRIP.replace('"completed"', '"lost"'), "trip.toml: status: Input should be 'active', "),
        (
            TRIP.replace('"completed"', '"active"'),
            "trip.toml: Value error, an active roadtrip, and no other, has an ",
        ),
        (TRIP.replace("= 40", "= 2"), "trip.toml: Value error, waypoints are reached one after the other"),
        (TRIP.replace('"completed"', '"expired"'), "trip.toml: Value error, a completed roadtrip, and no other, "),
        (TRIP.replace("-0.1]", "-190.0]"), "trip.toml: waypoint.0.position.1: Input should be greater than or equal"),
    ],
)
def test_a_roadtrip_that_makes_no_sense_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ScriptError) as refusal:
        parse(text, Trip, "trip.toml")
    assert str(refusal.value).startswith(complaint)


def test_what_nobody_found_has_no_moment() -> None:
    with pytest.raises(LookupError, match="maren did not find brahehus"):
        discovery_moment("maren", "brahehus", dt.datetime(2025, 3, 1, tzinfo=dt.UTC))
