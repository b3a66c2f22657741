"""What the rows of Roadtrip are made from: who has how many roadtrips, discoveries and videos, and when."""

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from gateway.scale.amounts import Amounts
from gateway.scale.draw import Draws
from gateway.scale.moments import DAY, LAST_START, Moments
from gateway.scale.people import People
from gateway.scale.roadtrip.codes import codes
from gateway.scale.spread import Ownership, Rhythm
from gateway.scale.world import World, the_world

TRIPS_OF_A_PERSON = 3
DISCOVERIES_OF_A_TRIP = 30
DISCOVERIES_FOR_A_VIDEO = 50
REVENUES_OF_A_VIDEO = 100
CATEGORIES = 14
PLATFORMS = ("YouTube", "TikTok", "Instagram", "Facebook")


@dataclass(frozen=True)
class Keys:
    """What is in the database before: the keys of the categories and platforms, and the codes that are taken."""

    categories: tuple[int, ...]
    platforms: tuple[int, ...]
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """Who has what in Roadtrip; everything else is drawn."""

    amounts: Amounts
    keys: Keys

    @cached_property
    def world(self) -> World:
        """Where everything is."""
        return the_world()

    @cached_property
    def people(self) -> People:
        """Whose accounts they are."""
        return People(self.amounts)

    @cached_property
    def moments(self) -> Moments:
        """The two years in which everything happens."""
        return Moments(self.amounts.reference)

    @cached_property
    def trips(self) -> Ownership:
        """Whose roadtrips they are."""
        number = max(self.amounts.people * TRIPS_OF_A_PERSON, self.amounts.pois // DISCOVERIES_OF_A_TRIP)
        return Ownership(number, self.amounts.people)

    @cached_property
    def discoveries(self) -> Rhythm:
        """Of which roadtrips they are."""
        return Rhythm(self.amounts.pois, self.trips.items)

    @property
    def videos(self) -> int:
        """How many videos there are: enough for the revenues that are asked for, at most one of a discovery."""
        wanted = max(
            self.amounts.pois // DISCOVERIES_FOR_A_VIDEO, -(-self.amounts.revenues // REVENUES_OF_A_VIDEO)
        )
        return min(max(wanted, 1), self.amounts.pois)

    @cached_property
    def stride(self) -> int:
        """Each discovery whose number this divides has a video."""
        return self.amounts.pois // self.videos if self.videos else 1

    @cached_property
    def _draws(self) -> dict[str, Draws]:
        return {}

    def draws(self, kind: str) -> Draws:
        """Chance for one kind of rows."""
        if kind not in self._draws:
            self._draws[kind] = Draws(self.amounts.random_seed, f"roadtrip.{kind}")
        return self._draws[kind]

    def begun(self, trip: int) -> int:
        """When a roadtrip began."""
        return self.moments.grown(trip, self.trips.items, self.draws("roadtrip_sessions").numbers(trip)[2])

    def is_running(self, trip: int) -> bool:
        """Whether somebody is still on the way when the two years end."""
        return self.begun(trip) >= LAST_START - DAY // 2

    @cached_property
    def codes(self) -> dict[int, str]:
        """The activation codes of the roadtrips that are running, which are the last ones."""
        return codes(takewhile(self.is_running, range(self.trips.items - 1, -1, -1)), self.keys.codes)
