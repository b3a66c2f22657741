"""Generated discoveries: where they lie, what they are called, what is thought of them, when they were made."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin
from struct import Struct

from gateway.scale.copy_text import NULL, decimal, flag
from gateway.scale.draw import Drawn, weighted
from gateway.scale.moments import HOUR
from gateway.scale.roadtrip.names import name
from gateway.scale.roadtrip.people import shares
from gateway.scale.roadtrip.plan import Plan
from gateway.scale.roadtrip.trips import Trip, has_video, is_new, trip
from gateway.scale.world.world import POINT

COLUMNS = (
    "id",
    "user_id",
    "poi_name",
    "location",
    "location_public",
    "category_id",
    "validation_status",
    "is_new_discovery",
    "uniqueness_score",
    "revenue_potential_score",
    "discovery_method",
    "discovery_timestamp",
    "session_id",
    "created_at",
)
DIRECTIONS = 2**12
HALF = 2.0**-31
_place = Struct("<dd").pack


@dataclass(frozen=True)
class Found:
    """A discovery as the videos about it need it."""

    name: str
    at: int


@cache
def _turns() -> tuple[array[float], array[float]]:
    angles = [2 * pi * direction / DIRECTIONS for direction in range(DIRECTIONS)]
    return array("d", map(sin, angles)), array("d", map(cos, angles))


@cache
def _judgements() -> tuple[list[str], list[str], list[str]]:
    """Columns of validation to draw from: for places known before, for new ones, for those with a video."""
    known = {"pending": 11, "ai_validated": 7, "community_validated": 2}
    new = {"pending": 8, "ai_validated": 5, "community_validated": 3}
    return weighted(known), weighted(new), weighted({"ai_validated": 3, "community_validated": 2})


def lines(plan: Plan, trips: range) -> Iterator[str]:
    """The rows of all discoveries of some roadtrips."""
    draws = plan.draws("discoveries").row
    for number in trips:
        made = trip(plan, number)
        if not made.discoveries:
            continue
        user = plan.people.id(made.owner)
        is_public = shares(plan, made.owner)
        on_the_way = made.on_the_way.stop
        for discovery in made.discoveries:
            key, drawn = draws(discovery)
            yield (
                f"{key}\t{user}\t{_described(plan, made, discovery, drawn, is_public, discovery < on_the_way)}"
            )


def found(plan: Plan, discovery: int) -> tuple[Trip, Found]:
    """A discovery, and the roadtrip that it was made on or after."""
    made = trip(plan, plan.discoveries.holder(discovery))
    drawn = plan.draws("discoveries").numbers(discovery)
    city = plan.world.sites[_site(made, discovery)].city
    return made, Found(name(plan.world, city, drawn[3], drawn[4])[0], _moment(made, discovery, drawn))


def _site(made: Trip, discovery: int) -> int:
    place = discovery - made.discoveries.start
    return made.route[place * len(made.route) // len(made.discoveries)]


def _moment(made: Trip, discovery: int, drawn: Drawn) -> int:
    place = discovery - made.discoveries.start
    if discovery >= made.on_the_way.stop:
        return made.begun + made.lasts + (drawn[5] * HOUR >> 32)
    return made.begun + (made.lasts * (2**32 * place + drawn[5]) // len(made.discoveries) >> 32)


def _described(plan: Plan, made: Trip, discovery: int, drawn: Drawn, is_public: bool, on_the_way: bool) -> str:
    world = plan.world
    site = world.sites[_site(made, discovery)]
    text, category = name(world, site.city, drawn[3], drawn[4])
    up, right = _turns()
    direction, outwards = drawn[1] >> 20, drawn[2] / 2**32
    latitude, longitude = site.place(
        drawn[0] * HALF - 1.0, up[direction] * outwards, right[direction] * outwards
    )
    at = _moment(made, discovery, drawn)
    moments = plan.moments
    return (
        f"{text}\t{POINT}{_place(longitude, latitude).hex()}\t{world.centres[site.city] if is_public else NULL}"
        f"\t{plan.keys.categories[category]}\t{_judged(plan, discovery, drawn)}"
        f"\t{moments.text(at)}\t{made.id if on_the_way else NULL}\t{moments.text(at + (drawn[1] & 31))}\n"
    )


def _judged(plan: Plan, discovery: int, drawn: Drawn) -> str:
    """Validation, newness, two scores and the method: few places are unusual, and fewer promise much revenue."""
    known, new, filmed = _judgements()
    newly = is_new(plan, discovery)
    choices = filmed if has_video(plan, discovery) else new if newly else known
    unusual = drawn[7] * (drawn[8] >> 16) >> 16
    score = 400 + (600 * unusual >> 32) if newly else 700 * unusual >> 32
    potential = score * (drawn[9] >> 16) >> 16
    return (
        f"{choices[drawn[6] * len(choices) >> 32]}\t{flag(newly)}\t{decimal(score, 3)}\t{decimal(potential, 3)}"
        f"\t{_METHODS[drawn[10] * len(_METHODS) >> 32]}"
    )


_METHODS = weighted({"voice": 9, "auto_detected": 8, "manual": 3})
