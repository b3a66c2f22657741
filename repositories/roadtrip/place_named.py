"""Shared discoveries in an area of which a filter says what their names contain.

The cities of an area are read in order until a page is full. Where few names have a text, that may take all of its
places; so those are looked up by the text first, and then it is seen which of them lie in the area.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select

from repositories.condition import All, Comparison, Condition, Operator
from repositories.listing import Listing
from repositories.order import beyond, order_by

NAME = "poi_name"


def part_of_names(condition: Condition) -> object | None:
    """A text that the names of all rows with a condition contain; None where it asks for none."""
    match condition:
        case Comparison(column, Operator.CONTAINS, part) if column == NAME:
            return part
        case All(parts):
            return next((part for part in map(part_of_names, parts) if part is not None), None)
    return None


def either(part: object, few: Callable[[FromClause], "Select[Any]"], many: "Select[Any]") -> FromClause:
    """What `few` makes of the places with a text in their names where they are few, else `many`. One is read."""
    text = sa.bindparam(None, part, sa.Text(), unique=True)
    rarity = sa.func.roadtrip.is_rare_in_names(text, type_=sa.Boolean()).label("is_rare")
    judged = sa.select(rarity).offset(sa.literal_column("0")).subquery("judged")
    named = (
        sa.func.roadtrip.places_named(text)
        .table_valued(sa.column("discovery_id", sa.Uuid()), sa.column("centre", sa.LargeBinary()))
        .render_derived(name="named")
    )
    is_rare = judged.c.is_rare
    branches = (few(named).where(is_rare), many.where(sa.not_(is_rare)))
    read = sa.union_all(*(branch.correlate(judged) for branch in branches)).lateral("either")
    return sa.select(read).select_from(judged.join(read, sa.true())).subquery("found")


def at_cities(
    named: FromClause, cities: FromClause, measured: list[ColumnElement[Any]], listing: Listing, limit: Any
) -> FromClause:
    """The keys of places with what is told of the cities in whose centres they lie.

    Where nothing else is asked of them, as many as the page may want: the order knows nothing of them but their keys.
    """
    key = named.c.discovery_id.label("id")
    here = sa.func.public.bytea(cities.c.location, type_=sa.LargeBinary()) == named.c.centre
    keys = sa.select(key, *measured).select_from(named.join(cities, here)).subquery("keys")
    if not isinstance(listing.condition, Comparison):
        return keys
    return in_order(keys, listing, limit).subquery("first_keys")


def in_order(rows: FromClause, listing: Listing, limit: ColumnElement[int]) -> "Select[Any]":
    """Rows with the columns that a listing is ordered by: as many as its page may want."""
    page, order = listing.page, listing.complete_order
    wanted = sa.select(rows)
    if page.after is not None:
        wanted = wanted.where(beyond(page.after, order, rows, listing.table))
    if page.before is not None:
        wanted = wanted.where(beyond(page.before, tuple(k.reversed() for k in order), rows, listing.table))
    return wanted.order_by(*order_by(listing.read_order, rows, listing.table)).limit(limit)
