"""Counters that Web Builder's database keeps: events, conversions, downloads and likes."""

import asyncio
import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from gateway.preparation import connected
from tests.models.webbuilder.rows import Rows, refused


async def test_counters_equal_the_events_and_conversions(rows: Rows) -> None:
    campaign = await rows.campaign()
    component = await rows.component(campaign)
    await rows.worker.execute(
        "INSERT INTO webbuilder.campaign_events (campaign_id, component_id, event_type) "
        "SELECT $1, CASE WHEN n % 2 = 0 THEN $2::uuid END, CASE WHEN n % 3 = 0 THEN 'click' ELSE 'view' END "
        "FROM generate_series(1, 60) AS n",
        campaign,
        component,
    )
    for kind in ("conversion", "form_submit", "email_open", "email_click"):
        await rows.insert("campaign_events", campaign_id=campaign, component_id=component, event_type=kind)
    for value, currency in (("10.50", "USD"), ("5.25", "USD"), ("1000", "EUR")):
        await rows.insert(
            "conversions",
            campaign_id=campaign,
            component_id=component,
            conversion_type="sale",
            value=Decimal(value),
            currency=currency,
        )
    whole, part = await rows.get("campaigns", campaign), await rows.get("campaign_components", component)
    assert (whole["views"], whole["conversions"], whole["revenue_generated"]) == (40, 3, Decimal("15.75"))
    assert (part["views"], part["clicks"], part["conversions"]) == (20, 10, 3)


async def test_a_campaign_that_changes_its_currency_sums_that_one(rows: Rows) -> None:
    campaign = await rows.campaign()
    for value, currency in ((10, "USD"), (7, "EUR")):
        await rows.insert(
            "conversions", campaign_id=campaign, conversion_type="sale", value=Decimal(value), currency=currency
        )
    await rows.worker.execute("UPDATE webbuilder.campaigns SET currency = 'EUR' WHERE id = $1", campaign)
    await rows.insert("conversions", campaign_id=campaign, conversion_type="sale", value=Decimal(1), currency="EUR")
    assert (await rows.get("campaigns", campaign))["revenue_generated"] == Decimal(8)


async def test_a_corrected_or_deleted_conversion_is_counted_as_it_is_now(rows: Rows) -> None:
    campaign = await rows.campaign()
    component = await rows.component(campaign)
    made = await rows.insert(
        "conversions", campaign_id=campaign, component_id=component, conversion_type="sale", value=Decimal(10)
    )
    await rows.worker.execute("UPDATE webbuilder.conversions SET value = 4 WHERE id = $1", made)
    assert (await rows.get("campaigns", campaign))["revenue_generated"] == Decimal(4)
    await rows.worker.execute("DELETE FROM webbuilder.campaign_components WHERE id = $1", component)
    whole = await rows.get("campaigns", campaign)
    assert (whole["conversions"], whole["revenue_generated"]) == (1, Decimal(4))
    await rows.worker.execute("DELETE FROM webbuilder.conversions WHERE id = $1", made)
    whole = await rows.get("campaigns", campaign)
    assert (whole["conversions"], whole["revenue_generated"]) == (0, Decimal(0))


async def test_writers_of_many_events_at_once_lose_no_count_and_do_not_block_each_other_for_good(rows: Rows) -> None:
    campaigns = [await rows.campaign() for _ in range(4)]
    write = (
        "INSERT INTO webbuilder.campaign_events (campaign_id, event_type) "
        "SELECT c, 'view' FROM unnest($1::uuid[]) AS c"
    )

    async def writer(number: int) -> None:
        async with connected(rows.place.url("worker")) as connection:
            for _ in range(20):
                await connection.execute(write, campaigns if number % 2 else campaigns[::-1])

    await asyncio.gather(*(writer(number) for number in range(4)))
    assert [(await rows.get("campaigns", c))["views"] for c in campaigns] == [80, 80, 80, 80]


async def test_a_counter_stops_at_the_largest_integer_and_the_event_is_kept(rows: Rows) -> None:
    campaign = await rows.campaign(views=2**31 - 2)
    for _ in range(3):
        await rows.insert("campaign_events", campaign_id=campaign, event_type="view")
    assert (await rows.get("campaigns", campaign))["views"] == 2**31 - 1


async def test_old_events_go_and_stay_counted(fresh_rows: Rows) -> None:
    campaign = await fresh_rows.campaign()
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=401)
    gone = await fresh_rows.insert("campaign_events", campaign_id=campaign, event_type="view", created_at=old)
    kept = await fresh_rows.insert("campaign_events", campaign_id=campaign, event_type="view")
    assert await fresh_rows.worker.fetchval("SELECT webbuilder.drop_old_events()") == 1
    left = await fresh_rows.worker.fetch("SELECT id FROM webbuilder.campaign_events WHERE campaign_id = $1", campaign)
    assert [row["id"] for row in left] == [kept]
    assert gone != kept
    assert (await fresh_rows.get("campaigns", campaign))["views"] == 2


@pytest.mark.parametrize("table", ["campaign_events", "conversions", "ai_generations"])
async def test_a_row_cannot_name_a_component_of_another_campaign(rows: Rows, table: str) -> None:
    user = await rows.user()
    mine, other = await rows.campaign(user), await rows.campaign()
    foreign, own = await rows.component(other), await rows.component(mine)
    by_table: dict[str, dict[str, object]] = {
        "campaign_events": {"event_type": "view"},
        "conversions": {"conversion_type": "sale"},
        "ai_generations": {"generation_type": "component", "user_id": user},
    }
    needed = by_table[table]
    name = await refused(rows, table, campaign_id=mine, component_id=foreign, **needed)
    assert name == f"fk_{table}_component_id"
    assert (await rows.get("campaign_components", foreign))["views"] == 0
    made = await rows.insert(table, component_id=own, **needed)
    assert (await rows.get(table, made))["campaign_id"] == mine


async def test_deleting_a_campaign_leaves_its_generations_and_takes_the_rest(rows: Rows) -> None:
    user = await rows.user()
    campaign = await rows.campaign(user)
    component = await rows.component(campaign)
    generation = await rows.generation(user, campaign_id=campaign, component_id=component)
    await rows.insert("campaign_events", campaign_id=campaign, component_id=component, event_type="view")
    await rows.insert("conversions", campaign_id=campaign, component_id=component, conversion_type="sale")
    await rows.worker.execute("DELETE FROM webbuilder.campaigns WHERE id = $1", campaign)
    row = await rows.get("ai_generations", generation)
    assert (row["campaign_id"], row["component_id"]) == (None, None)
    for table in ("campaign_components", "campaign_events", "conversions"):
        left = await rows.worker.fetchval(f"SELECT count(*) FROM webbuilder.{table} WHERE campaign_id = $1", campaign)
        assert left == 0


async def test_deleting_a_person_takes_all_that_is_theirs_but_the_audit(rows: Rows) -> None:
    user = await rows.user()
    campaign = await rows.campaign(user)
    component = await rows.component(campaign)
    await rows.generation(user, campaign_id=campaign, component_id=component, status="cancelled", cost=Decimal(1))
    await rows.insert("conversions", campaign_id=campaign, component_id=component, conversion_type="sale")
    integration = await rows.integration(user)
    await rows.insert("platform_analyses", integration_id=integration, analysis_type="full_audit", ai_cost=Decimal(1))
    await rows.library(user)
    await rows.worker.execute("DELETE FROM webbuilder.users WHERE id = $1", user)
    for table in ("campaigns", "ai_generations", "user_usage", "ai_cost_tracking", "component_library"):
        assert await rows.worker.fetchval(f"SELECT count(*) FROM webbuilder.{table} WHERE user_id = $1", user) == 0
    assert [entry["operation"] for entry in await rows.audited(user)] == ["INSERT", "DELETE"]


@pytest.mark.parametrize(
    "values",
    [
        {"is_public": False, "price": Decimal(5)},
        {"is_public": True, "price": None},
    ],
)
async def test_what_is_in_the_marketplace_is_public_and_has_a_price(rows: Rows, values: dict[str, object]) -> None:
    user = await rows.user()
    name = await refused(
        rows,
        "component_library",
        user_id=user,
        name="A",
        component_type="form",
        is_marketplace_item=True,
        **values,
    )
    assert name == "ck_component_library_marketplace_item_is_public_and_has_a_price"


async def test_downloads_and_likes_are_counted_once_each_for_what_the_caller_sees(rows: Rows) -> None:
    owner, other = await rows.user(), await rows.user()
    public, private = await rows.library(owner, is_public=True), await rows.library(owner)
    async with rows.acting("app", other) as app:
        assert await app.fetchval("SELECT webbuilder.count_download($1)", public) == 1
        assert await app.fetchval("SELECT webbuilder.count_download($1)", public) == 2
        assert await app.fetchval("SELECT webbuilder.count_like($1)", public) == 1
        assert await app.fetchval("SELECT webbuilder.count_like($1)", private) is None
        assert await app.fetchval("SELECT webbuilder.count_like($1)", uuid4()) is None


async def test_likes_at_the_same_time_are_all_counted(rows: Rows) -> None:
    item = await rows.library(await rows.user(), is_public=True)

    async def like() -> None:
        async with connected(rows.place.url("app")) as connection:
            for _ in range(10):
                await connection.execute("SELECT webbuilder.count_like($1)", item)

    await asyncio.gather(*(like() for _ in range(4)))
    assert (await rows.get("component_library", item))["likes"] == 40
