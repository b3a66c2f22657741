"""Databases for tests: cloned from a template, dropped afterwards."""

import asyncio

import asyncpg

from gateway.addresses import LOGIN_ROLES, Addresses
from gateway.preparation import connected


async def clone(server: Addresses, template: str, name: str) -> None:
    """Make a database like the template."""
    async with connected(server.base) as connection:
        for attempt in range(20):
            try:
                await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER quintet_owner')
                break
            except asyncpg.ObjectInUseError:
                if attempt == 19:
                    raise
                await asyncio.sleep(0.2)
        logins = ", ".join(f"quintet_{role}" for role in LOGIN_ROLES)
        await connection.execute(
            f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC; GRANT CONNECT ON DATABASE "{name}" TO {logins}'
        )


async def drop(server: Addresses, name: str) -> None:
    """Remove a database, whoever uses it."""
    async with connected(server.base) as connection:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
