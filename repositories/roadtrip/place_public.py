"""Shared discoveries, as everybody finds them, by where they are.

A shared discovery lies in the centre of a city (RT-72). So every question about places is first one about cities, of
which there are few, and then reads from each as many discoveries as the page may want, in order, from an index.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, FromClause, Select, Table

from models.roadtrip import City, PublicDiscovery
from repositories.condition import EVERY_ROW, Condition, where
from repositories.later import then
from repositories.listing import LARGEST_PAGE, Listing
from repositories.named import NamedQuery, Values, computed
from repositories.order import Key, Order, Place, beyond, order_by
from repositories.repository import table_of
from repositories.roadtrip import place_count, place_named
from repositories.roadtrip.area import Area
from repositories.visible import readable, visible

PLACES, CITIES = table_of(PublicDiscovery), table_of(City)
POPULATION = computed("city_population", sa.Integer(), "How many people live in the city that it is in.")
CITY = computed("city_id", sa.Integer(), "The city that it is in.")
LARGEST_FIRST: Order = (Key(POPULATION.name, True), Key(CITY.name, True))
FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
BESIDE = 3
"""Rows that are read beside those of the page: one after it, and those that cursors stand at."""


def public(area: Area) -> NamedQuery:
    """The question which shared discoveries lie in an area."""
    order = area.order or LARGEST_FIRST
    shown = (*area.measures, POPULATION, CITY)

    def rows(values: Values, listing: Listing | None) -> FromClause:
        part = None if listing is None else place_named.part_of_names(listing.condition)
        if listing is None or part is None or not area.is_asked_of_each:
            return in_order(values, listing)
        return named(values, listing, part)

    def named(values: Values, listing: Listing, part: object) -> FromClause:
        limit = _limit(listing)
        many = place_named.in_order(in_order(values, listing), listing, limit).subquery("many")
        unnarrowed = replace(listing, condition=EVERY_ROW, page=replace(listing.page, limit=place_named.EARLY))

        def early(number: ColumnElement[int]) -> Select[Any]:
            # Of a limit that is not known yet, the planner thinks that it is a tenth of all, so there are two.
            most: ColumnElement[int] = sa.literal_column(str(place_named.EARLY))
            first = place_named.in_order(in_order(values, unnarrowed), unnarrowed, most).subquery("first_places")
            beginning = place_named.in_order(first, unnarrowed, number).subquery("beginning")
            narrowed = sa.select(beginning).where(where(listing.condition, beginning, listing.table))
            return place_named.in_order(narrowed.subquery("narrowed"), listing, limit)

        every = place_count.total_of(area, centres(), values, *place_count.counts_of(None))
        few = partial(_named, area, values, shown, listing)
        return place_named.either(part, early, every, few, sa.select(many), limit)

    def in_order(values: Values, listing: Listing | None) -> FromClause:
        cities = centres()
        inside = area.inside
        if listing is not None and inside is not None and area.is_large(values):
            # The first cities are likely to lie in it and to fill the page, so each is asked when it is read.
            return in_cities(cities, shown, listing, lambda city: inside(city, values))
        return in_cities(area.located(cities, values).subquery("cities"), shown, listing)

    def total(values: Values, condition: Condition) -> Select[Any] | None:
        return place_count.total(area, centres(), values, condition)

    first = area.first or "Those in the largest cities come first."
    description = f"Shared discoveries {area.description}; each is in the centre of the city nearest to it. {first}"
    return NamedQuery(
        f"public_discoveries_{area.name}",
        PLACES,
        f"{description} {area.note}".strip(),
        area.arguments,
        order,
        rows,
        shown,
        total,
    )


def centres() -> FromClause:
    """The centres of cities, with what is told of the first city with each."""
    cities = visible(CITIES)
    columns = (
        cities.c.id,
        cities.c.location,
        cities.c.population.label(POPULATION.name),
        cities.c.id.label(CITY.name),
    )
    return sa.select(*columns).where(cities.c.is_first).subquery("centres")


def _every(city: FromClause) -> ColumnElement[bool]:
    return sa.true()


def in_cities(
    cities: FromClause,
    shown: tuple["Column[Any]", ...],
    listing: Listing | None,
    inside: Callable[[FromClause], ColumnElement[bool]] = _every,
) -> FromClause:
    """The shared discoveries in cities: as many of each as a page may want, with what is shown of the city."""
    places = visible(PLACES)
    columns = [places.c[name] for name in readable(PLACES)]
    wanted = cities if listing is None else _wanted(cities, listing)
    # Asked of a city only when its rows are wanted: before that, it would be asked of all cities.
    here = sa.and_(places.c.location_public == wanted.c.location, inside(wanted))
    rows = sa.select(*columns).where(here).correlate(wanted)
    # How many cities lie in an area is hard to foresee, so all rows are read city by city, too.
    fenced = rows.offset(sa.literal_column("0"))
    read = fenced if listing is None else _page(rows.subquery("places"), wanted, listing)
    page = read.correlate(wanted).lateral("page")
    told = (wanted.c[column.name] for column in shown)
    return sa.select(page, *told).select_from(wanted.join(page, sa.true())).subquery("found")


def _named(
    area: Area, values: Values, shown: tuple["Column[Any]", ...], listing: Listing, named: FromClause
) -> "Select[Any]":
    """The places of an area that were found by their names, each with the city in whose centre it is."""
    names = [column.name for column in shown]
    keys = place_named.keys_in(area, values, centres(), names, listing, _limit(listing), named)
    places = visible(PLACES)
    columns = (places.c[name] for name in readable(PLACES))
    told = (keys.c[column.name] for column in shown)
    return sa.select(*columns, *told).select_from(keys.join(places, places.c.id == keys.c.id))


def _wanted(cities: FromClause, listing: Listing) -> FromClause:
    """The cities that the page may reach into, in its order, so that no more of them are read than fill it."""
    wanted = sa.select(cities)
    for place, order in _ends(listing):
        passed = beyond(Place(place.values[:-1]), _turned(order[:-1]), cities, listing.table)
        wanted = wanted.where(sa.not_(passed))
    return wanted.order_by(*order_by(listing.read_order[:-1], cities, listing.table)).subquery("wanted")


def _turned(order: Order) -> Order:
    return tuple(key.reversed() for key in order)


def _ends(listing: Listing) -> list[tuple[Place, Order]]:
    """The places that the page lies between, each with the order in which the page comes after it."""
    page, order = listing.page, listing.complete_order
    ends = ((page.after, order), (page.before, _turned(order)))
    return [(place, order) for place, order in ends if place is not None]


def _page(rows: FromClause, cities: FromClause, listing: Listing) -> "Select[Any]":
    """The rows of one city that may be on the page: they are in the order of the key.

    All lie at one point, and are ordered by it first all the same: that two points are equal tells the planner
    nothing of their order, so it would not see that the index has the rows in that of the key, and sort the city.
    """
    kept = sa.select(rows)
    if listing.condition != EVERY_ROW:
        kept = kept.where(where(listing.condition, rows, listing.table))
    for place, order in _ends(listing):
        kept = kept.where(_from(place, order, rows, cities, listing.table))
    key = listing.read_order[-1]
    order = (Key("location_public", key.descending), key)
    # Of a limit that is not known yet, the planner thinks that it is a tenth of the city, and plans each time anew.
    limit: object = listing.page.limit
    largest = max(LARGEST_PAGE, limit if isinstance(limit, int) else 0) + BESIDE
    most = kept.order_by(*order_by(order, rows, listing.table)).limit(sa.literal_column(str(largest)))
    return sa.select(most.correlate(cities).subquery("most")).limit(_limit(listing)).correlate(cities)


def _limit(listing: Listing) -> ColumnElement[int]:
    limit = then(listing.page.limit, lambda number: number + BESIDE)
    return sa.bindparam("limit", limit, sa.BigInteger(), unique=True)


def _from(place: Place, order: Order, rows: FromClause, cities: FromClause, table: Table) -> ColumnElement[bool]:
    """The rows of the city in which the page begins, from there on; all rows of other cities."""
    *keys, own = order
    *values, last = (_bound(value, table, key) for value, key in zip(place.values, order, strict=True))
    here = sa.and_(*(cities.c[key.column] == value for key, value in zip(keys, values, strict=True)))
    beginning = sa.literal_column(f"'{LAST if own.descending else FIRST}'::uuid", sa.Uuid())
    edge = sa.case((here, last), else_=beginning)
    key = rows.c[own.column]
    return key <= edge if own.descending else key >= edge


def _bound(value: Any, table: Table, key: Key) -> ColumnElement[Any]:
    return sa.bindparam(None, value, table.columns[key.column].type, unique=True)
