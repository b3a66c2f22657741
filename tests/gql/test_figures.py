"""The figures that the products' documents speak of, each by one query as a frontend would write it."""

import datetime as dt
from typing import Any

from tests.contract.rows import Owner, RowMaker, Values
from tests.gql.belongings import TABLES
from tests.gql.lanes import data_in_both
from tests.people import Person
from tests.served import Client

JULY = dt.date(2026, 7, 1)


def at(day: int, hour: int = 12) -> dt.datetime:
    """A moment in July, of which Cairo is three hours ahead."""
    return dt.datetime(2026, 7, day, hour, tzinfo=dt.UTC)


async def add(maker: RowMaker, owner: Owner, kind: str, **values: object) -> Values:
    """One more row of somebody's."""
    return await maker.add(owner, TABLES[kind], **values)


async def asked(client: Client, owner: Owner, query: str, *path: str) -> Any:
    """What both lanes give at a place in the answer."""
    found = await data_in_both(client, Person.of(owner), query)
    for name in path:
        found = found[name]
    return found


async def test_requests_by_the_hour_and_endpoint(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    for endpoint, hour, minute, many in (("/pois", 9, 5, 3), ("/pois", 9, 50, 4), ("/voice", 10, 0, 5)):
        await add(
            maker,
            owner,
            "roadtrip.api_usage_tracking",
            endpoint=endpoint,
            bucket_type="per_minute",
            time_bucket=at(2, hour).replace(minute=minute),
            request_count=many,
        )
    query = """{ roadtrip { apiUsageTracking(filter: { timeBucket: { gte: "2026-07-02T00:00:00Z" } }) {
      groups(by: { bucket: { column: TIME_BUCKET, unit: HOUR } }) { key { timeBucket } sum { requestCount } }
    } } }"""
    assert await asked(client, owner, query, "roadtrip", "apiUsageTracking", "groups") == [
        {"key": {"timeBucket": "2026-07-02T09:00:00+00:00"}, "sum": {"requestCount": "7"}},
        {"key": {"timeBucket": "2026-07-02T10:00:00+00:00"}, "sum": {"requestCount": "5"}},
    ]


async def test_revenue_by_the_month_and_platform(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner_of_everything()
    first = owner.rows["roadtrip.video_revenues"]
    for month, day, cents in ((5, 3, 100), (5, 4, 250), (7, 3, 400)):
        await add(
            maker,
            owner,
            "roadtrip.video_revenues",
            date=dt.date(2030, month, day),
            platform_id=first["platform_id"],
            revenue_cents=cents,
            net_revenue_cents=cents,
        )
    query = """{ roadtrip { videoRevenues(filter: { date: { gte: "2030-01-01" } }) {
      aggregates { sum { revenueCents } }
      groups(by: [{ column: PLATFORM_ID }, { bucket: { column: DATE, unit: MONTH, fill: true } }]) {
        key { platformId date } count sum { revenueCents }
      }
    } } }"""
    assert await asked(client, owner, query, "roadtrip", "videoRevenues") == {
        "aggregates": {"sum": {"revenueCents": "750"}},
        "groups": [
            {
                "key": {"platformId": first["platform_id"], "date": f"2030-0{month}-01"},
                "count": count,
                "sum": {"revenueCents": cents},
            }
            for month, count, cents in ((5, 2, "350"), (6, 0, None), (7, 1, "400"))
        ],
    }


async def test_talk_time_by_the_week(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    for day, seconds in ((6, 60), (12, 30), (20, 90)):
        values = {"created_at": at(day), "user_talk_time_seconds": seconds, "status": "draft"}
        await add(maker, owner, "liveconvo.sessions", **values)
    query = """{ liveconvo { me { sessions {
      aggregates { sum { userTalkTimeSeconds } avg { userTalkTimeSeconds } }
      groups(by: { bucket: { column: CREATED_AT, unit: WEEK, timeZone: "Africa/Cairo", fill: true } }) {
        key { createdAt } sum { userTalkTimeSeconds }
      }
    } } } }"""
    assert await asked(client, owner, query, "liveconvo", "me", "sessions") == {
        "aggregates": {"sum": {"userTalkTimeSeconds": "180"}, "avg": {"userTalkTimeSeconds": "60"}},
        "groups": [
            {"key": {"createdAt": f"2026-07-{day}T21:00:00+00:00"}, "sum": {"userTalkTimeSeconds": seconds}}
            for day, seconds in (("05", "90"), ("12", None), ("19", "90"))
        ],
    }


async def test_usage_by_the_billing_month_and_kind(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    for month, kind, quantity in ((6, "ai_guidance", 100), (7, "ai_guidance", 7), (7, "ai_guidance", 8)):
        first = JULY.replace(month=month)
        values = {"usage_type": kind, "unit": "tokens", "quantity": quantity, "unit_price_cents": 2}
        period = {"billing_period_start": first, "billing_period_end": first.replace(day=28)}
        await add(maker, owner, "liveconvo.usage_records", **values, **period, total_cost_cents=2 * quantity)
    query = """{ liveconvo { usageRecords {
      groups(by: [{ bucket: { column: BILLING_PERIOD_START, unit: MONTH } }, { column: USAGE_TYPE }]) {
        key { billingPeriodStart usageType } sum { quantity totalCostCents }
      }
    } } }"""
    assert await asked(client, owner, query, "liveconvo", "usageRecords", "groups") == [
        {
            "key": {"billingPeriodStart": f"2026-0{month}-01", "usageType": "AI_GUIDANCE"},
            "sum": {"quantity": f"{quantity}.000", "totalCostCents": str(2 * quantity)},
        }
        for month, quantity in ((6, 100), (7, 15))
    ]


async def test_cost_of_ai_by_the_day(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    for day, cost in ((1, "0.5000"), (3, "0.2500")):
        await add(
            maker,
            owner,
            "webbuilder.ai_generations",
            created_at=at(day),
            cost=cost,
            model_used="a",
            status="processing",
        )
    query = """{ webbuilder { aiGenerations(filter: { createdAt: { gte: "2026-07-01T00:00:00Z" } }) {
      groups(by: { bucket: { column: CREATED_AT, unit: DAY, fill: true } }, orderBy: KEY_DESC, first: 30) {
        key { createdAt } count sum { cost }
      }
    } } }"""
    assert await asked(client, owner, query, "webbuilder", "aiGenerations", "groups") == [
        {"key": {"createdAt": f"2026-07-0{day}T00:00:00+00:00"}, "count": count, "sum": {"cost": cost}}
        for day, count, cost in ((3, 1, "0.2500"), (2, 0, None), (1, 1, "0.5000"))
    ]


async def test_events_of_each_campaign_by_the_day_and_kind(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    campaign = await add(maker, owner, "webbuilder.campaigns", name="Kites")
    for kind, day in (("view", 1), ("view", 1), ("click", 1), ("view", 2)):
        values = {"campaign_id": campaign["id"], "event_type": kind, "created_at": at(day), "component_id": None}
        await add(maker, owner, "webbuilder.campaign_events", **values)
    query = """{ webbuilder { campaigns(filter: { name: { eq: "Kites" } }) { nodes { name campaignEvents {
      aggregates { count max { createdAt } }
      groups(by: [{ bucket: { column: CREATED_AT, unit: DAY } }, { column: EVENT_TYPE }]) {
        key { createdAt eventType } count
      }
    } } } } }"""
    (node,) = await asked(client, owner, query, "webbuilder", "campaigns", "nodes")
    assert node == {
        "name": "Kites",
        "campaignEvents": {
            "aggregates": {"count": 4, "max": {"createdAt": "2026-07-02T12:00:00+00:00"}},
            "groups": [
                {"key": {"createdAt": f"2026-07-0{day}T00:00:00+00:00", "eventType": kind}, "count": count}
                for day, kind, count in ((1, "CLICK", 1), (1, "VIEW", 2), (2, "VIEW", 1))
            ],
        },
    }


async def test_tokens_and_cost_of_learning_by_the_month_and_service(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    for month, service, tokens in ((6, "chat", 10), (7, "chat", 20), (7, "speech", 5), (7, "chat", 1)):
        values = {"service_name": service, "tokens_used": tokens, "cost_usd": "0.000125"}
        await add(maker, owner, "learning.usage_logs", timestamp=at(9).replace(month=month), **values)
    query = """{ learning { me { usageLogs {
      groups(by: [{ bucket: { column: TIMESTAMP, unit: MONTH } }, { column: SERVICE_NAME }]) {
        key { timestamp serviceName } sum { tokensUsed costUsd }
      }
    } } } }"""
    assert await asked(client, owner, query, "learning", "me", "usageLogs", "groups") == [
        {
            "key": {"timestamp": f"2026-0{month}-01T00:00:00+00:00", "serviceName": service},
            "sum": {"tokensUsed": tokens, "costUsd": cost},
        }
        for month, service, tokens, cost in (
            (6, "chat", "10", "0.000125"),
            (7, "chat", "21", "0.000250"),
            (7, "speech", "5", "0.000125"),
        )
    ]


async def test_volume_of_generations_by_the_day_for_thirty_days(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    for day, status, milliseconds in ((1, "completed", 900), (1, "failed", None), (30, "completed", 300)):
        values = {"created_at": at(day), "generation_time_ms": milliseconds, "error_message": "No."}
        await add(maker, owner, "repurpose.generations", status=status, **values)
    query = """{ repurpose { generations(filter: { createdAt: { gte: "2026-07-01T00:00:00Z" } }) {
      groups(by: { bucket: { column: CREATED_AT, unit: DAY, fill: true } }, first: 30) {
        count avg { generationTimeMs }
      }
      busiest: groups(by: { bucket: { column: CREATED_AT, unit: DAY } }, orderBy: COUNT_DESC, first: 1) {
        key { createdAt } count
      }
    } } }"""
    found = await asked(client, owner, query, "repurpose", "generations")
    empty = {"count": 0, "avg": {"generationTimeMs": None}}
    first, last = [
        {"count": many, "avg": {"generationTimeMs": average}} for many, average in ((2, "900"), (1, "300"))
    ]
    assert found["groups"] == [first, *[empty] * 28, last]
    assert found["busiest"] == [{"key": {"createdAt": "2026-07-01T00:00:00+00:00"}, "count": 2}]
