"""The places of the demo: where they are and what kind of place each is."""

from functools import cache
from typing import Annotated, Final

import sqlalchemy as sa
from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, Key, Title, demo_file, read

WGS_84: Final = 4326

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Position = tuple[Latitude, Longitude]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Place:
    """A public place that exists."""

    key: Key
    name: Title
    category: Annotated[str, Field(min_length=1, max_length=100)]
    position: Position


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Places:
    """The file places.toml."""

    places: tuple[Place, ...] = Field(alias="place")


@cache
def load_places() -> dict[str, Place]:
    """The places of the demo by their keys; raises ScriptError."""
    return {place.key: place for place in read(demo_file("roadtrip/places.toml"), Places).places}


def point(position: Position) -> sa.Function[object]:
    """A position as the database takes it."""
    latitude, longitude = position
    return sa.func.public.ST_Point(longitude, latitude, WGS_84)
