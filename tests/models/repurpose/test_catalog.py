"""The database has what the document says, but for a few deviations that are listed here."""

import json
import re
from pathlib import Path

import asyncpg
import pytest

from models import columns
from models.base import facts_of
from models.repurpose import repurpose_registry
from tests.models.repurpose.writers import Connection, Writers

INVENTORY = json.loads((Path(__file__).parent / "inventory.json").read_text())
ADDED_TABLES = {"generations_archive", "usage_logs_daily", "subscriptions_archive"}
ADDED_COLUMNS = {("subscriptions", "last_event_at")}
ADDED_INDEXES = {
    "ix_usage_logs_generation_id",
    "uq_usage_logs_generation_start",
    "uq_usage_logs_generation_end",
    "ix_webhook_events_waiting",
}
NEXT_MONTH = (
    "timezone('UTC'::text, (date_trunc('month'::text, timezone('UTC'::text, CURRENT_TIMESTAMP)) + '1 mon'::interval))"
)
DEFAULTS = {
    "NOW()": "CURRENT_TIMESTAMP",
    "date_trunc('month', NOW() + INTERVAL '1 month')": NEXT_MONTH,
}
OPEN_LISTS = {"llm_provider", "llm_model"}
ON_DELETE = {b"a": "NO ACTION", b"c": "CASCADE", b"n": "SET NULL"}
FUNCTIONS = {
    "update_updated_at_column": ("", "trigger"),
    "increment_user_generation_count": ("", "trigger"),
    "check_user_quota": ("p_user_id uuid", "boolean"),
    "update_user_tier": ("p_user_id uuid, p_tier character varying", "void"),
}
TRIGGERS = {
    ("users", "update_users_updated_at", "update_updated_at_column"),
    ("subscriptions", "update_subscriptions_updated_at", "update_updated_at_column"),
    ("generations", "increment_generation_count_on_complete", "increment_user_generation_count"),
}
POLICIES = {
    ("users", "users_select_own", "SELECT"),
    ("users", "users_update_own", "UPDATE"),
    ("generations", "generations_select_own", "SELECT"),
    ("usage_logs", "usage_logs_select_own", "SELECT"),
}
ADDED_POLICIES = {
    ("generations", "generations_insert_own", "INSERT"),
    ("generations", "generations_update_own", "UPDATE"),
    ("generations_archive", "generations_archive_select_own", "SELECT"),
    ("subscriptions", "subscriptions_select_own", "SELECT"),
    ("usage_logs_daily", "usage_logs_daily_select_own", "SELECT"),
}


async def test_all_tables_exist(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'repurpose'::regnamespace AND relkind = 'r'"
    )
    assert {row["relname"] for row in found} == set(INVENTORY) | ADDED_TABLES


async def test_every_column_has_the_documented_type_nullability_and_default(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,"
        " pg_get_expr(d.adbin, d.adrelid) AS default"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'"
        " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
        " WHERE c.relnamespace = 'repurpose'::regnamespace AND a.attnum > 0"
    )
    catalog = {
        (row["relname"], row["attname"]): (
            row["type"],
            row["nullable"],
            row["default"] and row["default"].removesuffix("::character varying"),
        )
        for row in found
        if row["relname"] in INVENTORY
    }
    documented = {
        (table, name): (column["type"], column["nullable"], DEFAULTS.get(column["default"], column["default"]))
        for table, facts in INVENTORY.items()
        for name, column in facts["columns"].items()
    }
    assert set(catalog) - set(documented) == ADDED_COLUMNS
    assert {place: catalog[place] for place in documented} == documented
    assert len(documented) == 80


async def test_every_foreign_key_deletes_as_documented(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT c.relname AS source, a.attname, f.relname AS target, confdeltype FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = conrelid JOIN pg_class f ON f.oid = confrelid"
        " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]"
        " WHERE contype = 'f' AND connamespace = 'repurpose'::regnamespace AND convalidated"
    )
    keys = {(r["source"], r["attname"], f"{r['target']}.id", ON_DELETE[r["confdeltype"]]) for r in found}
    documented = {
        (table, name, column["references"], column["on_delete"])
        for table, facts in INVENTORY.items()
        for name, column in facts["columns"].items()
        if "references" in column
    }
    assert len(documented) == 4
    assert keys - documented == {
        ("generations_archive", "user_id", "users.id", "CASCADE"),
        ("usage_logs_daily", "user_id", "users.id", "CASCADE"),
    }
    assert documented <= keys


async def test_every_named_index_has_the_documented_columns_and_condition(owner: Connection) -> None:
    found = await owner.fetch("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'repurpose'")
    catalog = {}
    for row in found:
        if row["tablename"] not in INVENTORY:
            continue
        parts = re.fullmatch(r".* USING btree \((.*?)\)(?: WHERE (.*))?", row["indexdef"])
        assert parts is not None
        where = parts[2] and re.sub(r"\(\(?(\w+)\)?(?:::text)? = '(\w+)'::text\)", r"\1 = '\2'", parts[2])
        catalog[row["indexname"]] = (parts[1].split(", "), where)
    documented = {
        name: (index["columns"], index["where"])
        for facts in INVENTORY.values()
        for name, index in facts["indexes"].items()
    }
    assert len(documented) == 20
    assert {name: catalog[name] for name in documented} == documented
    constraints = {
        *(f"pk_{table}" for table in INVENTORY),
        *(f"uq_{table}_{names[0]}" for table, facts in INVENTORY.items() for names in facts["unique"]),
    }
    assert set(catalog) == set(documented) | ADDED_INDEXES | constraints


async def test_every_foreign_key_is_the_first_column_of_an_index(owner: Connection) -> None:
    unindexed = await owner.fetch(
        "SELECT conname FROM pg_constraint k WHERE contype = 'f' AND connamespace = 'repurpose'::regnamespace"
        " AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1]"
        " AND i.indpred IS NULL)"
    )
    assert unindexed == []


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        (table, name, column["values"])
        for table, facts in INVENTORY.items()
        for name, column in facts["columns"].items()
        if "values" in column and name not in OPEN_LISTS
    ]
    + [("generations", "selected_tone", ["educational", "conversational", "opinionated", "authority"])],
)
async def test_every_closed_list_of_values_is_checked(
    owner: Connection, table: str, column: str, values: list[str]
) -> None:
    check = await owner.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1"
        " AND connamespace = 'repurpose'::regnamespace",
        f"ck_{table}_{column}_values",
    )
    assert re.findall(r"'(\w+)'", check) == values


async def test_the_documented_functions_triggers_and_policies_are_there_by_name(owner: Connection) -> None:
    functions = await owner.fetch(
        "SELECT proname, pg_get_function_identity_arguments(oid) AS arguments, prorettype::regtype::text AS answer"
        " FROM pg_proc WHERE pronamespace = 'repurpose'::regnamespace AND proname = ANY ($1)",
        list(FUNCTIONS),
    )
    triggers = await owner.fetch(
        "SELECT c.relname, tgname, p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
        " JOIN pg_proc p ON p.oid = tgfoid"
        " WHERE NOT tgisinternal AND pronamespace = relnamespace AND relnamespace = 'repurpose'::regnamespace"
    )
    policies = await owner.fetch(
        "SELECT tablename, policyname, cmd FROM pg_policies"
        " WHERE schemaname = 'repurpose' AND roles = '{quintet_app}'"
    )
    assert {row["proname"]: (row["arguments"], row["answer"]) for row in functions} == FUNCTIONS
    assert {tuple(row) for row in triggers} >= TRIGGERS
    assert {tuple(row) for row in policies} == POLICIES | ADDED_POLICIES


async def test_updated_at_has_one_trigger_on_each_table(owner: Connection) -> None:
    touching = await owner.fetch(
        "SELECT tgname FROM pg_trigger WHERE tgname IN ('touch_updated_at') AND tgrelid IN"
        " ('repurpose.users'::regclass, 'repurpose.subscriptions'::regclass)"
    )
    assert touching == []


async def test_every_table_forces_row_security_and_every_function_pins_its_search_path(owner: Connection) -> None:
    open_tables = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'repurpose'::regnamespace AND relkind = 'r'"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    loose = await owner.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'repurpose'::regnamespace"
        " AND NOT coalesce('search_path=\"\"' = ANY (proconfig), false)"
    )
    public = await owner.fetch(
        "SELECT proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a"
        " WHERE pronamespace = 'repurpose'::regnamespace AND a.grantee = 0"
    )
    assert (open_tables, loose, public) == ([], [], [])


async def test_the_archive_has_the_columns_of_generations_in_their_order(owner: Connection) -> None:
    names = (
        "SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped"
    )
    generations = await owner.fetchval(names, "repurpose.generations")
    assert await owner.fetchval(names, "repurpose.generations_archive") == [*generations, "archived_at"]


async def test_the_history_query_uses_the_partial_index(
    owner: Connection, worker: Connection, writers: Writers
) -> None:
    people = [await writers.writer("business") for _ in range(40)]
    await worker.execute(
        "INSERT INTO repurpose.generations (user_id, input_content, selected_platforms, selected_tone, status,"
        " created_at) SELECT person, 'A text.', '{email}', 'authority',"
        " CASE n % 3 WHEN 0 THEN 'pending' ELSE 'completed' END,"
        " now() - make_interval(hours => n) FROM unnest($1::uuid[]) AS person, generate_series(1, 200) AS n",
        [writer.id for writer in people],
    )
    writer = people[7]
    async with owner.transaction():
        await owner.execute("ANALYZE repurpose.generations")
        plan = await owner.fetch(
            "EXPLAIN SELECT id, selected_platforms, selected_tone, created_at, status FROM repurpose.generations"
            f" WHERE user_id = '{writer.id}' AND created_at > now() - interval '30 days' AND status = 'completed'"
            " ORDER BY created_at DESC LIMIT 50"
        )
    text = "\n".join(row[0] for row in plan)
    assert "Index Scan using idx_generations_user_recent" in text
    assert "Sort" not in text


@pytest.mark.parametrize("table", repurpose_registry.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_and_column_is_described(table) -> None:  # type: ignore[no-untyped-def]
    assert facts_of(table).description.endswith(".")
    assert all(columns.facts_of(column).description.endswith(".") for column in table.columns)


@pytest.mark.parametrize(
    ("table", "column"), [(table, names[0]) for table, facts in INVENTORY.items() for names in facts["unique"]]
)
async def test_every_unique_column_refuses_a_duplicate(
    worker: Connection, writers: Writers, table: str, column: str
) -> None:
    for _ in range(2):
        writer = await writers.writer("pro")
        await writers.subscribe(writer, f"sub {writer.clerk}", "pro", "active")
        await worker.execute(
            "INSERT INTO repurpose.webhook_events (source, event_type, event_id, payload)"
            " VALUES ('clerk', 'x', $1, '{}')",
            writer.clerk,
        )
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await worker.execute(
            f"UPDATE repurpose.{table} SET {column} = (SELECT {column} FROM repurpose.{table}"
            f" WHERE {column} IS NOT NULL ORDER BY created_at LIMIT 1)"
        )
    assert refused.value.constraint_name == f"uq_{table}_{column}"
