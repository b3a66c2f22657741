"""Web Builder's demo in a database: everybody's rows are there, and what the database adds up is true."""

import datetime as dt
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.demo.identity import DEMO_PRODUCTS, DEMO_USER_EMAIL, DEMO_USER_ID, demo_account, demo_id
from gateway.demo.reading import ScriptError, parse
from gateway.demo.webbuilder.rows import rows
from gateway.demo.webbuilder.script import Campaign
from gateway.demo.webbuilder.write import write
from gateway.demo.writer import Row, Writer
from gateway.preparation import connected
from models.catalog import PRODUCTS
from repositories.database import register_codecs
from tests.databases import clone, drop

GRAPH_TABLES = [
    table.name for product in PRODUCTS if product.schema == "webbuilder" for table in product.graph_tables
]
OF_STAFF = {"audit_log", "job_queue"}
KEPT_BY_TRIGGERS = {
    ("audit_log", "created_at"),
    ("user_usage", "updated_at"),
    ("ai_cost_tracking", "updated_at"),
}


async def load(place: Addresses, now: dt.datetime | None = None) -> dt.datetime:
    """Write the demo in one transaction; returns what was taken for the present."""
    async with connected(place.url("worker")) as connection:
        await register_codecs(connection)
        async with connection.transaction():
            moment = now or dt.datetime.now(dt.UTC)
            await write(Writer(connection), moment)
    return moment


@dataclass(frozen=True)
class Loaded:
    """A database with the demo, and what was taken for the present when it was written."""

    place: Addresses
    now: dt.datetime

    async def fetch(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows that the worker role reads."""
        async with connected(self.place.url("worker")) as connection:
            return [tuple(row) for row in await connection.fetch(sql, *values)]

    async def mapping(self, sql: str) -> dict[Any, tuple[Any, ...]]:
        """Rows by their first column."""
        return {key: rest for key, *rest in map(list, await self.fetch(sql))}  # type: ignore[misc]

    @asynccontextmanager
    async def signed_in(self, person: str) -> AsyncIterator[Any]:
        """A connection of the app role, signed in as one of the demo's people."""
        async with connected(self.place.url("app")) as connection, connection.transaction():
            await connection.execute("SELECT quintet.sign_in($1)", demo_id("users", person))
            await connection.execute("SELECT webbuilder.sign_in($1)", UUID(demo_account("webbuilder", person)))
            yield connection


@pytest.fixture(scope="module")
async def demo(server: Addresses, template: Addresses) -> AsyncIterator[Loaded]:
    """The demo, written once for all tests here: none of them changes it."""
    name = f"quintet_demo_webbuilder_{os.getpid()}"
    await clone(server, template.database, name)
    place = server.with_database(name)
    yield Loaded(place, await load(place))
    await drop(server, name)


def keys(table: str, *names: str) -> list[UUID]:
    return [demo_id(f"webbuilder.{table}", name) for name in names]


async def test_every_table_of_the_graph_has_rows(demo: Loaded) -> None:
    counts = {name: (await demo.fetch(f"SELECT count(*) FROM webbuilder.{name}"))[0][0] for name in GRAPH_TABLES}
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
            name: await app.fetchval(f"SELECT count(*) FROM webbuilder.{name}")
            for name in GRAPH_TABLES
            if name not in OF_STAFF
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
        "ai_cost_tracking": 17,
        "component_library": 10,
        "campaign_events": 71,
        "conversions": 15,
        "app_settings": 8,
    }
    assert tuple(person) == (DEMO_USER_UUID, DEMO_USER_EMAIL, "Nadia Rahman", "agency")
    assert own == 5


DEMO_USER_UUID = demo_id("webbuilder.users", "nadia")


async def test_others_see_what_is_theirs_and_what_is_public(demo: Loaded) -> None:
    async with demo.signed_in("tomas") as app:
        assert await app.fetchval("SELECT count(*) FROM webbuilder.campaigns") == 2
        library = await app.fetch("SELECT user_id FROM webbuilder.component_library WHERE NOT is_public")
        assert [row["user_id"] for row in library] == keys("users", "tomas")
        offered = await app.fetch("SELECT id FROM webbuilder.component_library WHERE is_marketplace_item")
    assert {row["id"] for row in offered} == set(
        keys("component_library", "whole-room-pricing", "tile-hero", "sticky-navigation", "three-prices")
    )


async def test_everything_that_a_campaign_or_a_job_can_be_is_shown(demo: Loaded) -> None:
    for column, values in (("status", "campaigns"), ("type", "campaigns"), ("status", "job_queue")):
        found = {value for (value,) in await demo.fetch(f"SELECT DISTINCT {column} FROM webbuilder.{values}")}
        table = next(p for p in PRODUCTS if p.schema == "webbuilder").registry.metadata.tables[f"webbuilder.{values}"]
        assert found == {choice.value for choice in table.c[column].info["facts"].choices}


async def test_costs_of_a_day_are_the_sum_of_its_generations_and_analyses(demo: Loaded) -> None:
    spent = """
        SELECT ARRAY[user_id::text, day::text], sum(cost) FILTER (WHERE provider = 'openai'),
            sum(cost) FILTER (WHERE provider = 'anthropic'), sum(cost), sum(number), sum(tokens)
        FROM (
            SELECT user_id, completed_at::date AS day, cost, webbuilder.provider_of(model_used) AS provider,
                1 AS number, prompt_tokens + completion_tokens AS tokens
            FROM webbuilder.ai_generations WHERE status <> 'processing'
            UNION ALL
            SELECT i.user_id, a.created_at::date, a.ai_cost, webbuilder.provider_of(a.ai_model_used), 0, 0
            FROM webbuilder.platform_analyses a JOIN webbuilder.platform_integrations i ON i.id = a.integration_id
        ) AS spending GROUP BY 1"""
    tracked = """
        SELECT ARRAY[user_id::text, date::text], nullif(openai_cost, 0), nullif(anthropic_cost, 0), total_cost,
            generations_count, tokens_used
        FROM webbuilder.ai_cost_tracking"""
    expected = {tuple(row[0]): row[1:] for row in await demo.fetch(spent)}
    assert {tuple(row[0]): row[1:] for row in await demo.fetch(tracked)} == expected
    assert len(expected) == 26
    assert {provider is None for row in expected.values() for provider in row[:2]} == {True, False}


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
    kept = await demo.mapping("SELECT id, views, conversions, revenue_generated FROM webbuilder.campaigns")
    assert kept == await demo.mapping(counted)
    cold, inspection = (kept[key] for key in keys("campaigns", "cold-rooms-at-night", "inspection-ready"))
    assert cold == [18, 4, Decimal("3328.50")]
    assert inspection == [9, 6, Decimal("1071.00")], "an order in euros is not summed into pounds"


async def test_counters_of_components_are_the_counts(demo: Loaded) -> None:
    counted = """
        SELECT c.id, (SELECT count(*) FROM webbuilder.campaign_events e
                WHERE e.component_id = c.id AND e.event_type = 'view'),
            (SELECT count(*) FROM webbuilder.campaign_events e
                WHERE e.component_id = c.id AND e.event_type = 'click'),
            (SELECT count(*) FROM webbuilder.conversions v WHERE v.component_id = c.id)
        FROM webbuilder.campaign_components c"""
    kept = await demo.mapping("SELECT id, views, clicks, conversions FROM webbuilder.campaign_components")
    assert kept == await demo.mapping(counted)
    assert kept[demo_id("webbuilder.campaign_components", "cold-rooms-at-night/hero")] == [6, 3, 0]


async def test_usage_of_a_month_counts_its_campaigns_and_generations(demo: Loaded) -> None:
    counted = """
        SELECT u.id, (SELECT count(*) FROM webbuilder.campaigns c
                WHERE c.user_id = u.user_id AND date_trunc('month', c.created_at) = u.month),
            (SELECT count(*) FROM webbuilder.ai_generations g
                WHERE g.user_id = u.user_id AND date_trunc('month', g.created_at) = u.month)
        FROM webbuilder.user_usage u"""
    kept = await demo.mapping("SELECT id, campaigns_generated, ai_credits_used FROM webbuilder.user_usage")
    assert kept == await demo.mapping(counted)
    assert len(kept) == 16
    assert [sum(column) for column in zip(*kept.values(), strict=True)] == [12, 23]


async def test_for_a_plan_that_ran_out_the_limits_of_the_free_one_hold(demo: Loaded) -> None:
    same = "SELECT webbuilder.limits_of($1) = webbuilder.setting($2)"
    for person, key in (("kofi", "limits.freemium"), ("nadia", "limits.agency"), ("tomas", "limits.creator")):
        assert await demo.fetch(same, UUID(demo_account("webbuilder", person)), key) == [(True,)]


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


async def test_people_find_components_of_others_by_words_and_tags(demo: Loaded) -> None:
    async with demo.signed_in("nadia") as app:
        countdown = await app.fetch("SELECT id FROM webbuilder.search_component_library('countdown')")
        tagged = await app.fetch("SELECT id FROM webbuilder.find_tagged_components('{pricing,responsive}')")
    async with demo.signed_in("ines") as app:
        of_ines = await app.fetch("SELECT id FROM webbuilder.search_component_library('countdown')")
    assert [row["id"] for row in countdown] == keys("component_library", "inspection-countdown")
    assert [row["id"] for row in tagged] == keys("component_library", "three-prices", "whole-room-pricing")
    assert [row["id"] for row in of_ines] == keys("component_library", "inspection-countdown", "unfinished-gallery")


async def test_the_audit_tells_of_every_row_of_the_tables_it_watches(demo: Loaded) -> None:
    for table in ("users", "user_roles", "platform_integrations", "campaigns"):
        entries = await demo.fetch("SELECT row_key::uuid FROM webbuilder.audit_log WHERE table_name = $1", table)
        assert sorted(entries) == sorted(await demo.fetch(f"SELECT id FROM webbuilder.{table}"))
