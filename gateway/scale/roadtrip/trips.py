"""Generated roadtrips: who travels when and along which sites, and how many discoveries are made on the way."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.scale.copy_text import NULL
from gateway.scale.draw import Drawn
from gateway.scale.moments import DAY, HOUR
from gateway.scale.roadtrip.plan import Plan
from gateway.scale.world.world import point

COLUMNS = (
    "id",
    "user_id",
    "activation_code",
    "status",
    "total_discoveries",
    "new_discoveries",
    "expires_at",
    "origin_location",
    "destination_location",
    "activated_at",
    "created_at",
)
ADDED_BY_HAND = 12
"""Of so many discoveries of a roadtrip one was added by hand afterwards, and belongs to no roadtrip."""

NEW_BELOW = round(0.12 * 2**32)
SCATTER = 2_654_435_761
"""What is new follows from a discovery's number alone, so that a roadtrip can count it without making it."""


@dataclass(frozen=True)
class Trip:
    """A roadtrip as all that belongs to it needs it; `begun` is a moment, `lasts` are seconds."""

    id: str
    owner: int
    begun: int
    lasts: int
    route: tuple[int, ...]
    discoveries: range
    drawn: Drawn

    @property
    def on_the_way(self) -> range:
        """The discoveries that were made on the way."""
        number = len(self.discoveries)
        return self.discoveries[: number - number // ADDED_BY_HAND]


def trip(plan: Plan, number: int) -> Trip:
    """One roadtrip; they are numbered in the order of time."""
    key, drawn = plan.draws("roadtrip_sessions").row(number)
    world = plan.world
    # One in four thousand is an expedition.
    start = world.extreme(drawn[1]) if drawn[2] < 2**20 else world.city(drawn[1])
    return Trip(
        id=key,
        owner=plan.trips.owner(number),
        begun=plan.set_out(number),
        lasts=HOUR // 2 + (drawn[3] * (9 * HOUR) >> 32),
        route=world.route(start, drawn[4]),
        discoveries=plan.discoveries.span(number),
        drawn=drawn,
    )


def is_new(plan: Plan, discovery: int) -> bool:
    """Whether nobody knew the place before; whatever has a video is new."""
    return discovery * SCATTER & 0xFFFFFFFF < NEW_BELOW or has_video(plan, discovery)


def has_video(plan: Plan, discovery: int) -> bool:
    """Whether there is a video about the discovery."""
    return discovery % plan.stride == 0 and discovery < plan.videos * plan.stride


def lines(plan: Plan, numbers: range) -> Iterator[str]:
    """The rows of some roadtrips."""
    text = plan.moments.text
    for number in numbers:
        made = trip(plan, number)
        found = made.on_the_way
        new = sum(is_new(plan, discovery) for discovery in found)
        first, last = (plan.world.sites[site] for site in (made.route[0], made.route[-1]))
        begun = text(made.begun)
        yield (
            "\t".join(
                (
                    made.id,
                    plan.people.id(made.owner),
                    plan.codes.get(number, NULL),
                    _status(made, number in plan.codes),
                    str(len(found)),
                    str(new),
                    text(made.begun + DAY),
                    point(first.latitude, first.longitude),
                    point(last.latitude, last.longitude),
                    begun,
                    begun,
                )
            )
            + "\n"
        )


def _status(made: Trip, is_running: bool) -> str:
    if is_running:
        return "active"
    if not made.discoveries:
        return "cancelled" if made.drawn[5] & 1 else "expired"
    return "expired" if made.drawn[5] % 16 == 0 else "completed"
