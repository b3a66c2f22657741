"""Generated discoveries: where they lie, what they are called, what is thought of them, when they were made."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin
from struct import Struct

from gateway.scale.copy_text import NULL, decimal, flag
from gateway.scale.draw import Drawn, choose, weighted
from gateway.scale.moments import HOUR
from gateway.scale.roadtrip.names import name
from gateway.scale.roadtrip.people import shares
from gateway.scale.roadtrip.plan import Plan
from gateway.scale.roadtrip.trips import Trip, has_video, is_new, trip
from gateway.scale.world.sites import Site
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
METHODS = weighted({"voice": 9, "auto_detected": 8, "manual": 3})
DIRECTIONS = 2**12
HALF = 2.0**-31
_place = Struct("<dd").pack


@dataclass(frozen=True)
class Found:
    """A discovery as the videos about it need it."""

    name: str
    at: int


@cache
def _turns() -> tuple[Sequence[float], Sequence[float]]:
    angles = [2 * pi * direction / DIRECTIONS for direction in range(DIRECTIONS)]
    return array("d", map(sin, angles)), array("d", map(cos, angles))


@cache
def _judgements() -> tuple[list[str], list[str], list[str]]:
    """Columns of validation to draw from: for places known before, for new ones, for those with a video."""
    known = {"pending": 11, "ai_validated": 7, "community_validated": 2}
    new = {"pending": 8, "ai_validated": 5, "community_validated": 3}
    return weighted(known), weighted(new), weighted({"ai_validated": 3, "community_validated": 2})


@cache
def _scores() -> list[str]:
    return [decimal(score, 3) for score in range(1001)]


def lines(plan: Plan, trips: range) -> Iterator[str]:
    """The rows of all discoveries of some roadtrips."""
    draws, text, sites = plan.draws("discoveries").row, plan.moments.text, plan.world.sites
    for number in trips:
        made = trip(plan, number)
        user = plan.people.id(made.owner)
        centres = plan.world.centres if shares(plan, made.owner) else None
        by_hand, route, count = made.on_the_way.stop, made.route, len(made.discoveries)
        for place, discovery in enumerate(made.discoveries):
            key, drawn = draws(discovery)
            site = sites[route[place * len(route) // count]]
            named, category = name(plan.world, site.city, drawn[3], drawn[4])
            at = _moment(made, place, count, discovery >= by_hand, drawn)
            yield (
                f"{key}\t{user}\t{named}\t{_location(site, drawn)}\t{centres[site.city] if centres else NULL}"
                f"\t{plan.keys.categories[category]}\t{_judged(plan, discovery, drawn)}\t{text(at)}"
                f"\t{NULL if discovery >= by_hand else made.id}\t{text(at + (drawn[1] & 31))}\n"
            )


def found(plan: Plan, discovery: int) -> tuple[Trip, Found]:
    """A discovery, and the roadtrip that it was made on or after."""
    made = trip(plan, plan.discoveries.holder(discovery))
    drawn = plan.draws("discoveries").numbers(discovery)
    place, count = discovery - made.discoveries.start, len(made.discoveries)
    city = plan.world.sites[made.route[place * len(made.route) // count]].city
    at = _moment(made, place, count, discovery >= made.on_the_way.stop, drawn)
    return made, Found(name(plan.world, city, drawn[3], drawn[4])[0], at)


def _moment(made: Trip, place: int, count: int, by_hand: bool, drawn: Drawn) -> int:
    if by_hand:
        return made.begun + made.lasts + (drawn[5] * HOUR >> 32)
    return made.begun + (made.lasts * ((place << 32) + drawn[5]) // count >> 32)


def _location(site: Site, drawn: Drawn) -> str:
    up, right = _turns()
    direction, outwards = drawn[1] >> 20, drawn[2] / 2**32
    latitude, longitude = site.place(drawn[0] * HALF - 1.0, up[direction] * outwards, right[direction] * outwards)
    return POINT + _place(longitude, latitude).hex()


def _judged(plan: Plan, discovery: int, drawn: Drawn) -> str:
    """Validation, newness, two scores and the method: few places are unusual, and fewer promise much revenue."""
    known, new, filmed = _judgements()
    newly = is_new(plan, discovery)
    choices = known if not newly else filmed if has_video(plan, discovery) else new
    unusual = drawn[7] * (drawn[8] >> 16) >> 16
    score = 400 + (600 * unusual >> 32) if newly else 700 * unusual >> 32
    scores = _scores()
    return (
        f"{choose(choices, drawn[6])}\t{flag(newly)}\t{scores[score]}\t{scores[score * drawn[9] >> 32]}"
        f"\t{choose(METHODS, drawn[10])}"
    )
