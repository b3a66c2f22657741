"""What bulk loading writes into Roadtrip is what the triggers write when the same things happen one by one."""

from datetime import datetime
from uuid import UUID

from gateway.addresses import Addresses
from tests.faults import faults_in
from tests.gateway.scale.conftest import AMOUNTS
from tests.gateway.scale.looking import value
from tests.gateway.scale.replay import Replay, columns_but, replaying, same_rows

GIFTS = """
    SELECT created_at, user_id, id FROM roadtrip.credit_transactions
    WHERE source <> 'welcome' AND transaction_type <> 'used'
"""


async def test_bulk_loading_writes_what_the_triggers_write(filled: Addresses, fresh_place: Addresses) -> None:
    async with replaying(filled, fresh_place) as replay:
        await _people(replay)
        await _trips(replay)
        await _discoveries(replay)
        await _videos(replay)
    await _compare_people(filled, fresh_place)
    for table in ("roadtrip_sessions", "discoveries", "videos", "video_revenues"):
        assert await same_rows(filled, fresh_place, f"SELECT * FROM roadtrip.{table}") > 15
    # The key of a sum is a new one whenever a sum is made.
    for table in ("revenue_by_bucket", "revenue_totals"):
        names = await columns_but(filled, f"roadtrip.{table}", "id")
        assert await same_rows(filled, fresh_place, f"SELECT {names} FROM roadtrip.{table}") > 300
    assert await same_rows(filled, fresh_place, _COUNTS) > 15


async def _people(replay: Replay) -> None:
    await replay.write("roadtrip.poi_categories", "SELECT id, name FROM roadtrip.poi_categories")
    await replay.write("roadtrip.social_platforms", "SELECT id, name FROM roadtrip.social_platforms")
    await replay.write("roadtrip.users", "SELECT * FROM roadtrip.users")


async def _trips(replay: Replay) -> None:
    """Gifts and departures in the order of time; each departure takes its credit by itself."""
    gifts = [("gift", *row) for row in await replay.source.fetch(GIFTS)]
    trips = [("trip", *row) for row in await replay.source.fetch(_TRIPS)]
    for kind, _, _, key in sorted([*gifts, *trips], key=_in_order):
        await replay.write(*(_GIFT if kind == "gift" else _TRIP), key)


def _in_order(step: tuple[str, datetime, UUID, UUID]) -> tuple[datetime, UUID, str]:
    kind, at, person, _ = step
    # Where both happen at once, the gift is what pays for the trip.
    return at, person, kind


_COUNTS = (
    "SELECT category_id, latitude, longitude, sum(discoveries) FROM roadtrip.public_discovery_counts GROUP BY 1, 2, 3"
)
_TRIPS = "SELECT created_at, user_id, id FROM roadtrip.roadtrip_sessions"
_GIFT = (
    "roadtrip.credit_transactions",
    "SELECT id, user_id, transaction_type, amount, source, description, created_at "
    "FROM roadtrip.credit_transactions WHERE id = $1",
)
_TRIP = (
    "roadtrip.roadtrip_sessions",
    "SELECT id, user_id, activation_code, 'active' AS status, expires_at, origin_location, destination_location, "
    "activated_at, created_at FROM roadtrip.roadtrip_sessions WHERE id = $1",
)


async def _discoveries(replay: Replay) -> None:
    await replay.write(
        "roadtrip.discoveries",
        "SELECT id, user_id, poi_name, location, category_id, validation_status, is_new_discovery, uniqueness_score, "
        "revenue_potential_score, discovery_method, discovery_timestamp, session_id, created_at "
        "FROM roadtrip.discoveries",
    )
    ended = await replay.source.fetch("SELECT id, status FROM roadtrip.roadtrip_sessions WHERE status <> 'active'")
    await replay.target.executemany(
        "UPDATE roadtrip.roadtrip_sessions SET status = $2 WHERE id = $1", [tuple(row) for row in ended]
    )


async def _videos(replay: Replay) -> None:
    await replay.write("roadtrip.videos", "SELECT * FROM roadtrip.videos")
    await replay.write(
        "roadtrip.video_revenues",
        "SELECT id, video_id, date, platform_id, views, revenue_cents, net_revenue_cents, created_at "
        "FROM roadtrip.video_revenues",
    )


async def _compare_people(filled: Addresses, replayed: Addresses) -> None:
    assert await same_rows(filled, replayed, "SELECT * FROM roadtrip.users") == AMOUNTS.people
    # What triggers write into ledgers has the moment of writing and a key by chance.
    names = await columns_but(filled, "roadtrip.user_credits", "created_at")
    assert await same_rows(filled, replayed, f"SELECT {names} FROM roadtrip.user_credits") == AMOUNTS.people
    names = await columns_but(filled, "roadtrip.credit_transactions", "id", "created_at")
    assert await same_rows(filled, replayed, f"SELECT {names} FROM roadtrip.credit_transactions") > 160


async def test_nothing_in_generated_data_contradicts_itself(filled: Addresses) -> None:
    assert await faults_in(filled) == {}


async def test_there_are_public_places_and_private_ones(filled: Addresses) -> None:
    shared = await value(filled, "SELECT count(location_public) FROM roadtrip.discoveries")
    assert 0 < shared < AMOUNTS.pois


async def test_bulk_loading_writes_no_audit_of_generated_rows(filled: Addresses) -> None:
    audited = "SELECT array_agg(DISTINCT table_name ORDER BY table_name) FROM roadtrip.audit_log"
    assert await value(filled, audited) == ["poi_categories", "social_platforms"]


async def test_dashboards_show_generated_people(filled: Addresses) -> None:
    assert await value(filled, "SELECT sum(discoveries) FROM roadtrip.user_dashboards") == AMOUNTS.pois
