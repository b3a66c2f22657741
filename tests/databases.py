"""Databases for tests: cloned from a template, dropped afterwards."""

import asyncio
import os
import re
from collections.abc import Iterator, Sequence
from typing import Final

import asyncpg

from gateway.addresses import LOGIN_ROLES, Addresses
from gateway.preparation import connected

TEMPLATE: Final = "quintet_template_"
TEMPLATES_KEPT: Final = 3
"""Of migrations that have changed since, for going back and forth between branches."""

MADE_BY: Final = re.compile(r"quintet_[a-z_]+_(\d+)(?:_|$)")
"""The name of a database that a test process made, with its number."""


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


async def drop_leftovers(server: Addresses) -> None:
    """Remove what test processes left behind that were killed, and old templates: each takes memory, too."""
    async with connected(server.base) as connection:
        rows = await connection.fetch("SELECT datname FROM pg_database ORDER BY oid DESC")
        found = list(leftovers([name for (name,) in rows]))
        for name in found:
            await connection.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
    for name in found:
        await drop(server, name)


def leftovers(names: Sequence[str]) -> Iterator[str]:
    """Which of these databases nobody needs; the newest come first."""
    yield from [name for name in names if name.startswith(TEMPLATE)][TEMPLATES_KEPT:]
    for name in names:
        made = None if name.startswith(TEMPLATE) else MADE_BY.match(name)
        if made is not None and not _lives(int(made[1])):
            yield name


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except ProcessLookupError:
        return False
    return True
