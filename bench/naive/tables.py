"""The tables of the plain server."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import DateTime
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Row(SQLModel, registry=registry()):
    """What all of them share."""


class SessionRow(Row, table=True):
    """A conversation."""

    __tablename__ = "sessions"
    __table_args__ = {"schema": "liveconvo"}

    id: UUID = Field(primary_key=True)
    user_id: UUID
    title: str | None
    status: str | None
    recording_started_at: dt.datetime | None = Field(sa_type=DateTime(timezone=True))
    recording_ended_at: dt.datetime | None = Field(sa_type=DateTime(timezone=True))
    created_at: dt.datetime = Field(sa_type=DateTime(timezone=True))
    deleted_at: dt.datetime | None = Field(sa_type=DateTime(timezone=True))


class TranscriptRow(Row, table=True):
    """What was said."""

    __tablename__ = "transcripts"
    __table_args__ = {"schema": "liveconvo"}

    id: UUID = Field(primary_key=True)
    session_id: UUID
    content: str
    speaker: str | None
    start_time_seconds: Decimal
    is_final: bool | None


class GuidanceRow(Row, table=True):
    """What was advised."""

    __tablename__ = "guidance"
    __table_args__ = {"schema": "liveconvo"}

    id: UUID = Field(primary_key=True)
    session_id: UUID
    content: str
    guidance_type: str
    priority: int | None
    triggered_at_seconds: Decimal | None


class CampaignRow(Row, table=True):
    """A campaign."""

    __tablename__ = "campaigns"
    __table_args__ = {"schema": "webbuilder"}

    id: UUID = Field(primary_key=True)
    user_id: UUID
    name: str
    status: str
    created_at: dt.datetime = Field(sa_type=DateTime(timezone=True))


class ComponentRow(Row, table=True):
    """A part of a campaign."""

    __tablename__ = "campaign_components"
    __table_args__ = {"schema": "webbuilder"}

    id: UUID = Field(primary_key=True)
    campaign_id: UUID
    name: str
    component_type: str
    sort_order: int
    created_at: dt.datetime = Field(sa_type=DateTime(timezone=True))


class GenerationRow(Row, table=True):
    """What the AI was asked for."""

    __tablename__ = "ai_generations"
    __table_args__ = {"schema": "webbuilder"}

    id: UUID = Field(primary_key=True)
    component_id: UUID | None
    status: str
    cost: Decimal
    created_at: dt.datetime = Field(sa_type=DateTime(timezone=True))


class TripRow(Row, table=True):
    """A roadtrip."""

    __tablename__ = "roadtrip_sessions"
    __table_args__ = {"schema": "roadtrip"}

    id: UUID = Field(primary_key=True)
    user_id: UUID
    status: str
    created_at: dt.datetime = Field(sa_type=DateTime(timezone=True))


class DiscoveryRow(Row, table=True):
    """A place found on the way."""

    __tablename__ = "discoveries"
    __table_args__ = {"schema": "roadtrip"}

    id: UUID = Field(primary_key=True)
    session_id: UUID | None
    category_id: int
    poi_name: str
    validation_status: str
    discovery_timestamp: dt.datetime = Field(sa_type=DateTime(timezone=True))


class CategoryRow(Row, table=True):
    """A kind of place."""

    __tablename__ = "poi_categories"
    __table_args__ = {"schema": "roadtrip"}

    id: int = Field(primary_key=True)
    name: str
