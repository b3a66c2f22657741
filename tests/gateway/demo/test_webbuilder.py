"""Web Builder's demo in a database: everybody's rows are there, and what the database adds up is true."""

import datetime as dt
import os
from collections.abc import AsyncIterator
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from gateway.demo.identity import DEMO_USER_EMAIL, demo_account, demo_id
from gateway.demo.webbuilder.write import write
from gateway.preparation import connected
from models.base import facts_of
from models.catalog import PRODUCTS
from models.webbuilder import enums
from tests.databases import clone, drop
from tests.gateway.demo.loaded import Loaded, load

(WEBBUILDER,) = (product for product in PRODUCTS if product.schema == "webbuilder")
GRAPH_TABLES = [table for table in WEBBUILDER.graph_tables if facts_of(table).view is None]
OF_STAFF = {"audit_log", "job_queue"}
SHOWN: list[tuple[str, str, type[StrEnum]]] = [
    ("campaigns", "status", enums.CampaignStatus),
    ("campaigns", "type", enums.CampaignType),
    ("campaign_events", "event_type", enums.EventType),
    ("ai_generations", "status", enums.GenerationStatus),
    ("ai_generations", "generation_type", enums.GenerationType),
    ("platform_integrations", "connection_status", enums.ConnectionStatus),
    ("platform_integrations", "sync_status", enums.SyncStatus),
    ("platform_analyses", "analysis_type", enums.AnalysisType),
    ("job_queue", "status", enums.JobStatus),
]
OF_THE_DATABASE = {"app_settings", "audit_log"}
SET_BY_TRIGGERS = {("user_usage", "updated_at"), ("ai_cost_tracking", "updated_at")}


@pytest.fixture(scope="module")
async def demo(server: Addresses, template: Addresses) -> AsyncIterator[Loaded]:
    """The demo as of yesterday at noon, written once for all tests here: none of them changes it."""
    name = f"quintet_demo_webbuilder_{os.getpid()}"
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    await clone(server, template.database, name)
    yield await load(server.with_database(name), "webbuilder", write, yesterday.replace(hour=12))
    await drop(server, name)


def keys(table: str, *names: str) -> list[UUID]:
    """The ids of rows by what the demo's files call them."""
    return [demo_id(f"webbuilder.{table}", name) for name in names]


async def test_every_table_of_the_graph_has_rows(demo: Loaded) -> None:
    counts = {table.name: len(await demo.fetch(f"SELECT FROM {table.fullname}")) for table in GRAPH_TABLES}
    assert [name for name, count in counts.items() if count == 0] == []
    assert {name: counts[name] for name in ("users", "campaigns", "audit_log", "job_queue")} == {
        "users": 4,
        "campaigns": 12,
        "audit_log": 31,
        "job_queue": 8,
    }


async def test_the_demo_person_has_rows_in_every_table_that_people_see(demo: Loaded) -> None:
    async with demo.signed_in("nadia") as app:
        seen = {
            table.name: await app.fetchval(f"SELECT count(*) FROM {table.fullname}")
            for table in GRAPH_TABLES
            if table.name not in OF_STAFF
        }
        (person,) = await app.fetch("SELECT id, email, name, subscription_tier FROM webbuilder.users")
        own = await app.fetchval("SELECT count(*) FROM webbuilder.component_library WHERE user_id = $1", person["id"])
    assert seen == {
        "users": 1,
        "user_roles": 1,
        "user_usage": 4,
        "platform_integrations": 3,
        "platform_analyses": 4,
        "campaigns": 8,
        "campaign_components": 23,
        "ai_generations": 17,
        "ai_cost_tracking": 19,
        "component_library": 10,
        "campaign_events": 68,
        "conversions": 15,
        "app_settings": 8,
    }
    assert tuple(person) == (*keys("users", "nadia"), DEMO_USER_EMAIL, "Nadia Rahman", "agency")
    assert own == 5


async def test_others_see_what_is_theirs_and_what_is_public(demo: Loaded) -> None:
    async with demo.signed_in("tomas") as app:
        assert await app.fetchval("SELECT count(*) FROM webbuilder.campaigns") == 2
        library = await app.fetch("SELECT user_id FROM webbuilder.component_library WHERE NOT is_public")
        assert [row["user_id"] for row in library] == keys("users", "tomas")
        offered = await app.fetch("SELECT id FROM webbuilder.component_library WHERE is_marketplace_item")
    assert {row["id"] for row in offered} == set(
        keys("component_library", "whole-room-pricing", "tile-hero", "sticky-navigation", "three-prices")
    )


async def test_every_state_and_kind_is_shown(demo: Loaded) -> None:
    for table, column, choices in SHOWN:
        found = {value for (value,) in await demo.fetch(f"SELECT DISTINCT {column} FROM webbuilder.{table}")}
        assert found == set(choices), f"{table}.{column}"


async def test_costs_of_a_day_are_the_sum_of_its_generations_and_analyses(demo: Loaded) -> None:
    spent = """
        SELECT user_id, day, coalesce(sum(cost) FILTER (WHERE model LIKE 'gpt%'), 0),
            coalesce(sum(cost) FILTER (WHERE model LIKE 'claude%'), 0), sum(cost), sum(number), sum(tokens)
        FROM (
            SELECT user_id, completed_at::date AS day, cost, model_used AS model, 1 AS number,
                prompt_tokens + completion_tokens AS tokens
            FROM webbuilder.ai_generations WHERE status <> 'processing'
            UNION ALL
            SELECT i.user_id, a.created_at::date, a.ai_cost, a.ai_model_used, 0, 0
            FROM webbuilder.platform_analyses a JOIN webbuilder.platform_integrations i ON i.id = a.integration_id
        ) AS spending GROUP BY 1, 2 ORDER BY 1, 2"""
    tracked = await demo.fetch(
        "SELECT user_id, date, openai_cost, anthropic_cost, total_cost, generations_count, tokens_used "
        "FROM webbuilder.ai_cost_tracking ORDER BY 1, 2"
    )
    assert tracked == await demo.fetch(spent)
    assert len(tracked) == 26
    others = {total - openai - anthropic for _, _, openai, anthropic, total, _, _ in tracked}
    assert others == {Decimal(0), Decimal("0.0396"), Decimal("0.0420"), Decimal("0.0051")}


async def test_staff_was_told_once_of_the_day_that_crossed_a_threshold(demo: Loaded) -> None:
    alerts = """
        SELECT j.id, j.status, (j.payload ->> 'total_cost')::numeric = c.total_cost, c.total_cost
        FROM webbuilder.job_queue j JOIN webbuilder.ai_cost_tracking c
            ON c.user_id::text = j.payload ->> 'user_id' AND c.date::text = j.payload ->> 'date'
        WHERE j.job_type = 'cost_alert'"""
    crossed = await demo.fetch("SELECT total_cost FROM webbuilder.ai_cost_tracking WHERE total_cost >= 1")
    assert crossed == [(Decimal("1.2860"),)]
    assert await demo.fetch(alerts) == [
        (*keys("job_queue", "alert/nadia/71/1"), "completed", True, Decimal("1.2860")),
    ]


async def test_counters_of_campaigns_are_the_counts_and_revenue_is_the_sum_of_conversions(demo: Loaded) -> None:
    counted = """
        SELECT c.id, (SELECT count(*) FROM webbuilder.campaign_events e
                WHERE e.campaign_id = c.id AND e.event_type = 'view'),
            (SELECT count(*) FROM webbuilder.conversions v WHERE v.campaign_id = c.id),
            (SELECT coalesce(sum(v.value), 0) FROM webbuilder.conversions v
                WHERE v.campaign_id = c.id AND v.currency = c.currency)
        FROM webbuilder.campaigns c"""
    kept = await demo.by_key("SELECT id, views, conversions, revenue_generated FROM webbuilder.campaigns")
    assert kept == await demo.by_key(counted)
    cold, inspection = (kept[key] for key in keys("campaigns", "cold-rooms-at-night", "inspection-ready"))
    assert cold == (14, 4, Decimal("3328.50"))
    assert inspection == (10, 6, Decimal("1071.00")), "an order in euros is not summed into pounds"


async def test_counters_of_components_are_the_counts(demo: Loaded) -> None:
    counted = """
        SELECT c.id, (SELECT count(*) FROM webbuilder.campaign_events e
                WHERE e.component_id = c.id AND e.event_type = 'view'),
            (SELECT count(*) FROM webbuilder.campaign_events e
                WHERE e.component_id = c.id AND e.event_type = 'click'),
            (SELECT count(*) FROM webbuilder.conversions v WHERE v.component_id = c.id)
        FROM webbuilder.campaign_components c"""
    kept = await demo.by_key("SELECT id, views, clicks, conversions FROM webbuilder.campaign_components")
    assert kept == await demo.by_key(counted)
    assert kept[demo_id("webbuilder.campaign_components", "cold-rooms-at-night/hero")] == (5, 3, 0)


async def test_usage_of_a_month_counts_its_campaigns_and_generations(demo: Loaded) -> None:
    counted = """
        SELECT u.id, (SELECT count(*) FROM webbuilder.campaigns c
                WHERE c.user_id = u.user_id AND date_trunc('month', c.created_at) = u.month),
            (SELECT count(*) FROM webbuilder.ai_generations g
                WHERE g.user_id = u.user_id AND date_trunc('month', g.created_at) = u.month)
        FROM webbuilder.user_usage u"""
    kept = await demo.by_key("SELECT id, campaigns_generated, ai_credits_used FROM webbuilder.user_usage")
    assert kept == await demo.by_key(counted)
    assert len(kept) == 16
    assert [sum(column) for column in zip(*kept.values(), strict=True)] == [12, 23]


async def test_for_a_plan_that_ran_out_the_limits_of_the_free_one_hold(demo: Loaded) -> None:
    same = "SELECT webbuilder.limits_of($1) = webbuilder.setting($2)"
    for person, key in (("kofi", "limits.freemium"), ("nadia", "limits.agency"), ("tomas", "limits.creator")):
        async with connected(demo.place.url("owner")) as owner:
            assert await owner.fetchval(same, UUID(demo_account("webbuilder", person)), key) is True


@pytest.mark.parametrize(
    ("person", "words", "found"),
    [
        ("nadia", "inspection", ["inspection-ready"]),
        ("nadia", "freezer", ["freezer-probe-mails", "inspection-ready", "autumn-trade-fair"]),
        ("nadia", "freezer -alarm", ["inspection-ready", "autumn-trade-fair"]),
        ("nadia", "salary", []),
        ("tomas", "salary", ["asking-for-more"]),
    ],
)
async def test_people_find_their_campaigns_by_words(demo: Loaded, person: str, words: str, found: list[str]) -> None:
    async with demo.signed_in(person) as app:
        rows = await app.fetch("SELECT id FROM webbuilder.search_campaigns($1)", words)
    assert {row["id"] for row in rows} == set(keys("campaigns", *found))


async def test_people_find_components_of_others_by_words(demo: Loaded) -> None:
    async with demo.signed_in("nadia") as app:
        countdown = await app.fetch("SELECT id FROM webbuilder.search_component_library('countdown')")
    async with demo.signed_in("ines") as app:
        of_ines = await app.fetch("SELECT id FROM webbuilder.search_component_library('countdown')")
    assert [row["id"] for row in countdown] == keys("component_library", "inspection-countdown")
    assert [row["id"] for row in of_ines] == keys("component_library", "inspection-countdown", "unfinished-gallery")


async def test_the_audit_tells_of_every_row_of_the_tables_it_watches(demo: Loaded) -> None:
    for table in ("users", "user_roles", "platform_integrations", "campaigns"):
        entries = await demo.fetch("SELECT row_key::uuid FROM webbuilder.audit_log WHERE table_name = $1", table)
        assert sorted(entries) == sorted(await demo.fetch(f"SELECT id FROM webbuilder.{table}"))


async def test_all_moments_lie_before_the_present_and_changes_after_the_beginning(demo: Loaded) -> None:
    later = set()
    for table in (table for table in GRAPH_TABLES if table.name not in OF_THE_DATABASE):
        for column in (column for column in table.c if isinstance(column.type, sa.DateTime)):
            if await demo.fetch(f"SELECT FROM {table.fullname} WHERE {column.name} > $1", demo.now):
                later.add((table.name, column.name))
        if "updated_at" in table.c:
            assert await demo.fetch(f"SELECT FROM {table.fullname} WHERE updated_at < created_at") == []
    assert later == SET_BY_TRIGGERS


async def test_nothing_is_older_than_what_it_belongs_to(demo: Loaded) -> None:
    older = []
    for key in (key for table in GRAPH_TABLES for key in table.foreign_keys):
        child, parent = key.parent.table, key.column.table
        # What is made with the AI is younger than the request for it.
        if (child.name, key.parent.name) != ("ai_generations", "component_id"):
            older += await demo.fetch(
                f"SELECT c.id, '{key.parent}' FROM {child.fullname} c JOIN {parent.fullname} p "
                f"ON p.id = c.{key.parent.name} WHERE c.created_at < p.created_at"
            )
    assert older == []


UNTRUE = {
    "a visitor came before the launch": "SELECT e.id FROM webbuilder.campaign_events e "
    "JOIN webbuilder.campaigns c ON c.id = e.campaign_id WHERE c.launched_at IS NULL OR e.created_at < c.launched_at",
    "a campaign was launched before it was made, or runs without": "SELECT id FROM webbuilder.campaigns "
    "WHERE launched_at < created_at OR (status IN ('launched', 'paused', 'archived')) <> (launched_at IS NOT NULL)",
    "a conversion has no event": "SELECT v.id FROM webbuilder.conversions v WHERE NOT EXISTS (SELECT FROM "
    "webbuilder.campaign_events e WHERE e.event_type = 'conversion' AND e.session_id = v.session_id "
    "AND e.created_at = v.created_at AND e.component_id IS NOT DISTINCT FROM v.component_id)",
    "a component has another origin": "SELECT c.id FROM webbuilder.campaign_components c WHERE NOT EXISTS ("
    "SELECT FROM webbuilder.ai_generations g WHERE g.id::text = c.ai_generation_metadata ->> 'generation_id' "
    "AND g.component_id = c.id AND g.status = 'completed') AND c.ai_generation_metadata IS NOT NULL",
}


@pytest.mark.parametrize("story", UNTRUE)
async def test_it_is_never_told_that(demo: Loaded, story: str) -> None:
    assert await demo.fetch(UNTRUE[story]) == []


async def test_no_password_and_no_key_fits_what_the_demo_keeps(demo: Loaded) -> None:
    alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    ((marker,),) = await demo.fetch("SELECT DISTINCT password_hash FROM webbuilder.users")
    assert alphabet.index(marker[-1]) % 4 == 1, "in the last place, bcrypt writes multiples of four only"
    kept = "SELECT DISTINCT encrypted_credentials FROM webbuilder.platform_integrations ORDER BY 1"
    assert await demo.fetch(kept) == [("demo:these-are-no-credentials-of-any-platform-only-a-marker",), (None,)]


async def test_rows_have_the_same_ids_on_every_run(demo: Loaded, fresh_place: Addresses) -> None:
    other = await load(fresh_place, "webbuilder", write, dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC))
    for table in GRAPH_TABLES:
        if table.name not in OF_THE_DATABASE:
            ids = f"SELECT id FROM {table.fullname} ORDER BY id"
            assert await demo.fetch(ids) == await other.fetch(ids)
