"""Filling an empty database with the demo data, once."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table

from gateway.demo.rows import DEMO_USER_ID, rows
from gateway.preparation import connected
from models.liveconvo import liveconvo_registry
from repositories.database import register_codecs
from repositories.statement import StatementCache

TABLES = liveconvo_registry.metadata.tables


async def seed(worker_url: str) -> bool:
    """Write the demo data in one transaction; False where the demo person exists already."""
    async with connected(worker_url) as connection:
        await register_codecs(connection)
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(5150003)")
            if await connection.fetchval("SELECT 1 FROM liveconvo.users WHERE id = $1", DEMO_USER_ID):
                return False
            await _write(connection, rows(dt.datetime.now(dt.UTC)))
    return True


async def _write(connection: Any, made: dict[str, list[dict[str, object]]]) -> None:
    statements = StatementCache()
    for name, values in made.items():
        table = TABLES[f"liveconvo.{name}"]
        for row in values:
            sql, arguments = statements.render(sa.insert(table).values(row))
            await connection.execute(sql, *arguments)
    for row in made["templates"]:
        # Inserting the sessions counted each template's use again: put the told numbers back.
        sql, arguments = statements.render(_told_usage(TABLES["liveconvo.templates"], row))
        await connection.execute(sql, *arguments)


def _told_usage(templates: Table, row: dict[str, object]) -> sa.Update:
    told = {name: row[name] for name in ("usage_count", "last_used_at")}
    return sa.update(templates).where(templates.c.id == row["id"]).values(told)
