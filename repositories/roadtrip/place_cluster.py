"""Shared discoveries as a map shows them: clusters of those whose marks would cover each other.

They are counted by city (`public_discovery_counts`), so that the whole world takes as long as its cities do. Places
are on a map of Mercator's projection as web maps have it: at zoom 0 the earth is one tile, at each further one a tile
is four.
"""

from functools import partial

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, Table
from sqlalchemy.dialects.postgresql import array

from models.columns import Place
from models.roadtrip import City
from repositories.later import then
from repositories.named import Argument, ValueList, Values, computed, within
from repositories.relations import Kind, Relation
from repositories.repository import table_of
from repositories.roadtrip.area import IN_BOX, degrees_in_box
from repositories.roadtrip.place_count import COUNTS, counts_of
from repositories.visible import visible

CITIES = table_of(City)
MAX_ZOOM = 22
MAX_CLUSTERS = 1_000
# A tile is 256 pixels wide, so a cell is 64.
CELLS_OF_A_TILE = 4
POINT = Place("POINT", srid=4326, spatial_index=False)
FOUND = computed("discoveries", sa.Integer(), "How many shared discoveries there are.")
LOCATION = computed(
    "location",
    POINT,
    "Centre of the city that most of them are in; of several, of the northernmost, then of the westernmost.",
    point=True,
)
CITY = computed("city_id", sa.Integer(), "The city that most of them are in.", nullable=True)
SOUTH_WEST = computed("south_west", POINT, "The corner of their box in the south and west.", point=True)
NORTH_EAST = computed("north_east", POINT, "The corner of their box in the north and east.", point=True)
SHAPE = Table(
    "discovery_cluster",
    sa.MetaData(COUNTS.schema),
    *(FOUND, LOCATION, CITY, SOUTH_WEST, NORTH_EAST),
    comment="Shared discoveries that a map shows as one mark.",
)


def _places(values: Values) -> FromClause:
    """The city centres in the box where anything is shared; the date line is in the west of the map."""
    counts, kind = counts_of(values["category_id"])
    place = (counts.c.latitude, counts.c.longitude)
    found: ColumnElement[int] = sa.func.sum(counts.c.discoveries)
    places = sa.select(*place, found.label("found")).where(kind, degrees_in_box(counts, values)).group_by(*place)
    there = places.having(found > _number("0")).subquery("places")
    longitude = there.c.longitude
    east = sa.case((longitude == _number("180"), _number("-180")), else_=longitude).label("east")
    return sa.select(there, east).subquery("on_the_map")


def _cell(places: FromClause, values: Values) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """The cell of the map that a place is in; what is beyond the map in the north and south is in its last row."""
    wide = then(values["zoom"], lambda zoom: float(CELLS_OF_A_TILE << zoom))
    cells: ColumnElement[float] = sa.bindparam(None, wide, sa.Double(), unique=True)
    column = sa.func.floor((places.c.east + _number("180")) / _number("360") * cells)
    northwards: ColumnElement[float] = sa.func.asinh(
        sa.func.tan(sa.func.radians(places.c.latitude)), type_=sa.Double()
    )
    row = sa.func.floor((_number("0.5") - northwards / (_number("2") * sa.func.pi())) * cells)
    return column, sa.func.greatest(sa.func.least(row, cells - _number("1")), _number("0"))


def _clusters(values: Values) -> "Select[tuple[object, ...]]":
    """Cell by cell: the greatest of what it is ranked by is its city with the most, else in the north and west."""
    places = _places(values)
    latitude, longitude = places.c.latitude, places.c.longitude
    rank = array([sa.cast(places.c.found, sa.Double()), latitude, -longitude])
    found = sa.select(
        sa.func.max(rank, type_=sa.ARRAY(sa.Double())).label("first"),
        sa.cast(sa.func.sum(places.c.found), sa.Integer()).label(FOUND.name),
        *(sa.func.min(axis).label(f"least_{axis.name}") for axis in (latitude, places.c.east)),
        *(sa.func.max(axis).label(f"most_{axis.name}") for axis in (latitude, places.c.east)),
    )
    return _told(found.group_by(*_cell(places, values)).subquery("cells"))


def _told(cells: FromClause) -> "Select[tuple[object, ...]]":
    """What is told of the largest clusters; two have no place in common, so that their order is one."""
    order = [cells.c.first[sa.literal_column(str(number), sa.Integer())] for number in (2, 3)]
    latitude, longitude = order[0], -order[1]
    location = _point(latitude, longitude)
    cities = visible(CITIES)
    city = sa.select(cities.c.id).where(cities.c.location == location, cities.c.is_first)
    return (
        sa.select(
            cells.c[FOUND.name],
            location.label(LOCATION.name),
            city.scalar_subquery().label(CITY.name),
            _point(cells.c.least_latitude, cells.c.least_east).label(SOUTH_WEST.name),
            _point(cells.c.most_latitude, cells.c.most_east).label(NORTH_EAST.name),
        )
        .order_by(cells.c[FOUND.name].desc(), *(key.desc() for key in order))
        .limit(sa.literal_column(str(MAX_CLUSTERS), sa.Integer()))
    )


def _point(latitude: ColumnElement[float], longitude: ColumnElement[float]) -> ColumnElement[object]:
    spot = sa.func.public.ST_Point(longitude, latitude, sa.literal_column("4326"))
    made: ColumnElement[object] = sa.func.public.geography(spot, type_=POINT)
    return made


def _number(text: str) -> ColumnElement[float]:
    return sa.literal_column(text, sa.Double())


CLUSTERS = ValueList(
    "public_discovery_clusters",
    COUNTS,
    "Shared discoveries in a box in clusters, as a map shows them whose tiles are 256 pixels wide: what lies in the "
    "same square of 64 pixels is one. The largest come first, of equal ones the northernmost, then the westernmost; "
    f"there are at most {MAX_CLUSTERS:,}, the largest.",
    (
        *IN_BOX.arguments,
        Argument(
            "zoom",
            int,
            f"How near the map is: 0 to {MAX_ZOOM}; 0 shows the earth as one tile.",
            partial(within, "zoom", 0, MAX_ZOOM),
        ),
        Argument("category_id", int, "Only those of this category.", lambda sent: sent, required=False),
    ),
    SHAPE,
    MAX_CLUSTERS,
    _clusters,
    (Relation("city", Kind.TO_ONE, CITY, CITIES.c.id),),
)
LISTS = (CLUSTERS,)
