"""Generated places on the earth: points, boxes, polygons and lines, some at the poles and the date line."""

import random
from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

from repositories.geography import GeoPoint
from repositories.roadtrip import sphere
from tests.gql.roadtrip.atlas import anywhere
from tests.oracle.corpus import Corpus
from tests.oracle.hostile import POINTS

Point = dict[str, float]
EARTH = ((-90.0, -180.0), (90.0, 180.0))
NOWHERE = ((90.1, 0.0), (0.0, 180.00000000000003), (-1e308, 5e-324))
METRES = (1, 1.0, 1.5, 999.9999, 25_000, 50_000.0, 50_000, 120_000.5, 200_000)
TOO_FEW_OR_MANY = (0, -1, 0.9999999999999999, 200_000.00000000003, 1e308)
REACHES = (1.0, 2_000.0, 150_000.0, 1_400_000.0, 1_600_000.0, 5_000_000.0, 8_900_000.0)
STEPS = (0.0, 1.0, 5_000.0, 90_000.0, 110_000.0, 600_000.0)
BROKEN: Sequence[Any] = (
    None, {}, [], "x", {"type": "Point", "coordinates": [0, 0]}, {"type": "Polygon", "coordinates": [[]]},
    {"type": "LineString", "coordinates": [[0, 0]]}, {"type": "LineString", "coordinates": [[0, 0], [0, 90, 1]]},
    {"type": "LineString", "coordinates": [[0, 0], [True, 1]]}, {"type": "LineString", "coordinates": [[0, 0]] * 3},
    {"type": "LineString", "coordinates": [[0, 0], [120, 0]]}, {"type": "Polygon", "coordinates": [[[0, 0]] * 4]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 0.5]]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [90, 0], [180, 0], [-90, 0], [0, 0]]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [0, 9], [0, 0]], [[1, 1], [2, 1], [1, 2], [1, 1]]]},
)  # fmt: skip


class Places:
    """Generates places, most of them where rows are."""

    def __init__(self, draw: random.Random, corpus: Corpus) -> None:
        self._draw = draw
        self._corpus = corpus

    def point(self) -> Point:
        """A point, seldom one that is nowhere."""
        return _sent(self._draw.choice(NOWHERE) if self._draw.random() < 0.03 else self._spot())

    def _spot(self) -> tuple[float, float]:
        chance = self._draw.random()
        if chance < 0.2:
            longitude, latitude = self._draw.choice(POINTS)
            return latitude, longitude
        points = self._corpus.points
        if chance < 0.35 or not points:
            return anywhere(self._draw)
        found = self._draw.choice(points)
        latitude, longitude = found["latitude"], found["longitude"]
        if chance < 0.7:
            return latitude, longitude
        moved = self._around(GeoPoint(latitude, longitude), self._draw.choice(STEPS), self._draw.uniform(0, 2 * pi))
        return moved.latitude, moved.longitude

    def metres(self) -> float:
        """A length, seldom one that is refused."""
        return self._draw.choice(TOO_FEW_OR_MANY if self._draw.random() < 0.03 else METRES)

    def box(self) -> tuple[Point, Point]:
        """The corners of a box; where the west is greater than the east, it lies across the date line."""
        chance = self._draw.random()
        if chance < 0.15:
            return _sent(EARTH[0]), _sent(EARTH[1])
        one, other = self._spot(), self._spot()
        if chance < 0.97 and one[0] > other[0]:
            one, other = other, one
        if chance < 0.45:
            # A point for which the box is as wide as the earth, almost.
            one, other = (one[0], max(one[1], other[1])), (other[0], min(one[1], other[1]))
        return _sent(one), _sent(other)

    def polygon(self) -> Any:
        """A polygon in GeoJSON, around some point."""
        if self._draw.random() < 0.07:
            return self._draw.choice(BROKEN)
        middle, reach = GeoPoint(*self._spot()), self._draw.choice(REACHES)
        number = self._draw.randint(3, 9)
        ring = [
            self._around(middle, reach * self._draw.uniform(0.5, 1), 2 * pi * corner / number)
            for corner in range(number)
        ]
        return {"type": "Polygon", "coordinates": [[*map(_position, [*ring, ring[0]])]]}

    def line(self) -> Any:
        """A line in GeoJSON, which may come back to where it was."""
        if self._draw.random() < 0.07:
            return self._draw.choice(BROKEN)
        points, ahead = [GeoPoint(*self._spot())], self._draw.uniform(0, 2 * pi)
        for _ in range(self._draw.randint(1, 7)):
            ahead += self._draw.uniform(-1, 1)
            points.append(self._around(points[-1], self._draw.choice(STEPS), ahead))
        if self._draw.random() < 0.2:
            points.append(points[0])
        return {"type": "LineString", "coordinates": [*map(_position, points)]}

    @staticmethod
    def _around(middle: GeoPoint, metres: float, direction: float) -> GeoPoint:
        """The point so far from another one, in some direction."""
        plane, angle = sphere.Plane.at(sphere.vector(middle)), metres / sphere.RADIUS
        axes = zip(plane.centre, plane.right, plane.up, strict=True)
        x, y, z = (
            up * cos(angle) + (right * cos(direction) + ahead * sin(direction)) * sin(angle)
            for up, right, ahead in axes
        )
        return sphere.point((x, y, z))


def _sent(spot: tuple[float, float]) -> Point:
    return {"latitude": spot[0], "longitude": spot[1]}


def _position(point: GeoPoint) -> list[float]:
    return [point.longitude, point.latitude]
