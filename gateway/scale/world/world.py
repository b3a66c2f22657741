"""All sites, which of them one comes to from where, and what the nearest city of each says about it."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from struct import pack

from gateway.scale.draw import below
from gateway.scale.words import words
from gateway.scale.world.build import Map
from gateway.scale.world.sites import Site
from models.roadtrip import CityList, read_cities

POINT = "0101000020E6100000"
"""How a point of longitude and latitude begins in PostGIS's binary form, written in hexadecimal digits."""


def point(latitude: float, longitude: float) -> str:
    """A point as PostGIS reads it."""
    return POINT + pack("<dd", longitude, latitude).hex()


@dataclass(frozen=True)
class World:
    """Sites by number: those of the cities first, in their order, then those along roads, then the extreme ones."""

    sites: tuple[Site, ...]
    onward: tuple[tuple[int, ...], ...]
    centres: tuple[str, ...]
    names: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[int, ...]
    reached: tuple[int, ...]
    first_extreme: int

    def city(self, drawn: int) -> int:
        """A city where people live, with a likelihood that follows the number of people."""
        return bisect_right(self.reached, below(self.reached[-1], drawn))

    def extreme(self, drawn: int) -> int:
        """One of the sites at the ends of the earth."""
        return self.first_extreme + below(len(self.sites) - self.first_extreme, drawn)

    def route(self, start: int, drawn: int) -> tuple[int, ...]:
        """The sites that a roadtrip comes through."""
        sites = [start]
        for step in range(1 + (drawn & 7)):
            ways = self.onward[sites[-1]]
            if not ways:
                break
            sites.append(ways[(drawn >> 3 * step + 3) % len(ways)])
        return tuple(sites)


@cache
def the_world() -> World:
    """The world around the cities that ship with the models."""
    return make(read_cities())


def make(cities: CityList) -> World:
    """The world around the cities of a list."""
    drawn = Map(cities)
    numbers = range(len(cities.ids))
    sites = [drawn.around_city(city) for city in numbers]
    onward: list[tuple[int, ...]] = list(drawn.neighbours)
    for city in numbers:
        if (road := drawn.along_road(city)) is not None:
            onward[city] = (len(sites), *onward[city])
            onward.append((drawn.neighbours[city][0],))
            sites.append(road)
    first_extreme = len(sites)
    sites.extend(drawn.extremes())
    onward.extend(() for _ in range(len(sites) - first_extreme))
    spoken = _languages()
    return World(
        sites=tuple(sites),
        onward=tuple(onward),
        centres=tuple(point(*place) for place in zip(cities.latitudes, cities.longitudes, strict=True)),
        names=tuple(cities.names),
        countries=tuple(cities.country_codes),
        languages=tuple(spoken.get(code, 0) for code in cities.country_codes),
        reached=tuple(accumulate(cities.populations)),
        first_extreme=first_extreme,
    )


def _languages() -> dict[str, int]:
    languages = words("places")["language"]
    return {country: number for number, language in enumerate(languages) for country in language["countries"]}
