"""Bringing a database to the newest revision, and telling which revision it is at.

Alembic is imported where it is used: a process that serves asks for the newest revision only.
"""

import asyncio
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.addresses import Addresses
from gateway.preparation import connected

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def config(addresses: Addresses | None = None) -> "Config":
    """Alembic's configuration for one database."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    if addresses is not None:
        made.set_main_option("sqlalchemy.url", addresses.url("owner").replace("%", "%%"))
    return made


def upgrade(addresses: Addresses, revision: str = "head") -> None:
    """Run every revision up to and including this one."""
    from alembic import command

    command.upgrade(config(addresses), revision)


def downgrade(addresses: Addresses, revision: str) -> None:
    """Run the revisions backwards down to this one."""
    from alembic import command

    command.downgrade(config(addresses), revision)


def move(addresses: Addresses, revision: str) -> None:
    """Go to a revision, forwards or backwards."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(config())
    known = [script.revision for script in scripts.walk_revisions()][::-1]
    if revision == "head" or (revision in known and revision > (current(addresses) or "")):
        upgrade(addresses, revision)
    else:
        downgrade(addresses, revision)


def current(addresses: Addresses) -> str | None:
    """The revision that a database is at."""

    async def ask() -> str | None:
        async with connected(addresses.url("owner")) as connection:
            if await connection.fetchval("SELECT to_regclass('public.alembic_version')") is None:
                return None
            found: str | None = await connection.fetchval("SELECT version_num FROM public.alembic_version")
            return found

    return asyncio.run(ask())


def check(addresses: Addresses) -> None:
    """Fail where the models' tables and the database's differ."""
    from alembic import command

    with warnings.catch_warnings():
        # PostgreSQL writes an expression in its own way, which Alembic takes for another one.
        warnings.filterwarnings("ignore", message="Computed default on .* cannot be modified")
        command.check(config(addresses))


def head() -> str:
    """The newest revision that this code knows."""
    return max(script.name.partition("_")[0] for script in (SCRIPTS / "versions").glob("[0-9]*.py"))
