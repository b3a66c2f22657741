"""Answers of the AI: kept under the hash of what was asked, and used again while they hold."""

from collections.abc import Mapping

import sqlalchemy as sa

from models.roadtrip import AiProcessingCache
from repositories.errors import NotFoundError
from repositories.repository import table_of
from repositories.roadtrip.content import StaffRepository, bound
from repositories.row import Row


class AiResultRepository(StaffRepository):
    """What can happen to an answer."""

    table = table_of(AiProcessingCache)

    async def store(self, values: Mapping[str, object], lifetime_seconds: int | None) -> Row:
        """Keep an answer, in place of the one that there was under its key."""
        stored = await self.call(
            "store_ai_result",
            *self.given(values, "cache_key", "processing_type", "input_data", "output_data", "model_version"),
            bound(lifetime_seconds, sa.Integer()),
            *self.given(values, "discovery_id"),
        )
        return await self.get(stored)

    async def use(self, cache_key: str) -> Row:
        """The answer under a key, counted as used; NotFoundError where the caller has none that still holds."""
        used = await self.call("use_ai_result", bound(cache_key, sa.Text()))
        if used is None:
            raise NotFoundError("There is no answer with this cacheKey that still holds.")
        return await self.get(used)
