"""The database has what the document says, but for a few deviations that are listed here."""

import json
from pathlib import Path

import pytest

from models import columns
from models.base import facts_of
from models.learning import learning_registry
from tests.models.learning.learners import Connection

INVENTORY = json.loads((Path(__file__).parent / "inventory.json").read_text())
ADDED_TABLES = {"usage_logs_archive", "payment_events"}
ADDED_INDEXES = {
    "ix_users_created_at",
    "ix_guardian_consents_user_id_consent_timestamp",
    "ix_usage_logs_timestamp",
    "ix_subscriptions_next_billing_date",
    "uq_subscriptions_paymob_subscription_id",
}
DEFAULTS = {
    None: None,
    "gen_random_uuid()": "gen_random_uuid()",
    "NOW()": "timezone('utc'::text, CURRENT_TIMESTAMP)",
    "'active'": "'active'::character varying",
    "0": "0",
    "0.0": "0.0",
}
DEVIATING_DEFAULTS = {("usage_logs", "cost_usd"): "0"}
NO_ACTION = {b"a": "NO ACTION", b"c": "CASCADE", b"n": "SET NULL"}


async def test_all_tables_exist_with_a_primary_key_of_their_own(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'learning'::regnamespace AND relkind = 'r'"
    )
    assert {row["relname"] for row in found} == set(INVENTORY) | ADDED_TABLES


async def test_every_column_has_the_documented_type_nullability_and_default(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,"
        " pg_get_expr(d.adbin, d.adrelid) AS default"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'"
        " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
        " WHERE c.relnamespace = 'learning'::regnamespace AND a.attnum > 0"
    )
    catalog = {
        (row["relname"], row["attname"]): (row["type"], row["nullable"], row["default"])
        for row in found
        if row["relname"] in INVENTORY
    }
    documented = {
        (table, name): (
            column["type"],
            column["nullable"],
            DEVIATING_DEFAULTS.get((table, name), DEFAULTS[column["default"]]),
        )
        for table, facts in INVENTORY.items()
        for name, column in facts["columns"].items()
    }
    assert catalog == documented
    assert len(catalog) == 41


async def test_every_foreign_key_is_validated_and_leaves_deletion_to_the_erasing_function(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT conrelid::regclass::text AS source, confrelid::regclass::text AS target, confdeltype, convalidated"
        " FROM pg_constraint WHERE contype = 'f' AND connamespace = 'learning'::regnamespace"
    )
    keys = {(row["source"], row["target"], NO_ACTION[row["confdeltype"]], row["convalidated"]) for row in found}
    documented = {
        (f"learning.{table}", "learning.users", column["on_delete"], True)
        for table, facts in INVENTORY.items()
        for column in facts["columns"].values()
        if "references" in column
    }
    assert len(documented) == 4
    assert keys == documented | {("learning.usage_logs_archive", "learning.users", "NO ACTION", True)}


async def test_every_named_index_has_the_documented_columns(owner: Connection) -> None:
    found = await owner.fetch(
        "SELECT tablename, indexname, regexp_replace(indexdef, '^.* USING btree ', '') AS columns FROM pg_indexes"
        " WHERE schemaname = 'learning'"
    )
    catalog = {row["indexname"]: row["columns"] for row in found if row["tablename"] in INVENTORY}
    documented = {
        name: f"({', '.join(index['columns'])})"
        for facts in INVENTORY.values()
        for name, index in facts["indexes"].items()
    }
    quoted = {name: text.replace('"', "") for name, text in catalog.items()}
    assert {name: quoted[name] for name in documented} == documented
    constraints = {name for name in catalog if name.startswith(("pk_", "uq_"))} - ADDED_INDEXES
    assert constraints == {f"pk_{table}" for table in INVENTORY} | {
        "uq_users_email",
        "uq_learning_profiles_user_id_subject_concept",
    }
    assert set(catalog) == set(documented) | ADDED_INDEXES | constraints


async def test_every_foreign_key_is_the_first_column_of_an_index(owner: Connection) -> None:
    unindexed = await owner.fetch(
        "SELECT conname FROM pg_constraint k WHERE contype = 'f' AND connamespace = 'learning'::regnamespace"
        " AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1])"
    )
    assert unindexed == []


async def test_every_table_forces_row_security_and_every_function_pins_its_search_path(owner: Connection) -> None:
    open_tables = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'learning'::regnamespace AND relkind = 'r'"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    loose = await owner.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'learning'::regnamespace"
        " AND NOT coalesce('search_path=\"\"' = ANY (proconfig), false)"
    )
    public = await owner.fetch(
        "SELECT proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a"
        " WHERE pronamespace = 'learning'::regnamespace AND a.grantee = 0"
    )
    assert (open_tables, loose, public) == ([], [], [])


@pytest.mark.parametrize("table", learning_registry.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_and_column_is_described(table) -> None:  # type: ignore[no-untyped-def]
    assert facts_of(table).description.endswith(".")
    assert all(columns.facts_of(column).description.endswith(".") for column in table.columns)
