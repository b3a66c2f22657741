"""Row security, rights and roles as the catalog has them, for every table and function there is and will be."""

from typing import Any

import pytest

from gateway.addresses import LOGIN_ROLES
from models import columns
from models.access import Command
from models.base import facts_of
from models.catalog import SCHEMAS
from models.security import ADMIN, APP, LISTENER, OWNER, WORKER
from tests.contract.rows import TABLES

WITHOUT_ROW_SECURITY = {"quintet.events": "TimescaleDB refuses policies on hypertables and chunks leak around them"}
FOR_LISTENING = {"quintet.events", "quintet.topics"}
LOGINS = {f"quintet_{role}" for role in LOGIN_ROLES}
SECRETS = [
    (name, column.name)
    for name, table in TABLES.items()
    for column in table.columns
    if columns.facts_of(column).secret
]
in_every_table = pytest.mark.parametrize("name", TABLES)

GRANTS_TO_PUBLIC = """
SELECT 'schema ' || n.nspname
FROM pg_namespace AS n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS g
WHERE n.nspname = ANY ($1) AND g.grantee = 0
UNION ALL
SELECT 'relation ' || c.oid::regclass
FROM pg_class AS c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS g
WHERE (c.relnamespace::regnamespace::text = ANY ($1) OR c.relname = 'alembic_version') AND g.grantee = 0
UNION ALL
SELECT 'column ' || a.attname
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid, aclexplode(a.attacl) AS g
WHERE c.relnamespace::regnamespace::text = ANY ($1) AND g.grantee = 0
UNION ALL
SELECT 'function ' || p.oid::regprocedure
FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS g
WHERE p.pronamespace::regnamespace::text = ANY ($1) AND g.grantee = 0
UNION ALL
SELECT 'database'
FROM pg_database AS d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS g
WHERE d.datname = current_database() AND g.grantee = 0
"""
UNINDEXED_REFERENCES = """
SELECT concat_ws('.', c.conrelid::regclass, c.conname)
FROM pg_constraint AS c
WHERE c.contype = 'f' AND c.connamespace::regnamespace::text = ANY ($1) AND NOT EXISTS (
    SELECT FROM pg_index AS i
    WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indpred IS NULL
        AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
"""
RIGHTS = """
SELECT privilege
FROM unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES', 'INSERT', 'UPDATE', 'SELECT']) AS privilege
WHERE CASE WHEN privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
    THEN has_any_column_privilege($1, $2, privilege) ELSE has_table_privilege($1, $2, privilege) END
"""
EXECUTORS = """
SELECT p.proname, array_agg(DISTINCT pg_get_userbyid(g.grantee)::text ORDER BY pg_get_userbyid(g.grantee)::text)
FROM pg_proc AS p, aclexplode(p.proacl) AS g
WHERE p.pronamespace::regnamespace::text = ANY ($1) AND g.grantee <> p.proowner
GROUP BY p.oid, p.proname
"""


def rights_to(commands: frozenset[Command]) -> set[str]:
    return {command.value for command in commands}


@in_every_table
async def test_row_security_is_enabled_and_forced_or_the_table_is_listed(administrator: Any, name: str) -> None:
    found = await administrator.fetchrow(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = $1::text::regclass", name
    )
    protected = name not in WITHOUT_ROW_SECURITY
    assert tuple(found) == (protected, protected)


async def test_every_table_in_our_schemas_is_a_model_s(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text = ANY ($1) "
        "AND relkind IN ('r', 'p')",
        sorted(SCHEMAS),
    )
    assert {row[0] for row in found} == TABLES.keys()


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
    granted = rights_to(facts_of(table).access.commands)
    assert sorted(map(tuple, found)) == sorted((command, "PERMISSIVE", [APP]) for command in granted)


async def test_no_policy_of_the_app_role_is_permissive_for_all_rows(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT tablename, policyname FROM pg_policies WHERE roles && ARRAY['public', $1]::name[]"
        " AND ('true' IN (qual, with_check) OR (cmd <> 'INSERT' AND qual IS NULL)"
        "      OR (cmd IN ('INSERT', 'UPDATE') AND with_check IS NULL))",
        APP,
    )
    assert found == []


async def test_nothing_of_ours_is_granted_to_everybody(administrator: Any) -> None:
    assert await administrator.fetch(GRANTS_TO_PUBLIC, sorted(SCHEMAS)) == []


@pytest.mark.parametrize("role", [APP, ADMIN, WORKER, LISTENER])
@in_every_table
async def test_each_role_has_the_declared_rights_and_no_others(administrator: Any, name: str, role: str) -> None:
    expected = {
        APP: rights_to(facts_of(TABLES[name]).access.commands),
        ADMIN: {"SELECT"},
        WORKER: {"SELECT", "INSERT", "UPDATE", "DELETE"},
        LISTENER: {"SELECT"} if name in FOR_LISTENING else set(),
    }
    found = await administrator.fetch(RIGHTS, role, name)
    assert {row[0] for row in found} == expected[role]


async def test_login_roles_are_unprivileged_and_only_the_worker_bypasses_row_security(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolinherit, rolbypassrls"
        " FROM pg_roles WHERE rolname LIKE 'quintet\\_%' AND rolcanlogin AND rolname <> session_user"
    )
    assert {row[0]: (row[1], row[2]) for row in found} == {role: (False, role == WORKER) for role in LOGINS}


async def test_everything_belongs_to_the_owner_who_cannot_log_in(administrator: Any) -> None:
    owners = await administrator.fetch(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace::regnamespace::text = ANY ($1)"
        " UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace::regnamespace::text = ANY ($1)"
        " UNION SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = ANY ($1)",
        sorted(SCHEMAS),
    )
    assert [row[0] for row in owners] == [OWNER]
    role = await administrator.fetchrow(
        "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1", OWNER
    )
    assert tuple(role) == (False, False, False)


async def test_only_the_migrator_may_become_another_role(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT pg_get_userbyid(member), pg_get_userbyid(roleid) FROM pg_auth_members"
        " WHERE pg_get_userbyid(member) = ANY ($1)",
        sorted({*LOGINS, OWNER}),
    )
    assert [tuple(row) for row in found] == [("quintet_migrator", OWNER)]


async def test_every_function_has_an_empty_search_path(administrator: Any) -> None:
    found = await administrator.fetch(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace::regnamespace::text = ANY ($1)"
        " AND NOT coalesce('search_path=\"\"' = ANY (proconfig), false)",
        sorted(SCHEMAS),
    )
    assert found == []


async def test_roles_execute_only_what_is_meant_for_them(administrator: Any) -> None:
    found = await administrator.fetch(EXECUTORS, sorted(SCHEMAS))
    assert {(row[0], *row[1]) for row in found} == {
        ("account", ADMIN, APP, WORKER),
        ("sign_in", ADMIN, APP, WORKER),
        ("drop_old_events", WORKER),
    }


def test_there_are_secret_columns() -> None:
    assert {("liveconvo.users", "password_hash"), ("liveconvo.user_app_sessions", "session_token")} <= set(SECRETS)


@pytest.mark.parametrize("role", [APP, ADMIN, LISTENER])
@pytest.mark.parametrize(("name", "column"), SECRETS)
async def test_secret_columns_are_out_of_reach(administrator: Any, name: str, column: str, role: str) -> None:
    rights = {
        right: await administrator.fetchval("SELECT has_column_privilege($1, $2, $3, $4)", role, name, column, right)
        for right in ("SELECT", "INSERT", "UPDATE", "REFERENCES")
    }
    assert rights == dict.fromkeys(rights, False)


async def test_every_reference_leads_an_index(administrator: Any) -> None:
    assert await administrator.fetch(UNINDEXED_REFERENCES, sorted(SCHEMAS)) == []
