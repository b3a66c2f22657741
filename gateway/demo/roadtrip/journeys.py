"""What the files in journeys/ tell of each person: roadtrips, what was found and said on them, and finds at home."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.roadtrip.places import Position

Minutes = Annotated[int, Field(ge=1)]
Fraction = Annotated[Decimal, Field(ge=0, le=1, decimal_places=3)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Waypoint:
    """A point on the way; without `after_minutes` it was not reached."""

    name: Title
    position: Position
    after_minutes: Minutes | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Find:
    """A place of places.toml that somebody found."""

    place: Key
    method: Literal["voice", "manual", "auto_detected"]
    validation: Literal["pending", "ai_validated", "community_validated"]
    is_new: bool
    uniqueness: Fraction | None = None
    revenue_potential: Fraction | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class FindOnTheWay(Find):
    """A find on a roadtrip."""

    after_minutes: Minutes


@dataclass(frozen=True, kw_only=True, config=EXACT)
class FindAtHome(Find):
    """A find without a roadtrip."""

    found: Moment


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Said:
    """Something said while driving, and its answer; where it was said matters to some of it only."""

    key: Key
    kind: Literal["question", "command", "feedback"]
    after_minutes: Minutes
    position: Position | None = None
    said: Text
    answer: Text
    milliseconds: Annotated[int, Field(ge=0)]
    confidence: Fraction


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Trip:
    """A roadtrip. One that is cancelled or expired did not reach all of its waypoints."""

    key: Key
    started: Moment
    status: Literal["active", "completed", "cancelled", "expired"]
    expires_after_hours: Annotated[int, Field(ge=1)]
    activation_code: Annotated[str, Field(pattern="^[0-9]{6}$")] | None = None
    waypoints: tuple[Waypoint, ...] = Field(alias="waypoint", min_length=2)
    finds: tuple[FindOnTheWay, ...] = Field(alias="discovery", default=())
    voices: tuple[Said, ...] = Field(alias="voice", default=())

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.status == "active") != (self.activation_code is not None):
            raise ValueError("an active roadtrip, and no other, has an activation code")
        reached = [waypoint.after_minutes for waypoint in self.waypoints if waypoint.after_minutes is not None]
        if any(first >= second for first, second in pairwise(reached)):
            raise ValueError("waypoints are reached one after the other")
        if (self.status == "completed") != (len(reached) == len(self.waypoints)):
            raise ValueError("a completed roadtrip, and no other, reached all of its waypoints")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Journeys:
    """One file of journeys/."""

    person: Key
    trips: tuple[Trip, ...] = Field(alias="trip")
    at_home: tuple[FindAtHome, ...] = Field(alias="discovery", default=())


@dataclass(frozen=True, kw_only=True)
class Discovered:
    """A find placed in time; `trip` is the key of the roadtrip, if it was on one."""

    person: str
    find: Find
    at: datetime
    trip: str | None = None


@cache
def load_journeys() -> tuple[Journeys, ...]:
    """Everybody's journeys, by the names of their files; raises ScriptError."""
    found = [file for file in demo_file("roadtrip/journeys").iterdir() if file.name.endswith(".toml")]
    return tuple(read(file, Journeys) for file in sorted(found, key=lambda file: file.name))


def discovered(now: datetime) -> Iterator[Discovered]:
    """Everything that was found, on the way and at home."""
    for told in load_journeys():
        for home in told.at_home:
            yield Discovered(person=told.person, find=home, at=home.found.before(now))
        for trip in told.trips:
            for find in trip.finds:
                at = trip.started.before(now) + timedelta(minutes=find.after_minutes)
                yield Discovered(person=told.person, find=find, at=at, trip=trip.key)


def discovery_moment(person: str, place: str, now: datetime) -> datetime:
    """When somebody found a place; LookupError if they did not."""
    for made in discovered(now):
        if (made.person, made.find.place) == (person, place):
            return made.at
    raise LookupError(f"{person} did not find {place}")
