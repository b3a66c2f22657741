"""What the rows of Roadtrip are made from: who has how many roadtrips, discoveries and videos, and when."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from gateway.scale.moments import DAY, LAST_START
from gateway.scale.plan import BasePlan
from gateway.scale.roadtrip.codes import codes
from gateway.scale.spread import Ownership, Rhythm
from gateway.scale.world import World

TRIPS_OF_A_PERSON = 3
DISCOVERIES_OF_A_TRIP = 30
DISCOVERIES_FOR_A_VIDEO = 50
REVENUES_OF_A_VIDEO = 100
PLATFORMS = ("YouTube", "TikTok", "Instagram", "Facebook")


@dataclass(frozen=True)
class Keys:
    """What is in the database before: the keys of the categories and platforms, and the codes that are taken."""

    categories: tuple[int, ...]
    platforms: tuple[int, ...]
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan(BasePlan):
    """Who has what in Roadtrip; everything else is drawn."""

    schema = "roadtrip"
    keys: Keys
    world: World
    revenues: Sequence[int] = field(default_factory=lambda: array("Q"))
    """How many revenues the videos before each one have together, and all of them at the end."""

    @cached_property
    def trips(self) -> Ownership:
        """Whose roadtrips they are."""
        number = max(self.amounts.people * TRIPS_OF_A_PERSON, self.amounts.pois // DISCOVERIES_OF_A_TRIP)
        return Ownership(number, self.amounts.people)

    def transactions_before(self, person: int) -> int:
        """About how many changes of credits the people before this one have."""
        return person + self.trips.before(person)

    @cached_property
    def discoveries(self) -> Rhythm:
        """Of which roadtrips they are."""
        return Rhythm(self.amounts.pois, self.trips.items)

    @cached_property
    def videos(self) -> int:
        """How many videos there are: enough for the revenues that are asked for, at most one of a discovery."""
        wanted = max(self.amounts.pois // DISCOVERIES_FOR_A_VIDEO, -(-self.amounts.revenues // REVENUES_OF_A_VIDEO))
        return min(max(wanted, 1), self.amounts.pois)

    @cached_property
    def stride(self) -> int:
        """Each discovery whose number this divides has a video."""
        return self.amounts.pois // self.videos if self.videos else 1

    def set_out(self, trip: int) -> int:
        """When a roadtrip began."""
        return self.begun("roadtrip_sessions", self.trips, trip)

    def is_running(self, trip: int) -> bool:
        """Whether somebody is still on the way when the two years end."""
        return self.set_out(trip) >= LAST_START - DAY // 2

    @cached_property
    def codes(self) -> dict[int, str]:
        """The activation codes of the roadtrips that are running, which are the last ones."""
        return codes(takewhile(self.is_running, range(self.trips.items - 1, -1, -1)), self.keys.codes)
