"""Sites: surroundings of one centre in which any place has the same nearest city."""

from dataclasses import dataclass
from math import cos, radians

from gateway.scale.world.nearest import Found, kilometres

KM_TO_A_DEGREE = 111.3
DOUBT_KM = 0.005
"""Nearer than this to the middle between two cities, rounding could decide which of them is the nearest."""


@dataclass(frozen=True)
class Site:
    """Where points of interest lie: around a centre, and in a band along a road through it.

    Degrees: `high` and `wide` are the half axes of the surroundings, `north` and `east` lead to one end of the band.
    `city` is the number of the nearest city, wherever in the site one is.
    """

    latitude: float
    longitude: float
    high: float
    wide: float
    city: int
    north: float = 0.0
    east: float = 0.0

    def place(self, along: float, up: float, right: float) -> tuple[float, float]:
        """Latitude and longitude of a place, given how far it is along the band and off it, from -1 to 1."""
        latitude = self.latitude + along * self.north + up * self.high
        longitude = self.longitude + along * self.east + right * self.wide
        if longitude > 180.0:
            longitude -= 360.0
        elif longitude < -180.0:
            longitude += 360.0
        return (-180.0 - latitude if latitude < -90.0 else latitude), longitude


def room(nearest: Found, next_nearest: Found) -> float:
    """How many kilometres one can go anywhere while the nearest city stays the nearest.

    On the sphere, as PostGIS orders by distance, so that the answers agree far away from all cities as well.
    """
    return max((kilometres(next_nearest[0]) - kilometres(nearest[0])) / 2 - DOUBT_KM, 0.0)


def surroundings(latitude: float, longitude: float, radius: float, city: int) -> Site:
    """The site within a radius, in kilometres."""
    return Site(latitude, longitude, radius / KM_TO_A_DEGREE, degrees_east(latitude, radius), city)


def degrees_east(latitude: float, distance: float) -> float:
    """Degrees of longitude of a distance in kilometres; at the poles no more than a quarter of the circle."""
    return min(distance / (KM_TO_A_DEGREE * max(cos(radians(latitude)), 0.01)), 90.0)
