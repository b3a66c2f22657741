"""Mutations on answers of the AI."""

from uuid import UUID

import strawberry

from gql.derivation.scalars import JSON
from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import AiProcessingCache
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.roadtrip.processing import AiResultRepository
from repositories.row import Row

MAX_SECONDS = 365 * 86_400
MODEL = "gemma-3n-v1"


@input_for(AiProcessingCache, "An answer of the AI to keep.")
class RoadtripStoreAiResultInput:
    """What `roadtripStoreAiResult` takes."""

    cache_key: str
    processing_type: str
    input_data: JSON
    output_data: JSON
    model_version: str = extra("Model that answered. At most 50 characters.", default=MODEL)
    lifetime_seconds: int | None = extra(
        f"How long the answer holds, 1 to {MAX_SECONDS} seconds; left out, as long as its discovery is there.",
        default=strawberry.UNSET,
    )
    discovery_id: UUID | None


@write(AiProcessingCache)
async def roadtrip_store_ai_result(transaction: WriteTransaction, input: RoadtripStoreAiResultInput) -> Row:
    """For staff: keep an answer under the hash of what was asked, in place of the one there was.

    CONFLICT where the key has an answer about another discovery that still holds.
    """
    seconds = input.lifetime_seconds if isinstance(input.lifetime_seconds, int) else None
    if seconds is not None and not 1 <= seconds <= MAX_SECONDS:
        raise BadInputError(f"lifetimeSeconds is {seconds}, but must be 1 to {MAX_SECONDS}.")
    values = values_of(input)
    if seconds is None and values.get("discovery_id") is None:
        raise BadInputError("An answer about no discovery needs lifetimeSeconds.")
    return await AiResultRepository(transaction).store(values, seconds)


MUTATIONS = (roadtrip_store_ai_result,)
