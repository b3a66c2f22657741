"""How many shared discoveries there are, without reading them: summed up by city and category as they come and go."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select

from models.roadtrip import PublicDiscoveryCount
from repositories.condition import EVERY_ROW, Comparison, Condition, Operator
from repositories.named import Values
from repositories.repository import table_of
from repositories.roadtrip.area import Area, Geometry
from repositories.visible import visible

COUNTS = table_of(PublicDiscoveryCount)
CATEGORY = "category_id"


def counts_of(category: object) -> tuple[FromClause, ColumnElement[bool]]:
    """The counts, and which of them are of a category; without one, of all categories together."""
    counts = visible(COUNTS)
    if category is None:
        return counts, counts.c.category_id.is_(None)
    return counts, counts.c.category_id == sa.bindparam(None, category, sa.Integer(), unique=True)


def total(area: Area, cities: FromClause, values: Values, condition: Condition) -> Select[Any] | None:
    """How many there are in an area that satisfy a condition; None where a count does not tell."""
    match condition:
        case Comparison(column, Operator.EQ, category) if column == CATEGORY:
            counts, kind = counts_of(category)
        case _ if condition == EVERY_ROW:
            counts, kind = counts_of(None)
        case _:
            return None
    return total_of(area, cities, values, counts, kind)


def total_of(
    area: Area, cities: FromClause, values: Values, counts: FromClause, kind: ColumnElement[bool]
) -> Select[Any]:
    """The sum of some counts in an area."""
    if area.in_degrees is not None:
        return sa.select(_sum(counts.c.discoveries)).where(kind, area.in_degrees(counts, values))
    # What is asked of a city is asked once, and not for each count.
    centre = sa.cast(area.located(cities, values).subquery("cities").c.location, Geometry())
    latitude, longitude = sa.func.public.ST_Y(centre), sa.func.public.ST_X(centre)
    places = (
        sa.select(latitude.label("latitude"), longitude.label("longitude"))
        .offset(sa.literal_column("0"))
        .subquery("places")
    )
    here = sa.and_(*(counts.c[axis] == places.c[axis] for axis in ("latitude", "longitude")))
    found = sa.select(sa.func.sum(counts.c.discoveries)).where(kind, here).correlate(places).scalar_subquery()
    return sa.select(_sum(found)).select_from(places)


def _sum(numbers: ColumnElement[Any]) -> ColumnElement[Any]:
    summed: ColumnElement[Any] = sa.func.coalesce(sa.func.sum(numbers), sa.literal_column("0"))
    return summed
