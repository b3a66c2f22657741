"""Row security as the catalog has it, for every table and view there is and will be."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Table

from models.access import AllOf, AnyOf, Command, Rule, Through
from models.base import View, facts_of
from models.catalog import SCHEMAS
from models.security import ADMIN, APP, LISTENER, OWNER, newest_of, view_of
from tests.contract.behaviour import AS_THE_CALLER, VISIBLE
from tests.contract.ownership import BY_ROLE, OPEN_TO_ALL
from tests.contract.rows import TABLES

WITHOUT_ROW_SECURITY: Mapping[str, str] = {
    "quintet.events": "TimescaleDB refuses policies on hypertables and chunks leak around them; nobody reads it",
    "roadtrip.api_usage_tracking": "a hypertable",
    "roadtrip.audit_log": "a hypertable",
    "roadtrip.user_behavior_analytics": "a hypertable",
    "roadtrip.video_revenues": "a hypertable",
    "roadtrip.months_of_roadtrips": "a materialized view: what it shows is open to all",
    "roadtrip.categories_of_discoveries": "a materialized view: what it shows is open to all",
    "roadtrip.user_dashboards": "a materialized view, which knows no policies",
    "roadtrip.public_discoveries": "a view: what it shows is open to all",
    "roadtrip.public_podcast_episodes": "a view: what it shows is open to all",
    **dict.fromkeys(AS_THE_CALLER, "a view: the row security of its tables applies"),
}
WITHOUT_BARRIER: Mapping[str, str] = {
    "roadtrip.public_discoveries": "a barrier would keep searches by distance from using the spatial index",
    **dict.fromkeys(AS_THE_CALLER, "a view: the policies of its tables are barriers"),
}
NEWEST = [table for table in TABLES.values() if newest_of(table) is not None]
in_every_table = pytest.mark.parametrize("name", TABLES)

UNINDEXED_REFERENCES = """
SELECT concat_ws('.', c.conrelid::regclass, c.conname)
FROM pg_constraint AS c
WHERE c.contype = 'f' AND c.connamespace::regnamespace::text = ANY ($1) AND NOT EXISTS (
    SELECT FROM pg_index AS i
    WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indpred IS NULL
        AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
"""
POLICIES = """
SELECT concat_ws('.', schemaname, tablename), cmd, concat_ws(' ', qual, with_check)
FROM pg_policies WHERE roles && ARRAY['public', $1]::name[]
"""


def parents(rule: Rule | None) -> set[str]:
    """The columns through whose rows a rule goes."""
    match rule:
        case Through(column):
            return {column}
        case AllOf(rules) | AnyOf(rules):
            return set().union(*map(parents, rules))
    return set()


@in_every_table
async def test_row_security_is_enabled_and_forced_or_the_table_is_listed(administrator: Any, name: str) -> None:
    found = await administrator.fetchrow(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = $1::text::regclass", name
    )
    protected = name not in WITHOUT_ROW_SECURITY
    assert tuple(found) == (protected, protected)


async def test_every_table_and_every_view_in_our_schemas_is_a_model_s(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT oid::regclass::text, relkind FROM pg_class WHERE relnamespace::regnamespace::text = ANY ($1)"
        " AND relkind IN ('r', 'p', 'v', 'm', 'f')",
        sorted(SCHEMAS),
    )
    kinds = {None: b"r", View.PLAIN: b"v", View.MATERIALIZED: b"m"}
    declared = {(name, kinds[facts_of(table).view]) for name, table in TABLES.items()}
    assert {tuple(row) for row in found} == declared | {(name, b"v") for name in VISIBLE}


@in_every_table
async def test_there_is_one_policy_for_each_command_of_the_app_role(administrator: Any, name: str) -> None:
    table = TABLES[name]
    found = await administrator.fetch(
        "SELECT cmd, permissive, roles::text[] FROM pg_policies WHERE schemaname = $1 AND tablename = $2"
        " AND (roles && ARRAY['public', $3]::name[])",
        table.schema,
        table.name,
        APP,
    )
    granted = (
        set() if name in WITHOUT_ROW_SECURITY else {command.value for command in facts_of(table).access.commands}
    )
    assert sorted(map(tuple, found)) == sorted((command, "PERMISSIVE", [APP]) for command in granted)


async def test_no_policy_of_the_app_role_is_permissive_for_all_rows_where_not_all_are_open(
    administrator: Any,
) -> None:
    found = await administrator.fetch(
        "SELECT concat_ws('.', schemaname, tablename), cmd FROM pg_policies"
        " WHERE roles && ARRAY['public', $1]::name[]"
        " AND ('true' IN (qual, with_check) OR (cmd <> 'INSERT' AND qual IS NULL)"
        "      OR (cmd IN ('INSERT', 'UPDATE') AND with_check IS NULL))",
        APP,
    )
    open_tables = OPEN_TO_ALL.keys() - WITHOUT_ROW_SECURITY.keys()
    assert {tuple(row) for row in found} == {(name, "SELECT") for name in open_tables}


async def test_other_policies_let_staff_and_jobs_read_and_functions_work(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT concat_ws('.', schemaname, tablename), roles::text[], cmd, qual, with_check FROM pg_policies"
        " WHERE schemaname = ANY ($1) AND NOT roles && ARRAY[$2]::name[]",
        sorted(SCHEMAS),
        APP,
    )
    guarded = TABLES.keys() - WITHOUT_ROW_SECURITY.keys()
    expected: set[tuple[str | None, ...]] = {(name, ADMIN, "SELECT", "true", None) for name in guarded}
    expected |= {(name, OWNER, "ALL", "true", "true") for name in guarded}
    expected |= {("quintet.topics", LISTENER, "SELECT", "true", None)}
    mine = "(subject = ( SELECT quintet.account() AS account))"
    expected |= {("quintet.idempotency_keys", ADMIN, "INSERT", None, mine)}
    expected |= {("quintet.idempotency_keys", ADMIN, "UPDATE", mine, mine)}
    assert {(name, *roles, command, using, check) for name, roles, command, using, check in found} == expected


async def test_every_policy_of_the_app_role_asks_who_is_there_or_goes_through_a_row_whose_policy_does(
    administrator: Any,
) -> None:
    found = await administrator.fetch(POLICIES, APP)
    indifferent = set()
    for name, command, text in found:
        rule = facts_of(TABLES[name]).access.rule(Command(command))
        through = {
            key.column.table.fullname for column in parents(rule) for key in TABLES[name].c[column].foreign_keys
        }
        asks = any(f"{TABLES[name].schema}.{function}()" in text for function in ("account", "clerk_id"))
        if not asks and not any(f"FROM {parent}" in text for parent in through):
            indifferent.add(name)
    assert indifferent == (OPEN_TO_ALL.keys() - WITHOUT_ROW_SECURITY.keys()) | BY_ROLE.keys()


@pytest.mark.parametrize("table", NEWEST, ids=str)
async def test_a_view_in_order_shows_the_same_rows_as_the_view_without(administrator: Any, table: Table) -> None:
    query = "SELECT rtrim(pg_get_viewdef($1::text::regclass), ';')"
    plain, ordered = [await administrator.fetchval(query, name) for name in (view_of(table), newest_of(table))]
    time = facts_of(table).hypertable
    assert ordered == f"{plain}\n  ORDER BY {time} DESC, id DESC"


async def test_views_of_the_caller_s_rows_ask_who_is_there_behind_a_barrier(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT oid::regclass::text, pg_get_viewdef(oid) AS query, coalesce(reloptions, '{}') AS options"
        " FROM pg_class WHERE relkind = 'v' AND relnamespace::regnamespace::text = ANY ($1)",
        sorted(SCHEMAS),
    )
    barriers = {row["oid"] for row in found if "security_barrier=true" in row["options"]}
    asking = {row["oid"] for row in found if f"{row['oid'].partition('.')[0]}.account()" in row["query"]}
    assert barriers == VISIBLE.keys() | {"roadtrip.public_podcast_episodes"}
    assert asking == {view for view, name in VISIBLE.items() if name not in OPEN_TO_ALL}
    assert {row["oid"] for row in found} - barriers == WITHOUT_BARRIER.keys()


async def test_views_of_protected_tables_are_read_with_the_rights_of_the_caller(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'v' AND reloptions @> '{security_invoker=true}'"
    )
    assert {row[0] for row in found} == AS_THE_CALLER


async def test_every_reference_leads_an_index(administrator: Any) -> None:
    assert await administrator.fetch(UNINDEXED_REFERENCES, sorted(SCHEMAS)) == []


async def test_a_reference_without_an_index_is_found(administrator: Any) -> None:
    transaction = administrator.transaction()
    await transaction.start()
    try:
        await administrator.execute("DROP INDEX liveconvo.ix_sessions_selected_template_id")
        found = await administrator.fetch(UNINDEXED_REFERENCES, sorted(SCHEMAS))
    finally:
        await transaction.rollback()
    assert [row[0] for row in found] == ["liveconvo.sessions.fk_sessions_selected_template_id"]
