"""The audit trail of Web Builder: complete, without secrets and personal data, never changed."""

from uuid import uuid4

import pytest

from tests.models.webbuilder.rows import BCRYPT, Rows, state_of


async def test_a_change_of_a_person_is_recorded_with_who_made_it_and_without_what_identifies_them(
    rows: Rows,
) -> None:
    user = await rows.user(subscription_tier="creator")
    async with rows.acting("app", user, keep=True) as app:
        await app.execute("UPDATE webbuilder.users SET name = 'Layla', settings = '{\"a\": 1}' WHERE id = $1", user)
    await rows.worker.execute(
        "UPDATE webbuilder.users SET subscription_tier = 'agency', email = $2, password_hash = $3 WHERE id = $1",
        user,
        f"{uuid4()}@example.com",
        BCRYPT[:-1] + "b",
    )
    made, own, job = await rows.audited(user)
    assert (made["operation"], made["actor_id"], made["actor_role"]) == ("INSERT", None, "quintet_worker")
    assert (own["operation"], own["actor_id"], own["actor_role"]) == ("UPDATE", user, "quintet_app")
    assert (own["changed"], own["before"], own["after"]) == (["name", "settings"], None, None)
    assert job["changed"] == ["email", "password_hash", "subscription_tier"]
    assert (job["before"], job["after"]) == ({"subscription_tier": "creator"}, {"subscription_tier": "agency"})
    text = repr((made, own, job))
    assert [word for word in (BCRYPT[:20], "example.com", "Nour", "Layla") if word in text] == []


async def test_credentials_and_settings_are_recorded_by_name_only(rows: Rows) -> None:
    made = await rows.integration(await rows.user(), account_email="owner@example.com")
    await rows.worker.execute(
        "UPDATE webbuilder.platform_integrations SET encrypted_credentials = 'k2:' || repeat('z', 50), "
        "connection_status = 'connected' WHERE id = $1",
        made,
    )
    entries = await rows.audited(made)
    assert [entry["changed"] for entry in entries][1] == ["connection_status", "encrypted_credentials"]
    assert entries[1]["after"] == {"connection_status": "connected"}
    key = f"secret.{uuid4()}"
    await rows.worker.execute("INSERT INTO webbuilder.app_settings (key, value) VALUES ($1, '\"hush\"')", key)
    await rows.worker.execute("UPDATE webbuilder.app_settings SET value = '\"quiet\"' WHERE key = $1", key)
    entries += await rows.audited(key)
    assert [entry["operation"] for entry in entries] == ["INSERT", "UPDATE", "INSERT", "UPDATE"]
    assert [word for word in ("hush", "quiet", "zzz", "gAAA", "owner@") if word in repr(entries)] == []


async def test_a_campaigns_status_is_audited_and_its_visits_are_not(rows: Rows) -> None:
    campaign = await rows.campaign()
    await rows.insert("campaign_events", campaign_id=campaign, event_type="view")
    await rows.worker.execute("UPDATE webbuilder.campaigns SET status = 'ready' WHERE id = $1", campaign)
    await rows.worker.execute("UPDATE webbuilder.campaigns SET status = 'ready' WHERE id = $1", campaign)
    await rows.worker.execute("DELETE FROM webbuilder.campaigns WHERE id = $1", campaign)
    entries = await rows.audited(campaign)
    assert [entry["operation"] for entry in entries] == ["INSERT", "UPDATE", "DELETE"]
    assert (entries[1]["before"], entries[1]["after"]) == ({"status": "draft"}, {"status": "ready"})


@pytest.mark.parametrize("role", ["worker", "owner"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE webbuilder.audit_log SET actor_role = 'nobody'",
        "DELETE FROM webbuilder.audit_log",
        "TRUNCATE webbuilder.audit_log",
    ],
)
async def test_nobody_changes_the_audit(fresh_rows: Rows, role: str, change: str) -> None:
    await fresh_rows.user()
    before = await fresh_rows.worker.fetchval("SELECT count(*) FROM webbuilder.audit_log")
    async with fresh_rows.acting(role) as connection:
        assert await state_of(connection, change) == "42501"
    assert await fresh_rows.worker.fetchval("SELECT count(*) FROM webbuilder.audit_log") == before


async def test_every_column_of_a_watched_table_is_watched_but_counters_and_times(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT t.tgrelid::regclass::text AS table, array_agg(a.attname::text ORDER BY a.attname) AS columns "
        "FROM pg_trigger t JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum > 0 AND NOT a.attisdropped "
        "WHERE t.tgname = 'record_audit' AND t.tgrelid::regclass::text LIKE 'webbuilder.%' "
        "AND a.attnum <> ALL (t.tgattr::int2[]) GROUP BY 1"
    )
    assert {row["table"].removeprefix("webbuilder."): set(row["columns"]) for row in found} == {
        "users": {"id", "created_at", "updated_at", "last_active_at"},
        "user_roles": {"id", "created_at"},
        "platform_integrations": {
            "id",
            "created_at",
            "updated_at",
            "last_sync_at",
            "sync_status",
            "sync_error_message",
        },
        "campaigns": {
            "id",
            "created_at",
            "updated_at",
            "views",
            "conversions",
            "revenue_generated",
            "launched_at",
            "search_vector",
        },
        "app_settings": {"created_at", "updated_at"},
    }
