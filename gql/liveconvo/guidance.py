"""Mutations on guidance."""

from decimal import Decimal
from uuid import UUID

import strawberry

from gql.derivation.columns import enum_of
from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.liveconvo import Guidance
from models.liveconvo.enums import GuidanceFeedback, GuidanceType
from repositories.database import WriteTransaction
from repositories.liveconvo.guidance import GuidanceRepository
from repositories.row import Row

enum_of("Liveconvo", GuidanceFeedback)


@input_for(Guidance, "A hint for the speaker.")
class LiveconvoAddGuidanceInput:
    """What `liveconvoAddGuidance` takes."""

    session_id: UUID = extra("The session, which must be active.")
    content: str
    guidance_type: GuidanceType
    priority: int | None
    triggered_by_transcript_id: UUID | None
    context_snippet: str | None
    triggered_at_seconds: Decimal | None
    model_used: str | None
    prompt_template_id: UUID | None
    processing_time_ms: int | None


@strawberry.input(description="What the user did with a hint; seeing it is implied.")
class LiveconvoRecordGuidanceInteractionInput:
    """What `liveconvoRecordGuidanceInteraction` takes."""

    guidance_id: UUID = strawberry.field(description="The hint.")
    clicked: bool = strawberry.field(description="Whether the user opened it.", default=False)
    dismissed: bool = strawberry.field(description="Whether the user waved it away.", default=False)
    feedback: GuidanceFeedback | None = strawberry.field(
        description="What the user thought of it.", default=strawberry.UNSET
    )


@write(Guidance)
async def liveconvo_add_guidance(transaction: WriteTransaction, input: LiveconvoAddGuidanceInput) -> Row:
    """Give a hint in an active conversation."""
    values = {name: value for name, value in values_of(input).items() if name != "session_id"}
    return await GuidanceRepository(transaction).add(input.session_id, values)


@write(Guidance)
async def liveconvo_record_guidance_interaction(
    transaction: WriteTransaction, input: LiveconvoRecordGuidanceInteractionInput
) -> Row:
    """Record that the user saw, opened, waved away or judged a hint."""
    feedback = input.feedback if isinstance(input.feedback, GuidanceFeedback) else None
    return await GuidanceRepository(transaction).interact(
        input.guidance_id, clicked=input.clicked, dismissed=input.dismissed, feedback=feedback
    )


MUTATIONS = (liveconvo_add_guidance, liveconvo_record_guidance_interaction)
