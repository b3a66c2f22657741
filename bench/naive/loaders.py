"""The plain server's loaders: one batch of children for all parents that ask, in one AsyncSession a request."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from strawberry.dataloader import DataLoader

from bench.naive.tables import (
    CategoryRow,
    ComponentRow,
    DiscoveryRow,
    GenerationRow,
    GuidanceRow,
    Row,
    TranscriptRow,
)

Batch = Callable[[list[Any]], Awaitable[list[Any]]]


class Reader:
    """An AsyncSession does one statement at a time."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._turn = asyncio.Lock()

    async def all(self, statement: Any) -> Sequence[Any]:
        """All rows of a statement."""
        async with self._turn:
            found: Sequence[Any] = (await self._session.exec(statement)).all()
            return found

    def children(self, row: type[Row], parent: Any, *order: Any) -> Batch:
        """The rows of some parents, a list for each."""

        async def load(keys: list[UUID]) -> list[list[Row]]:
            grouped = defaultdict(list)
            for found in await self.all(select(row).where(col(parent).in_(keys)).order_by(*order)):
                grouped[getattr(found, parent.key)].append(found)
            return [grouped[key] for key in keys]

        return load

    def counts(self, parent: Any) -> Batch:
        """How many rows some parents have."""

        async def load(keys: list[UUID]) -> list[int]:
            statement = select(parent, func.count()).where(col(parent).in_(keys)).group_by(parent)
            found = dict(await self.all(statement))
            return [found.get(key, 0) for key in keys]

        return load

    async def categories(self, keys: list[int]) -> list[Row]:
        """Categories by their keys."""
        found = {row.id: row for row in await self.all(select(CategoryRow).where(col(CategoryRow.id).in_(keys)))}
        return [found[key] for key in keys]


def loaders(reader: Reader) -> dict[str, DataLoader[Any, Any]]:
    """The loaders of one request, by the fields that use them."""
    transcript, guidance = TranscriptRow.session_id, GuidanceRow.session_id
    newest_generation = col(GenerationRow.created_at).desc(), col(GenerationRow.id).desc()
    newest_discovery = col(DiscoveryRow.discovery_timestamp).desc(), col(DiscoveryRow.id).desc()
    batches: dict[str, Batch] = {
        "transcripts": reader.children(TranscriptRow, transcript, TranscriptRow.start_time_seconds, TranscriptRow.id),
        "guidance": reader.children(GuidanceRow, guidance, GuidanceRow.triggered_at_seconds, GuidanceRow.id),
        "transcript_counts": reader.counts(transcript),
        "guidance_counts": reader.counts(guidance),
        "components": reader.children(
            ComponentRow, ComponentRow.campaign_id, ComponentRow.sort_order, ComponentRow.created_at, ComponentRow.id
        ),
        "generations": reader.children(GenerationRow, GenerationRow.component_id, *newest_generation),
        "discoveries": reader.children(DiscoveryRow, DiscoveryRow.session_id, *newest_discovery),
        "categories": reader.categories,
    }
    return {name: DataLoader(load_fn=batch) for name, batch in batches.items()}
