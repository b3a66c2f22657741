"""Cities around a point."""

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from models.roadtrip import City
from repositories.listing import Listing
from repositories.named import NamedQuery, Values
from repositories.order import Key
from repositories.repository import table_of
from repositories.roadtrip.area import DISTANCE, POINT, geography
from repositories.visible import readable, visible

CITIES = table_of(City)


def _nearest(values: Values, listing: Listing | None) -> FromClause:
    """In the order of the index, which measures on a sphere, as the anonymisation of discoveries does."""
    cities = visible(CITIES)
    distance: ColumnElement[float] = cities.c.location.op(
        "OPERATOR(public.<->)", return_type=sa.Double(), is_comparison=False
    )(geography(values["point"]))
    return sa.select(*(cities.c[name] for name in readable(CITIES)), distance.label(DISTANCE.name)).subquery("cities")


NEAREST = NamedQuery(
    "nearest_cities",
    CITIES,
    "Cities around a point, the nearest first: the first one is where a discovery from there is shown to others. "
    "Distances are along a sphere, within 0.6 % of the true ones.",
    (POINT,),
    (Key(DISTANCE.name),),
    _nearest,
    (DISTANCE,),
)
QUERIES = (NEAREST,)
