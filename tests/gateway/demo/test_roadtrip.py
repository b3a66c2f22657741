"""Roadtrip's demo in a database: everybody's rows are there, and what the database adds up is true."""

import datetime as dt
import os
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from gateway.addresses import Addresses
from gateway.demo.identity import DEMO_USER_EMAIL, demo_account, demo_id
from gateway.demo.roadtrip.write import write
from gateway.preparation import connected
from models.base import facts_of
from models.catalog import PRODUCTS
from models.security import view_of
from tests.databases import clone, drop
from tests.faults import faults_in
from tests.gateway.demo.loaded import Loaded, load

(ROADTRIP,) = (product for product in PRODUCTS if product.schema == "roadtrip")
SEEN = [table for table in ROADTRIP.graph_tables if facts_of(table).access.rows is not None]
BY_THE_CALENDAR = {"audit_log", "revenue_by_bucket", "yearly_statements"}
"""How many rows these have depends on the day."""


@pytest.fixture(scope="module")
async def demo(server: Addresses, template: Addresses) -> AsyncIterator[Loaded]:
    """The demo, written once for all tests here: none of them changes it."""
    name = f"quintet_demo_roadtrip_{os.getpid()}"
    await clone(server, template.database, name)
    yield await load(server.with_database(name), "roadtrip", write, dt.datetime.now(dt.UTC))
    await drop(server, name)


def person(key: str) -> UUID:
    """The account of one of the demo's people."""
    return UUID(demo_account("roadtrip", key))


async def test_every_table_has_rows(demo: Loaded) -> None:
    counts = {
        table.name: (await demo.fetch(f"SELECT count(*) FROM {table.fullname}"))[0][0] for table in ROADTRIP.tables
    }
    assert [name for name, count in counts.items() if count == 0] == []
    assert {name: counts[name] for name in ("users", "discoveries", "discovery_embeddings", "video_revenues")} == {
        "users": 5,
        "discoveries": 19,
        "discovery_embeddings": 19,
        "video_revenues": 77,
    }


async def test_the_demo_person_has_rows_in_every_table_that_people_see(demo: Loaded) -> None:
    async with demo.signed_in("nadia") as app:
        seen = {
            table.name: await app.fetchval(
                f"SELECT count(*) FROM {view_of(table) if facts_of(table).behind_view else table.fullname}"
            )
            for table in SEEN
        }
        (account,) = await app.fetch("SELECT id, email FROM roadtrip.users")
    assert [name for name, count in seen.items() if count == 0] == []
    assert {name: count for name, count in seen.items() if name not in BY_THE_CALENDAR} == {
        "cities": 25_015,
        "poi_categories": 7,
        "social_platforms": 3,
        "users": 1,
        "public_discoveries": 15,
        "user_behavior_analytics": 5,
        "api_usage_tracking": 13,
        "user_credits": 1,
        "user_dashboards": 1,
        "user_referrals": 1,
        "roadtrip_sessions": 5,
        "credit_transactions": 11,
        "referral_invitations": 3,
        "referral_conversions": 4,
        "referral_milestones": 5,
        "referral_prompts": 1,
        "discoveries": 9,
        "roadtrip_waypoints": 26,
        "voice_interactions": 7,
        "ai_processing_cache": 4,
        "review_distillations": 3,
        "videos": 2,
        "video_versions": 3,
        "platform_uploads": 3,
        "podcast_episodes": 4,
        "podcast_plays": 3,
        "public_podcast_episodes": 3,
        "video_revenues": 49,
    }
    assert tuple(account) == (person("nadia"), DEMO_USER_EMAIL)
    assert {table.name for table in ROADTRIP.graph_tables} - seen.keys() == {
        "data_retention_policies",
        "revenue_reports",
        "revenue_reconciliations",
        "revenue_totals",
    }


async def test_nobody_can_log_in_by_password(demo: Loaded) -> None:
    assert await demo.fetch("SELECT DISTINCT left(password_hash, 7) FROM roadtrip.users") == [("$2b$00$",)]


async def test_the_data_contradicts_itself_nowhere(demo: Loaded) -> None:
    assert await faults_in(demo.place) == {}


async def test_roadtrips_of_every_status_are_shown(demo: Loaded) -> None:
    told = await demo.fetch(
        "SELECT status, count(*), bool_and(activation_code IS NULL), bool_and(expires_at <= $2) "
        "FROM roadtrip.roadtrip_sessions WHERE user_id = $1 GROUP BY status ORDER BY status",
        person("nadia"),
        demo.now,
    )
    assert told == [
        ("active", 1, False, False),
        ("cancelled", 1, True, True),
        ("completed", 2, True, True),
        ("expired", 1, True, True),
    ]


async def test_counters_of_roadtrips_are_the_counts(demo: Loaded) -> None:
    kept = await demo.fetch(
        "SELECT id, total_discoveries, new_discoveries FROM roadtrip.roadtrip_sessions ORDER BY id"
    )
    counted = await demo.fetch(
        "SELECT s.id, count(d.id), count(d.id) FILTER (WHERE d.is_new_discovery) FROM roadtrip.roadtrip_sessions s "
        "LEFT JOIN roadtrip.discoveries d ON d.session_id = s.id GROUP BY s.id ORDER BY s.id"
    )
    assert kept == counted
    first = demo_id("roadtrip.roadtrip_sessions", "great-west-road")
    assert [counts for key, *counts in kept if key == first] == [[4, 1]]


async def test_balances_are_the_sums_of_ledgers(demo: Loaded) -> None:
    balances = await demo.fetch(
        "SELECT u.username, c.balance, c.total_earned, c.total_used FROM roadtrip.user_credits c "
        "JOIN roadtrip.users u ON u.id = c.user_id ORDER BY u.username"
    )
    summed = await demo.fetch(
        "SELECT u.username, sum(t.amount), coalesce(sum(t.amount) FILTER (WHERE t.transaction_type = 'earned'), 0), "
        "coalesce(-sum(t.amount) FILTER (WHERE t.transaction_type = 'used'), 0) "
        "FROM roadtrip.credit_transactions t JOIN roadtrip.users u ON u.id = t.user_id "
        "GROUP BY u.username ORDER BY u.username"
    )
    assert balances == summed
    assert balances == [
        ("ines_no_douro", 6, 0, 1),
        ("maren_s", 6, 0, 1),
        ("nadia_takes_the_a_road", 14, 11, 5),
        ("owen_on_101", 9, 3, 1),
        ("tomas_lind", 7, 2, 2),
    ]


async def test_each_roadtrip_cost_its_credit(demo: Loaded) -> None:
    spent = "SELECT user_id, count(*) FROM roadtrip.credit_transactions WHERE source = 'roadtrip_usage' GROUP BY 1"
    begun = "SELECT user_id, sum(credits_consumed) FROM roadtrip.roadtrip_sessions GROUP BY 1"
    assert sorted(await demo.fetch(spent)) == sorted(await demo.fetch(begun))


async def test_shares_add_up_and_belong_to_the_discoverer_of_what_may_earn(demo: Loaded) -> None:
    wrong = await demo.fetch(
        "SELECT r.id FROM roadtrip.video_revenues r JOIN roadtrip.videos v ON v.id = r.video_id "
        "JOIN roadtrip.discoveries d ON d.id = v.discovery_id "
        "WHERE r.user_share_cents + r.platform_share_cents <> r.net_revenue_cents "
        "OR r.net_revenue_cents > r.revenue_cents OR r.user_id <> d.user_id OR r.discovery_id <> d.id "
        "OR NOT d.eligible_for_revenue"
    )
    (sums,) = await demo.fetch(
        "SELECT sum(revenue_cents), sum(net_revenue_cents), sum(user_share_cents), sum(platform_share_cents), "
        "count(*) FILTER (WHERE user_share_cents <> platform_share_cents) FROM roadtrip.video_revenues"
    )
    assert wrong == []
    assert sums == (1588, 820, 389, 431, 42)


async def test_roll_ups_are_the_sums_of_their_days(demo: Loaded) -> None:
    kept = await demo.fetch(
        "SELECT user_id, platform_id, bucket_type, bucket, entries, views, revenue_cents, net_revenue_cents, "
        "user_share_cents, platform_share_cents FROM roadtrip.revenue_by_bucket ORDER BY 1, 2, 3, 4"
    )
    summed = await demo.fetch(
        "SELECT user_id, platform_id, kind, date_trunc(kind, date::timestamp)::date, count(*), sum(views), "
        "sum(revenue_cents), sum(net_revenue_cents), sum(user_share_cents), sum(platform_share_cents) "
        "FROM roadtrip.video_revenues, unnest(ARRAY['day', 'week', 'month']) AS kind GROUP BY 1, 2, 3, 4 "
        "ORDER BY 1, 2, 3, 4"
    )
    assert kept == summed
    assert sum(row[4] for row in kept) == 3 * 77


async def test_revenue_became_whole_credits(demo: Loaded) -> None:
    given = await demo.fetch(
        "SELECT r.user_id, sum(r.user_share_cents) / 50, "
        "(SELECT sum(t.amount) FROM roadtrip.credit_transactions t "
        "WHERE t.user_id = r.user_id AND t.source = 'video_revenue') FROM roadtrip.video_revenues r GROUP BY 1"
    )
    assert {key: (due, paid) for key, due, paid in given} == {
        person("nadia"): (5, 5),
        person("tomas"): (1, 1),
        person("owen"): (1, 1),
    }


async def test_dashboards_show_everybodys_numbers(demo: Loaded) -> None:
    (own,) = await demo.fetch(
        "SELECT roadtrips, discoveries, new_discoveries, videos, views, user_share_cents, credit_balance, "
        "friends_joined FROM roadtrip.user_dashboards WHERE user_id = $1",
        person("nadia"),
    )
    assert own == (5, 9, 2, 2, 12973, 273, 14, 1)
    assert await demo.fetch("SELECT count(*) FROM roadtrip.user_dashboards") == [(5,)]


async def test_shared_places_are_public_at_the_centre_of_the_nearest_city_and_no_others_are(demo: Loaded) -> None:
    public = await demo.fetch("SELECT id FROM roadtrip.public_discoveries ORDER BY id")
    shared = await demo.fetch(
        "SELECT d.id FROM roadtrip.discoveries d JOIN roadtrip.users u ON u.id = d.user_id "
        "WHERE (u.privacy_settings ->> 'share_discoveries')::boolean ORDER BY d.id"
    )
    cities = await demo.fetch(
        "SELECT u.username, d.poi_name, (SELECT c.name FROM roadtrip.cities c WHERE c.location = d.location_public), "
        "d.location_public = (SELECT c.location FROM roadtrip.cities c ORDER BY c.location <-> d.location LIMIT 1), "
        "public.ST_Distance(d.location, d.location_public) > 100 FROM roadtrip.discoveries d "
        "JOIN roadtrip.users u ON u.id = d.user_id WHERE d.location_public IS NOT NULL ORDER BY 1, 2"
    )
    assert public == shared
    assert [(nearest, moved) for *_, nearest, moved in cities] == [(True, True)] * 15
    assert {(name, city) for name, _, city, *_ in cities} == {
        ("ines_no_douro", "Porto"),
        ("ines_no_douro", "Vila Real"),
        ("nadia_takes_the_a_road", "Bath"),
        ("nadia_takes_the_a_road", "Calne"),
        ("nadia_takes_the_a_road", "Eastbourne"),
        ("nadia_takes_the_a_road", "Edinburgh"),
        ("nadia_takes_the_a_road", "Gateshead"),
        ("nadia_takes_the_a_road", "York"),
        ("tomas_lind", "Jönköping"),
        ("tomas_lind", "Malmö"),
        ("tomas_lind", "Motala"),
    }


async def test_others_see_their_own_exact_places_only(demo: Loaded) -> None:
    async with demo.signed_in("maren") as app:
        own = await app.fetch("SELECT user_id, poi_name FROM roadtrip.discoveries")
        assert await app.fetchval("SELECT count(*) FROM roadtrip.public_discoveries") == 15
    assert [tuple(row) for row in own] == [(person("maren"), "Storseisundbrua")]


async def test_anonymous_statistics_have_groups_that_are_large_enough(demo: Loaded) -> None:
    async with connected(demo.place.url("app")) as nobody:
        months = await nobody.fetch("SELECT travellers FROM roadtrip.roadtrip_statistics()")
        kinds = await nobody.fetch("SELECT category, discoveries, discoverers FROM roadtrip.discovery_statistics()")
    assert [tuple(row) for row in months] == [(5,)]
    assert [tuple(row) for row in kinds] == [("Bridge", 7, 5)]


async def test_referrals_brought_what_their_friends_earned_them(demo: Loaded) -> None:
    kept = await demo.fetch(
        "SELECT referral_code, referral_link, total_friends_joined, total_credits_earned "
        "FROM roadtrip.user_referrals ORDER BY referral_code"
    )
    joined = await demo.fetch(
        "SELECT u.username, c.referral_code, c.conversion_status FROM roadtrip.referral_conversions c "
        "JOIN roadtrip.users u ON u.id = c.referred_user_id ORDER BY u.username"
    )
    links = "https://roadtrip.example.com/join/"
    assert kept == [(code, links + code, 1, 1) for code in ("ROAD-NADI-A4A1", "ROAD-TOMA-S4E4")]
    assert joined == [
        ("ines_no_douro", "ROAD-NADI-A4A1", "credited"),
        ("maren_s", "ROAD-NADI-A4A1", "pending"),
        ("nadia_takes_the_a_road", "ROAD-TOMA-S4E4", "credited"),
        ("owen_on_101", "ROAD-NADI-A4A1", "qualified"),
    ]


async def test_only_those_who_permit_it_are_looked_at(demo: Loaded) -> None:
    looked_at = await demo.fetch(
        "SELECT DISTINCT (u.privacy_settings ->> 'usage_analytics')::boolean, u.gdpr_consent "
        "FROM roadtrip.user_behavior_analytics b JOIN roadtrip.users u ON u.id = b.user_id"
    )
    assert looked_at == [(True, True)]


async def test_the_audit_log_tells_what_people_did_and_what_the_product_did(demo: Loaded) -> None:
    async with demo.signed_in("nadia") as app:
        told = await app.fetch(
            "SELECT table_name, operation, count(*) FROM roadtrip.audit_log_visible "
            "WHERE table_name IN ('roadtrip_sessions', 'discoveries', 'user_referrals') GROUP BY 1, 2 ORDER BY 1, 2"
        )
    by_the_product = (
        "SELECT DISTINCT user_id FROM roadtrip.audit_log WHERE table_name IN ('videos', 'video_revenues')"
    )
    assert [tuple(row) for row in told] == [
        ("discoveries", "INSERT", 9),
        ("roadtrip_sessions", "INSERT", 5),
        ("roadtrip_sessions", "UPDATE", 13),
        ("user_referrals", "INSERT", 1),
    ]
    assert await demo.fetch(by_the_product) == [(None,)]
