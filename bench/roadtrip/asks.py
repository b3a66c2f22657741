"""What those who were picked ask: the variables of their requests."""

import datetime as dt
from collections.abc import Callable, Sequence

from bench.roadtrip.askers import PICKED, STAFF, Ask, Askers, days
from bench.roadtrip.data import DAYS, REFERENCE

KILOMETRES_OF_A_DEGREE = 111


def near(radius: int, askers: Askers) -> list[Ask]:
    """The same place and more, within a radius of so many kilometres."""
    return [
        Ask(p.person, {"here": p.here, "radius": radius * 1000.0, "category": p.category, "word": p.word})
        for p in askers.places
    ]


def along(corridor: int, askers: Askers) -> list[Ask]:
    """A road, and a corridor of so many kilometres."""
    return [
        Ask(p.person, {"line": p.line, "corridor": corridor * 1000.0, "category": p.category, "word": p.word})
        for p in askers.places
    ]


def words(askers: Askers) -> list[Ask]:
    """A word of a name."""
    return [Ask(p.person, {"words": p.word}) for p in askers.places]


def boxes(span: int, askers: Askers) -> list[Ask]:
    """Boxes of the map; zoom is that at which a screen shows so many kilometres."""
    half, zoom = span / KILOMETRES_OF_A_DEGREE / 2, {500: 7, 100: 9, 15: 12}[span]
    return [
        Ask(
            p.person,
            {
                "southWest": {
                    "latitude": max(p.latitude - half, -89.0),
                    "longitude": max(p.longitude - half, -179.0),
                },
                "northEast": {"latitude": min(p.latitude + half, 89.0), "longitude": min(p.longitude + half, 179.0)},
                "zoom": zoom,
            },
        )
        for p in askers.places
    ]


def earners(askers: Askers) -> list[Ask]:
    """People with revenue: a platform of theirs, and the first day of all."""
    first = days(REFERENCE - dt.timedelta(days=DAYS))
    return [Ask(person, {"platform": platform, "from": first[0]}) for person, platform in askers.earners]


def best(askers: Askers) -> list[Ask]:
    """Whoever earns most, from one of the first days on."""
    return [Ask(askers.best_earner, {"from": day}) for day in days(REFERENCE - dt.timedelta(days=DAYS))]


def staff(askers: Askers) -> list[Ask]:
    """Staff, who sees everybody's, from one of the first days on."""
    return [Ask(STAFF, {"from": day}, staff=True) for day in days(REFERENCE - dt.timedelta(days=DAYS))]


def lately(asked: Callable[[Askers], Sequence[Ask]], askers: Askers) -> list[Ask]:
    """The same people, about some months."""
    first = days(REFERENCE - dt.timedelta(days=90 + PICKED // 2))
    return [
        Ask(ask.person, {**ask.values, "from": first[number % len(first)]}, ask.staff)
        for number, ask in enumerate(asked(askers))
    ]
