"""Parts of the earth in which places are asked for: which rows of a relation with a `location` lie there, how far.

Each is said once, for any relation: the centres of cities, or somebody's own discoveries.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter, itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, FromClause, Select
from sqlalchemy.dialects.postgresql import distinct_on

from models.columns import Place
from repositories.geography import GeoJSONLineString, GeoJSONPolygon, GeoPoint
from repositories.later import fix, then
from repositories.named import Argument, Values, computed
from repositories.order import Key, Order
from repositories.roadtrip.geometry import (
    MAX_LENGTH,
    MAX_POINTS,
    Box,
    between,
    boxes,
    is_large_box,
    read_line,
    read_point,
    read_polygon,
)

MAX_RADIUS = 200_000.0
MAX_CORRIDOR = 50_000.0
DISTANCE = computed("distance_meters", sa.Double(), "How far it is from there, in metres along the earth.")
ALONG = computed(
    "along_meters", sa.Double(), "How far along the line, in metres from its start, it is nearest to it."
)


@dataclass(frozen=True, eq=False)
class Area:
    """A part of the earth: what has to be told of it, and the rows in it with what is measured of each.

    Where something is measured, rows are ordered by it, and `first` says which come first. Where nothing is,
    `inside` is the condition on a row, and `is_large` whether the area holds so much that one need not look for it.
    `in_degrees` is the same condition on a row with a latitude and a longitude, for an area that is one of degrees.
    What `is_asked_of_each` costs little without an index of the rows.
    """

    name: str
    description: str
    arguments: tuple[Argument, ...]
    located: Callable[[FromClause, Values], Select[Any]]
    measures: tuple["Column[Any]", ...] = ()
    order: Order = ()
    first: str = ""
    note: str = ""
    inside: Callable[[FromClause, Values], ColumnElement[bool]] | None = None
    is_large: Callable[[Values], bool] = lambda values: False
    in_degrees: Callable[[FromClause, Values], ColumnElement[bool]] | None = None
    is_asked_of_each: bool = True


def _unmeasured(inside: Callable[[FromClause, Values], ColumnElement[bool]]) -> Callable[..., Select[Any]]:
    return lambda rows, values: sa.select(*rows.c).where(inside(rows, values))


def _metres(name: str, most: float, description: str) -> Argument:
    def read(sent: Any) -> Any:
        return then(sent, partial(between, _field(name), 1.0, most))

    return Argument(name, float, f"{description}, in metres: 1 to {most:,.0f}.", read)


def _field(name: str) -> str:
    first, second = name.split("_")
    return first + second.capitalize()


def geography(point: GeoPoint) -> ColumnElement[Any]:
    """A point, the degrees of which may come later, as a value of PostGIS."""
    return sa.bindparam(None, then([*point], lambda degrees: GeoPoint(*degrees)), Place("POINT", 4326), unique=True)


def _double(value: Any) -> ColumnElement[float]:
    return sa.bindparam(None, value, sa.Double(), unique=True)


def _near(rows: FromClause, values: Values) -> Select[Any]:
    point = geography(values["point"])
    radius = _double(values["radius_meters"])
    distance: ColumnElement[float] = sa.func.public.ST_Distance(rows.c.location, point, type_=sa.Double())
    # The index is asked as ST_DWithin asks it, which would measure everything once more.
    near = rows.c.location.bool_op("OPERATOR(public.&&)")(sa.func.public._st_expand(point, radius))
    measured = sa.select(*rows.c, distance.label(DISTANCE.name)).where(near).offset(_number("0")).subquery("measured")
    return sa.select(*measured.c).where(measured.c[DISTANCE.name] <= radius)


POINT = Argument("point", GeoPoint, "Where to look.", read_point)
NEAR = Area(
    "near",
    "around a point",
    (POINT, _metres("radius_meters", MAX_RADIUS, "How far to look")),
    _near,
    (DISTANCE,),
    (Key(DISTANCE.name),),
    "The nearest come first.",
)


def _corner(box: int, side: int) -> Callable[[list[Box]], float]:
    return lambda found: found[box][side]


def _sides(values: Values) -> list[Any]:
    return [*values["south_west"][::-1], *values["north_east"][::-1]]


def _boxes(values: Values) -> Iterator[list[ColumnElement[float]]]:
    found = then(_sides(values), lambda sides: boxes(*sides))
    return ([_double(then(found, _corner(box, side))) for side in range(4)] for box in range(4))


def _in_box(rows: FromClause, values: Values) -> ColumnElement[bool]:
    return sa.or_(*(_in_degrees(rows, *box) for box in _boxes(values)))


def _in_degrees(rows: FromClause, *box: ColumnElement[float]) -> ColumnElement[bool]:
    degrees = sa.cast(rows.c.location, Geometry())
    envelope = sa.func.public.ST_MakeEnvelope(*box, sa.literal_column("4326"))
    # The index knows the box to seven digits only.
    return sa.and_(
        degrees.bool_op("OPERATOR(public.&&)")(envelope),
        *_between(sa.func.public.ST_Y(degrees), sa.func.public.ST_X(degrees), *box),
    )


def _between(
    latitude: ColumnElement[float], longitude: ColumnElement[float], *box: ColumnElement[float]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    west, south, east, north = box
    return longitude.between(west, east), latitude.between(south, north)


def degrees_in_box(rows: FromClause, values: Values) -> ColumnElement[bool]:
    """Whether rows with a latitude and a longitude lie in a box; an index may be in the order of latitudes."""
    latitude, longitude = rows.c.latitude, rows.c.longitude
    _, south, _, north = _sides(values)
    parts = (sa.and_(*_between(latitude, longitude, *box)) for box in _boxes(values))
    return sa.and_(latitude.between(_double(south), _double(north)), sa.or_(*parts))


IN_BOX = Area(
    "in_box",
    "in a box of degrees, such as a map shows",
    (
        Argument("south_west", GeoPoint, "The corner of the box in the south and west.", read_point),
        Argument("north_east", GeoPoint, "The corner of the box in the north and east.", read_point),
    ),
    _unmeasured(_in_box),
    note="A box whose west is greater than its east lies across the date line.",
    inside=_in_box,
    is_large=lambda values: bool(fix(_sides(values), lambda sides: is_large_box(*sides))),
    in_degrees=degrees_in_box,
)


def _in_polygon(rows: FromClause, values: Values) -> ColumnElement[bool]:
    """In the plane, PostGIS answers thirty times as fast as on the globe; an index finds what is near the middle."""
    polygon = values["polygon"]
    axes = then(polygon, attrgetter("axes"))
    middle, right, up = (
        _dot(rows, [_double(then(axes, itemgetter(axis))) for axis in range(first, first + 3)]) for first in (0, 3, 6)
    )
    spot = sa.func.public.ST_MakePoint(right / middle, up / middle)
    plane = sa.func.public.ST_GeomFromWKB(
        sa.bindparam(None, then(polygon, attrgetter("plane")), sa.LargeBinary(), unique=True)
    )
    around = sa.bindparam(None, then(polygon, attrgetter("middle")), Place("POINT", 4326), unique=True)
    reach = _double(then(polygon, lambda found: found.reach * 1.01 + 1))
    # In a subquery of its own it is read once, not for every row.
    inside = sa.func.public.ST_Intersects(sa.select(plane).scalar_subquery(), spot)
    return sa.and_(sa.func.public.ST_DWithin(rows.c.location, around, reach), inside)


def _dot(rows: FromClause, vector: Sequence[ColumnElement[float]]) -> ColumnElement[float]:
    degrees = sa.cast(rows.c.location, Geometry())
    latitude = sa.func.radians(sa.func.public.ST_Y(degrees))
    longitude = sa.func.radians(sa.func.public.ST_X(degrees))
    x, y, z = vector
    in_plane = x * sa.func.cos(longitude) + y * sa.func.sin(longitude)
    dot: ColumnElement[float] = sa.func.cos(latitude) * in_plane + sa.func.sin(latitude) * z
    return dot


IN_POLYGON = Area(
    "in_polygon",
    "in a polygon",
    (
        Argument(
            "polygon",
            GeoJSONPolygon,
            f"A closed ring that does not cross itself: 4 to {MAX_POINTS:,} points within 9,000 km of their middle.",
            lambda sent: then(sent, read_polygon),
        ),
    ),
    _unmeasured(_in_polygon),
    note="The edges of the polygon are the shortest ways from point to point on the earth.",
    inside=_in_polygon,
    is_large=lambda values: bool(fix(values["polygon"], attrgetter("is_large"))),
)


def _along(rows: FromClause, values: Values) -> Select[Any]:
    """Every row is nearest to one piece of the line; of several that are equally near it is the first."""
    pieces = _pieces(values["line"])
    corridor = _double(values["corridor_meters"])
    # The index is asked for a little more, as its distances are no more exact than the others.
    near = sa.func.public.ST_DWithin(rows.c.location, pieces.c.piece, corridor * _number("1.001") + _number("1"))
    nearest = sa.func.public.ST_ClosestPoint(pieces.c.piece, rows.c.location)
    distance: ColumnElement[float] = sa.func.public.ST_Distance(nearest, rows.c.location, type_=sa.Double())
    part: ColumnElement[float] = sa.func.public.ST_LineLocatePoint(pieces.c.piece, rows.c.location, type_=sa.Double())
    along = (pieces.c.start + part * pieces.c.length).label(ALONG.name)
    measured = (
        sa.select(*rows.c, along, distance.label(DISTANCE.name))
        .select_from(rows.join(pieces, near))
        .subquery("measured")
    )
    first = sa.select(*measured.c).ext(distinct_on(measured.c.id)).where(measured.c[DISTANCE.name] <= corridor)
    return first.order_by(measured.c.id, measured.c[DISTANCE.name], measured.c[ALONG.name])


def _number(text: str) -> ColumnElement[float]:
    return sa.literal_column(text, sa.Double())


def _pieces(line: Any) -> FromClause:
    sent = sa.func.unnest(sa.bindparam(None, line, sa.ARRAY(sa.LargeBinary()), unique=True))
    given = sent.table_valued(sa.column("bytes", sa.LargeBinary()), with_ordinality="number").render_derived(
        name="given"
    )
    piece = sa.func.public.ST_GeogFromWKB(given.c.bytes).label("piece")
    pieces = sa.select(piece, given.c.number).subquery("line")
    length: ColumnElement[float] = sa.func.public.ST_Length(pieces.c.piece, type_=sa.Double())
    start = sa.func.sum(length).over(order_by=pieces.c.number) - length
    return sa.select(pieces.c.piece, length.label("length"), start.label("start")).subquery("pieces")


ALONG_LINE = Area(
    "along",
    "along a line, such as a route",
    (
        Argument(
            "line",
            GeoJSONLineString,
            f"The line: 2 to {MAX_POINTS:,} points, at most {MAX_LENGTH / 1000:,.0f} km long.",
            lambda sent: then(sent, read_line),
        ),
        _metres("corridor_meters", MAX_CORRIDOR, "How far from the line to look"),
    ),
    _along,
    (ALONG, DISTANCE),
    (Key(ALONG.name),),
    "They come in the order in which one passes them.",
    is_asked_of_each=False,
)


class Geometry(sa.types.UserDefinedType[Any]):
    """PostGIS's geometry, which knows degrees; a geography does not."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The type's name in SQL."""
        return "public.geometry"
