"""The database has what the document says, but for the deviations and additions that are listed here."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Table

from models import columns
from models.base import View, facts_of
from models.roadtrip import read_cities, roadtrip_registry
from tests.models.roadtrip.rows import Rows

INVENTORY = json.loads((Path(__file__).parent / "inventory.json").read_text())
TABLES = INVENTORY["tables"]
ADDED_TABLES = {"cities", "discovery_embeddings", "revenue_by_bucket"}
ADDED_COLUMNS = {
    "ai_processing_cache": {"created_at"},
    "credit_transactions": {"created_at", "number"},
    "data_retention_policies": {"created_at", "last_applied_at"},
    "discoveries": {"created_at", "session_id"},
    "platform_uploads": {"created_at", "platform_video_id"},
    "podcast_episodes": {"created_at"},
    "poi_categories": {"name"},
    "referral_conversions": {"created_at"},
    "referral_invitations": {"channel", "created_at"},
    "review_distillations": {"created_at"},
    "roadtrip_sessions": {"created_at"},
    "roadtrip_waypoints": {"created_at", "location", "name", "position", "reached_at"},
    "social_platforms": {"name"},
    "user_behavior_analytics": {"event_type", "occurred_at", "properties"},
    "user_credits": {"created_at"},
    "user_referrals": {"created_at"},
    "video_revenues": {"created_at"},
    "video_versions": {"created_at", "url", "version_number"},
    "videos": {"created_at", "title"},
    "voice_interactions": {"created_at"},
}
NOT_STORED = {("video_revenues", "platform")}
ADDED_DEFAULTS = {
    ("audit_log", "created_at"): "clock_timestamp()",
    ("discoveries", "discovery_timestamp"): "CURRENT_TIMESTAMP",
    ("discoveries", "validation_status"): "'pending'::character varying",
    ("podcast_episodes", "status"): "'generated'::character varying",
    ("podcast_episodes", "voice_actors"): (
        '\'[{"role": "host", "voice": "warm"}, {"role": "guest", "voice": "lively"}]\'::jsonb'
    ),
    ("poi_categories", "id"): "nextval('roadtrip.poi_categories_id_seq'::regclass)",
    ("referral_conversions", "conversion_status"): "'pending'::character varying",
    ("roadtrip_sessions", "status"): "'active'::character varying",
    ("social_platforms", "id"): "nextval('roadtrip.social_platforms_id_seq'::regclass)",
    ("users", "created_at"): "CURRENT_TIMESTAMP",
    ("users", "is_active"): "true",
    ("users", "preferences"): "'{}'::jsonb",
    ("users", "privacy_settings"): (
        '\'{"personalization": false, "usage_analytics": false, "share_discoveries": false,'
        ' "marketing_messages": false}\'::jsonb'
    ),
    ("video_revenues", "revenue_cents"): "0",
}
ADDED_KEYS = {
    ("credit_transactions", "user_id", "user_credits", "user_id", "CASCADE"),
    ("discoveries", "session_id", "roadtrip_sessions", "id", "SET NULL"),
    ("discovery_embeddings", "discovery_id", "discoveries", "id", "CASCADE"),
    ("revenue_by_bucket", "platform_id", "social_platforms", "id", "RESTRICT"),
    ("revenue_by_bucket", "user_id", "users", "id", "CASCADE"),
}
ADDED_HYPERTABLE = ("user_behavior_analytics", "occurred_at", "7 days")
CHUNKS = {"video_revenues": "30 days", "audit_log": "7 days", "api_usage_tracking": "1 day"}
ON_DELETE = {b"a": "NO ACTION", b"c": "CASCADE", b"n": "SET NULL", b"r": "RESTRICT"}
CATALOG = """
    SELECT
        c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
        a.attgenerated = 's' AS generated, pg_get_expr(d.adbin, d.adrelid) AS default
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'roadtrip'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
FOREIGN_KEYS = """
    SELECT
        k.conrelid::regclass::text AS source, a.attname AS column, k.confrelid::regclass::text AS target,
        f.attname AS remote, k.confdeltype, k.confupdtype
    FROM pg_constraint k
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND k.connamespace = 'roadtrip'::regnamespace
"""


def _default(table: str, name: str) -> str | None:
    column = TABLES[table]["columns"][name]
    if column.get("serial"):
        return f"nextval('roadtrip.{table}_{name}_seq'::regclass)"
    if (table, name) in ADDED_DEFAULTS:
        return ADDED_DEFAULTS[table, name]
    if column["default"] is None:
        return "gen_random_uuid()" if name == "id" else None
    text: str = column["default"]
    if text.startswith("ARRAY"):
        return "ARRAY['EU'::text, 'CA'::text, 'US'::text]"
    return f"{text}::character varying" if text.startswith("'") else text


async def test_all_documented_tables_exist_and_no_others_but_the_added(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'roadtrip'::regnamespace AND relkind = 'r'"
    )
    assert len(TABLES) == 23
    assert {row["relname"] for row in found} == set(TABLES) | ADDED_TABLES


async def test_every_documented_column_has_its_type_and_default(rows: Rows) -> None:
    catalog = {
        (row["relname"], row["attname"]): (row["type"], None if row["generated"] else row["default"])
        for row in await rows.worker.fetch(CATALOG)
        if row["relname"] in TABLES
    }
    documented = {
        (table, name): (column["type"], None if "generated" in column else _default(table, name))
        for table, facts in TABLES.items()
        for name, column in facts["columns"].items()
        if (table, name) not in NOT_STORED
    }
    assert {key: catalog[key] for key in documented} == documented
    added = {(table, name) for table, names in ADDED_COLUMNS.items() for name in names}
    assert set(catalog) - set(documented) == added
    assert len(documented) == 151


async def test_every_documented_nullability_holds(rows: Rows) -> None:
    catalog = {(row["relname"], row["attname"]): row["nullable"] for row in await rows.worker.fetch(CATALOG)}
    documented = {
        (table, name): column["nullable"]
        for table, facts in TABLES.items()
        for name, column in facts["columns"].items()
        if column["nullable"] is not None
    }
    assert {key: catalog[key] for key in documented} == documented


async def test_generated_columns_are_stored_and_refuse_to_be_written(rows: Rows) -> None:
    catalog = {(row["relname"], row["attname"]) for row in await rows.worker.fetch(CATALOG) if row["generated"]}
    documented = {
        (table, name)
        for table, facts in TABLES.items()
        for name, column in facts["columns"].items()
        if "generated" in column
    }
    assert catalog == documented
    await rows.refused("428C9", "UPDATE roadtrip.discoveries SET eligible_for_revenue = true")


async def test_every_foreign_key_deletes_as_recommended(rows: Rows) -> None:
    catalog = {
        (
            row["source"].removeprefix("roadtrip."),
            row["column"],
            row["target"].removeprefix("roadtrip."),
            row["remote"],
            ON_DELETE[row["confdeltype"]],
        )
        for row in await rows.worker.fetch(FOREIGN_KEYS)
    }
    documented = {
        (table, name, *column["references"].split("."), column["on_delete"])
        for table, facts in TABLES.items()
        for name, column in facts["columns"].items()
        if "references" in column
    }
    assert catalog == documented | ADDED_KEYS


async def test_only_the_referral_code_follows_a_renaming(rows: Rows) -> None:
    followed = [row["column"] for row in await rows.worker.fetch(FOREIGN_KEYS) if row["confupdtype"] == b"c"]
    assert followed == ["referral_code"]


async def test_each_of_the_25_drawn_relationships_has_a_foreign_key(rows: Rows) -> None:
    pairs = {
        frozenset((row["source"].removeprefix("roadtrip."), row["target"].removeprefix("roadtrip.")))
        for row in await rows.worker.fetch(FOREIGN_KEYS)
    }
    # Conversions are drawn below user_referrals: they refer to its code.
    assert len(INVENTORY["relationships"]) == 25
    assert {frozenset(pair) for pair in INVENTORY["relationships"]} - pairs == set()


async def test_primary_and_unique_keys_are_the_documented_ones(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT k.conrelid::regclass::text AS source, k.contype,"
        " array(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS part (number, place)"
        " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = part.number ORDER BY place) AS columns"
        " FROM pg_constraint k WHERE k.contype IN ('p', 'u') AND k.connamespace = 'roadtrip'::regnamespace"
    )
    keys = {(row["source"].removeprefix("roadtrip."), tuple(row["columns"])) for row in found}
    primary = {(table, tuple(facts["primary_key"])) for table, facts in TABLES.items()}
    primary = primary - {("user_behavior_analytics", ("id",))} | {("user_behavior_analytics", ("id", "occurred_at"))}
    unique = {(table, tuple(names)) for table, facts in TABLES.items() for names in facts["unique"]}
    added = {
        ("api_usage_tracking", ("user_id", "endpoint", "bucket_type", "time_bucket")),
        ("credit_transactions", ("user_id", "number")),
        ("discovery_embeddings", ("discovery_id", "model_version")),
        ("platform_uploads", ("platform_id", "platform_video_id")),
        ("poi_categories", ("name",)),
        ("referral_conversions", ("referred_user_id",)),
        ("roadtrip_waypoints", ("session_id", "position")),
        ("social_platforms", ("name",)),
        ("video_revenues", ("video_id", "platform_id", "date")),
        ("video_versions", ("video_id", "version_number")),
    }
    own = {(table, ("id",)) for table in ADDED_TABLES}
    assert keys == primary | unique | added | own


async def test_hypertables_have_their_time_column_and_chunks(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT hypertable_name, column_name, time_interval::text AS span FROM timescaledb_information.dimensions"
        " WHERE hypertable_schema = 'roadtrip'"
    )
    documented = {
        (table, facts["hypertable"], CHUNKS[table]) for table, facts in TABLES.items() if facts["hypertable"]
    }
    assert {tuple(row) for row in found} == documented | {ADDED_HYPERTABLE}


async def test_no_time_is_without_a_zone(rows: Rows) -> None:
    naive = [
        row["attname"] for row in await rows.worker.fetch(CATALOG) if row["type"] == "timestamp without time zone"
    ]
    assert naive == []


async def test_every_foreign_key_is_the_first_column_of_an_index_and_validated(rows: Rows) -> None:
    unindexed = await rows.worker.fetch(
        "SELECT conname FROM pg_constraint k WHERE contype = 'f' AND connamespace = 'roadtrip'::regnamespace"
        " AND NOT (convalidated AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid"
        " AND i.indkey[0] = k.conkey[1]))"
    )
    assert unindexed == []


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
        "revenue_by_bucket",
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
    assert {row["relname"] for row in views} == {f"{name}_visible" for name in (*open_tables, "user_dashboards")}
    granted = await rows.worker.fetch(
        "SELECT DISTINCT table_name FROM information_schema.column_privileges"
        " WHERE table_schema = 'roadtrip' AND grantee = 'quintet_app' AND table_name = ANY ($1)",
        [*open_tables, "user_dashboards"],
    )
    assert granted == []


async def test_every_function_pins_its_search_path_and_none_is_callable_by_everybody(rows: Rows) -> None:
    loose = await rows.worker.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'roadtrip'::regnamespace"
        " AND NOT coalesce('search_path=\"\"' = ANY (proconfig), false)"
    )
    public = await rows.worker.fetch(
        "SELECT proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a"
        " WHERE pronamespace = 'roadtrip'::regnamespace AND a.grantee = 0"
    )
    assert (loose, public) == ([], [])


@pytest.mark.parametrize("table", roadtrip_registry.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_described_in_one_sentence(table: Table) -> None:
    assert facts_of(table).description.endswith(".")
    for column in table.columns:
        description = columns.facts_of(column).description
        assert description.endswith((".", "…"))
        assert description[0].isupper()


def test_views_have_a_query_of_their_own() -> None:
    views = {table.name: facts_of(table).view for table in roadtrip_registry.metadata.sorted_tables}
    assert {name: view for name, view in views.items() if view} == {
        "public_discoveries": View.PLAIN,
        "user_dashboards": View.MATERIALIZED,
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
