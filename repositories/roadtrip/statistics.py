"""Anonymous statistics: numbers of groups of people; the database tells none of a group that is too small (RT-70)."""

from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, Table

from models.base import facts_of
from models.columns import facts_of as column_facts
from models.roadtrip import CategoryOfDiscoveries, MonthOfRoadtrips
from repositories.listing import LARGEST_PAGE
from repositories.named import Argument, ValueList, Values, computed, within
from repositories.order import Key, Order, order_by
from repositories.repository import table_of

SMALLEST_GROUP = 5
"""The database's own bound: whoever asks it for smaller groups gets these."""
LARGEST_GROUP = 1_000_000
MONTHS, CATEGORIES = table_of(MonthOfRoadtrips), table_of(CategoryOfDiscoveries)


def _arguments(first: int) -> tuple[Argument, ...]:
    many = partial(within, "first", 1, LARGEST_PAGE)
    group = partial(within, "smallestGroup", SMALLEST_GROUP, LARGEST_GROUP)
    fewer = f"Nothing is told of groups of fewer people: {SMALLEST_GROUP} to {LARGEST_GROUP:,}."
    return (
        Argument("first", int, f"How many from the start: 1 to {LARGEST_PAGE}.", many, default=first),
        Argument("smallest_group", int, fewer, group, default=SMALLEST_GROUP),
    )


def _shape(table: Table) -> Table:
    """What is told of a group: all that is kept of it."""
    columns = (computed(column.name, column.type, column_facts(column).description) for column in table.columns)
    return Table(facts_of(table).singular, sa.MetaData(table.schema), *columns, comment=table.comment)


def _told(function: Any, shape: Table, order: Order, values: Values) -> "Select[Any]":
    group = sa.bindparam(None, values["smallest_group"], sa.Integer(), unique=True)
    told = function(group).table_valued(*(sa.column(c.name, c.type) for c in shape.columns), name="told")
    first = sa.bindparam(None, values["first"], sa.BigInteger(), unique=True)
    return sa.select(*told.c).order_by(*order_by(order, told, shape)).limit(first)


LATEST_FIRST: Order = (Key("month", descending=True),)
MOST_FIRST: Order = (Key("discoveries", descending=True), Key("category"))
ROADTRIPS, DISCOVERIES = _shape(MONTHS), _shape(CATEGORIES)
LISTS = (
    ValueList(
        "roadtrip_statistics",
        MONTHS,
        "How many roadtrips there were in each month, the latest first, as of the last hour; none of months with too "
        "few people.",
        _arguments(12),
        ROADTRIPS,
        LARGEST_PAGE,
        partial(_told, sa.func.roadtrip.roadtrip_statistics, ROADTRIPS, LATEST_FIRST),
    ),
    ValueList(
        "discovery_statistics",
        CATEGORIES,
        "How many discoveries there are in each category, the most first, as of the last hour; none of categories "
        "with too few people.",
        _arguments(20),
        DISCOVERIES,
        LARGEST_PAGE,
        partial(
            _told, sa.func.roadtrip.discovery_statistics, DISCOVERIES, (Key("discoveries", True), Key("category"))
        ),
    ),
)
