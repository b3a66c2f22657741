"""Mutations on summaries."""

from decimal import Decimal
from uuid import UUID

from gql.derivation.scalars import JSON
from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.liveconvo import Summary
from models.liveconvo.enums import GenerationStatus
from repositories.database import WriteTransaction
from repositories.liveconvo.summary import SummaryRepository
from repositories.row import Row


@input_for(Summary, "The summary of a conversation; what is left out stays.")
class LiveconvoSaveSummaryInput:
    """What `liveconvoSaveSummary` takes."""

    session_id: UUID = extra("The session, which must be completed.")
    title: str | None
    tldr: str | None
    key_decisions: JSON | None
    action_items: JSON | None
    follow_up_questions: JSON | None
    full_transcript: str | None
    structured_notes: str | None
    generation_status: GenerationStatus | None
    generation_error: str | None
    model_used: str | None
    generation_time_seconds: Decimal | None
    is_marked_done: bool | None


@write(Summary)
async def liveconvo_save_summary(transaction: WriteTransaction, input: LiveconvoSaveSummaryInput) -> Row:
    """Write the summary of a conversation that is over, or change it; a session has one at a time.

    A completed summary without a fullTranscript gets the final transcripts as text.
    """
    values = {name: value for name, value in values_of(input).items() if name != "session_id"}
    return await SummaryRepository(transaction).save(input.session_id, values)


MUTATIONS = (liveconvo_save_summary,)
