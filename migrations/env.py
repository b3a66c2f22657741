"""How Alembic reaches the database and what it compares: every product's tables, nothing of the extensions'.

One migrator works at a time (advisory lock); a statement that waits for a lock gives up after two seconds, so
that a migration never holds up the traffic behind it.
"""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, Table, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import SchemaItem

from models.base import facts_of
from models.catalog import METADATA, SCHEMAS
from models.security import APP, OWNER

ADVISORY_LOCK = 5_150_001


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Look into our own schemas only."""
    return kind != "schema" or name in SCHEMAS


def include_object(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Compare everything in our own schemas except Alembic's own table and views, which it takes for tables."""
    if isinstance(item, Table) and "facts" in item.info and facts_of(item).view is not None:
        return False
    return name != "alembic_version"


def migrate(connection: Connection) -> None:
    """Run the revisions as the owner of the tables."""
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
    connection.execute(text(f"SET ROLE {OWNER}"))
    connection.execute(text("SET lock_timeout = '2s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_schemas=True,
        include_name=include_name,
        include_object=include_object,
        version_table_schema="public",
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    # A serving process tells by the revision whether it may serve.
    connection.execute(text(f"GRANT SELECT ON public.alembic_version TO {APP}"))
    connection.commit()


async def main() -> None:
    """Connect and migrate."""
    url = context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise SystemExit("no address of a database: run `quintet migrate` rather than alembic")
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(main())
