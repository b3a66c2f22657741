"""Rows of the demo's roadtrips: each with its waypoints, its discoveries and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from gateway.demo.identity import demo_id
from gateway.demo.roadtrip.journeys import Discovered, Trip, discovered, load_journeys
from gateway.demo.roadtrip.people import person_id
from gateway.demo.roadtrip.places import load_places, point
from gateway.demo.writer import Row
from models.catalog import TABLES

_UNTIL_ACTIVATED: Final = timedelta(minutes=1)
_UNTIL_WRITTEN: Final = timedelta(seconds=3)


@dataclass(frozen=True, kw_only=True)
class Travelled:
    """A person's roadtrip placed in time."""

    person: str
    trip: Trip
    at: datetime

    @property
    def id(self) -> UUID:
        """The id of the roadtrip."""
        return trip_id(self.trip.key)

    def moment(self, minutes: int) -> datetime:
        """So many minutes after the start."""
        return self.at + timedelta(minutes=minutes)


def trip_id(key: str) -> UUID:
    """The id of a roadtrip."""
    return demo_id("roadtrip.roadtrip_sessions", key)


def discovery_id(person: str, place: str) -> UUID:
    """The id of what a person found."""
    return demo_id("roadtrip.discoveries", f"{person}/{place}")


def travelled(now: datetime) -> Iterator[Travelled]:
    """All roadtrips."""
    for told in load_journeys():
        for trip in told.trips:
            yield Travelled(person=told.person, trip=trip, at=trip.started.before(now))


def session_row(made: Travelled) -> Row:
    """The row of `roadtrip_sessions` as it is when the roadtrip begins."""
    return {
        "id": made.id,
        "user_id": person_id(made.person),
        "activation_code": made.trip.activation_code,
        "status": "active",
        "expires_at": made.at + timedelta(hours=made.trip.expires_after_hours),
        "origin_location": point(made.trip.waypoints[0].position),
        "destination_location": point(made.trip.waypoints[-1].position),
        "activated_at": made.at + _UNTIL_ACTIVATED,
        "created_at": made.at,
    }


def waypoint_rows(made: Travelled) -> Iterator[Row]:
    """One row of `roadtrip_waypoints` for each point."""
    for position, waypoint in enumerate(made.trip.waypoints, start=1):
        reached = waypoint.after_minutes
        yield {
            "id": demo_id("roadtrip.roadtrip_waypoints", f"{made.trip.key}/{position}"),
            "session_id": made.id,
            "position": position,
            "location": point(waypoint.position),
            "name": waypoint.name,
            "reached_at": None if reached is None else made.moment(reached),
            "created_at": made.at,
        }


def discovery_rows(now: datetime, trip: str | None) -> Iterator[Row]:
    """One row of `discoveries` for each find on a roadtrip, or at home for None."""
    for made in discovered(now):
        if made.trip == trip:
            yield _discovery_row(made)


def _discovery_row(made: Discovered) -> Row:
    place = load_places()[made.find.place]
    categories = TABLES["roadtrip.poi_categories"]
    return {
        "id": discovery_id(made.person, place.key),
        "user_id": person_id(made.person),
        "poi_name": place.name,
        "location": point(place.position),
        "category_id": sa.select(categories.c.id).where(categories.c.name == place.category).scalar_subquery(),
        "validation_status": made.find.validation,
        "is_new_discovery": made.find.is_new,
        "uniqueness_score": made.find.uniqueness,
        "revenue_potential_score": made.find.revenue_potential,
        "discovery_method": made.find.method,
        "discovery_timestamp": made.at,
        "session_id": None if made.trip is None else trip_id(made.trip),
        "created_at": made.at + _UNTIL_WRITTEN,
    }


def voice_rows(made: Travelled) -> Iterator[Row]:
    """One row of `voice_interactions` for each thing said."""
    for voice in made.trip.voices:
        yield {
            "id": demo_id("roadtrip.voice_interactions", f"{made.trip.key}/{voice.key}"),
            "session_id": made.id,
            "user_id": person_id(made.person),
            "interaction_type": voice.kind,
            "user_input_text": voice.said,
            "ai_response_text": voice.answer,
            "processing_time_ms": voice.milliseconds,
            "confidence_score": voice.confidence,
            "location_context": None if voice.position is None else point(voice.position),
            "created_at": made.moment(voice.after_minutes),
        }
