"""RepurposeFlow's demo in a database: quotas, logs, sums and mirrors agree with the rows they are about."""

import datetime as dt
import os
from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from gateway.demo.identity import DEMO_USER_EMAIL, demo_account, demo_id
from gateway.demo.repurpose.generations import load_generations
from gateway.demo.repurpose.write import write
from gateway.preparation import connected
from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS
from models.repurpose.enums import Platform
from tests.databases import clone, drop
from tests.gateway.demo.loaded import Loaded, load

(REPURPOSE,) = (product for product in PRODUCTS if product.schema == "repurpose")
TABLES = [table for table in REPURPOSE.tables if facts_of(table).view is None]
AHEAD = {
    ("users", "usage_reset_at"),
    ("users", "subscription_current_period_end"),
    ("subscriptions", "current_period_end"),
    ("subscriptions", "trial_end"),
    ("subscriptions_archive", "current_period_end"),
}
SET_BY_TRIGGERS = {("users", "updated_at")}


@pytest.fixture(scope="module")
async def demo(server: Addresses, template: Addresses) -> AsyncIterator[Loaded]:
    """The demo as of now, written once for all tests here: none of them changes it."""
    name = f"quintet_demo_repurpose_{os.getpid()}"
    await clone(server, template.database, name)
    yield await load(server.with_database(name), "repurpose", write, dt.datetime.now(dt.UTC))
    await drop(server, name)


def user(person: str) -> UUID:
    """The id of one of the demo's people."""
    return demo_id("repurpose.users", person)


async def moments_ahead(demo: Loaded) -> set[tuple[str, str]]:
    """The columns that hold a moment after the present."""
    return {
        (table.name, column.name)
        for table in TABLES
        for column in table.c
        if isinstance(column.type, sa.DateTime)
        and await demo.fetch(f"SELECT FROM {table.fullname} WHERE {column.name} > $1", demo.now)
    }


async def test_every_table_has_rows(demo: Loaded) -> None:
    assert {table.name: len(await demo.fetch(f"SELECT FROM {table.fullname}")) for table in TABLES} == {
        "users": 4,
        "generations": 15,
        "generations_archive": 4,
        "usage_logs": 29,
        "usage_logs_daily": 6,
        "subscriptions": 5,
        "subscriptions_archive": 2,
        "webhook_events": 9,
    }


async def test_the_demo_person_has_rows_in_every_table_that_people_see(demo: Loaded) -> None:
    async with demo.signed_in("nadia") as app:
        seen = {
            table.name: await app.fetchval(f"SELECT count(*) FROM {table.fullname}")
            for table in TABLES
            if Command.SELECT in facts_of(table).access.commands
        }
        (person,) = await app.fetch("SELECT id, clerk_user_id, email, full_name FROM repurpose.users")
    assert seen == {
        "users": 1,
        "generations": 9,
        "generations_archive": 3,
        "usage_logs": 17,
        "usage_logs_daily": 4,
        "subscriptions": 2,
    }
    assert tuple(person) == (user("nadia"), demo_account("repurpose", "nadia"), DEMO_USER_EMAIL, "Nadia Rahman")


async def test_generations_of_every_status_are_shown(demo: Loaded) -> None:
    shown = "SELECT status, count(*) FROM repurpose.{} GROUP BY 1 ORDER BY 1"
    assert await demo.fetch(shown.format("generations")) == [
        ("completed", 11),
        ("failed", 2),
        ("partial", 1),
        ("pending", 1),
    ]
    assert await demo.fetch(shown.format("generations_archive")) == [("completed", 3), ("failed", 1)]


async def test_outputs_are_there_for_the_platforms_asked_for(demo: Loaded) -> None:
    outputs = ", ".join(f"('{platform}', to_jsonb(g) -> 'output_{platform}')" for platform in Platform)
    written = f"""
        SELECT status, platform = ANY (selected_platforms), jsonb_typeof(output) = 'object', count(*)
        FROM repurpose.generations AS g CROSS JOIN LATERAL (VALUES {outputs}) AS o (platform, output)
        WHERE platform = ANY (selected_platforms) OR jsonb_typeof(output) = 'object'
        GROUP BY 1, 2, 3 ORDER BY 1, 3"""
    assert await demo.fetch(written) == [
        ("completed", True, True, 23),
        ("failed", True, False, 3),
        ("partial", True, False, 1),
        ("partial", True, True, 2),
        ("pending", True, False, 3),
    ]


async def test_threads_know_their_number_of_tweets(demo: Loaded) -> None:
    counts = """
        SELECT output_twitter ->> 'tweet_count', jsonb_array_length(output_twitter -> 'thread')
        FROM repurpose.generations WHERE output_twitter IS NOT NULL ORDER BY 1"""
    assert await demo.fetch(counts) == [("3", 3), ("4", 4), ("5", 5), ("5", 5)]


async def test_quotas_agree_with_what_was_completed_this_month_and_is_in_flight(demo: Loaded) -> None:
    counted = """
        SELECT u.id, count(*) FILTER (WHERE completed_at >= date_trunc('month', $1::timestamptz, 'UTC')),
            count(*) FILTER (WHERE status = 'pending'), max(completed_at)
        FROM repurpose.users AS u LEFT JOIN repurpose.generations AS g ON g.user_id = u.id GROUP BY 1"""
    kept = "SELECT id, generations_count_current_month, generations_limit, last_generation_at FROM repurpose.users"
    limits = {"nadia": 500, "tomas": 10, "ines": 999999, "viktor": 500}
    users = await demo.by_key(kept)
    for key, completed, pending, last in await demo.fetch(counted, demo.now):
        assert (users[key][0], users[key][2]) == (completed, last)
        ((can, remaining, used, limit, resets_at),) = await demo.fetch("SELECT * FROM repurpose.quota($1)", key)
        assert (can, used, remaining) == (True, completed + pending, limit - completed - pending)
        assert resets_at == (demo.now.replace(day=1) + dt.timedelta(days=32)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
    assert {key: limit for key, (_, limit, _) in users.items()} == {user(key): limits[key] for key in limits}


async def test_each_generation_has_its_start_and_its_end_in_the_log(demo: Loaded) -> None:
    expected = """
        SELECT id, 'generation_started', selected_platforms, NULL, created_at FROM repurpose.generations
        UNION ALL SELECT id, CASE status WHEN 'failed' THEN 'generation_failed' ELSE 'generation_completed' END,
            selected_platforms, total_tokens_used, created_at + make_interval(secs => generation_time_ms / 1000.0)
        FROM repurpose.generations WHERE status <> 'pending'
        ORDER BY 1, 2"""
    logged = """
        SELECT generation_id, event_type, platforms, tokens_used, created_at FROM repurpose.usage_logs
        ORDER BY 1, 2"""
    assert await demo.fetch(logged) == await demo.fetch(expected)


async def test_sums_of_days_are_those_of_the_archived_generations(demo: Loaded) -> None:
    expected = """
        SELECT user_id, day, event, count(*), sum(cardinality(selected_platforms)), sum(tokens) FROM (
            SELECT user_id, timezone('UTC', created_at)::date AS day, 'generation_started' AS event,
                selected_platforms, 0 AS tokens
            FROM repurpose.generations_archive
            UNION ALL SELECT user_id, timezone('UTC', created_at)::date,
                CASE status WHEN 'failed' THEN 'generation_failed' ELSE 'generation_completed' END,
                selected_platforms, total_tokens_used
            FROM repurpose.generations_archive
        ) AS events GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    kept = """
        SELECT user_id, day, event_type, event_count, platform_count, tokens_used
        FROM repurpose.usage_logs_daily ORDER BY 1, 2, 3"""
    assert await demo.fetch(kept) == await demo.fetch(expected)
    assert max(count for _, _, _, count, _, _ in await demo.fetch(kept)) == 2


async def test_no_cost_is_lost_between_logs_and_sums(demo: Loaded) -> None:
    spent = """
        SELECT user_id, sum(estimated_cost_usd) FROM (
            SELECT user_id, estimated_cost_usd FROM repurpose.usage_logs
            UNION ALL SELECT user_id, estimated_cost_usd FROM repurpose.usage_logs_daily) AS costs
        GROUP BY 1"""
    told: dict[UUID, tuple[Decimal]] = {}
    for generation in load_generations():
        (before,) = told.get(user(generation.person), (Decimal(0),))
        told[user(generation.person)] = (before + (generation.run.cost_usd if generation.run else Decimal(0)),)
    assert await demo.by_key(spent) == told
    assert told[user("viktor")] == (Decimal("0.057200"),)


async def test_accounts_say_what_the_subscription_says_that_holds(demo: Loaded) -> None:
    kept = """
        SELECT u.id, u.subscription_tier, u.subscription_status, s.id,
            u.stripe_customer_id IS NOT DISTINCT FROM s.stripe_customer_id,
            u.subscription_current_period_end IS NOT DISTINCT FROM s.current_period_end
        FROM repurpose.users AS u LEFT JOIN repurpose.subscriptions AS s USING (stripe_subscription_id)"""

    def held(key: str) -> UUID:
        return demo_id("repurpose.subscriptions", key)

    assert await demo.by_key(kept) == {
        user("nadia"): ("pro", "active", held("nadia-pro"), True, True),
        user("tomas"): ("free", "active", None, True, True),
        user("ines"): ("business", "trialing", held("ines-business"), True, True),
        user("viktor"): ("pro", "past_due", held("viktor-pro"), True, True),
    }
    states = await demo.fetch("SELECT status FROM repurpose.subscriptions ORDER BY 1")
    assert [state for (state,) in states] == ["active", "canceled", "incomplete", "past_due", "trialing"]


async def test_subscriptions_of_the_forgotten_lead_to_nobody(demo: Loaded) -> None:
    pseudonyms = "SELECT count(DISTINCT pseudonym) FROM repurpose.subscriptions_archive"
    known = """
        SELECT FROM repurpose.users AS u JOIN repurpose.subscriptions_archive AS a
        ON a.pseudonym = encode(sha256(convert_to('subscriptions of ' || u.id::text, 'UTF8')), 'hex')"""
    assert await demo.fetch(pseudonyms) == [(1,)]
    assert await demo.fetch(known) == []


async def test_webhook_events_of_every_state_are_shown(demo: Loaded) -> None:
    states = """
        SELECT processed, retry_count > 0, error_message IS NOT NULL, count(*)
        FROM repurpose.webhook_events GROUP BY 1, 2, 3 ORDER BY 1, 2"""
    assert await demo.fetch(states) == [
        (False, False, False, 1),
        (False, True, True, 1),
        (True, False, False, 6),
        (True, True, False, 1),
    ]


async def test_webhook_events_are_about_the_accounts_and_subscriptions_of_the_demo(demo: Loaded) -> None:
    about = """
        SELECT e.source, count(*), count(u.id), count(s.id) FROM (
            SELECT source, CASE source WHEN 'stripe' THEN payload #> '{data,object}' ELSE payload -> 'data' END
            FROM repurpose.webhook_events) AS e (source, object)
        LEFT JOIN repurpose.users AS u ON u.clerk_user_id = e.object ->> 'id'
        LEFT JOIN repurpose.subscriptions AS s
            ON s.stripe_subscription_id IN (e.object ->> 'id', e.object ->> 'subscription')
        GROUP BY 1 ORDER BY 1"""
    assert await demo.fetch(about) == [("clerk", 2, 2, 0), ("stripe", 7, 0, 7)]


async def test_subscriptions_say_what_their_newest_event_said(demo: Loaded) -> None:
    newest = """
        SELECT DISTINCT ON (1) s.id, s.status = e.object ->> 'status', s.last_event_at = to_timestamp(e.created)
        FROM repurpose.subscriptions AS s JOIN (
            SELECT payload -> 'data' -> 'object' AS object, (payload ->> 'created')::bigint AS created
            FROM repurpose.webhook_events WHERE event_type LIKE 'customer.subscription.%' AND processed) AS e
        ON e.object ->> 'id' = s.stripe_subscription_id
        ORDER BY 1, e.created DESC"""
    named = ("nadia-pro", "tomas-pro", "ines-business", "viktor-pro")
    assert await demo.by_key(newest) == {demo_id("repurpose.subscriptions", key): (True, True) for key in named}


async def test_the_jobs_find_nothing_left_to_do(demo: Loaded) -> None:
    async with connected(demo.place.url("worker")) as worker:
        done = [
            tuple(*await worker.fetch(f"SELECT * FROM repurpose.{job}()"))
            for job in (
                "aggregate_usage_logs",
                "archive_generations",
                "fail_stale_generations",
                "purge_webhook_events",
                "reset_usage",
            )
        ]
    assert done == [(0,), (0,), (0,), (0, 0), (0,)]
    ages = "SELECT min(archived_at - created_at), max(archived_at - created_at) FROM repurpose.generations_archive"
    assert await demo.fetch(ages) == [(dt.timedelta(days=91),) * 2]


async def test_only_ends_of_periods_lie_ahead(demo: Loaded) -> None:
    assert await moments_ahead(demo) == AHEAD | SET_BY_TRIGGERS


async def test_everything_of_a_person_came_after_the_account(demo: Loaded) -> None:
    first = """
        SELECT bool_and(f.created_at >= u.created_at), count(*) FROM repurpose.users AS u JOIN (
            SELECT user_id, created_at FROM repurpose.generations
            UNION ALL SELECT user_id, created_at FROM repurpose.generations_archive
            UNION ALL SELECT user_id, created_at FROM repurpose.subscriptions
        ) AS f ON f.user_id = u.id"""
    assert await demo.fetch(first) == [(True, 15 + 4 + 5)]


async def test_rows_have_the_same_ids_on_every_run_even_just_after_midnight(
    demo: Loaded, fresh_place: Addresses
) -> None:
    midnight = dt.datetime(2025, 3, 1, 0, 2, tzinfo=dt.UTC)
    other = await load(fresh_place, "repurpose", write, midnight)
    for table in TABLES:
        ids = f"SELECT id FROM {table.fullname} ORDER BY id"
        assert await demo.fetch(ids) == await other.fetch(ids)
    assert await moments_ahead(other) == AHEAD | SET_BY_TRIGGERS
