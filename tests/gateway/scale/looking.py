"""Looking at the rows and the catalog of a database that was filled."""

import asyncio
from typing import Any

from gateway.addresses import Addresses
from gateway.preparation import connected

LOADED = (
    "liveconvo.users",
    "liveconvo.sessions",
    "liveconvo.transcripts",
    "liveconvo.guidance",
    "liveconvo.summaries",
    "webbuilder.users",
    "webbuilder.campaigns",
    "webbuilder.campaign_components",
    "webbuilder.ai_generations",
    "webbuilder.campaign_events",
    "webbuilder.user_usage",
    "webbuilder.ai_cost_tracking",
    "learning.users",
    "learning.guardian_consents",
    "learning.learning_profiles",
    "learning.usage_logs",
    "repurpose.users",
    "repurpose.generations",
    "repurpose.usage_logs",
    "roadtrip.users",
    "roadtrip.user_credits",
    "roadtrip.credit_transactions",
    "roadtrip.roadtrip_sessions",
    "roadtrip.discoveries",
    "roadtrip.public_discovery_counts",
    "roadtrip.videos",
    "roadtrip.video_revenues",
    "roadtrip.revenue_by_bucket",
    "roadtrip.revenue_totals",
)

_DEFINITIONS = """
    SELECT 'constraint', c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.convalidated::text
    FROM pg_constraint AS c WHERE c.connamespace = ANY ($1::text[]::regnamespace[])
    UNION ALL
    SELECT 'index', i.indrelid::regclass::text, c.relname, pg_get_indexdef(c.oid), i.indisvalid::text
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE c.relnamespace = ANY ($1::text[]::regnamespace[])
    UNION ALL
    SELECT 'trigger', t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = ANY ($1::text[]::regnamespace[]) AND NOT t.tgisinternal
    UNION ALL
    SELECT 'table', c.oid::regclass::text, c.relrowsecurity::text, c.relforcerowsecurity::text, c.reloptions::text
    FROM pg_class AS c WHERE c.relnamespace = ANY ($1::text[]::regnamespace[]) AND c.relkind = 'r'
    ORDER BY 1, 2, 3
"""
_COPIED = "SELECT sum(tuples_processed) FROM pg_stat_progress_copy WHERE datname = current_database()"
_SCHEMAS = ["liveconvo", "webbuilder", "learning", "repurpose", "roadtrip"]


async def checksums(place: Addresses) -> dict[str, str]:
    """One checksum of all rows of each loaded table."""
    async with connected(place.url("worker")) as connection:
        return {
            table: await connection.fetchval(
                f"SELECT concat(count(*), ' ', md5(string_agg(t::text, '|' ORDER BY t::text))) FROM {table} AS t"
            )
            for table in LOADED
        }


async def counts(place: Addresses) -> dict[str, int]:
    """How many rows each loaded table has."""
    async with connected(place.url("worker")) as connection:
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in LOADED}


async def definitions(place: Addresses) -> list[tuple[Any, ...]]:
    """All keys, indexes, triggers and settings of the products' tables."""
    async with connected(place.url("owner")) as connection:
        return [tuple(row) for row in await connection.fetch(_DEFINITIONS, _SCHEMAS)]


async def until_copying(place: Addresses) -> None:
    """Wait until rows are being copied into the database."""
    async with connected(place.base) as connection:
        for _ in range(2_500):
            if await connection.fetchval(_COPIED):
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nothing was copied")


async def value(place: Addresses, sql: str, *arguments: object) -> Any:
    """One value, as the worker sees it."""
    async with connected(place.url("worker")) as connection:
        return await connection.fetchval(sql, *arguments)


async def rows(place: Addresses, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
    """Rows, as the worker sees them."""
    async with connected(place.url("worker")) as connection:
        return [tuple(row) for row in await connection.fetch(sql, *arguments)]
