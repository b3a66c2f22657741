"""Which of Web Builder's indexes leave rows out or search inside of values, and where its functions come from."""

from gateway.settings import PROJECT
from tests.models.webbuilder.rows import Rows

INDEXES = """
SELECT t.relname AS table, i.relname AS name, m.amname AS method, pg_get_expr(x.indpred, x.indrelid) AS where,
    (SELECT array_agg(a.attname ORDER BY n.ordinality) FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS n (key)
        JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = n.key)::text[] AS columns
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_am m ON m.oid = i.relam
WHERE t.relnamespace = 'webbuilder'::regnamespace
"""


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


async def test_every_file_of_a_function_makes_one(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'webbuilder'::regnamespace ORDER BY 1"
    )
    files = sorted(path.stem for path in (PROJECT / "models/functions/webbuilder").glob("*.sql"))
    assert [row["proname"] for row in found] == files
