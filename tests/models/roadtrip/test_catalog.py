"""What Roadtrip's tables have that no list of columns shows: times with zones, searched places, storage, views."""

from models.base import View, facts_of
from models.roadtrip import read_cities, roadtrip_registry
from tests.models.roadtrip.rows import Rows


async def test_no_time_is_without_a_zone(rows: Rows) -> None:
    naive = await rows.worker.fetch(
        "SELECT attrelid::regclass, attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'roadtrip'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped"
        " AND a.atttypid = 'timestamp'::regtype"
    )
    assert naive == []


async def test_every_place_has_a_spatial_index(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT c.relname || '.' || a.attname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam AND m.amname = 'gist'"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE c.relnamespace = 'roadtrip'::regnamespace"
    )
    assert {row["name"] for row in found} == {
        "cities.location",
        "discoveries.location",
        "discoveries.location_public",
        "roadtrip_sessions.destination_location",
        "roadtrip_sessions.origin_location",
        "roadtrip_waypoints.location",
        "voice_interactions.location_context",
    }


async def test_tables_that_change_a_lot_are_vacuumed_more_often(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'roadtrip'::regnamespace AND reloptions IS NOT NULL"
        " AND relkind = 'r' AND array_to_string(reloptions, ' ') LIKE '%autovacuum_vacuum_scale_factor%'"
    )
    assert {row["relname"] for row in found} == {
        "ai_processing_cache",
        "api_usage_tracking",
        "discoveries",
        "podcast_episodes",
        "public_discovery_counts",
        "revenue_by_bucket",
        "revenue_totals",
        "roadtrip_sessions",
        "user_credits",
        "user_referrals",
    }


async def test_tables_force_row_security_or_are_read_through_a_view(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT relname, relrowsecurity AND relforcerowsecurity AS secured FROM pg_class"
        " WHERE relnamespace = 'roadtrip'::regnamespace AND relkind = 'r'"
    )
    open_tables = {row["relname"] for row in found if not row["secured"]}
    assert open_tables == {"api_usage_tracking", "audit_log", "user_behavior_analytics", "video_revenues"}
    views = await rows.worker.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'roadtrip'::regnamespace AND relkind = 'v'"
        " AND 'security_barrier=true' = ANY (reloptions)"
    )
    materialized = ("user_dashboards", "months_of_roadtrips", "categories_of_discoveries")
    visible = {f"{name}_visible" for name in (*open_tables, *materialized)}
    in_order = {f"{name}_newest" for name in open_tables}
    assert {row["relname"] for row in views} == {*visible, *in_order, "public_podcast_episodes"}
    granted = await rows.worker.fetch(
        "SELECT DISTINCT table_name FROM information_schema.column_privileges"
        " WHERE table_schema = 'roadtrip' AND grantee = 'quintet_app' AND table_name = ANY ($1)",
        [*open_tables, "user_dashboards"],
    )
    assert granted == []


def test_views_have_a_query_of_their_own() -> None:
    views = {table.name: facts_of(table).view for table in roadtrip_registry.metadata.sorted_tables}
    assert {name: view for name, view in views.items() if view} == {
        "public_discoveries": View.PLAIN,
        "public_podcast_episodes": View.PLAIN,
        "revenue_reconciliations": View.PLAIN,
        "yearly_statements": View.PLAIN,
        "user_dashboards": View.MATERIALIZED,
        "months_of_roadtrips": View.MATERIALIZED,
        "categories_of_discoveries": View.MATERIALIZED,
    }


def test_the_shipped_cities_are_complete_and_on_the_earth() -> None:
    cities = read_cities()
    assert {len(column) for column in cities.arguments} == {25_015}
    assert len(set(cities.ids)) == 25_015
    assert min(cities.populations) == 15_001
    assert all(-90 <= latitude <= 90 for latitude in cities.latitudes)
    assert all(-180 <= longitude <= 180 for longitude in cities.longitudes)
    assert "Mitte" not in cities.names
    berlin = cities.names.index("Berlin")
    assert (cities.country_codes[berlin], cities.latitudes[berlin], cities.longitudes[berlin]) == (
        "DE",
        52.5244,
        13.4105,
    )
