"""Roadtrip's dashboard: a person's numbers at a glance, as of the last refresh."""

import datetime as dt
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, View, table
from models.roadtrip.base import RoadtripModel


class UserDashboard(RoadtripModel, table=True):
    __tablename__ = "user_dashboards"
    __table_args__ = table(
        Index("uq_user_dashboards_user_id", "user_id", unique=True),
        facts=TableFacts(
            description="A person's numbers at a glance, as of the last refresh.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="user_dashboard",
            view=View.MATERIALIZED,
        ),
    )

    user_id: UUID = col.key_reference("users.id", "Whose numbers they are.", on_delete="CASCADE")
    roadtrips: int = col.bigint("Number of roadtrips.", nullable=False)
    last_roadtrip_at: dt.datetime | None = col.timestamp("When the last roadtrip began.")
    discoveries: int = col.bigint("Number of discoveries.", nullable=False)
    new_discoveries: int = col.bigint("Those of them that nobody knew before.", nullable=False)
    videos: int = col.bigint("Number of videos about them.", nullable=False)
    views: int = col.bigint("How often the videos were seen.", nullable=False)
    user_share_cents: int = col.bigint("The person's share of the revenue, in cents.", nullable=False)
    credit_balance: int = col.integer("Credits there were.", nullable=False)
    friends_joined: int = col.integer("Friends whose joining was credited.", nullable=False)
    refreshed_at: dt.datetime = col.timestamp("When the numbers were taken.", nullable=False)
