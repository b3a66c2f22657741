"""Web Builder's tables are as its document says, but for what is listed here."""

import json
from pathlib import Path

from tests.models.webbuilder.rows import Rows

DOCUMENTED = json.loads((Path(__file__).parent / "documented.json").read_text())

# The document says of four foreign keys that they may be null, and nothing about any other column.
NULLABLE = {
    "users": {"avatar_url", "subscription_ends_at", "last_active_at"},
    "user_usage": set(),
    "platform_integrations": {
        "account_name",
        "account_email",
        "encrypted_credentials",
        "last_sync_at",
        "sync_error_message",
    },
    "platform_analyses": {"migration_assessment", "ai_model_used", "processing_time_seconds"},
    "campaigns": {
        "description",
        "platform_source",
        "platform_source_id",
        "target_audience",
        "business_type",
        "brand_guidelines",
        "launched_at",
    },
    "campaign_components": {
        "code",
        "css_styles",
        "preview_url",
        "engagement_score",
        "ai_generation_metadata",
        "parent_component_id",
    },
    "ai_generations": {
        "campaign_id",
        "component_id",
        "prompt_text",
        "model_used",
        "result_data",
        "error_message",
        "generation_time_seconds",
        "user_rating",
        "user_feedback",
        "accepted",
        "completed_at",
    },
    "ai_cost_tracking": set(),
    "component_library": {"description", "category", "code", "preview_image_url", "price"},
    "campaign_events": {
        "component_id",
        "session_id",
        "user_agent",
        "ip_address",
        "referrer",
        "country",
        "region",
        "city",
    },
    "conversions": {"component_id", "session_id", "source", "medium"},
    "app_settings": {"description"},
    "job_queue": {"error_message", "started_at", "completed_at"},
}
ADDED_TABLES = {"audit_log", "user_roles"}
ADDED_COLUMNS = {
    "user_usage": {"created_at", "updated_at"},
    "platform_integrations": {"created_at", "updated_at"},
    "platform_analyses": {"created_at"},
    "campaigns": {"currency", "updated_at"},
    "campaign_components": {"created_at", "updated_at"},
    "ai_generations": {"updated_at"},
    "ai_cost_tracking": {"created_at", "updated_at"},
    "component_library": {"created_at", "updated_at"},
    "conversions": {"created_at"},
    "app_settings": {"created_at"},
    "job_queue": {"created_at", "updated_at"},
}

COLUMNS = """
SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS nullable
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'webbuilder'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
FOREIGN_KEYS = """
SELECT k.conrelid::regclass::text AS source, k.confrelid::regclass::text AS target, k.confdeltype AS on_delete,
    (SELECT array_agg(attname) FROM pg_attribute
        WHERE attrelid = k.conrelid AND attnum = ANY (k.conkey))::text[] AS names
FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'webbuilder'::regnamespace
"""
INDEXES = """
SELECT t.relname AS table, i.relname AS name, m.amname AS method, x.indisunique AS unique,
    pg_get_expr(x.indpred, x.indrelid) AS where,
    (SELECT array_agg(a.attname ORDER BY n.ordinality) FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS n (key)
        JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = n.key)::text[] AS columns
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_am m ON m.oid = i.relam
WHERE t.relnamespace = 'webbuilder'::regnamespace
"""
ON_DELETE = {"c": "CASCADE", "n": "SET NULL"}


async def test_there_are_the_thirteen_documented_tables_and_the_added_ones(rows: Rows) -> None:
    found = await rows.worker.fetch(COLUMNS)
    assert {row["table"] for row in found} == set(DOCUMENTED) | ADDED_TABLES
    assert len(DOCUMENTED) == 13


async def test_every_documented_column_has_its_type(rows: Rows) -> None:
    found = {(row["table"], row["name"]): row["type"] for row in await rows.worker.fetch(COLUMNS)}
    wanted = {
        (table, name): column["type"]
        for table, facts in DOCUMENTED.items()
        for name, column in facts["columns"].items()
    }
    assert {key: found.get(key) for key in wanted} == wanted
    assert len(wanted) == 158


async def test_no_column_was_added_but_the_listed_ones(rows: Rows) -> None:
    added: dict[str, set[str]] = {}
    for row in await rows.worker.fetch(COLUMNS):
        if row["table"] in DOCUMENTED and row["name"] not in DOCUMENTED[row["table"]]["columns"]:
            added.setdefault(row["table"], set()).add(row["name"])
    assert added == ADDED_COLUMNS


async def test_only_the_listed_documented_columns_can_be_null(rows: Rows) -> None:
    found: dict[str, set[str]] = {table: set() for table in DOCUMENTED}
    for row in await rows.worker.fetch(COLUMNS):
        if row["table"] in DOCUMENTED and row["nullable"]:
            found[row["table"]].add(row["name"])
    assert found == NULLABLE
    for table, facts in DOCUMENTED.items():
        said = {name for name, column in facts["columns"].items() if column.get("nullable")}
        assert said <= NULLABLE[table]


async def test_every_foreign_key_is_documented_and_deletes_as_recommended(rows: Rows) -> None:
    found = {
        (row["source"].removeprefix("webbuilder."), row["names"][0]): (
            row["target"].removeprefix("webbuilder."),
            ON_DELETE[row["on_delete"].decode()],
        )
        for row in await rows.worker.fetch(FOREIGN_KEYS)
    }
    wanted = {
        (table, name): (column["references"].split(".")[0], column["on_delete"])
        for table, facts in DOCUMENTED.items()
        for name, column in facts["columns"].items()
        if "references" in column
    }
    assert found == {**wanted, ("user_roles", "user_id"): ("users", "CASCADE")}
    assert len(wanted) == 15


async def test_every_documented_index_has_its_name_columns_method_and_condition(rows: Rows) -> None:
    found = {(row["table"], row["name"]): row for row in await rows.worker.fetch(INDEXES)}
    wanted = {(table, name): index for table, facts in DOCUMENTED.items() for name, index in facts["indexes"].items()}
    assert len(wanted) == 20
    for key, index in wanted.items():
        there = found[key]
        assert (there["columns"], there["method"], there["where"], there["unique"]) == (
            index["columns"],
            index["method"],
            index.get("where"),
            False,
        )


async def test_primary_and_unique_keys_are_documented_ones(rows: Rows) -> None:
    found: dict[str, list[list[str]]] = {}
    for row in await rows.worker.fetch(INDEXES):
        if row["unique"] and row["table"] in DOCUMENTED and row["columns"] is not None:
            found.setdefault(row["table"], []).append(sorted(row["columns"]))
    for table, facts in DOCUMENTED.items():
        assert sorted(found[table]) == sorted([sorted(facts["primary_key"]), *map(sorted, facts["unique"])])


async def test_every_foreign_key_has_an_index_that_begins_with_it(rows: Rows) -> None:
    led = {
        (row["table"], row["columns"][0])
        for row in await rows.worker.fetch(INDEXES)
        if row["columns"] and row["where"] is None
    }
    keys = {
        (row["source"].removeprefix("webbuilder."), row["names"][0]) for row in await rows.worker.fetch(FOREIGN_KEYS)
    }
    assert keys - led == set()


async def test_the_partial_indexes_cover_only_active_or_relevant_rows(rows: Rows) -> None:
    found = {row["name"]: row["where"] for row in await rows.worker.fetch(INDEXES) if row["where"] is not None}
    assert found == {
        "idx_users_active": "is_active",
        "idx_component_library_public": "is_public",
        "idx_component_library_marketplace": "is_marketplace_item",
        "ix_ai_generations_processing": "((status)::text = 'processing'::text)",
        "ix_job_queue_waiting": (
            "((status)::text = ANY ((ARRAY['pending'::character varying, 'retrying'::character varying])::text[]))"
        ),
        "ix_job_queue_processing": "((status)::text = 'processing'::text)",
    }


async def test_gin_indexes_stand_where_something_is_filtered(rows: Rows) -> None:
    found = {(row["table"], *row["columns"]) for row in await rows.worker.fetch(INDEXES) if row["method"] == "gin"}
    assert found == {
        ("users", "settings"),
        ("campaigns", "search_vector"),
        ("campaigns", "goals"),
        ("component_library", "search_vector"),
        ("component_library", "tags"),
        ("campaign_events", "event_data"),
    }


async def test_every_value_list_is_the_documented_one(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition, conname::text AS name "
        "FROM pg_constraint WHERE contype = 'c' AND connamespace = 'webbuilder'::regnamespace"
    )
    definitions = {row["name"]: row["definition"] for row in found}
    lists = 0
    for table, facts in DOCUMENTED.items():
        for name, column in facts["columns"].items():
            if values := column.get("values"):
                definition = definitions[f"ck_{table}_{name}_values"]
                assert [part.split("'")[0] for part in definition.split("'")[1::2]] == values
                lists += 1
    assert lists == 13
    kinds = DOCUMENTED["campaign_components"]["columns"]["component_type"]["values"]
    assert definitions["ck_component_library_component_type_values"].split("'")[1::2] == kinds


async def test_every_function_has_a_pinned_search_path_and_is_not_for_everybody(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT proname::text AS name, proconfig, proacl::text AS rights FROM pg_proc "
        "WHERE pronamespace = 'webbuilder'::regnamespace"
    )
    assert {row["name"] for row in found if row["proconfig"] != ['search_path=""']} == set()
    assert {row["name"] for row in found if "{=X" in row["rights"] or ",=X" in row["rights"]} == set()
    assert len(found) == len(list((Path(__file__).parents[3] / "models/functions/webbuilder").glob("*.sql")))


async def test_every_table_has_row_security_enabled_and_forced(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'webbuilder'::regnamespace AND relkind = 'r' "
        "AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    assert [row["relname"] for row in found] == []
