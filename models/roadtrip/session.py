"""Roadtrip's trips: one session is one paid roadtrip, with the points it passes."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from models import columns as col
from models.access import EVERYTHING, WRITE, Access, Owned, Through
from models.base import TableFacts, Trigger, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import LegalBasis, SessionStatus


class RoadtripSession(RoadtripModel, table=True):
    __tablename__ = "roadtrip_sessions"
    __table_args__ = table(
        Index("ix_roadtrip_sessions_user_id_created_at", "user_id", "created_at", "id"),
        Index("ix_roadtrip_sessions_expires_at_active", "expires_at", postgresql_where="status = 'active'"),
        Index("ix_roadtrip_sessions_origin_location", "origin_location", postgresql_using="gist"),
        Index("ix_roadtrip_sessions_destination_location", "destination_location", postgresql_using="gist"),
        CheckConstraint("status = 'active' OR activation_code IS NULL", name="code_only_while_active"),
        facts=TableFacts(
            description="A roadtrip: one credit starts it, it ends when completed, cancelled or expired.",
            access=Access(
                rows=Owned("user_id"),
                commands=WRITE,
                insertable=("id", "user_id", "expires_at", "origin_location", "destination_location"),
                changeable=("status", "origin_location", "destination_location"),
            ),
            singular="session",
            order=("-created_at",),
            audit=LegalBasis.CONTRACT,
            storage=(
                ("fillfactor", "85"),
                ("autovacuum_vacuum_scale_factor", "0.05"),
                ("autovacuum_analyze_scale_factor", "0.02"),
            ),
            triggers=(
                Trigger(
                    "keep_activation",
                    "BEFORE INSERT OR UPDATE OF status, activation_code",
                    "roadtrip.keep_activation()",
                ),
                Trigger("charge_session", "AFTER INSERT", "roadtrip.charge_session()"),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose roadtrip it is.", on_delete="CASCADE")
    activation_code: str | None = col.text(
        "Six digits that activate the roadtrip in the car; gone when they were used or the roadtrip ends.",
        length=20,
        unique=True,
        matches="[0-9]{6}",
        lapse=col.Lapse("expires_at"),
    )
    session_token: str | None = col.text(
        "SHA-256 of the roadtrip's token, in hexadecimal.",
        length=255,
        unique=True,
        secret=True,
        matches="[0-9a-f]{64}",
    )
    status: SessionStatus = col.choice(
        SessionStatus,
        "Where the roadtrip is in its life: active, then completed, cancelled or expired.",
        length=20,
        nullable=False,
        default=SessionStatus.ACTIVE,
        transitions={SessionStatus.ACTIVE: [SessionStatus.COMPLETED, SessionStatus.CANCELLED, SessionStatus.EXPIRED]},
        lapse=col.Lapse("expires_at", SessionStatus.EXPIRED, of=SessionStatus.ACTIVE),
    )
    credits_consumed: int = col.integer(
        "Credits that the roadtrip cost.", nullable=False, default=1, between=(0, None)
    )
    total_discoveries: int = col.integer(
        "Points of interest discovered on the way.", nullable=False, default=0, between=(0, None)
    )
    new_discoveries: int = col.integer(
        "Those of them that nobody knew before.", nullable=False, default=0, between=(0, None)
    )
    expires_at: dt.datetime = col.timestamp("When the roadtrip expires.", nullable=False)
    origin_location: str | None = col.point("Where the roadtrip starts.")
    destination_location: str | None = col.point("Where the roadtrip leads to.")
    activated_at: dt.datetime | None = col.timestamp("When the roadtrip was first activated in the car.")
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class RoadtripWaypoint(RoadtripModel, table=True):
    __tablename__ = "roadtrip_waypoints"
    __table_args__ = table(
        # Checked when a statement ends, so that one statement can put the points into another order.
        UniqueConstraint("session_id", "position", deferrable=True, initially="IMMEDIATE"),
        Index("ix_roadtrip_waypoints_location", "location", postgresql_using="gist"),
        Index("ix_roadtrip_waypoints_created_at", "created_at"),
        facts=TableFacts(
            description="A point that a roadtrip passes.",
            access=Access(rows=Through("session_id"), commands=EVERYTHING),
            singular="waypoint",
            order=("position",),
            audit=LegalBasis.CONTRACT,
        ),
    )

    id: UUID = col.key()
    session_id: UUID = col.reference("roadtrip_sessions.id", "Roadtrip that passes it.", on_delete="CASCADE")
    position: int = col.integer("Place in the order of points: 1, 2, 3…", nullable=False, between=(1, None))
    location: str = col.point("Where the point is.", nullable=False)
    name: str | None = col.text("Name of the point.", length=255)
    reached_at: dt.datetime | None = col.timestamp("When the point was reached.")
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)
