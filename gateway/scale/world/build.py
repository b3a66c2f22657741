"""Making sites from the list of cities: around each centre, along a road to a neighbour, at the ends of the earth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import dist

from gateway.scale.words import words
from gateway.scale.world.nearest import Found, Nearest, Point, kilometres, on_the_sphere
from gateway.scale.world.sites import KM_TO_A_DEGREE, Site, degrees_east, room, surroundings
from models.roadtrip import CityList

SAFE = 0.9
SHORTEST_ROAD_KM = 3.0
LONGEST_ROAD_KM = 400.0
ROAD_CENTRE = 0.27
ROAD_HALF = 0.15
VERGE_KM = 1.5
"""A road's site begins a little outside of the city and ends before the middle, where the other city is nearer."""

SMALLEST_KM = 0.05
EXTREME_KM = 12.0


@dataclass(frozen=True)
class Map:
    """The cities of a list, and who is whose neighbour."""

    cities: CityList

    @cached_property
    def points(self) -> list[Point]:
        """The cities' centres on the sphere of radius 1."""
        return [on_the_sphere(*place) for place in zip(self.cities.latitudes, self.cities.longitudes, strict=True)]

    @cached_property
    def nearest(self) -> Nearest:
        """Finds the cities nearest to a place."""
        return Nearest(self.points)

    @cached_property
    def _near(self) -> list[list[Found]]:
        return [self.nearest.find(point, 3) for point in self.points]

    @cached_property
    def neighbours(self) -> list[tuple[int, int]]:
        """The two other cities nearest to each city."""
        others = ([city for _, city in near if city != own] for own, near in enumerate(self._near))
        return [(near[0], near[1]) for near in others]

    def around_city(self, city: int) -> Site:
        """The site around a city's centre: wider for more people, as far as the city stays the nearest."""
        near = self._near[city]
        wanted = 1.5 + 0.012 * float(self.cities.populations[city]) ** 0.5
        radius = min(wanted, room(near[0], near[1]) * SAFE)
        # Of two cities in one place either is the nearest: there is room for points in the centre itself only.
        return surroundings(self.cities.latitudes[city], self.cities.longitudes[city], radius, city)

    def along_road(self, city: int) -> Site | None:
        """The site along the road from a city to its neighbour; None where there is no road to speak of."""
        other = self.neighbours[city][0]
        length = kilometres(dist(self.points[city], self.points[other]))
        if not SHORTEST_ROAD_KM <= length <= LONGEST_ROAD_KM:
            return None
        north = self.cities.latitudes[other] - self.cities.latitudes[city]
        east = (self.cities.longitudes[other] - self.cities.longitudes[city] + 180.0) % 360.0 - 180.0
        latitude = self.cities.latitudes[city] + ROAD_CENTRE * north
        longitude = (self.cities.longitudes[city] + ROAD_CENTRE * east + 180.0) % 360.0 - 180.0
        near = self.nearest.find(on_the_sphere(latitude, longitude), 2)
        safe = room(near[0], near[1]) * SAFE
        verge = min(VERGE_KM, safe / 4)
        if verge < SMALLEST_KM:
            return None
        half = min(ROAD_HALF, (safe - verge) / length)
        wide = degrees_east(latitude, verge)
        return Site(latitude, longitude, verge / KM_TO_A_DEGREE, wide, near[0][1], half * north, half * east)

    def extremes(self) -> Iterator[Site]:
        """The sites at the ends of the earth."""
        for place in words("extremes")["place"]:
            latitude, longitude = float(place["latitude"]), float(place["longitude"])
            near = self.nearest.find(on_the_sphere(latitude, longitude), 2)
            radius = min(EXTREME_KM, room(near[0], near[1]) * SAFE)
            if radius >= SMALLEST_KM:
                yield surroundings(latitude, longitude, radius, near[0][1])
