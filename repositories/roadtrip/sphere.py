"""The earth as a sphere: points as unit vectors, distances along it, and the plane in which arcs are straight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import asin, atan2, ceil, cos, degrees, hypot, radians, sin, sqrt

from repositories.geography import GeoPoint

RADIUS = 6_371_008.8
Vector = tuple[float, float, float]


def vector(point: GeoPoint) -> Vector:
    """The unit vector to a point."""
    latitude, longitude = radians(point.latitude), radians(point.longitude)
    return (cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))


def point(v: Vector) -> GeoPoint:
    """The point that a vector points to."""
    return GeoPoint(degrees(atan2(v[2], hypot(v[0], v[1]))), degrees(atan2(v[1], v[0])))


def dot(v: Vector, w: Vector) -> float:
    """The scalar product."""
    return v[0] * w[0] + v[1] * w[1] + v[2] * w[2]


def cross(v: Vector, w: Vector) -> Vector:
    """The vector product."""
    return (v[1] * w[2] - v[2] * w[1], v[2] * w[0] - v[0] * w[2], v[0] * w[1] - v[1] * w[0])


def distance(v: Vector, w: Vector) -> float:
    """How far it is from one point to another, in metres; right for points that are close, too."""
    return 2 * RADIUS * asin(min(1.0, sqrt((v[0] - w[0]) ** 2 + (v[1] - w[1]) ** 2 + (v[2] - w[2]) ** 2) / 2))


def middle(vectors: Sequence[Vector]) -> Vector | None:
    """The point in the middle of some; None where there is none, as of two opposite ones."""
    x, y, z = (sum(axis) for axis in zip(*vectors, strict=True))
    return _unit((x, y, z))


def _unit(v: Vector) -> Vector | None:
    length = sqrt(dot(v, v))
    return None if length < 1e-9 else (v[0] / length, v[1] / length, v[2] / length)


@dataclass(frozen=True)
class Plane:
    """The plane that touches the sphere at a point, where arcs of great circles are straight lines."""

    centre: Vector
    right: Vector
    up: Vector

    @classmethod
    def at(cls, centre: Vector) -> "Plane":
        """The plane at a point."""
        right = _unit(cross(centre, (1.0, 0.0, 0.0) if abs(centre[0]) < 0.6 else (0.0, 1.0, 0.0)))
        assert right is not None
        return cls(centre, right, cross(centre, right))

    @property
    def axes(self) -> list[float]:
        """The nine numbers of the three vectors."""
        return [*self.centre, *self.right, *self.up]

    def flattened(self, v: Vector) -> tuple[float, float]:
        """A point less than a quarter of the way around the earth from the centre, in the plane."""
        away = dot(v, self.centre)
        return (dot(v, self.right) / away, dot(v, self.up) / away)


def steps(start: GeoPoint, end: GeoPoint, longest: float) -> Iterator[GeoPoint]:
    """Points along the arc from start to end, which is the last; from one to the next it is no longer than told."""
    v, w = vector(start), vector(end)
    angle = distance(v, w) / RADIUS
    number = ceil(angle * RADIUS / longest)
    for step in range(1, number):
        a, b = sin(angle * (1 - step / number)) / sin(angle), sin(angle * step / number) / sin(angle)
        yield point((a * v[0] + b * w[0], a * v[1] + b * w[1], a * v[2] + b * w[2]))
    yield end
