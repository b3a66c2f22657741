"""Who asks and what for: people, places, routes and keys that chance picks, the same ones at every run."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.people import SECRET
from gateway.addresses import Addresses
from gateway.authentication import mint
from gateway.preparation import connected
from gateway.settings import Settings

FOUND = Path(__file__).parent / "found"
PICKED = 96
PIECES_OF_A_ROUTE = 24
JITTER_DEGREES = 0.005
STAFF = UUID(int=1)


@dataclass(frozen=True)
class Ask:
    """One question of one caller."""

    person: UUID
    values: Mapping[str, Any] = field(default_factory=dict)
    staff: bool = False

    @cached_property
    def token(self) -> str:
        """Their token."""
        accounts = {} if self.staff else {"roadtrip": str(self.person)}
        roles = ("admin",) if self.staff else ("user",)
        return mint(Settings(_env_file=None), SECRET, self.person, accounts, roles=roles)


@dataclass(frozen=True)
class Place:
    """Where somebody asks, what for, and where they go."""

    person: UUID
    name: str
    category: int
    latitude: float
    longitude: float
    destination_latitude: float
    destination_longitude: float

    @property
    def here(self) -> dict[str, float]:
        """Some hundred metres beside the centre of the city."""
        turn = self.person.int % 360
        return {
            "latitude": round(self.latitude + JITTER_DEGREES * math.sin(turn), 6),
            "longitude": round(self.longitude + JITTER_DEGREES * math.cos(turn), 6),
        }

    @property
    def word(self) -> str:
        """The longest word of the name of a place there."""
        return max(self.name.replace(",", " ").split(), key=lambda word: (len(word), word))

    @property
    def line(self) -> dict[str, Any]:
        """A road there: not quite straight."""
        return {"type": "LineString", "coordinates": [self._passed(n / PIECES_OF_A_ROUTE) for n in self._pieces]}

    @property
    def _pieces(self) -> range:
        return range(PIECES_OF_A_ROUTE + 1)

    def _passed(self, share: float) -> list[float]:
        bend = 0.1 * math.sin(share * 4 * math.pi)
        longitude = self.longitude + share * (self.destination_longitude - self.longitude)
        latitude = self.latitude + share * (self.destination_latitude - self.latitude)
        return [round(longitude, 6), round(latitude + bend, 6)]


@dataclass(frozen=True)
class Askers:
    """All that was picked."""

    places: Sequence[Place]
    earners: Sequence[tuple[UUID, int]]
    best_earner: UUID
    referrers: Sequence[UUID]
    answers: Sequence[tuple[UUID, str]]


async def find(place: Addresses) -> Askers:
    """Those who ask, as they are in the database."""
    async with connected(place.base) as connection:

        async def picked(name: str) -> Sequence[Any]:
            return await connection.fetch((FOUND / f"{name}.sql").read_text(), PICKED)

        return Askers(
            places=[Place(**row) for row in await picked("places")],
            earners=[(row["person"], row["platform"]) for row in await picked("earners")],
            best_earner=await connection.fetchval((FOUND / "best_earner.sql").read_text()),
            referrers=[row["person"] for row in await picked("referrers")],
            answers=[(row["person"], row["key"]) for row in await picked("answers")],
        )


def days(first: dt.date) -> list[str]:
    """Days to begin at: the first one and those that follow it."""
    return [(first + dt.timedelta(days=number)).isoformat() for number in range(PICKED // 2)]
