"""What the app role and staff are refused when they try it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.access import Command
from models.base import View, facts_of
from models.catalog import SCHEMAS
from models.security import APP
from tests.contract.behaviour import AS_THE_CALLER, UNCHANGEABLE, readable
from tests.contract.rows import TABLES, RowMaker

NO_TABLE = "42809"
OF_SEVERAL_TABLES = frozenset({"roadtrip.public_podcast_episodes"})
in_every_table = pytest.mark.parametrize("name", TABLES)
HYPERTABLES = [name for name, table in TABLES.items() if facts_of(table).hypertable]
BEHIND_VIEWS = [name for name, table in TABLES.items() if facts_of(table).behind_view]
CHUNKS = """
SELECT format('%I.%I', chunk_schema, chunk_name) FROM timescaledb_information.chunks
WHERE hypertable_schema || '.' || hypertable_name = $1
"""


async def code(connection: Any, statement: str) -> str | None:
    """The code of the error that a statement ends with; what it did is undone."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(statement)
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    finally:
        await transaction.rollback()
    return None


FORBIDDEN = [
    "SET ROLE quintet_owner",
    "SET ROLE quintet_worker",
    "SET ROLE quintet_admin",
    "SET SESSION AUTHORIZATION quintet_owner",
    "SET session_replication_role = replica",
    "CREATE ROLE somebody",
    "CREATE SCHEMA something",
    "CREATE TEMPORARY TABLE something (id integer)",
    "CREATE EXTENSION pg_stat_statements",
    "ALTER POLICY sessions_select ON liveconvo.sessions USING (true)",
    "DROP POLICY sessions_select ON liveconvo.sessions",
    "CREATE POLICY everything ON liveconvo.sessions USING (true)",
    "ALTER TABLE liveconvo.sessions DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE liveconvo.sessions DISABLE TRIGGER ALL",
    "CREATE OR REPLACE FUNCTION liveconvo.account() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "GRANT SELECT ON liveconvo.users TO quintet_app",
    "SELECT * FROM liveconvo.users",
    "SELECT password_hash FROM liveconvo.users",
    "SELECT count(*) FROM quintet.events",
    "SELECT count(*) FROM quintet.topics",
    "SELECT quintet.drop_old_events()",
    "SELECT roadtrip.drop_old_chunks('audit_log', '1 second')",
    "SELECT public.drop_chunks('quintet.events', older_than => interval '1 second')",
    "SELECT public.drop_chunks('roadtrip.audit_log', older_than => interval '1 second')",
    "ALTER VIEW roadtrip.audit_log_visible SET (security_barrier = false)",
    "CREATE OR REPLACE VIEW roadtrip.audit_log_visible AS SELECT * FROM roadtrip.audit_log",
    "REFRESH MATERIALIZED VIEW roadtrip.user_dashboards",
    "SELECT roadtrip.refresh_user_dashboards()",
    "SELECT roadtrip.refresh_statistics()",
    "UPDATE public.alembic_version SET version_num = '0000'",
    "COPY liveconvo.sessions TO '/tmp/rows'",
    "COPY liveconvo.sessions (title) FROM PROGRAM 'true'",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT rolpassword FROM pg_authid",
    "SET LOCAL row_security = off; SELECT id FROM liveconvo.sessions",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_app_role_may_not(app: Any, statement: str) -> None:
    assert await code(app, statement) == "42501"


@in_every_table
async def test_the_app_role_may_not_truncate_lock_or_alter(app: Any, name: str) -> None:
    facts = facts_of(TABLES[name])
    assert await code(app, f"TRUNCATE {name}") == ("42501" if facts.view is None else NO_TABLE)
    assert await code(app, f"ALTER TABLE {name} ADD COLUMN mine text") == "42501"
    assert await code(app, f"CREATE INDEX ON {name} ({TABLES[name].columns[0].name})") == "42501"
    if facts.view is not View.MATERIALIZED:
        # Who may delete rows may lock the table: PostgreSQL knows no right to the one without the other.
        refused = None if Command.DELETE in facts.access.commands else "42501"
        assert await code(app, f"LOCK {name} IN SHARE MODE") == refused


@pytest.mark.parametrize("schema", [*sorted(SCHEMAS), "public"])
async def test_the_app_role_may_not_create_in(app: Any, schema: str) -> None:
    assert await code(app, f"CREATE TABLE {schema}.something (id integer)") == "42501"
    assert (
        await code(app, f"CREATE FUNCTION {schema}.something() RETURNS integer LANGUAGE sql AS 'SELECT 1'") == "42501"
    )


@pytest.mark.parametrize("name", BEHIND_VIEWS)
async def test_the_app_role_may_not_read_what_lies_behind_a_view(app: Any, maker: RowMaker, name: str) -> None:
    await maker.new(TABLES[name])
    assert await maker.connection.fetchval(f"SELECT count(*) > 0 FROM {name}")
    assert await code(app, f"SELECT count(*) FROM {name}") == "42501"


@pytest.mark.parametrize("name", HYPERTABLES)
async def test_the_app_role_may_not_touch_the_chunks_of_a_hypertable(
    app: Any, administrator: Any, maker: RowMaker, name: str
) -> None:
    await maker.new(TABLES[name])
    chunks = [row[0] for row in await administrator.fetch(CHUNKS, name)]
    assert sum([await administrator.fetchval(f"SELECT count(*) FROM {chunk}") for chunk in chunks]) > 0
    for chunk in chunks:
        assert await code(app, f"SELECT count(*) FROM {chunk}") == "42501"
        assert await code(app, f"DELETE FROM {chunk}") == "42501"
        rights = await administrator.fetchval(
            "SELECT has_any_column_privilege($1, $2, 'SELECT, INSERT, UPDATE, REFERENCES')"
            " OR has_table_privilege($1, $2, 'DELETE, TRUNCATE, TRIGGER')",
            APP,
            chunk,
        )
        assert rights is False


async def test_statistics_of_columns_tell_the_app_role_no_values(administrator: Any, maker: RowMaker) -> None:
    await maker.owner_of_everything()
    told = "SELECT count(DISTINCT (schemaname, tablename)) FROM pg_stats WHERE schemaname = ANY ($1)"
    schemas = [*sorted(SCHEMAS), "_timescaledb_internal"]
    transaction = administrator.transaction()
    await transaction.start()
    try:
        for name, table in TABLES.items():
            await administrator.execute(f"ANALYZE {name}" if facts_of(table).view is None else "SELECT")
        gathered = await administrator.fetchval(told, schemas)
        await administrator.execute(f"SET LOCAL ROLE {APP}")
        assert (gathered > len(TABLES) / 2, await administrator.fetchval(told, schemas)) == (True, 0)
    finally:
        await transaction.rollback()


@pytest.mark.parametrize(
    "question",
    [
        "ST_EstimatedExtent('roadtrip', 'discoveries', 'location')",
        "_postgis_stats('roadtrip.discoveries', 'location')",
        "_postgis_selectivity('roadtrip.discoveries', 'location', public.ST_MakeEnvelope(-180, -90, 180, 90, 4326))",
        "_postgis_index_extent('roadtrip.discoveries', 'location')",
    ],
    ids=lambda question: question.partition("(")[0],
)
async def test_statistics_of_places_are_not_told(app: Any, question: str) -> None:
    assert await code(app, f"SELECT public.{question}") == "42501"


@pytest.fixture
async def staff(place: Addresses) -> AsyncIterator[Any]:
    async with connected(place.url("admin")) as connection:
        yield connection


@in_every_table
async def test_staff_read_every_row_and_change_none(staff: Any, maker: RowMaker, name: str) -> None:
    table = TABLES[name]
    await maker.new(table)
    columns = ", ".join(column.name for column in readable(table))
    all_rows = await maker.connection.fetchval(f"SELECT count(*) FROM {name}")
    assert len(await staff.fetch(f"SELECT {columns} FROM {name}")) == all_rows
    first = table.columns[0].name
    refused = UNCHANGEABLE if name in AS_THE_CALLER | OF_SEVERAL_TABLES else "42501"
    assert await code(staff, f"DELETE FROM {name}") == refused
    assert await code(staff, f"UPDATE {name} SET {first} = {first}") == refused
    assert await code(staff, f"INSERT INTO {name} DEFAULT VALUES") == refused


async def test_staff_writes_idempotency_keys_of_its_own_alone(staff: Any, maker: RowMaker) -> None:
    others = await maker.new(TABLES["quintet.idempotency_keys"])
    write = "INSERT INTO quintet.idempotency_keys (subject, operation, key, arguments_hash) VALUES ($1, 'x', $2, $3)"
    change = "UPDATE quintet.idempotency_keys SET answer = '{}' WHERE subject = $1"
    outcomes = []
    for subject in (uuid4(), others["subject"]):
        transaction = staff.transaction()
        await transaction.start()
        await staff.execute("SELECT quintet.sign_in($1)", uuid4() if subject == others["subject"] else subject)
        outcomes.append(await staff.execute(change, subject))
        try:
            outcomes.append(await staff.execute(write, subject, uuid4().hex, b"x" * 32))
            outcomes.append(await staff.execute(change, subject))
        except asyncpg.PostgresError as error:
            outcomes.append(str(error.sqlstate))
        await transaction.rollback()
    assert outcomes == ["UPDATE 0", "INSERT 0 1", "UPDATE 1", "UPDATE 0", "42501"]
