"""What the app role and staff are refused when they try it."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from models import columns
from models.catalog import SCHEMAS
from tests.contract.rows import TABLES, RowMaker

in_every_table = pytest.mark.parametrize("name", TABLES)


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
    "SELECT public.drop_chunks('quintet.events', older_than => interval '1 second')",
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
    assert await code(app, f"TRUNCATE {name}") == "42501"
    assert await code(app, f"ALTER TABLE {name} ADD COLUMN mine text") == "42501"
    assert await code(app, f"CREATE INDEX ON {name} ({TABLES[name].columns[0].name})") == "42501"


@pytest.mark.parametrize("schema", [*sorted(SCHEMAS), "public"])
async def test_the_app_role_may_not_create_in(app: Any, schema: str) -> None:
    assert await code(app, f"CREATE TABLE {schema}.something (id integer)") == "42501"
    assert (
        await code(app, f"CREATE FUNCTION {schema}.something() RETURNS integer LANGUAGE sql AS 'SELECT 1'") == "42501"
    )


@pytest.fixture
async def chunk(administrator: Any, maker: RowMaker) -> str:
    """A chunk of the event log that holds events."""
    await maker.new(TABLES["liveconvo.sessions"])
    found: str = await administrator.fetchval(
        "SELECT format('%I.%I', chunk_schema, chunk_name) FROM timescaledb_information.chunks"
        " WHERE hypertable_name = 'events' ORDER BY range_end DESC LIMIT 1"
    )
    return found


async def test_the_app_role_may_not_read_the_chunks_of_a_hypertable(app: Any, administrator: Any, chunk: str) -> None:
    assert await administrator.fetchval(f"SELECT count(*) > 0 FROM {chunk}")
    assert await code(app, f"SELECT count(*) FROM {chunk}") == "42501"


@pytest.fixture
async def staff(place: Addresses) -> AsyncIterator[Any]:
    async with connected(place.url("admin")) as connection:
        yield connection


@in_every_table
async def test_staff_read_every_row_and_change_none(staff: Any, maker: RowMaker, name: str) -> None:
    table = TABLES[name]
    await maker.new(table)
    readable = ", ".join(column.name for column in table.columns if not columns.facts_of(column).secret)
    all_rows = await maker.connection.fetchval(f"SELECT count(*) FROM {name}")
    assert len(await staff.fetch(f"SELECT {readable} FROM {name}")) == all_rows
    first = table.columns[0].name
    assert await code(staff, f"DELETE FROM {name}") == "42501"
    assert await code(staff, f"UPDATE {name} SET {first} = {first}") == "42501"
    assert await code(staff, f"INSERT INTO {name} DEFAULT VALUES") == "42501"
