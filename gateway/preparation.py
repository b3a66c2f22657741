"""Preparing a database server for Quintet: roles, database, extensions. Safe to repeat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from gateway.addresses import LOGIN_ROLES, Addresses

EXTENSIONS = ("timescaledb", "postgis", "vector", "pg_trgm")
# These tell anybody about the rows of any table, whatever its row security says.
TELLTALE = (
    "st_estimatedextent(text, text)",
    "st_estimatedextent(text, text, text)",
    "st_estimatedextent(text, text, text, boolean)",
    "_postgis_stats(regclass, text, text)",
    "_postgis_selectivity(regclass, text, public.geometry, text)",
    "_postgis_join_selectivity(regclass, text, regclass, text, text)",
    "_postgis_index_extent(regclass, text)",
)
# They tell nothing of two numbers but how they compare, which PostgreSQL says of text and double precision only.
# Unless it is said, row security keeps a condition on a numeric column from being looked up in an index.
DISCREET = ("eq", "ne", "lt", "le", "gt", "ge")
SETTINGS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "jit": "off",
    # Starting helpers takes longer than most answers, and they would take the processors from everybody else.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
}
TRANSACTION_TIMEOUT_SINCE = 17
CONNECTION_LIMIT = {"app": 80, "admin": 30, "worker": 20, "listener": 30, "migrator": 5}


class PreparationError(Exception):
    """The database server lacks something that Quintet needs."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A plain connection for administration."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        yield connection
    finally:
        await connection.close()


async def prepare(addresses: Addresses) -> None:
    """Make the roles, the database and its extensions where they are missing."""
    async with connected(addresses.with_database("postgres").base) as server:
        await server.execute("SELECT pg_advisory_lock(5150002)")
        await _roles(server, addresses)
        name = addresses.database
        if not await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await server.execute(f'CREATE DATABASE "{name}" OWNER quintet_owner')
        # Still under the lock: even CREATE EXTENSION IF NOT EXISTS fails where two do it at once.
        async with connected(addresses.base) as database:
            await _extensions(database)
            await _public_rights(database, addresses.database)


async def _roles(server: "asyncpg.Connection[asyncpg.Record]", addresses: Addresses) -> None:
    existing = {row["rolname"] for row in await server.fetch("SELECT rolname FROM pg_roles")}
    if "quintet_owner" not in existing:
        await server.execute("CREATE ROLE quintet_owner NOLOGIN NOSUPERUSER")
    version = server.get_server_version().major
    for role in LOGIN_ROLES:
        name = f"quintet_{role}"
        if name not in existing:
            await server.execute(f"CREATE ROLE {name}")
        bypass = "BYPASSRLS" if role == "worker" else "NOBYPASSRLS"
        await server.execute(
            f"ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT {bypass} "
            f"CONNECTION LIMIT {CONNECTION_LIMIT[role]} PASSWORD '{addresses.password(role)}'"
        )
        if role not in ("migrator", "worker"):
            await _settings(server, name, version)
    await server.execute("GRANT quintet_owner TO quintet_migrator")
    # Whoever logs in to change tables does so as their owner, without having to say SET ROLE.
    await server.execute("ALTER ROLE quintet_migrator SET role = 'quintet_owner'")


async def _settings(server: "asyncpg.Connection[asyncpg.Record]", role: str, version: int) -> None:
    for setting, value in SETTINGS.items():
        await server.execute(f"ALTER ROLE {role} SET {setting} = '{value}'")
    if version >= TRANSACTION_TIMEOUT_SINCE and role != "quintet_listener":
        await server.execute(f"ALTER ROLE {role} SET transaction_timeout = '15s'")


async def _extensions(database: "asyncpg.Connection[asyncpg.Record]") -> None:
    available = {row["name"] for row in await database.fetch("SELECT name FROM pg_available_extensions")}
    if missing := sorted(set(EXTENSIONS) - available):
        raise PreparationError(
            f"The database server lacks {', '.join(missing)}: install the packages for PostgreSQL "
            "(on Debian 13 postgresql-17-timescaledb, postgresql-17-postgis-3, postgresql-17-pgvector; "
            "pg_trgm is one of PostgreSQL's own modules)."
        )
    for name in EXTENSIONS:
        await database.execute(f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public")
    for function in TELLTALE:
        await database.execute(f"REVOKE EXECUTE ON FUNCTION public.{function} FROM PUBLIC")
    if await database.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        for comparison in DISCREET:
            await database.execute(f"ALTER FUNCTION pg_catalog.numeric_{comparison}(numeric, numeric) LEAKPROOF")


async def _public_rights(database: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    await database.execute(
        f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;'
        f'GRANT CONNECT ON DATABASE "{name}" TO {", ".join(f"quintet_{role}" for role in LOGIN_ROLES)};'
        f'GRANT CREATE, CONNECT ON DATABASE "{name}" TO quintet_owner;'
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
        "GRANT CREATE, USAGE ON SCHEMA public TO quintet_owner"
    )
