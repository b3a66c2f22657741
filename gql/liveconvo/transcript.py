"""Mutations on transcripts."""

from decimal import Decimal
from uuid import UUID

import strawberry

from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.liveconvo import Transcript
from models.liveconvo.enums import Speaker
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.liveconvo.transcript import TranscriptRepository
from repositories.row import Row


@input_for(Transcript, "A piece of what is being said.")
class LiveconvoAppendTranscriptInput:
    """What `liveconvoAppendTranscript` takes."""

    session_id: UUID = extra("The session, which must be active.")
    transcript_id: UUID | None = extra(
        "The interim piece that this one revises in place; left out for a new piece.",
        default=strawberry.UNSET,
    )
    content: str
    speaker: Speaker | None
    confidence_score: Decimal | None
    start_time_seconds: Decimal
    end_time_seconds: Decimal | None
    stt_provider: str | None
    is_final: bool = extra("Whether the text will not change any more.", default=False)


@write(Transcript)
async def liveconvo_append_transcript(transaction: WriteTransaction, input: LiveconvoAppendTranscriptInput) -> Row:
    """Add a piece of transcript to an active conversation, or revise an interim piece until it is final."""
    values = {name: value for name, value in values_of(input).items() if name != "session_id"}
    end = input.end_time_seconds
    if isinstance(end, Decimal) and end < input.start_time_seconds:
        raise BadInputError(f"endTimeSeconds is {end}, before startTimeSeconds, which is {input.start_time_seconds}.")
    transcripts = TranscriptRepository(transaction)
    if isinstance(input.transcript_id, UUID):
        return await transcripts.revise(input.session_id, input.transcript_id, values)
    return await transcripts.append(input.session_id, values)


MUTATIONS = (liveconvo_append_transcript,)
