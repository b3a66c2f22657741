"""A database's catalog as plain text, so that two of them can be compared and their difference read."""

import difflib
from collections.abc import Mapping
from typing import Any

from models.catalog import SCHEMAS

OURS = "n.nspname = ANY ($1::text[])"

RELATIONS = f"""
SELECT n.nspname || '.' || c.relname,
    concat_ws(' ', 'kind', c.relkind, 'owner', pg_get_userbyid(c.relowner), 'persistence', c.relpersistence,
        CASE WHEN c.relrowsecurity THEN 'row security' END, CASE WHEN c.relforcerowsecurity THEN 'forced' END,
        array_to_string(c.reloptions, ','),
        CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE {OURS} AND c.relkind <> 'i'
"""

COLUMNS = f"""
SELECT concat_ws('.', n.nspname, c.relname, a.attname),
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
        'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), nullif(a.attgenerated, ''), nullif(a.attidentity, ''),
        (SELECT 'COLLATE ' || collname FROM pg_collation WHERE oid = a.attcollation AND collname <> 'default'))
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE {OURS} AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind <> 'i'
"""

CONSTRAINTS = f"""
SELECT concat_ws('.', n.nspname, coalesce(c.relname, t.typname), k.conname),
    concat_ws(' ', pg_get_constraintdef(k.oid), CASE WHEN NOT k.convalidated THEN 'NOT VALID' END)
FROM pg_constraint AS k
JOIN pg_namespace AS n ON n.oid = k.connamespace
LEFT JOIN pg_class AS c ON c.oid = k.conrelid
LEFT JOIN pg_type AS t ON t.oid = k.contypid
WHERE {OURS}
"""

INDEXES = f"""
SELECT concat_ws('.', n.nspname, c.relname),
    concat_ws(' ', pg_get_indexdef(c.oid), CASE WHEN NOT i.indisvalid THEN 'INVALID' END)
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE {OURS}
"""

COMMENTS = f"""
SELECT concat_ws('.', n.nspname, c.relname, a.attname), d.description
FROM pg_description AS d
JOIN pg_class AS c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
WHERE {OURS}
"""

TRIGGERS = f"""
SELECT concat_ws('.', n.nspname, c.relname, t.tgname),
    concat_ws(' ', pg_get_triggerdef(t.oid), 'enabled', t.tgenabled)
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE {OURS} AND NOT t.tgisinternal
"""

FUNCTIONS = f"""
SELECT p.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(p.oid), 'owner', pg_get_userbyid(p.proowner))
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE {OURS} AND p.prokind <> 'a'
"""

POLICIES = """
SELECT concat_ws('.', schemaname, tablename, policyname),
    concat_ws(' ', permissive, roles, cmd, 'USING', qual, 'WITH CHECK', with_check)
FROM pg_policies
WHERE schemaname = ANY ($1::text[])
"""

GRANTS = f"""
WITH granted (name, acl) AS (
    SELECT 'schema ' || n.nspname, coalesce(n.nspacl, acldefault('n', n.nspowner)) FROM pg_namespace AS n WHERE {OURS}
    UNION ALL
    SELECT concat('relation ', n.nspname, '.', c.relname), coalesce(c.relacl, acldefault('r', c.relowner))
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL
    SELECT concat('column ', n.nspname, '.', c.relname, '.', a.attname), a.attacl
    FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE {OURS} AND a.attacl IS NOT NULL
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure, coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE {OURS}
)
SELECT concat_ws(' ', name, 'to', CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee) END),
    string_agg(g.privilege_type || CASE WHEN g.is_grantable THEN '*' ELSE '' END, ' ' ORDER BY g.privilege_type)
FROM granted, aclexplode(acl) AS g
GROUP BY 1
"""

HYPERTABLES = """
SELECT concat_ws('.', hypertable_schema, hypertable_name, column_name), concat_ws(' ', column_type, time_interval)
FROM timescaledb_information.dimensions
WHERE hypertable_schema = ANY ($1::text[])
"""

QUESTIONS: Mapping[str, str] = {
    "relation": RELATIONS,
    "column": COLUMNS,
    "constraint": CONSTRAINTS,
    "index": INDEXES,
    "comment": COMMENTS,
    "trigger": TRIGGERS,
    "function": FUNCTIONS,
    "policy": POLICIES,
    "grant": GRANTS,
    "hypertable": HYPERTABLES,
}

Catalog = dict[str, str]


async def read(connection: Any) -> Catalog:
    """Everything in our own schemas: what it is, and its definition."""
    found: Catalog = {}
    for kind, question in QUESTIONS.items():
        for name, definition in await connection.fetch(question, sorted(SCHEMAS)):
            found[f"{kind} {name}"] = definition
    return found


async def kinds(connection: Any) -> dict[str, int]:
    """How many things of each kind there are in our own schemas."""
    return {kind: len(await connection.fetch(sql, sorted(SCHEMAS))) for kind, sql in QUESTIONS.items()}


def difference(one: Catalog, other: Catalog) -> str:
    """What differs between two catalogs, as a diff; empty where nothing does."""
    return "\n".join(difflib.unified_diff(_lines(one), _lines(other), lineterm="", n=0))


def _lines(catalog: Catalog) -> list[str]:
    return [f"{name}: {definition}" for name, definition in sorted(catalog.items())]
