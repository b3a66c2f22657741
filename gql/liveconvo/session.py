"""Mutations on sessions."""

from uuid import UUID

import strawberry

from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.liveconvo import Session
from models.liveconvo.enums import ConversationType
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.liveconvo.session import SessionRepository
from repositories.row import Row


@input_for(Session, "A conversation to start or to plan.")
class LiveconvoStartSessionInput:
    """What `liveconvoStartSession` takes."""

    title: str | None
    conversation_type: ConversationType | None
    selected_template_id: UUID | None
    data_retention_days: int | None
    session_id: UUID | None = extra(
        "Start this draft instead of making a new session; then nothing else is given.",
        default=strawberry.UNSET,
    )
    as_draft: bool = extra("Only plan the session; start it later.", default=False)


@input_for(Session, "What to change of a conversation; what is left out stays.")
class LiveconvoUpdateSessionInput:
    """What `liveconvoUpdateSession` takes."""

    session_id: UUID = extra("The session.")
    title: str | None
    conversation_type: ConversationType | None
    selected_template_id: UUID | None
    data_retention_days: int | None


@strawberry.input(description="One session.")
class LiveconvoSessionInput:
    """What the mutations take that only need to know which session."""

    session_id: UUID = strawberry.field(description="The session.")


@write(Session)
async def liveconvo_start_session(transaction: WriteTransaction, input: LiveconvoStartSessionInput) -> Row:
    """Start a conversation: a new one, or one that was planned. With asDraft, plan one."""
    sessions = SessionRepository(transaction)
    values = values_of(input)
    if isinstance(input.session_id, UUID):
        if values or input.as_draft:
            raise BadInputError("sessionId starts a draft as it is: change it with liveconvoUpdateSession first.")
        return await sessions.start_draft(input.session_id)
    return await (sessions.draft(values) if input.as_draft else sessions.start(values))


@write(Session)
async def liveconvo_complete_session(transaction: WriteTransaction, input: LiveconvoSessionInput) -> Row:
    """End an active conversation; its words, talk time and silences are counted."""
    return await SessionRepository(transaction).complete(input.session_id)


@write(Session)
async def liveconvo_archive_session(transaction: WriteTransaction, input: LiveconvoSessionInput) -> Row:
    """Put a completed conversation away."""
    return await SessionRepository(transaction).archive(input.session_id)


@write(Session)
async def liveconvo_update_session(transaction: WriteTransaction, input: LiveconvoUpdateSessionInput) -> Row:
    """Change the title, type, template or retention of a conversation."""
    values = values_of(input)
    if not values:
        raise BadInputError("Nothing to change was given.")
    return await SessionRepository(transaction).change(input.session_id, values)


@write(Session)
async def liveconvo_delete_session(transaction: WriteTransaction, input: LiveconvoSessionInput) -> Row:
    """Delete a conversation: it and all that belongs to it are no longer shown."""
    return await SessionRepository(transaction).delete_softly(input.session_id)


MUTATIONS = (
    liveconvo_start_session,
    liveconvo_complete_session,
    liveconvo_archive_session,
    liveconvo_update_session,
    liveconvo_delete_session,
)
