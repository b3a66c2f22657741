"""Roadtrip's counts of shared discoveries by where they are shown, for maps that cannot read them all."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Index, text

from models import columns as col
from models.access import READ, Access, Where
from models.base import TableFacts, table
from models.roadtrip.base import RoadtripModel


class PublicDiscoveryCount(RoadtripModel, table=True):
    """Kept by the triggers of discoveries, which append what a statement changed, so that no two wait for each other.

    The number of a place is the sum of its rows; the worker makes one row of them.
    """

    __tablename__ = "public_discovery_counts"
    __table_args__ = table(
        # In the order in which they are summed up; the numbers in it, so that the rows need not be read.
        Index(
            "ix_public_discovery_counts_category_id_latitude_longitude",
            "category_id",
            "latitude",
            "longitude",
            postgresql_include=["discoveries"],
        ),
        Index(
            "ix_public_discovery_counts_not_folded",
            "latitude",
            "longitude",
            postgresql_where=text("NOT is_folded"),
        ),
        facts=TableFacts(
            description="How many shared discoveries a statement added to the centre of a city, or took away.",
            access=Access(rows=Where("true"), commands=READ),
            singular="public_discovery_count",
            in_graph=False,
            storage=(
                ("autovacuum_vacuum_scale_factor", "0.05"),
                ("autovacuum_vacuum_insert_scale_factor", "0.05"),
                ("autovacuum_analyze_scale_factor", "0.05"),
            ),
        ),
    )

    id: UUID = col.key()
    category_id: int | None = col.reference(
        "poi_categories.id",
        "What kind of place they are; null for the number of all kinds together.",
        on_delete="CASCADE",
        nullable=True,
        kind=sa.Integer(),
    )
    latitude: float = col.double("Latitude of the city's centre.", nullable=False, between=(-90, 90))
    longitude: float = col.double("Longitude of the city's centre.", nullable=False, between=(-180, 180))
    discoveries: int = col.integer("How many more there are; less than zero where there are fewer.", nullable=False)
    is_folded: bool = col.boolean("Whether the worker has made it of the rows before.", nullable=False, default=False)
