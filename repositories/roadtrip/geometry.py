"""Points, boxes, polygons and lines on the earth, as clients send them: checked, and as PostGIS takes them.

Polygons and lines are GeoJSON's (RFC 7946), their edges arcs of great circles: the shortest ways from point to point.
So they cross the date line and go around the poles as they do on the earth.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple

import orjson

from repositories.errors import BadInputError
from repositories.geography import GeoPoint
from repositories.later import then
from repositories.roadtrip import sphere
from repositories.roadtrip.ring import Spot, is_simple

MAX_POINTS = 1_000
MAX_REACH = 9_000_000.0
MAX_LENGTH = 5_000_000.0
PIECE, POINTS_OF_A_PIECE = 100_000.0, 32
LARGE_REACH = 1_500_000.0
LARGE_BOX = 0.05
CROSSES = "polygon crosses or touches itself, or has no area."
_HEAD, _NUMBER = struct.Struct("<BI"), struct.Struct("<I")
_LINE, _POLYGON = 2, 3


def between(name: str, low: float, high: float, value: float) -> float:
    """The value, if it is within the limits."""
    if not low <= value <= high:
        raise BadInputError(f"{name} is {value:g}, but must be {low:g} to {high:g}.")
    return value


def read_point(sent: Mapping[str, Any]) -> GeoPoint:
    """A point that lies on the earth."""
    limits = (("latitude", 90.0), ("longitude", 180.0))
    return GeoPoint(*(then(sent[name], partial(between, name, -limit, limit)) for name, limit in limits))


Box = tuple[float, float, float, float]


def boxes(west: float, south: float, east: float, north: float) -> list[Box]:
    """The four boxes of degrees that a box on the earth is made of at most; the first one again where it is less.

    A box from east to west lies across the date line, which is at 180 and at -180, and a pole is on every meridian.
    """
    if south > north:
        raise BadInputError(f"southWest has latitude {south:g}, which is north of northEast's, {north:g}.")
    parts = [(first, south, last, north) for first, last in _longitudes(west, east)]
    parts += [(-180.0, pole, 180.0, pole) for pole in (-90.0, 90.0) if pole in (south, north)]
    return [*parts, *parts[:1] * (4 - len(parts))]


def is_large_box(west: float, south: float, east: float, north: float) -> bool:
    """Whether many cities are expected to lie in a box."""
    return (north - south) * ((east - west) % 360.0 or 360.0) > LARGE_BOX * 180.0 * 360.0


def _longitudes(west: float, east: float) -> list[tuple[float, float]]:
    if west > east:
        return [(west, 180.0), (-180.0, east)]
    if east == 180.0:
        return [(west, east), (-180.0, -180.0)]
    if west == -180.0:
        return [(west, east), (180.0, 180.0)]
    return [(west, east)]


class Polygon(NamedTuple):
    """A polygon in the plane that touches the earth in its middle, where its edges are straight.

    `axes` are the vectors to the middle and along the plane, `reach` is how far its farthest point is from there.
    """

    plane: bytes
    axes: list[float]
    middle: GeoPoint
    reach: float

    @property
    def is_large(self) -> bool:
        """Whether many cities are expected to lie in it."""
        return self.reach > LARGE_REACH


def read_polygon(sent: object) -> Polygon:
    """A polygon of one ring."""
    return _polygon(orjson.dumps(sent))


# A request that was compiled before asks for each of the polygon's properties by itself.
@lru_cache(maxsize=20)
def _polygon(sent: bytes) -> Polygon:
    (ring,) = _coordinates("polygon", "Polygon", orjson.loads(sent), _one_ring)
    points = _positions("polygon", ring, 4)
    if points[0] != points[-1]:
        raise BadInputError("polygon must be closed: its last point is its first one.")
    corners = [sphere.vector(point) for point in _distinct(points)[:-1]]
    if len(corners) < 3:
        raise BadInputError(CROSSES)
    middle = sphere.middle(corners)
    reach = max(sphere.distance(middle, corner) for corner in corners) if middle else inf
    if middle is None or reach > MAX_REACH:
        raise BadInputError(
            f"polygon is too large: its points lie within {MAX_REACH / 1000:,.0f} km of their middle."
        )
    plane = sphere.Plane.at(middle)
    flat = [plane.flattened(corner) for corner in corners]
    if not is_simple(flat):
        raise BadInputError(CROSSES)
    packed = _HEAD.pack(1, _POLYGON) + _NUMBER.pack(1) + _packed([*flat, flat[0]])
    return Polygon(packed, plane.axes, sphere.point(middle), reach)


def _one_ring(coordinates: Sequence[object]) -> Sequence[object]:
    if len(coordinates) != 1:
        raise BadInputError(f"polygon has {len(coordinates)} rings, but must have 1: holes are not supported.")
    return coordinates


def read_line(sent: object) -> list[bytes]:
    """A line as pieces of about 100 km, in order, as WKB: an index finds what is near a short piece."""
    points = _distinct(_positions("line", _coordinates("line", "LineString", sent, lambda found: found), 2))
    if len(points) < 2:
        raise BadInputError("line needs 2 points at different places.")
    on_the_sphere = [sphere.vector(point) for point in points]
    length = sum(sphere.distance(*ends) for ends in pairwise(on_the_sphere))
    if length > MAX_LENGTH:
        raise BadInputError(f"line is {length / 1000:,.0f} km long, but has at most {MAX_LENGTH / 1000:,.0f} km.")
    return [_HEAD.pack(1, _LINE) + _packed(piece) for piece in _pieces(points)]


def _pieces(points: Sequence[GeoPoint]) -> Iterator[list[Spot]]:
    piece, reached = [_spot(points[0])], 0.0
    for start, end in pairwise(points):
        steps = [start, *sphere.steps(start, end, PIECE)]
        for before, step in pairwise(steps):
            reached += sphere.distance(sphere.vector(before), sphere.vector(step))
            piece.append(_spot(step))
            if reached >= PIECE or len(piece) == POINTS_OF_A_PIECE:
                yield piece
                piece, reached = [_spot(step)], 0.0
    if len(piece) > 1:
        yield piece


def _spot(point: GeoPoint) -> Spot:
    return (point.longitude, point.latitude)


def _coordinates(name: str, kind: str, sent: object, check: Any) -> Sequence[object]:
    found = sent.get("coordinates") if isinstance(sent, Mapping) and sent.get("type") == kind else None
    if not isinstance(found, list):
        raise BadInputError(f'{name} is a GeoJSON geometry: {{"type": "{kind}", "coordinates": […]}}.')
    coordinates: Sequence[object] = check(found)
    return coordinates


def _positions(name: str, sent: object, least: int) -> list[GeoPoint]:
    if not isinstance(sent, list) or not least <= len(sent) <= MAX_POINTS:
        count = len(sent) if isinstance(sent, list) else 0
        raise BadInputError(f"{name} has {count:,} points, but must have {least} to {MAX_POINTS:,}.")
    return [_position(name, position) for position in sent]


def _position(name: str, sent: object) -> GeoPoint:
    match sent:
        case [int() | float() as longitude, int() | float() as latitude] if bool not in map(type, sent):
            between(f"A longitude of {name}", -180.0, 180.0, longitude)
            between(f"A latitude of {name}", -90.0, 90.0, latitude)
            return GeoPoint(float(latitude), float(longitude))
    raise BadInputError(f"A point of {name} is [longitude, latitude].")


def _distinct(points: Sequence[GeoPoint]) -> list[GeoPoint]:
    """The points without those that are where the one before is."""
    vectors = [sphere.vector(point) for point in points]
    moved = (sphere.distance(*ends) > 1e-6 for ends in pairwise(vectors))
    return [points[0], *(point for point, other in zip(points[1:], moved, strict=True) if other)]


def _packed(spots: Sequence[Spot]) -> bytes:
    flat = [axis for spot in spots for axis in spot]
    return _NUMBER.pack(len(spots)) + struct.pack(f"<{len(flat)}d", *flat)
