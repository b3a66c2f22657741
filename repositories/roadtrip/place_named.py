"""Shared discoveries in an area of which a filter says what their names contain.

The cities of an area are read in order until a page is full. Where few names have a text, that may take all of its
places; so those are looked up by the text first, and then it is seen which of them lie in the area.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select

from models.columns import Place
from repositories.condition import All, Comparison, Condition, Operator
from repositories.listing import Listing
from repositories.named import Values
from repositories.order import beyond, order_by
from repositories.roadtrip.area import Area

NAME = "poi_name"
EARLY, EARLIER = 6_000, 300
"""Of how many places at the beginning of an area the names are looked at, where few of all have what is asked for: it
may be a word of this country, and to look it up takes as long as to read so many. Of fewer where none of the sample
has it: it may be the name of this town, and is soon looked up."""
MANY = 10
"""How many of a sample of all shared discoveries (`sample_names`) have a text that is not worth looking up."""
DEAR = 1_000
"""For how many places in an area it takes as long to read them as to look up a text that one of the sample has."""


def part_of_names(condition: Condition) -> object | None:
    """A text that the names of all rows with a condition contain; None where it asks for none."""
    match condition:
        case Comparison(column, Operator.CONTAINS, part) if column == NAME:
            return part
        case All(parts):
            return next((part for part in map(part_of_names, parts) if part is not None), None)
    return None


def either(
    part: object,
    early: Callable[[ColumnElement[int]], "Select[Any]"],
    total: "Select[Any]",
    few: Callable[[FromClause], "Select[Any]"],
    many: "Select[Any]",
    limit: ColumnElement[int],
) -> FromClause:
    """Places with a text in their names, read in one of three ways.

    Where many places have it, `many` reads them. Else those among so many of the first places of the area, which
    `early` reads, may fill the page all the same. If not, `few` reads those that are named so, unless the area has so
    few in `total` that it takes longer to look them up.
    """
    text = sa.bindparam(None, part, sa.Text(), unique=True)
    named = (
        sa.func.roadtrip.places_named(text)
        .table_valued(sa.column("discovery_id", sa.Uuid()), sa.column("location", Place("POINT", 4326)))
        .render_derived(name="named")
    )
    # Asked once, and no further than needed, as each of these questions costs something.
    sampled = sa.select(sa.func.roadtrip.sample_names(text, type_=sa.Integer()).label("number")).cte()
    number = sa.select(sampled.c.number).scalar_subquery()
    first = early(sa.case((number > _number(0), _number(EARLY)), else_=_number(EARLIER))).cte()
    fills = sa.select(sa.func.count() >= limit).select_from(first).scalar_subquery()
    is_dear = total.scalar_subquery() > _number(DEAR) * (number + _number(1))
    way = sa.case(
        (sa.func.coalesce(number, _number(MANY)) >= _number(MANY), _number(0)),
        (fills, _number(1)),
        (is_dear, _number(2)),
        else_=_number(0),
    )
    judged = sa.select(way.label("way")).offset(_number(0)).subquery("judged")
    ways = (many, sa.select(first), few(named))
    branches = (rows.where(judged.c.way == _number(number)) for number, rows in enumerate(ways))
    read = sa.union_all(*(branch.correlate(judged) for branch in branches)).lateral("read")
    return sa.select(read).select_from(judged.join(read, sa.true())).subquery("found")


def _number(value: int) -> ColumnElement[int]:
    return sa.literal_column(str(value), sa.Integer())


def keys_in(
    area: Area,
    values: Values,
    centres: FromClause,
    shown: Sequence[str],
    listing: Listing,
    limit: ColumnElement[int],
    named: FromClause,
) -> FromClause:
    """The keys of the places of an area that are named so, with what is told of the cities that they lie in."""
    if area.inside is None:
        # What is measured is measured of each place; only of those on the page it is asked in which city they lie.
        spots = sa.select(named.c.discovery_id.label("id"), named.c.location).subquery("spots")
        keys = _first(area.located(spots, values), listing, limit)
        told = (keys.c[name] if name in keys.c else centres.c[name] for name in shown)
        joined = keys.join(centres, centres.c.location == keys.c.location)
        return sa.select(keys.c.id, *told).select_from(joined).subquery("keys_in_cities")
    # However many cities there may be in the area, only those where a place is are looked at.
    joined = named.join(centres, centres.c.location == named.c.location)
    lying = sa.select(named.c.discovery_id, *centres.c).select_from(joined).offset(_number(0)).subquery("lying")
    found = sa.select(lying.c.discovery_id.label("id"), *(lying.c[name] for name in shown))
    return _first(found.where(area.inside(lying, values)), listing, limit)


def _first(keys: "Select[Any]", listing: Listing, limit: ColumnElement[int]) -> FromClause:
    """As many keys as a page may want, where nothing else is asked of its places: the order knows no more of them."""
    every = keys.subquery("keys")
    if not isinstance(listing.condition, Comparison):
        return every
    return in_order(every, listing, limit).subquery("first_keys")


def in_order(rows: FromClause, listing: Listing, limit: ColumnElement[int]) -> "Select[Any]":
    """Rows with the columns that a listing is ordered by: as many as its page may want."""
    page, order = listing.page, listing.complete_order
    wanted = sa.select(rows)
    if page.after is not None:
        wanted = wanted.where(beyond(page.after, order, rows, listing.table))
    if page.before is not None:
        wanted = wanted.where(beyond(page.before, tuple(k.reversed() for k in order), rows, listing.table))
    return wanted.order_by(*order_by(listing.read_order, rows, listing.table)).limit(limit)
