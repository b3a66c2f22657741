"""What Web Builder's database permits in a row: keys, values, times, the tree of components, connections."""

import asyncio
import datetime as dt
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from gateway.preparation import connected
from tests.models.webbuilder.rows import BCRYPT, CREDENTIALS, Rows, refused, state_of


async def test_two_accounts_cannot_have_one_address(rows: Rows) -> None:
    await rows.user(email="same@example.com")
    name = await refused(rows, "users", email="same@example.com", password_hash=BCRYPT, name="B")
    assert name == "uq_users_email"


@pytest.mark.parametrize("hashed", ["secret", "$2b$12$short", "$argon2id$v=19$m=65536", BCRYPT + "a"])
async def test_a_password_hash_that_bcrypt_did_not_make_is_refused(rows: Rows, hashed: str) -> None:
    name = await refused(rows, "users", email=f"{uuid4()}@example.com", password_hash=hashed, name="A")
    assert name == "ck_users_password_hash_form"


async def test_a_person_has_one_row_of_usage_a_month_which_begins_on_the_first(rows: Rows) -> None:
    user = await rows.user()
    await rows.insert("user_usage", user_id=user, month=dt.date(2025, 1, 1))
    assert await refused(rows, "user_usage", user_id=user, month=dt.date(2025, 1, 1)) == "uq_user_usage_user_id_month"
    assert (
        await refused(rows, "user_usage", user_id=user, month=dt.date(2025, 1, 15))
        == "ck_user_usage_month_begins_on_the_first"
    )


async def test_storage_beyond_32_bits_is_kept(rows: Rows) -> None:
    made = await rows.insert(
        "user_usage", user_id=await rows.user(), month=dt.date(2025, 1, 1), storage_bytes_used=2**31
    )
    assert (await rows.get("user_usage", made))["storage_bytes_used"] == 2_147_483_648


async def test_a_person_has_one_connection_for_each_platform_and_one_row_of_costs_a_day(rows: Rows) -> None:
    user = await rows.user()
    await rows.integration(user, platform_type="custom")
    assert (
        await refused(rows, "platform_integrations", user_id=user, platform_type="custom")
        == "uq_platform_integrations_user_id_platform_type"
    )
    await rows.insert("ai_cost_tracking", user_id=user, date=dt.date(2025, 1, 2))
    assert (
        await refused(rows, "ai_cost_tracking", user_id=user, date=dt.date(2025, 1, 2))
        == "uq_ai_cost_tracking_user_id_date"
    )


@pytest.mark.parametrize("rating", [0, 6])
async def test_a_rating_outside_one_to_five_is_refused(rows: Rows, rating: int) -> None:
    user = await rows.user()
    name = await refused(rows, "ai_generations", user_id=user, generation_type="campaign", user_rating=rating)
    assert name == "ck_ai_generations_user_rating_range"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("campaigns", "views", -1),
        ("campaigns", "revenue_generated", Decimal(-1)),
        ("campaigns", "revenue_generated", Decimal("NaN")),
        ("campaign_components", "clicks", -1),
        ("campaign_components", "version", 0),
        ("component_library", "price", Decimal("-0.01")),
        ("component_library", "downloads", -1),
        ("ai_generations", "cost", Decimal("-0.0001")),
        ("ai_generations", "prompt_tokens", -1),
        ("ai_cost_tracking", "total_cost", Decimal(-1)),
        ("user_usage", "api_calls_made", -1),
        ("conversions", "value", Decimal(-1)),
        ("platform_analyses", "ai_cost", Decimal(-1)),
        ("job_queue", "attempts", -1),
    ],
)
async def test_a_negative_or_impossible_number_is_refused(rows: Rows, table: str, column: str, value: object) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await _any_row(rows, table, **{column: value})
    assert caught.value.constraint_name == f"ck_{table}_{column}_range"


async def _any_row(rows: Rows, table: str, **values: object) -> object:
    user = await rows.user()
    match table:
        case "campaigns":
            return await rows.campaign(user, **values)
        case "campaign_components":
            return await rows.component(await rows.campaign(user), **values)
        case "component_library":
            return await rows.library(user, **values)
        case "ai_generations":
            return await rows.generation(user, **values)
        case "ai_cost_tracking":
            return await rows.insert(table, user_id=user, date=dt.date(2025, 1, 2), **values)
        case "user_usage":
            return await rows.insert(table, user_id=user, month=dt.date(2025, 1, 1), **values)
        case "conversions":
            return await rows.insert(table, campaign_id=await rows.campaign(user), conversion_type="sale", **values)
        case "platform_analyses":
            integration = await rows.integration(user)
            return await rows.insert(table, integration_id=integration, analysis_type="full_audit", **values)
    return await rows.insert(table, job_type="anything", **values)


@pytest.mark.parametrize(
    ("table", "column"),
    [("campaigns", "goals"), ("platform_analyses", "recommendations"), ("campaign_components", "export_formats")],
)
async def test_what_is_an_array_cannot_be_an_object(rows: Rows, table: str, column: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await _any_row(rows, table, **{column: {"a": 1}})
    assert caught.value.constraint_name == f"ck_{table}_{column}_array"


async def test_unknown_keys_of_json_come_back_as_they_were(rows: Rows) -> None:
    settings = {"theme": "dark", "x": {"y": [1, None, "ä"]}}
    assert (await rows.get("users", await rows.user(settings=settings)))["settings"] == settings


async def test_an_update_moves_updated_at_whatever_was_sent(rows: Rows) -> None:
    campaign = await rows.campaign()
    before = (await rows.get("campaigns", campaign))["updated_at"]
    await rows.worker.execute(
        "UPDATE webbuilder.campaigns SET name = 'Summer', updated_at = '2001-01-01Z' WHERE id = $1", campaign
    )
    assert (await rows.get("campaigns", campaign))["updated_at"] > before


async def test_a_visit_is_no_edit_of_the_campaign(rows: Rows) -> None:
    campaign = await rows.campaign()
    before = await rows.get("campaigns", campaign)
    await rows.insert("campaign_events", campaign_id=campaign, event_type="view")
    after = await rows.get("campaigns", campaign)
    assert (after["updated_at"], after["views"]) == (before["updated_at"], 1)


async def test_the_first_launch_of_a_campaign_is_remembered(rows: Rows) -> None:
    campaign = await rows.campaign()
    assert (await rows.get("campaigns", campaign))["launched_at"] is None
    change = "UPDATE webbuilder.campaigns SET status = $2 WHERE id = $1"
    await rows.worker.execute(change, campaign, "launched")
    launched = (await rows.get("campaigns", campaign))["launched_at"]
    assert abs(launched - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    await rows.worker.execute(change, campaign, "paused")
    await rows.worker.execute(change, campaign, "launched")
    assert (await rows.get("campaigns", campaign))["launched_at"] == launched


async def test_a_parent_is_a_component_of_the_same_campaign(rows: Rows) -> None:
    mine, other = await rows.campaign(), await rows.campaign()
    parent = await rows.component(other)
    values = {"campaign_id": mine, "name": "A", "component_type": "form"}
    name = await refused(rows, "campaign_components", parent_component_id=parent, **values)
    assert name == "fk_campaign_components_parent_component_id"
    name = await refused(rows, "campaign_components", parent_component_id=uuid4(), **values)
    assert name == "fk_campaign_components_parent_component_id"


async def test_components_form_no_circle(rows: Rows) -> None:
    campaign = await rows.campaign()
    top = await rows.component(campaign)
    middle = await rows.component(campaign, parent_component_id=top)
    bottom = await rows.component(campaign, parent_component_id=middle)
    change = "UPDATE webbuilder.campaign_components SET parent_component_id = $2 WHERE id = $1"
    for parent in (middle, bottom, top):
        assert await state_of(rows.worker, change, top, parent) == "23514"
    assert (await rows.get("campaign_components", top))["parent_component_id"] is None
    await rows.worker.execute(change, bottom, top)
    assert (await rows.get("campaign_components", bottom))["parent_component_id"] == top


async def test_two_changes_at_once_make_no_circle_together(rows: Rows) -> None:
    campaign = await rows.campaign()
    one, two = await rows.component(campaign), await rows.component(campaign)
    change = "UPDATE webbuilder.campaign_components SET parent_component_id = $2 WHERE id = $1"
    async with connected(rows.place.url("worker")) as first, connected(rows.place.url("worker")) as second:
        transaction = first.transaction()
        await transaction.start()
        await first.execute(change, one, two)
        waiting = asyncio.create_task(state_of(second, change, two, one))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await transaction.commit()
        assert await waiting == "23514"
    assert (await rows.get("campaign_components", two))["parent_component_id"] is None


async def test_a_component_stays_in_its_campaign(rows: Rows) -> None:
    component = await rows.component(await rows.campaign())
    change = "UPDATE webbuilder.campaign_components SET campaign_id = $2 WHERE id = $1"
    assert await state_of(rows.worker, change, component, await rows.campaign()) == "23514"


async def test_parts_outlive_the_component_they_are_part_of(rows: Rows) -> None:
    campaign = await rows.campaign()
    parent = await rows.component(campaign)
    child = await rows.component(campaign, parent_component_id=parent)
    await rows.worker.execute("DELETE FROM webbuilder.campaign_components WHERE id = $1", parent)
    assert (await rows.get("campaign_components", child))["parent_component_id"] is None


async def test_editing_a_component_makes_the_next_version_and_nothing_else_does(rows: Rows) -> None:
    component = await rows.component(await rows.campaign())
    for change, version in (
        ("code = '<form>'", 2),
        ("code = '<form>'", 2),
        ("sort_order = 7", 2),
        ("preview_url = 'https://example.com/a.png'", 2),
        ("props = '{\"a\": 1}'", 3),
        ("version = 99", 3),
        ("name = 'B', version = 1", 4),
    ):
        await rows.worker.execute(f"UPDATE webbuilder.campaign_components SET {change} WHERE id = $1", component)
        assert (await rows.get("campaign_components", component))["version"] == version


async def test_of_two_editors_who_saw_one_version_only_the_first_writes(rows: Rows) -> None:
    component = await rows.component(await rows.campaign())
    save = "UPDATE webbuilder.campaign_components SET code = $2 WHERE id = $1 AND version = $3"
    assert await rows.worker.execute(save, component, "first", 1) == "UPDATE 1"
    assert await rows.worker.execute(save, component, "second", 1) == "UPDATE 0"
    assert (await rows.get("campaign_components", component))["code"] == "first"


async def test_a_connection_that_works_again_forgets_its_error(rows: Rows) -> None:
    made = await rows.integration(await rows.user())
    change = "UPDATE webbuilder.platform_integrations SET {} WHERE id = $1"
    assert await state_of(rows.worker, change.format("sync_status = 'error'"), made) == "23514"
    failing = "sync_status = 'error', connection_status = 'error', sync_error_message = 'timeout'"
    await rows.worker.execute(change.format(failing), made)
    assert (await rows.get("platform_integrations", made))["sync_error_message"] == "timeout"
    await rows.worker.execute(change.format("connection_status = 'connected'"), made)
    row = await rows.get("platform_integrations", made)
    assert (row["connection_status"], row["sync_status"], row["sync_error_message"]) == ("connected", "idle", None)


async def test_a_finished_sync_is_dated(rows: Rows) -> None:
    made = await rows.integration(await rows.user())
    await rows.worker.execute(
        "UPDATE webbuilder.platform_integrations SET sync_status = 'completed' WHERE id = $1", made
    )
    row = await rows.get("platform_integrations", made)
    assert abs(row["last_sync_at"] - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("text", ["api-key-1234", '{"token": "abc"}', "k1:short", "sk_live_" + "x" * 60])
async def test_credentials_that_are_not_encrypted_are_refused(rows: Rows, text: str) -> None:
    name = await refused(
        rows,
        "platform_integrations",
        user_id=await rows.user(),
        platform_type="custom",
        encrypted_credentials=text,
    )
    assert name == "ck_platform_integrations_encrypted_credentials_form"


async def test_a_person_writes_credentials_but_never_reads_them(rows: Rows) -> None:
    user = await rows.user()
    made = await rows.integration(user)
    await rows.worker.execute(
        "UPDATE webbuilder.platform_integrations SET connection_status = 'connected' WHERE id = $1", made
    )
    change = "UPDATE webbuilder.platform_integrations SET encrypted_credentials = $2 WHERE id = $1"
    state = "SELECT connection_status FROM webbuilder.platform_integrations WHERE id = $1"
    async with rows.acting("app", user) as app:
        await app.execute(change, made, CREDENTIALS + "y")
        assert await app.fetchval(state, made) == "pending"
        await app.execute(change, made, None)
        assert await app.fetchval(state, made) == "disconnected"
        reading = "SELECT encrypted_credentials FROM webbuilder.platform_integrations"
        assert await state_of(app, reading) == "42501"
    async with rows.acting("admin") as staff:
        assert await state_of(staff, "SELECT encrypted_credentials FROM webbuilder.platform_integrations") == "42501"


async def test_encrypting_with_another_key_leaves_a_connection_as_it_is(rows: Rows) -> None:
    made = await rows.integration(await rows.user())
    change = "UPDATE webbuilder.platform_integrations SET {} WHERE id = $1"
    await rows.worker.execute(change.format("connection_status = 'connected'"), made)
    await rows.worker.execute(change.format("encrypted_credentials = 'k2:' || repeat('z', 100)"), made)
    assert (await rows.get("platform_integrations", made))["connection_status"] == "connected"
