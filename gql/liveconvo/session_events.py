"""Subscriptions to a session: everything that happens in it, or its transcripts only."""

import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Annotated, Any, Union
from uuid import UUID

import strawberry
from sqlalchemy import Table

from gql.derivation.derived import EventRow
from gql.derivation.objects import define_event_type
from gql.execution.operation import Operation
from gql.live import Delivery
from models.liveconvo import Guidance, Session, Transcript
from repositories.errors import BadInputError, NotFoundError
from repositories.events import Resync
from repositories.keys import by_key, primary_key
from repositories.repository import table_of

EVENTS = (
    ("LiveconvoTranscriptAdded", Transcript, "A piece of transcript was added."),
    (
        "LiveconvoTranscriptRevised",
        Transcript,
        "A piece of transcript was revised, perhaps for the last time.",
    ),
    ("LiveconvoGuidanceAdded", Guidance, "A hint was given."),
    ("LiveconvoGuidanceChanged", Guidance, "A hint was seen, opened, waved away or judged."),
    ("LiveconvoSessionChanged", Session, "The session itself changed; null when it was deleted."),
)
KINDS = {
    ("transcript", "inserted"): "LiveconvoTranscriptAdded",
    ("transcript", "updated"): "LiveconvoTranscriptRevised",
    ("transcript", "deleted"): "LiveconvoTranscriptRevised",
    ("guidance", "inserted"): "LiveconvoGuidanceAdded",
    ("guidance", "updated"): "LiveconvoGuidanceChanged",
    ("guidance", "deleted"): "LiveconvoGuidanceChanged",
    ("session", "inserted"): "LiveconvoSessionChanged",
    ("session", "updated"): "LiveconvoSessionChanged",
    ("session", "deleted"): "LiveconvoSessionChanged",
}
RESYNC = "LiveconvoResync"
SESSIONS: Table = table_of(Session)


def kind_of(delivery: Delivery) -> str:
    """The type of the union that an event is."""
    event = delivery.event
    return RESYNC if isinstance(event, Resync) else KINDS[(event.entity, event.operation)]


def _is(name: str) -> Callable[[object, object], bool]:
    return lambda value, _: isinstance(value, Delivery) and kind_of(value) == name


TYPES = {
    name: define_event_type(name, description, EventRow(table_of(model)), _is(name))
    for name, model, description in EVENTS
}


@strawberry.type(
    name=RESYNC,
    description="The log no longer holds what was asked for: read everything anew, then go on after this seq.",
)
class ResyncEvent:
    """Tells a client that it missed events for good."""

    seq: int = strawberry.field(description="Number of the newest event.")
    at: dt.datetime = strawberry.field(description="When this was found.")

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        """Whether a delivery is one of these."""
        return isinstance(value, Delivery) and isinstance(value.event, Resync)


def _union(name: str, description: str, *members: object) -> Any:
    return Annotated[Union[members], strawberry.union(name, description=description)]  # noqa: UP007 - a tuple of types


SessionEvent: Any = _union(
    "LiveconvoSessionEvent", "Something that happened in a session.", *TYPES.values(), ResyncEvent
)
TranscriptEvent: Any = _union(
    "LiveconvoTranscriptEvent",
    "Something that happened to a session's transcripts.",
    TYPES["LiveconvoTranscriptAdded"],
    TYPES["LiveconvoTranscriptRevised"],
    ResyncEvent,
)
Identifier = Annotated[UUID, strawberry.argument(description="The session.")]
After = Annotated[
    int | None,
    strawberry.argument(
        description="The seq of the last event that was seen: everything after it is delivered, then what happens. "
        "0 for everything the log holds (72 hours); left out for what happens from now on."
    ),
]


async def _follow(info: strawberry.Info, session_id: UUID, after: int | None) -> AsyncGenerator[Delivery, None]:
    operation: Operation = info.context
    if after is not None and after < 0:
        raise BadInputError(f"after is {after}, but must be 0 or more.")
    try:
        transaction = await operation.reading(SESSIONS)
        if await transaction.fetch_one(by_key(primary_key(SESSIONS), {"id"}, [(session_id,)])) is None:
            raise NotFoundError("There is no session with this id.")
    finally:
        await operation.close()
    async with aclosing(operation.hub.follow(f"liveconvo.session:{session_id}", after)) as events:
        async for event in events:
            yield Delivery(event)


async def liveconvo_session_events(
    info: strawberry.Info, session_id: Identifier, after: After = None
) -> AsyncIterator[SessionEvent]:
    """Everything that happens in a session, every event once and in order."""
    async with aclosing(_follow(info, session_id, after)) as deliveries:
        async for delivery in deliveries:
            yield delivery


async def liveconvo_transcripts(
    info: strawberry.Info, session_id: Identifier, after: After = None
) -> AsyncIterator[TranscriptEvent]:
    """The transcripts of a session as they are added and revised; seq counts all events of the session."""
    async with aclosing(_follow(info, session_id, after)) as deliveries:
        async for delivery in deliveries:
            if kind_of(delivery) in ("LiveconvoTranscriptAdded", "LiveconvoTranscriptRevised", RESYNC):
                yield delivery


SUBSCRIPTIONS = (liveconvo_session_events, liveconvo_transcripts)
