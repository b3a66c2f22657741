"""Which cities are nearest to a place: a grid in space, to which date line and poles are like any other place."""

from collections import defaultdict
from collections.abc import Sequence
from math import asin, cos, dist, floor, radians, sin

EARTH_KM = 6_371.0088
CELL = 0.012
"""Width of a cell for an earth of radius 1: some 76 kilometres."""

Point = tuple[float, float, float]
Cell = tuple[int, int, int]
Found = tuple[float, int]


def on_the_sphere(latitude: float, longitude: float) -> Point:
    """A place as a point on the sphere of radius 1."""
    up, around = radians(latitude), radians(longitude)
    return cos(up) * cos(around), cos(up) * sin(around), sin(up)


def kilometres(chord: float) -> float:
    """The way over ground between two points, given the straight one through the earth of radius 1."""
    return 2 * EARTH_KM * asin(min(chord / 2, 1.0))


class Nearest:
    """Finds the nearest of many points."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = points
        self._cells: dict[Cell, list[int]] = defaultdict(list)
        self._seen: dict[tuple[Cell, int], list[int]] = {}
        for number, point in enumerate(points):
            self._cells[_cell(point)].append(number)

    def find(self, place: Point, most: int) -> list[Found]:
        """The nearest points, nearest first: straight distances through the earth, and numbers of points."""
        for reach in (1, 2, 5):
            found = self._sorted(place, self._around(_cell(place), reach))[:most]
            # What lies nearer than the cells that were looked into reach cannot have been missed.
            if len(found) == most and found[-1][0] <= reach * CELL:
                return found
        return self._sorted(place, range(len(self._points)))[:most]

    def _sorted(self, place: Point, numbers: Sequence[int]) -> list[Found]:
        points = self._points
        return sorted([(dist(place, points[number]), number) for number in numbers])

    def _around(self, cell: Cell, reach: int) -> list[int]:
        if (cell, reach) not in self._seen:
            x, y, z = cell
            steps = range(-reach, reach + 1)
            cells = ((x + i, y + j, z + k) for i in steps for j in steps for k in steps)
            self._seen[cell, reach] = [number for near in cells for number in self._cells.get(near, ())]
        return self._seen[cell, reach]


def _cell(point: Point) -> Cell:
    x, y, z = point
    return floor(x / CELL), floor(y / CELL), floor(z / CELL)
