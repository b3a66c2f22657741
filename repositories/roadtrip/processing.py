"""Answers of the AI: kept under the hash of what was asked."""

from collections.abc import Mapping

import sqlalchemy as sa

from models.roadtrip import AiProcessingCache
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
