"""Rights and roles as the catalog has them, for every table, view, column and function there is and will be."""

from typing import Any

import pytest

from gateway.addresses import LOGIN_ROLES
from models import columns
from models.base import facts_of
from models.catalog import SCHEMAS
from models.ddl import CALLABLE
from models.security import ADMIN, APP, LISTENER, OWNER, WORKER
from tests.contract.behaviour import VISIBLE, addable, changeable
from tests.contract.rows import TABLES

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
RIGHTS = """
SELECT privilege
FROM unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES', 'INSERT', 'UPDATE', 'SELECT']) AS privilege
WHERE CASE WHEN privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
    THEN has_any_column_privilege($1, $2, privilege) ELSE has_table_privilege($1, $2, privilege) END
"""
EXECUTORS = """
SELECT p.pronamespace::regnamespace::text || '.' || p.proname,
    array_agg(DISTINCT pg_get_userbyid(g.grantee)::text ORDER BY pg_get_userbyid(g.grantee)::text)
FROM pg_proc AS p, aclexplode(p.proacl) AS g
WHERE p.pronamespace::regnamespace::text = ANY ($1) AND g.grantee <> p.proowner
GROUP BY p.oid
"""


def rights_of_app(name: str) -> set[str]:
    facts = facts_of(TABLES[name])
    return set() if facts.behind_view else {command.value for command in facts.access.commands}


def rights_of_worker(name: str) -> set[str]:
    facts = facts_of(TABLES[name])
    if facts.view is not None:
        return {"SELECT"}
    return {"SELECT", "INSERT"} | (set() if facts.append_only else {"UPDATE", "DELETE"})


@pytest.mark.parametrize("view", VISIBLE)
async def test_views_of_the_caller_s_rows_are_read_by_the_app_role_alone(administrator: Any, view: str) -> None:
    rights = {
        role: {row[0] for row in await administrator.fetch(RIGHTS, role, view)}
        for role in (APP, ADMIN, WORKER, LISTENER)
    }
    assert rights == {APP: {"SELECT"}, ADMIN: set(), WORKER: set(), LISTENER: set()}
    names = await administrator.fetch(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0", view
    )
    table = TABLES[VISIBLE[view]]
    secret = {column.name for column in table.columns if columns.facts_of(column).secret}
    assert {row[0] for row in names} == set(table.columns.keys()) - secret


async def test_nothing_of_ours_is_granted_to_everybody(administrator: Any) -> None:
    assert await administrator.fetch(GRANTS_TO_PUBLIC, sorted(SCHEMAS)) == []


@in_every_table
async def test_each_role_has_the_declared_rights_and_no_others(administrator: Any, name: str) -> None:
    found = {
        role: {row[0] for row in await administrator.fetch(RIGHTS, role, name)}
        for role in (APP, ADMIN, WORKER, LISTENER)
    }
    assert found == {
        APP: rights_of_app(name),
        ADMIN: {"SELECT"} | (rights_of_app(name) if facts_of(TABLES[name]).access.for_staff else set()),
        WORKER: rights_of_worker(name),
        LISTENER: {"SELECT"} if name in FOR_LISTENING else set(),
    }


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
        " UNION SELECT pg_get_userbyid(typowner) FROM pg_type WHERE typnamespace::regnamespace::text = ANY ($1)"
        " UNION SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = ANY ($1)",
        sorted(SCHEMAS),
    )
    assert [row[0] for row in owners] == [OWNER]
    role = await administrator.fetchrow(
        "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1", OWNER
    )
    assert tuple(role) == (False, False, False)


async def test_nobody_who_logs_in_owns_anything_in_the_database(administrator: Any) -> None:
    owned = await administrator.fetch(
        "SELECT d.classid::regclass::text, d.objid FROM pg_shdepend AS d JOIN pg_roles AS r ON r.oid = d.refobjid"
        " WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND r.rolname = ANY ($1)"
        " AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
        sorted(LOGINS),
    )
    assert owned == []


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
        # A body that was read when the function was made looks nothing up any more.
        " AND prosqlbody IS NULL AND NOT coalesce('search_path=\"\"' = ANY (proconfig), false)",
        sorted(SCHEMAS),
    )
    assert found == []


async def test_roles_execute_only_what_is_meant_for_them(administrator: Any) -> None:
    found = {row[0]: tuple(row[1]) for row in await administrator.fetch(EXECUTORS, sorted(SCHEMAS))}
    named = {name: roles for name, roles in CALLABLE.items() if "." in name}
    everywhere = {
        f"{schema}.{name}": roles for name, roles in CALLABLE.items() if "." not in name for schema in SCHEMAS
    }
    assert found == {name: tuple(sorted(roles)) for name, roles in (everywhere | named).items() if name in found}
    assert named.keys() <= found.keys()


def test_there_are_secret_columns() -> None:
    assert {
        ("liveconvo.users", "password_hash"),
        ("webbuilder.platform_integrations", "encrypted_credentials"),
    } <= set(SECRETS)


def writes(name: str, column: str) -> set[str]:
    """What the app role may do to a column that it cannot read: a secret is handed over and never given back."""
    table = TABLES[name]
    named = {"INSERT": addable(table), "UPDATE": {column.name for column in changeable(table)}}
    return {right for right in named if right in rights_of_app(name) and column in named[right]}


@pytest.mark.parametrize("role", [APP, ADMIN, LISTENER])
@pytest.mark.parametrize(("name", "column"), SECRETS)
async def test_secret_columns_are_read_by_no_client(administrator: Any, name: str, column: str, role: str) -> None:
    rights = {
        right
        for right in ("SELECT", "INSERT", "UPDATE", "REFERENCES")
        if await administrator.fetchval("SELECT has_column_privilege($1, $2, $3, $4)", role, name, column, right)
    }
    assert rights == (writes(name, column) if role == APP else set())
