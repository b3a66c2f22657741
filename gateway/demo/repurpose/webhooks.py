"""Rows of the demo's webhook events."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Final, Self

from pydantic import Field, JsonValue, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.writer import Row
from models.repurpose.enums import WebhookSource

_ON_THE_WAY: Final = timedelta(seconds=1)

Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Event:
    """Something that happened at Stripe or Clerk; without `processed_after_seconds` it still waits."""

    key: Key
    source: WebhookSource
    type: Title
    at: Moment
    object: dict[str, JsonValue]
    processed_after_seconds: Count | None = None
    retries: Count = 0
    error_message: Text | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        failed = self.retries > 0 and self.processed_after_seconds is None
        if (self.error_message is not None) != failed:
            raise ValueError("an error belongs to an event that was tried and still waits")
        return self

    @property
    def event_id(self) -> str:
        """The event as its sender calls it."""
        return f"evt_demo_{self.key}"

    def payload(self, now: datetime) -> dict[str, JsonValue]:
        """The event as its sender sent it: Stripe counts seconds, Clerk milliseconds."""
        moment = int(self.at.before(now).timestamp())
        if self.source == "clerk":
            return {"object": "event", "type": self.type, "timestamp": moment * 1000, "data": self.object}
        data: JsonValue = {"object": self.object}
        return {"object": "event", "id": self.event_id, "type": self.type, "created": moment, "data": data}


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Events:
    """The file webhooks.toml."""

    events: tuple[Event, ...] = Field(alias="event")


@cache
def load_events() -> tuple[Event, ...]:
    """The webhook events of the demo; raises ScriptError."""
    return read(demo_file("repurpose/webhooks.toml"), Events).events


def webhook_rows(now: datetime) -> Iterator[Row]:
    """One row of `webhook_events` for each event."""
    for event in load_events():
        arrived = event.at.before(now) + _ON_THE_WAY
        seconds = event.processed_after_seconds
        yield {
            "id": demo_id("repurpose.webhook_events", event.key),
            "source": event.source,
            "event_type": event.type,
            "event_id": event.event_id,
            "payload": event.payload(now),
            "processed": seconds is not None,
            "processed_at": None if seconds is None else arrived + timedelta(seconds=seconds),
            "error_message": event.error_message,
            "retry_count": event.retries,
            "created_at": arrived,
        }
