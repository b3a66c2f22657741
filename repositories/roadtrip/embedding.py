"""Embeddings of discoveries: which lists of numbers they can be, and keeping them."""

from collections.abc import Sequence
from math import isfinite
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import Discovery
from models.roadtrip.discovery import EMBEDDING_DIMENSIONS
from repositories.errors import BadInputError
from repositories.repository import table_of
from repositories.roadtrip.content import StaffRepository, bound
from repositories.row import Row


def read_vector(name: str, sent: Sequence[float]) -> list[float]:
    """A list of numbers that has a direction among embeddings; BadInputError for any other."""
    if len(sent) != EMBEDDING_DIMENSIONS:
        raise BadInputError(f"{name} has {len(sent)} numbers, but must have {EMBEDDING_DIMENSIONS}.")
    # PostgreSQL keeps them in four bytes each.
    if not all(isfinite(number) and abs(number) <= 1e18 for number in sent):
        raise BadInputError(f"The numbers of {name} are -1e18 to 1e18.")
    if max(map(abs, sent)) < 1e-18:
        raise BadInputError(f"{name} has no direction: its numbers are all 0.")
    return [float(number) for number in sent]


class EmbeddingRepository(StaffRepository):
    """What can happen to the embedding of a discovery; nobody reads it, so that the discovery is the answer."""

    table = table_of(Discovery)

    async def store(self, discovery: UUID, model: str, embedding: Sequence[float]) -> Row:
        """Keep what a model made of a discovery, in place of what it made before."""
        numbers = read_vector("embedding", embedding)
        return await self.move(
            "store_embedding", discovery, bound(model, sa.Text()), bound(numbers, sa.ARRAY(sa.Double()))
        )
