"""Generated videos about discoveries."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.scale.draw import choose
from gateway.scale.moments import DAY, LAST_START
from gateway.scale.roadtrip.discoveries import found
from gateway.scale.roadtrip.plan import Plan

COLUMNS = ("id", "discovery_id", "title", "created_at")
TITLES = (
    "{}",
    "What we found: {}",
    "A day at {}",
    "{} in two minutes",
    "Nobody stops here: {}",
    "{} (with map)",
    "Off the main road: {}",
)
LONGEST_CUT_DAYS = 21


@dataclass(frozen=True)
class Video:
    """A video as its revenue needs it: when it was made, who gets the share."""

    discovery: int
    owner: int
    name: str
    at: int


def video(plan: Plan, number: int) -> Video:
    """One of the videos, which was made some days after the discovery."""
    discovery = number * plan.stride
    made, place = found(plan, discovery)
    wait = plan.draws("videos").numbers(number)[0] * (LONGEST_CUT_DAYS * DAY) >> 32
    # Of the last weeks there is not enough time for long work.
    return Video(discovery, made.owner, place.name, min(place.at + wait, max(place.at, LAST_START)))


def lines(plan: Plan, numbers: range) -> Iterator[str]:
    """The rows of some videos."""
    draws, discoveries = plan.draws("videos"), plan.draws("discoveries")
    for number in numbers:
        key, drawn = draws.row(number)
        made = video(plan, number)
        title = choose(TITLES, drawn[1]).format(made.name)
        yield f"{key}\t{discoveries.key(made.discovery)}\t{title}\t{plan.moments.text(made.at)}\n"
