"""Rows of the demo's use: calls counted by minute, hour and day, and what people did in the app."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Title, demo_file, read
from gateway.demo.roadtrip.people import person_id
from gateway.demo.writer import Row

# Who called what, the kind of span, and when it began.
Bucket = tuple[str, str, str, datetime]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Calls:
    """Calls of one endpoint in one minute, some of which may have been refused."""

    key: Key
    person: Key
    endpoint: Title
    at: Moment
    requests: Annotated[int, Field(ge=1)]
    refused: Annotated[int, Field(ge=0)] = 0


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Event:
    """Something that a person did."""

    key: Key
    person: Key
    at: Moment
    type: Annotated[str, Field(min_length=1, max_length=100)]
    properties: dict[str, str | int]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Usage:
    """The file usage.toml."""

    calls: tuple[Calls, ...]
    events: tuple[Event, ...] = Field(alias="event")


@cache
def load_usage() -> Usage:
    """The use of the app; raises ScriptError."""
    return read(demo_file("roadtrip/usage.toml"), Usage)


def call_rows(now: datetime) -> Iterator[Row]:
    """One row of `api_usage_tracking` for each minute, hour and day in which somebody called an endpoint."""
    buckets: dict[Bucket, list[Calls]] = {}
    for calls in load_usage().calls:
        for span, start in _spans(calls.at.before(now).astimezone(UTC)).items():
            buckets.setdefault((calls.person, calls.endpoint, span, start), []).append(calls)
    for (person, endpoint, span, start), counted in buckets.items():
        yield {
            "id": demo_id("roadtrip.api_usage_tracking", f"{counted[0].key}/{span}"),
            "user_id": person_id(person),
            "endpoint": endpoint,
            "time_bucket": start,
            "bucket_type": span,
            "request_count": sum(calls.requests for calls in counted),
            "rate_limited_count": sum(calls.refused for calls in counted),
        }


def _spans(at: datetime) -> dict[str, datetime]:
    minute = at.replace(second=0, microsecond=0)
    hour = minute.replace(minute=0)
    return {"per_minute": minute, "per_hour": hour, "per_day": hour.replace(hour=0)}


def event_rows(now: datetime) -> Iterator[Row]:
    """One row of `user_behavior_analytics` for each thing done."""
    for event in load_usage().events:
        yield {
            "id": demo_id("roadtrip.user_behavior_analytics", event.key),
            "user_id": person_id(event.person),
            "occurred_at": event.at.before(now),
            "event_type": event.type,
            "properties": event.properties,
        }
