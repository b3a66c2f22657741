"""Who sees and changes which rows of Web Builder, and which of their columns."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.models.webbuilder.rows import CREDENTIALS, Rows, insert, state_of

OWNED = (
    "users",
    "user_roles",
    "user_usage",
    "platform_integrations",
    "platform_analyses",
    "campaigns",
    "campaign_components",
    "ai_generations",
    "ai_cost_tracking",
    "component_library",
    "campaign_events",
    "conversions",
)


async def everything(rows: Rows) -> tuple[UUID, dict[str, UUID]]:
    """A person with a row in every table that can have one of theirs."""
    user = await rows.user()
    campaign = await rows.campaign(user)
    component = await rows.component(campaign)
    integration = await rows.integration(user)
    made = {
        "users": user,
        "user_roles": await rows.insert("user_roles", user_id=user, role="admin"),
        "platform_integrations": integration,
        "platform_analyses": await rows.insert(
            "platform_analyses", integration_id=integration, analysis_type="full_audit"
        ),
        "campaigns": campaign,
        "campaign_components": component,
        "ai_generations": await rows.generation(user, campaign_id=campaign, status="cancelled"),
        "component_library": await rows.library(user),
        "campaign_events": await rows.insert("campaign_events", campaign_id=campaign, event_type="view"),
        "conversions": await rows.insert("conversions", campaign_id=campaign, conversion_type="sale"),
    }
    for table in ("user_usage", "ai_cost_tracking"):
        made[table] = await rows.worker.fetchval(f"SELECT id FROM webbuilder.{table} WHERE user_id = $1", user)
    return user, made


async def seen(connection: Any, made: dict[str, UUID]) -> set[str]:
    """The tables whose row is visible."""
    return {
        table
        for table, key in made.items()
        if await connection.fetchval(f"SELECT count(*) FROM webbuilder.{table} WHERE id = $1", key) == 1
    }


async def test_people_see_their_own_rows_and_nobody_elses(fresh_rows: Rows) -> None:
    rows = fresh_rows
    user, made = await everything(rows)
    assert set(made) == set(OWNED)
    async with rows.acting("app", user) as app:
        assert await seen(app, made) == set(OWNED)
        for table in OWNED:
            assert await app.fetchval(f"SELECT count(*) FROM webbuilder.{table}") == 1, table
    async with rows.acting("app", await rows.user()) as app:
        assert await seen(app, made) == set()
    async with rows.acting("app") as app:
        assert await seen(app, made) == set()
    async with rows.acting("admin") as staff:
        assert await seen(staff, made) == set(OWNED)


async def test_a_suspended_or_unknown_account_is_not_signed_in(rows: Rows) -> None:
    for account in (await rows.user(is_active=False), uuid4()):
        async with rows.acting("app") as app:
            assert await state_of(app, f"SELECT webbuilder.sign_in('{account}')") == "QN401"


CHANGES = {
    "users": "name = 'x'",
    "platform_integrations": "account_name = 'x'",
    "campaigns": "name = 'x'",
    "campaign_components": "name = 'x'",
    "ai_generations": "user_rating = 1",
    "component_library": "name = 'x'",
}


async def test_nobody_changes_or_deletes_what_is_somebody_elses(rows: Rows) -> None:
    _, made = await everything(rows)
    made["component_library"] = await rows.library(made["users"], is_public=True)
    before = {table: await rows.get(table, made[table]) for table in CHANGES}
    async with rows.acting("app", await rows.user(), keep=True) as app:
        for table, change in CHANGES.items():
            assert (
                await app.execute(f"UPDATE webbuilder.{table} SET {change} WHERE id = $1", made[table]) == "UPDATE 0"
            )
        for table in ("campaigns", "campaign_components", "component_library", "platform_integrations"):
            assert await app.execute(f"DELETE FROM webbuilder.{table} WHERE id = $1", made[table]) == "DELETE 0"
    assert {table: await rows.get(table, made[table]) for table in CHANGES} == before


async def test_people_change_what_is_theirs(rows: Rows) -> None:
    user, made = await everything(rows)
    async with rows.acting("app", user) as app:
        for table, change in CHANGES.items():
            assert (
                await app.execute(f"UPDATE webbuilder.{table} SET {change} WHERE id = $1", made[table]) == "UPDATE 1"
            )
        for table in ("campaign_components", "campaigns", "component_library", "platform_integrations"):
            assert await app.execute(f"DELETE FROM webbuilder.{table} WHERE id = $1", made[table]) == "DELETE 1"


async def test_nobody_makes_rows_for_others_or_hangs_them_on_others(rows: Rows) -> None:
    victim, made = await everything(rows)
    user = await rows.user()
    attempts: list[tuple[str, dict[str, object]]] = [
        ("campaigns", {"user_id": victim, "name": "x", "type": "funnel"}),
        ("campaign_components", {"campaign_id": made["campaigns"], "name": "x", "component_type": "form"}),
        ("component_library", {"user_id": victim, "name": "x", "component_type": "form"}),
        ("platform_integrations", {"user_id": victim, "platform_type": "custom"}),
        ("ai_generations", {"user_id": victim, "generation_type": "campaign"}),
        ("ai_generations", {"user_id": user, "generation_type": "campaign", "campaign_id": made["campaigns"]}),
        ("ai_generations", {"user_id": user, "generation_type": "campaign", "campaign_id": uuid4()}),
    ]
    async with rows.acting("app", user) as app:
        for table, values in attempts:
            names, places = ", ".join(values), ", ".join(f"${n}" for n in range(1, len(values) + 1))
            statement = f"INSERT INTO webbuilder.{table} ({names}) VALUES ({places})"
            assert await state_of(app, statement, *values.values()) == "42501", values
        foreign = (
            "INSERT INTO webbuilder.ai_generations (user_id, generation_type, component_id) "
            "VALUES ($1, 'component', $2)"
        )
        assert await state_of(app, foreign, user, made["campaign_components"]) == "23503"
        assert await state_of(app, foreign, user, uuid4()) == "23503"
    counted = await rows.worker.fetchval("SELECT count(*) FROM webbuilder.user_usage WHERE user_id = $1", user)
    assert counted == 0


async def test_people_make_their_rows(rows: Rows) -> None:
    user = await rows.user()
    async with rows.acting("app", user) as app:
        campaign = await insert(app, "campaigns", user_id=user, name="x", type="funnel", goals=["leads"])
        component = await insert(app, "campaign_components", campaign_id=campaign, name="x", component_type="form")
        await insert(app, "ai_generations", user_id=user, generation_type="component", component_id=component)
        await insert(app, "component_library", user_id=user, name="x", component_type="form", tags=["a"])
        await insert(
            app,
            "platform_integrations",
            user_id=user,
            platform_type="custom",
            encrypted_credentials=CREDENTIALS,
        )
        used = await app.fetchrow("SELECT campaigns_generated, ai_credits_used FROM webbuilder.user_usage")
        assert tuple(used) == (1, 1)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("users", "email = 'x@example.com'"),
        ("users", "password_hash = 'x'"),
        ("users", "subscription_tier = 'agency'"),
        ("users", "subscription_ends_at = NULL"),
        ("users", "is_active = true"),
        ("user_roles", "role = 'admin'"),
        ("user_usage", "ai_credits_used = 0"),
        ("ai_cost_tracking", "total_cost = 0"),
        ("campaigns", "views = 1000"),
        ("campaigns", "conversions = 1000"),
        ("campaigns", "revenue_generated = 1000"),
        ("campaigns", "launched_at = now()"),
        ("campaigns", "user_id = user_id"),
        ("campaign_components", "clicks = 1000"),
        ("campaign_components", "version = 9"),
        ("campaign_components", "campaign_id = campaign_id"),
        ("ai_generations", "cost = 0"),
        ("ai_generations", "prompt_text = 'x'"),
        ("ai_generations", "result_data = '{}'"),
        ("component_library", "likes = 1000"),
        ("component_library", "downloads = 1000"),
        ("platform_integrations", "connection_status = 'connected'"),
        ("platform_integrations", "platform_type = 'custom'"),
        ("platform_analyses", "summary = '{}'"),
        ("campaign_events", "event_type = 'click'"),
        ("conversions", "value = 1000"),
        ("app_settings", "key = 'x'"),
        ("audit_log", "actor_role = 'x'"),
    ],
)
async def test_what_the_database_keeps_nobody_writes_not_even_in_their_own_rows(
    rows: Rows, table: str, change: str
) -> None:
    user, _ = await everything(rows)
    async with rows.acting("app", user) as app:
        assert await state_of(app, f"UPDATE webbuilder.{table} SET {change}") == "42501"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO webbuilder.campaign_events (campaign_id, event_type) VALUES ($1, 'view')",
        "INSERT INTO webbuilder.conversions (campaign_id, conversion_type) VALUES ($1, 'sale')",
        "DELETE FROM webbuilder.campaign_events WHERE campaign_id = $1",
        "DELETE FROM webbuilder.conversions WHERE campaign_id = $1",
        "DELETE FROM webbuilder.ai_generations WHERE campaign_id = $1",
        "DELETE FROM webbuilder.users WHERE id = $1",
        "INSERT INTO webbuilder.user_roles (user_id, role) VALUES ($1, 'admin')",
        "SELECT webbuilder.add_usage($1, now(), credits => -100)",
        "SELECT webbuilder.add_cost($1, '2026-01-01', 'gpt', -1, 0, 0)",
        "SELECT webbuilder.limits_of($1)",
        "SELECT webbuilder.drop_old_events('0 days'), $1::uuid",
        "SELECT password_hash FROM webbuilder.users WHERE id = $1",
        "SELECT id FROM webbuilder.audit_log WHERE id = $1",
        "SELECT id FROM webbuilder.job_queue WHERE id = $1",
        "SELECT webbuilder.seed(), $1::uuid",
    ],
)
async def test_what_jobs_do_people_cannot(rows: Rows, statement: str) -> None:
    user = await rows.user()
    async with rows.acting("app", user) as app:
        assert await state_of(app, statement, await rows.campaign(user)) == "42501"


async def test_the_owner_of_a_generation_rates_it_and_may_only_cancel_it(rows: Rows) -> None:
    user = await rows.user()
    made = await rows.generation(user)
    change = "UPDATE webbuilder.ai_generations SET {} WHERE id = $1"
    async with rows.acting("app", user) as app:
        for status in ("completed", "failed"):
            assert await state_of(app, change.format(f"status = '{status}'"), made) == "23514"
        rating = "status = 'cancelled', user_rating = 5, user_feedback = 'slow', accepted = false"
        assert await app.execute(change.format(rating), made) == "UPDATE 1"


async def test_public_components_are_seen_by_all_and_private_ones_by_their_owner(rows: Rows) -> None:
    owner = await rows.user()
    public, private = await rows.library(owner, is_public=True), await rows.library(owner)
    listed = "SELECT id FROM webbuilder.component_library WHERE id = ANY ($1)"
    for account, visible in ((owner, {public, private}), (await rows.user(), {public}), (None, {public})):
        async with rows.acting("app", account) as app:
            assert {row["id"] for row in await app.fetch(listed, [public, private])} == visible


async def test_limits_and_features_are_seen_by_all_and_other_settings_by_administrators(fresh_rows: Rows) -> None:
    await fresh_rows.worker.execute(
        "INSERT INTO webbuilder.app_settings (key, value) VALUES ('features.popups', 'true') ON CONFLICT DO NOTHING"
    )
    administrator, user = await fresh_rows.user(), await fresh_rows.user()
    await fresh_rows.insert("user_roles", user_id=administrator, role="admin")
    keys = (
        "SELECT key FROM webbuilder.app_settings WHERE key = ANY "
        "('{features.popups,limits.freemium,costs.daily_ceiling,shutoff.generations}') ORDER BY key"
    )
    public = ["features.popups", "limits.freemium"]
    for account, visible in ((user, public), (None, public)):
        async with fresh_rows.acting("app", account) as app:
            assert [row["key"] for row in await app.fetch(keys)] == visible
    everything_ = ["costs.daily_ceiling", "features.popups", "limits.freemium", "shutoff.generations"]
    async with fresh_rows.acting("app", administrator) as app:
        assert [row["key"] for row in await app.fetch(keys)] == everything_
    async with fresh_rows.acting("admin") as staff:
        assert [row["key"] for row in await staff.fetch(keys)] == everything_


async def test_only_administrators_write_settings(rows: Rows) -> None:
    administrator, user = await rows.user(), await rows.user()
    await rows.insert("user_roles", user_id=administrator, role="admin")
    change = "UPDATE webbuilder.app_settings SET value = '{\"ai_credits_used\": 9}' WHERE key = 'limits.freemium'"
    make = "INSERT INTO webbuilder.app_settings (key, value) VALUES ('features.new', 'true')"
    remove = "DELETE FROM webbuilder.app_settings WHERE key = 'limits.freemium'"
    async with rows.acting("app", user) as app:
        assert await app.execute(change) == "UPDATE 0"
        assert await app.execute(remove) == "DELETE 0"
        assert await state_of(app, make) == "42501"
    async with rows.acting("app", administrator) as app:
        assert await app.execute(change) == "UPDATE 1"
        assert await app.execute(make) == "INSERT 0 1"
        assert await app.execute(remove) == "DELETE 1"


async def test_settings_of_a_person_give_no_role(rows: Rows) -> None:
    user = await rows.user()
    async with rows.acting("app", user) as app:
        await app.execute('UPDATE webbuilder.users SET settings = \'{"role": "admin"}\'')
        assert await app.fetchval("SELECT webbuilder.has_role('admin')") is False


async def test_a_visitors_address_is_seen_by_the_owner_of_the_campaign_alone(rows: Rows) -> None:
    owner = await rows.user()
    campaign = await rows.campaign(owner)
    await rows.insert("campaign_events", campaign_id=campaign, event_type="view", ip_address="203.0.113.7")
    address = "SELECT host(ip_address) FROM webbuilder.campaign_events WHERE campaign_id = $1"
    async with rows.acting("app", owner) as app:
        assert await app.fetchval(address, campaign) == "203.0.113.7"
    async with rows.acting("app", await rows.user()) as app:
        assert await app.fetch(address, campaign) == []
