"""What tests of Web Builder's generations, costs and limits share."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.models.webbuilder.rows import Rows

END = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC)
LAST_DAY = END.date()
RESULT = {"html": "<form>"}


@asynccontextmanager
async def setting(rows: Rows, **values: object) -> AsyncIterator[None]:
    """Other settings for a while; two underscores stand for the dot in a key."""
    write = (
        "INSERT INTO webbuilder.app_settings (key, value) VALUES ($1, $2) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    keys = {name.replace("__", "."): value for name, value in values.items()}
    before = await rows.worker.fetch(
        "SELECT key, value FROM webbuilder.app_settings WHERE key = ANY ($1)", list(keys)
    )
    for key, value in keys.items():
        await rows.worker.execute(write, key, value)
    try:
        yield
    finally:
        for row in before:
            await rows.worker.execute(write, row["key"], row["value"])


async def finished(rows: Rows, user: UUID, cost: str, model: str = "claude-sonnet", **values: object) -> UUID:
    """A completed generation."""
    given = {"status": "completed", "result_data": RESULT, "completed_at": END, **values}
    return await rows.generation(user, cost=Decimal(cost), model_used=model, **given)


async def costs(rows: Rows, user: UUID, day: dt.date = LAST_DAY) -> tuple[Any, ...] | None:
    """The costs of a person and day: OpenAI, Anthropic, total, generations, tokens."""
    found = await rows.worker.fetchrow(
        "SELECT openai_cost, anthropic_cost, total_cost, generations_count, tokens_used "
        "FROM webbuilder.ai_cost_tracking WHERE user_id = $1 AND date = $2",
        user,
        day,
    )
    return None if found is None else tuple(found)


async def usage(rows: Rows, user: UUID) -> list[tuple[Any, ...]]:
    """The months of a person: first day, campaigns, credits, bytes, calls."""
    found = await rows.worker.fetch(
        "SELECT month, campaigns_generated, ai_credits_used, storage_bytes_used, api_calls_made "
        "FROM webbuilder.user_usage WHERE user_id = $1 ORDER BY month",
        user,
    )
    return [tuple(row) for row in found]


def this_month() -> dt.date:
    return dt.datetime.now(dt.UTC).date().replace(day=1)
