"""Who sees and changes what: people their own rows, nobody the rest."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table

from models.access import Command
from models.base import View, facts_of
from models.roadtrip import roadtrip_registry
from models.security import view_of
from tests.models.roadtrip.rows import MIDNIGHT, NEAR_BERLIN, NOW, Rows, refused

TABLES = {table.name: table for table in roadtrip_registry.metadata.sorted_tables}
PUBLIC = {
    "cities",
    "categories_of_discoveries",
    "months_of_roadtrips",
    "poi_categories",
    "social_platforms",
    "public_discoveries",
    "public_discovery_counts",
    "public_podcast_episodes",
    "referral_milestones",
}
STAFF = {
    "data_retention_policies",
    "discovery_embeddings",
    "revenue_reconciliations",
    "revenue_reports",
    "revenue_totals",
}


def _relation(table: Table) -> str:
    return view_of(table) if facts_of(table).behind_view else table.fullname


async def _seed(rows: Rows) -> UUID:
    """A person with a row in every table of personal data."""
    person, code = await rows.referrer()
    session = await rows.session(person)
    discovery = await rows.discovery(person, session_id=session)
    distillation: dict[str, Any] = {"source_reviews": [], "source_platforms": ["yelp"], "distilled_script": {}}
    await rows.insert("review_distillations", discovery_id=discovery, **distillation)
    episode = await rows.insert(
        "podcast_episodes", discovery_id=discovery, title="Mill", script={}, duration_seconds=6
    )
    await rows.insert("podcast_plays", user_id=person, episode_id=episode, event_id=uuid4())
    await rows.insert(
        "ai_processing_cache",
        cache_key=uuid4().hex,
        processing_type="x",
        input_data={},
        output_data={},
        discovery_id=discovery,
    )
    video = await rows.insert("videos", discovery_id=discovery)
    platform = await rows.platform()
    await rows.insert("video_versions", video_id=video, version_number=1)
    await rows.insert("platform_uploads", video_id=video, platform_id=platform)
    await rows.insert("video_revenues", video_id=video, platform_id=platform, date=NOW.date())
    await rows.insert("voice_interactions", session_id=session, user_id=person, interaction_type="command")
    await rows.insert("roadtrip_waypoints", session_id=session, position=1, location=NEAR_BERLIN)
    await rows.insert("referral_invitations", referrer_id=person)
    await rows.insert(
        "referral_conversions", referrer_id=person, referred_user_id=await rows.person(), referral_code=code
    )
    milestone = await rows.value("SELECT min(id) FROM roadtrip.referral_milestones")
    await rows.insert("referral_prompts", user_id=person, milestone_id=milestone)
    await rows.insert("user_behavior_analytics", user_id=person, event_type="tap")
    await rows.insert("audit_log", table_name="users", operation="SELECT", legal_basis="consent", user_id=person)
    await rows.insert(
        "api_usage_tracking", user_id=person, endpoint="graphql", bucket_type="per_day", time_bucket=MIDNIGHT
    )
    await rows.worker.execute("SELECT roadtrip.refresh_user_dashboards()")
    return person


async def test_people_see_their_own_rows_and_nobody_elses(rows: Rows) -> None:
    first, second = await _seed(rows), await _seed(rows)
    seen = {}
    for person in (first, second, None):
        async with rows.acting(person) as app:
            for name in sorted(TABLES.keys() - PUBLIC - STAFF):
                found = await app.fetch(f"SELECT {_key(TABLES[name])}::text AS key FROM {_relation(TABLES[name])}")
                seen[name, person] = {row["key"] for row in found}
    for name in TABLES.keys() - PUBLIC - STAFF:
        mine, others = seen[name, first], seen[name, second]
        assert mine != set(), name
        assert others != set(), name
        assert mine & others == set(), name
        assert seen[name, None] == set(), name


def _key(table: Table) -> str:
    return f"({', '.join(column.name for column in table.primary_key)})"


async def test_reference_data_is_open_and_the_staffs_is_closed(rows: Rows) -> None:
    await rows.category()
    await rows.platform()
    async with rows.acting(None) as app:
        for name in ("poi_categories", "social_platforms"):
            assert await app.fetchval(f"SELECT count(*) > 0 FROM roadtrip.{name}") is True
            await refused(app, "42501", f"INSERT INTO roadtrip.{name} (name) VALUES ('x')")
        for name in STAFF:
            await refused(app, "42501", f"SELECT {_key(TABLES[name])} FROM roadtrip.{name}")


@pytest.mark.parametrize("name", sorted(TABLES))
async def test_the_app_role_has_the_declared_commands_and_no_others(rows: Rows, name: str) -> None:
    table = TABLES[name]
    facts = facts_of(table)
    granted = {
        row["privilege_type"]
        for row in await rows.worker.fetch(
            "SELECT (aclexplode(relacl)).privilege_type, (aclexplode(relacl)).grantee::regrole::text AS role"
            " FROM pg_class WHERE oid = $1::text::regclass"
            " UNION SELECT (aclexplode(attacl)).privilege_type, (aclexplode(attacl)).grantee::regrole::text"
            " FROM pg_attribute WHERE attrelid = $1::text::regclass",
            table.fullname,
        )
        if row["role"] == "quintet_app"
    }
    assert granted == ({str(c) for c in facts.access.commands} if not facts.behind_view else set())
    policies = {
        row["cmd"]
        for row in await rows.worker.fetch(
            "SELECT cmd FROM pg_policies WHERE schemaname = 'roadtrip' AND tablename = $1"
            " AND roles = '{quintet_app}'",
            name,
        )
    }
    secured = not facts.behind_view and facts.view is None
    assert policies == ({str(c) for c in Command if c in facts.access.commands} if secured else set())


async def test_the_worker_only_adds_to_what_is_append_only_and_reads_views(rows: Rows) -> None:
    for name, table in TABLES.items():
        facts = facts_of(table)
        expected = {"SELECT"} if facts.view else {"SELECT", "INSERT"}
        if not facts.view and not facts.append_only:
            expected |= {"UPDATE", "DELETE"}
        found = await rows.worker.fetch(
            "SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p"
            " WHERE has_table_privilege('quintet_worker', $1, p)",
            table.fullname,
        )
        assert ({row["p"] for row in found}, name) == (expected, name)


async def test_a_suspended_person_cannot_sign_in(rows: Rows) -> None:
    person = await rows.person(is_active=False)
    async with rows.acting(None) as app:
        await refused(app, "QN401", "SELECT roadtrip.sign_in($1)", person)
        await refused(app, "QN401", "SELECT roadtrip.sign_in($1)", uuid4())


async def test_people_edit_their_profile_but_not_what_it_is_worth(rows: Rows) -> None:
    person = await rows.person()
    async with rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.users SET country_code = 'EG', gdpr_consent = true")
        for change in ("subscription_status = 'active'", "is_active = true", "email = 'x'", "password_hash = 'x'"):
            await refused(app, "42501", f"UPDATE roadtrip.users SET {change}")
        await refused(app, "42501", "SELECT password_hash FROM roadtrip.users")
        await refused(app, "42501", "DELETE FROM roadtrip.users")


async def test_people_write_waypoints_of_their_own_roadtrips_only(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    own, foreign = await rows.session(person), await rows.session(stranger)
    sql = "INSERT INTO roadtrip.roadtrip_waypoints (session_id, position, location) VALUES ($1, 1, $2)"
    async with rows.acting(person) as app:
        await app.execute(sql, own, NEAR_BERLIN)
        await refused(app, "42501", sql, foreign, NEAR_BERLIN)
        await refused(app, "42501", "UPDATE roadtrip.roadtrip_waypoints SET session_id = $1", foreign)
    assert await rows.value("SELECT count(*) FROM roadtrip.roadtrip_waypoints WHERE session_id = $1", foreign) == 0


async def test_counted_calls_are_of_whole_minutes_hours_and_days(rows: Rows) -> None:
    person = await rows.person()
    rounded = (
        "INSERT INTO roadtrip.api_usage_tracking (user_id, endpoint, time_bucket, bucket_type)"
        " VALUES ($1, 'x', $2, 'per_day')"
    )
    error = await rows.refused("23514", rounded, person, NOW.replace(hour=1))
    assert error.constraint_name is not None
    assert error.constraint_name.endswith("time_bucket_rounded")


async def test_views_are_the_only_relations_that_are_not_tables() -> None:
    assert {name for name, table in TABLES.items() if facts_of(table).view is View.PLAIN} == {
        "public_discoveries",
        "public_podcast_episodes",
        "revenue_reconciliations",
        "yearly_statements",
    }
