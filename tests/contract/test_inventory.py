"""The migrated catalog is the documented one of all five products, but for what is listed with its obligation."""

import re
from typing import Any

import pytest

from models.catalog import PRODUCTS
from tests.contract import catalog
from tests.contract.decisions import ADDED_LISTS, DEFAULTS, NULLABLE, OPEN_LISTS
from tests.contract.deviations import (
    ADDED_POLICIES,
    ADDED_TABLES,
    CHANGED_KEYS,
    CHANGED_TRIGGERS,
    SET_NULL_INSTEAD_OF_NO_ACTION,
)
from tests.contract.lines import (
    COLUMNS,
    INVENTORY,
    TABLES,
    added_keys,
    as_documented,
    as_found,
    found_keys,
    listed,
    merged,
)

COUNTED = [
    "tables",
    "columns",
    "implied",
    "pk",
    "unique",
    "fk",
    "indexes",
    "values",
    "range",
    "generated",
    "hypertable",
]
COUNTS = {
    "roadtrip": (23, 152, 18, 23, 6, 29, 0, 16, 2, 3, 3),
    "liveconvo": (11, 171, 0, 11, 5, 18, 40, 21, 2, 0, 0),
    "webbuilder": (13, 158, 3, 13, 4, 15, 20, 13, 1, 0, 0),
    "learning": (5, 41, 0, 5, 2, 4, 4, 0, 0, 0, 0),
    "repurpose": (5, 80, 0, 5, 5, 4, 20, 12, 0, 0, 0),
}

# What is changed in the catalog, and what it is then; nothing if it is gone.
CHANGES = {
    "a type": ("column liveconvo.users.email", "text NOT NULL"),
    "a column that may be NULL": ("column webbuilder.users.name", "character varying(255)"),
    "a default": ("column learning.users.status", "character varying(20) DEFAULT 'new'::character varying"),
    "a column that is generated no more": ("column roadtrip.video_revenues.user_share_cents", "integer"),
    "a column that is gone": ("column repurpose.users.full_name", ""),
    "a column that nobody lists": ("column repurpose.users.nickname", "text"),
    "a listed column that is gone": ("column webbuilder.campaigns.currency", ""),
    "a key that is gone": ("constraint webbuilder.users.uq_users_email", ""),
    "a reference that deletes": (
        "constraint learning.usage_logs.fk_usage_logs_user_id",
        "FOREIGN KEY (user_id) REFERENCES learning.users(id) ON DELETE CASCADE",
    ),
    "a reference that is not validated": (
        "constraint learning.usage_logs.fk_usage_logs_user_id",
        "FOREIGN KEY (user_id) REFERENCES learning.users(id) NOT VALID",
    ),
    "an index of all rows": (
        "index webbuilder.idx_users_active",
        "CREATE INDEX idx_users_active ON webbuilder.users USING btree (last_active_at)",
    ),
    "an index in another order": (
        "index repurpose.idx_usage_logs_created_at",
        "CREATE INDEX idx_usage_logs_created_at ON repurpose.usage_logs USING btree (created_at)",
    ),
    "an index that nobody lists": (
        "index liveconvo.ix_users_timezone",
        "CREATE INDEX ix_users_timezone ON liveconvo.users USING btree (timezone)",
    ),
    "a unique index that nobody lists": (
        "index roadtrip.ix_users_country",
        "CREATE UNIQUE INDEX ix_users_country ON roadtrip.users USING btree (country_code)",
    ),
    "a span of chunks": ("hypertable roadtrip.audit_log.created_at", "timestamp with time zone 1 day"),
}


@pytest.fixture(scope="module")
async def found(administrator: Any) -> catalog.Catalog:
    return await catalog.read(administrator)


def differences(found: catalog.Catalog, table: str) -> list[str]:
    expected, actual = as_documented(table), as_found(found, table)
    missing = [f"missing: {line}" for line in expected - actual]
    return sorted(missing + [f"neither documented nor listed: {line}" for line in actual - expected])


def tables_of(found: catalog.Catalog, schema: str) -> set[str]:
    kinds = {name.removeprefix("relation "): text for name, text in found.items() if name.startswith("relation ")}
    return {
        name for name, text in kinds.items() if name.startswith(f"{schema}.") and text[:7] in ("kind r ", "kind p ")
    }


def counted(schema: str) -> tuple[int, ...]:
    tables = list(INVENTORY[schema]["tables"].values())
    columns = [column for table in tables for column in table["columns"].values()]
    count = {word: sum(word in column for column in columns) for word in COUNTED}
    count |= {"tables": len(tables), "columns": len(columns)}
    count["indexes"] = sum(len(table.get("indexes", ())) for table in tables)
    count["unique"] += sum(len(table.get("unique", ())) for table in tables)
    count["hypertable"] = sum("hypertable" in table for table in tables)
    return tuple(count.values())


def test_the_inventory_is_complete() -> None:
    assert {schema: counted(schema) for schema in INVENTORY} == COUNTS
    totals = [sum(numbers) for numbers in zip(*COUNTS.values(), strict=True)]
    assert dict(zip(COUNTED, totals, strict=True)) == {
        "tables": 57,
        "columns": 602,
        "implied": 21,
        "pk": 57,
        "unique": 22,
        "fk": 70,
        "indexes": 84,
        "values": 62,
        "range": 5,
        "generated": 3,
        "hypertable": 3,
    }


@pytest.mark.parametrize("schema", INVENTORY)
def test_the_schema_has_the_documented_tables_and_the_listed_ones(found: catalog.Catalog, schema: str) -> None:
    names = tables_of(found, schema)
    added = {name for name in listed(ADDED_TABLES) if name.startswith(f"{schema}.")}
    assert names - added == {name for name in TABLES if name.startswith(f"{schema}.")}
    assert added <= names


@pytest.mark.parametrize("table", TABLES)
def test_the_table_is_as_documented_but_for_what_is_listed(found: catalog.Catalog, table: str) -> None:
    assert differences(found, table) == []


@pytest.mark.parametrize("change", CHANGES)
def test_the_comparison_sees(found: catalog.Catalog, change: str) -> None:
    name, definition = CHANGES[change]
    changed = {key: text for key, text in {**found, name: definition}.items() if text}
    assert changed != found
    seen = [table for table in TABLES if differences(changed, table)]
    assert [table in f"{name} {definition}" for table in seen] == [True]


@pytest.mark.parametrize("table", sorted(listed(ADDED_TABLES)))
def test_a_table_that_no_document_has_has_the_listed_keys(found: catalog.Catalog, table: str) -> None:
    assert found_keys(found, table) == added_keys(table)


def beginning(schema: str, name: str) -> str:
    """How the definition of a documented function begins; an argument's type has no length there."""
    function = INVENTORY[schema]["functions"][name]
    arguments = re.sub(r"\([0-9]+\)", "", function["arguments"])
    return f"CREATE OR REPLACE FUNCTION {schema}.{name}({arguments})\n RETURNS {function['returns']}\n"


def test_the_documented_functions_are_there_by_name_arguments_and_answer(found: catalog.Catalog) -> None:
    documented = [beginning(schema, name) for schema in INVENTORY for name in INVENTORY[schema].get("functions", ())]
    functions = [text for name, text in found.items() if name.startswith("function ")]
    assert len(documented) == 4
    assert [head for head in documented if not any(text.startswith(head) for text in functions)] == []


def test_the_documented_triggers_are_there_by_name_and_moment(found: catalog.Catalog) -> None:
    moments = merged(CHANGED_TRIGGERS)
    expected = {}
    for schema, product in INVENTORY.items():
        for name, trigger in product.get("triggers", {}).items():
            table = f"{schema}.{trigger['table']}"
            expected[f"trigger {table}.{name}"] = (
                f"CREATE TRIGGER {name} {moments.get(f'{table}.{name}', trigger['when'])} ON {table}"
                f" FOR EACH {trigger['each']} EXECUTE FUNCTION {schema}.{trigger['function']}() enabled O"
            )
    assert len(expected) == 3
    assert {name: found.get(name) for name in expected} == expected


def test_where_policies_are_documented_the_app_has_them_and_the_listed_ones(found: catalog.Catalog) -> None:
    expected = merged(ADDED_POLICIES)
    for schema, product in INVENTORY.items():
        for name, policy in product.get("policies", {}).items():
            expected[f"{schema}.{policy['table']}.{name}"] = policy["command"]
    schemas = tuple(f"policy {schema}." for schema, product in INVENTORY.items() if "policies" in product)
    policies = {name: text for name, text in found.items() if name.startswith(schemas) and "{quintet_app}" in text}
    assert {name.removeprefix("policy "): text.split()[2] for name, text in policies.items()} == expected
    assert len(expected) == 9


def test_row_security_is_on_where_a_document_says_so(found: catalog.Catalog) -> None:
    tables = [f"{schema}.{table}" for schema in INVENTORY for table in INVENTORY[schema].get("row_security", ())]
    assert [table for table in tables if "row security forced" not in found[f"relation {table}"]] == []
    assert len(tables) == 3


@pytest.mark.parametrize(("schema", "count"), [("roadtrip", 25), ("liveconvo", 8), ("repurpose", 3)])
def test_every_drawn_relationship_has_a_foreign_key(found: catalog.Catalog, schema: str, count: int) -> None:
    drawn = INVENTORY[schema]["relationships"]
    keys = {
        frozenset((table, re.findall(r"REFERENCES (\S+)\(", key)[0]))
        for table in tables_of(found, schema)
        for key in found_keys(found, table)
        if key.startswith("FOREIGN KEY")
    }
    assert len(drawn) == count
    assert [pair for pair in drawn if frozenset(f"{schema}.{table}" for table in pair) not in keys] == []


async def test_the_documented_extensions_are_there(administrator: Any) -> None:
    extensions = {row[0] for row in await administrator.fetch("SELECT extname FROM pg_extension")}
    assert INVENTORY["roadtrip"]["extensions"] == ["postgis", "timescaledb", "vector"]
    assert set(INVENTORY["roadtrip"]["extensions"]) <= extensions


def test_every_table_and_column_is_described_in_a_sentence(found: catalog.Catalog) -> None:
    tables = [table for product in PRODUCTS for table in product.tables]
    names = [name for table in tables for name in (table.fullname, *(f"{table}.{column.name}" for column in table.c))]
    said = {name: found.get(f"comment {name}", "") for name in names}
    assert {name: text for name, text in said.items() if not re.match(r"(?s)[A-Z0-9].*[.…]$", text)} == {}


def test_only_columns_whose_document_is_silent_may_be_null_without_it() -> None:
    silent = {name for name, column in COLUMNS.items() if "nullable" not in column}
    assert listed(NULLABLE) - silent == set()


def test_a_listed_default_is_not_the_documented_one() -> None:
    pairs = [(name, text) for part in DEFAULTS.values() for text, names in part.items() for name in names]
    assert [name for name, text in pairs if COLUMNS[name].get("default") == text] == []
    assert len(pairs) == len(dict(pairs))


def test_only_references_without_a_rule_are_set_to_null_instead() -> None:
    assert {COLUMNS[name]["on_delete"] for name in listed(SET_NULL_INSTEAD_OF_NO_ACTION)} == {"NO ACTION"}


def test_a_changed_key_is_another_one() -> None:
    pairs = [pair for part in CHANGED_KEYS.values() for pair in part.values()]
    assert [before for before, after in pairs if before == after] == []


def test_only_closed_lists_are_opened_and_only_open_or_empty_ones_closed() -> None:
    documented = {name: column for name, column in COLUMNS.items() if "values" in column}
    assert [name for name in listed(OPEN_LISTS) if "open" in documented[name]] == []
    assert [
        name for name in merged(ADDED_LISTS) if documented[name]["values"] and "open" not in documented[name]
    ] == []
