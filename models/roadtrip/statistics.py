"""Roadtrip's numbers of groups of people, as of the last refresh; of groups of fewer than five there are none."""

import datetime as dt

from sqlalchemy import Index

from models import columns as col
from models.access import READ, Access, Where
from models.base import TableFacts, View, table
from models.roadtrip.base import RoadtripModel


class MonthOfRoadtrips(RoadtripModel, table=True):
    """Read by clients through `roadtrip.roadtrip_statistics()`."""

    __tablename__ = "months_of_roadtrips"
    __table_args__ = table(
        Index("uq_months_of_roadtrips_month", "month", unique=True),
        facts=TableFacts(
            description="The roadtrips that were started in one month, as of the last refresh.",
            access=Access(rows=Where("true"), commands=READ),
            singular="month_of_roadtrips",
            view=View.MATERIALIZED,
            in_graph=False,
        ),
    )

    month: dt.date = col.date("First day of the month, in UTC.", primary_key=True)
    roadtrips: int = col.bigint("Number of roadtrips.", nullable=False)
    travellers: int = col.bigint("Number of people who started them.", nullable=False)
    discoveries: int = col.bigint("Number of discoveries on them.", nullable=False)


class CategoryOfDiscoveries(RoadtripModel, table=True):
    """Read by clients through `roadtrip.discovery_statistics()`."""

    __tablename__ = "categories_of_discoveries"
    __table_args__ = table(
        Index("uq_categories_of_discoveries_category", "category", unique=True),
        facts=TableFacts(
            description="The discoveries of one category, as of the last refresh.",
            access=Access(rows=Where("true"), commands=READ),
            singular="category_of_discoveries",
            view=View.MATERIALIZED,
            in_graph=False,
        ),
    )

    category: str = col.key_text("Name of the category.", length=100)
    discoveries: int = col.bigint("Number of discoveries.", nullable=False)
    new_discoveries: int = col.bigint("Those of them that nobody knew before.", nullable=False)
    discoverers: int = col.bigint("Number of people who made them.", nullable=False)
