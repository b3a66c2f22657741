"""The mutation on embeddings of discoveries."""

from uuid import UUID

from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import Discovery, DiscoveryEmbedding
from models.roadtrip.discovery import EMBEDDING_DIMENSIONS
from repositories.database import WriteTransaction
from repositories.roadtrip.embedding import EmbeddingRepository
from repositories.row import Row


@input_for(DiscoveryEmbedding, "What a model made of a discovery.")
class RoadtripStoreEmbeddingInput:
    """What `roadtripStoreEmbedding` takes."""

    discovery_id: UUID
    model_version: str
    embedding: list[float] = extra(f"The embedding: {EMBEDDING_DIMENSIONS} numbers, not all of them 0.")


@write(Discovery)
async def roadtrip_store_embedding(transaction: WriteTransaction, input: RoadtripStoreEmbeddingInput) -> Row:
    """For staff: keep the embedding of a discovery, in place of the one that the same model made before.

    From then on the discovery is found among those that are like another one.
    """
    model = str(values_of(input)["model_version"])
    return await EmbeddingRepository(transaction).store(input.discovery_id, model, input.embedding)


MUTATIONS = (roadtrip_store_embedding,)
