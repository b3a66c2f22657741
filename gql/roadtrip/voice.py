"""Mutations on what is said in the car."""

from decimal import Decimal
from uuid import UUID

import strawberry

from gql.derivation.scalars import GeoPointInput
from gql.inputs import extra, input_for, values_of
from gql.roadtrip.point import values_with_points
from gql.writes import write
from models.roadtrip import RoadtripSession, VoiceInteraction
from models.roadtrip.enums import InteractionType
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.roadtrip.voice import VoiceRepository
from repositories.row import Row


@input_for(VoiceInteraction, "Something said while driving, and perhaps its answer.")
class RoadtripRecordVoiceInteractionInput:
    """What `roadtripRecordVoiceInteraction` takes."""

    session_id: UUID = extra("The roadtrip, which must be running.")
    interaction_type: InteractionType
    user_input_text: str | None
    ai_response_text: str | None
    processing_time_ms: int | None
    confidence_score: Decimal | None
    location_context: GeoPointInput | None


@input_for(VoiceInteraction, "The answer to what was said.")
class RoadtripAnswerVoiceInteractionInput:
    """What `roadtripAnswerVoiceInteraction` takes."""

    interaction_id: UUID = extra("The interaction.")
    ai_response_text: str | None
    processing_time_ms: int | None
    confidence_score: Decimal | None


@strawberry.input(description="One voice interaction.")
class RoadtripDeleteVoiceInteractionInput:
    """What `roadtripDeleteVoiceInteraction` takes."""

    interaction_id: UUID = strawberry.field(description="The interaction.")


@write(VoiceInteraction)
async def roadtrip_record_voice_interaction(
    transaction: WriteTransaction, input: RoadtripRecordVoiceInteractionInput
) -> Row:
    """Keep what was said during a running roadtrip. CONSENT_REQUIRED without gdprConsent; no recording is kept."""
    values = {name: value for name, value in values_with_points(input).items() if name != "session_id"}
    return await VoiceRepository(transaction).record(input.session_id, values)


@write(VoiceInteraction)
async def roadtrip_answer_voice_interaction(
    transaction: WriteTransaction, input: RoadtripAnswerVoiceInteractionInput
) -> Row:
    """Add the answer to what was said, and how long and how sure it was."""
    values = values_of(input)
    if not values:
        raise BadInputError("Nothing to change was given.")
    return await VoiceRepository(transaction).answer(input.interaction_id, values)


@write(RoadtripSession)
async def roadtrip_delete_voice_interaction(
    transaction: WriteTransaction, input: RoadtripDeleteVoiceInteractionInput
) -> Row:
    """Delete what was said, for good. The answer is its roadtrip."""
    return await VoiceRepository(transaction).forget(input.interaction_id)


MUTATIONS = (
    roadtrip_record_voice_interaction,
    roadtrip_answer_voice_interaction,
    roadtrip_delete_voice_interaction,
)
