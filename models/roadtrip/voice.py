"""Roadtrip's conversations between driver and car."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import EVERYTHING, Access, Owned
from models.base import TableFacts, Trigger, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import InteractionType, LegalBasis


class VoiceInteraction(RoadtripModel, table=True):
    __tablename__ = "voice_interactions"
    __table_args__ = table(
        Index("ix_voice_interactions_session_id_created_at", "session_id", "created_at", "id"),
        Index("ix_voice_interactions_user_id_created_at", "user_id", "created_at", "id"),
        Index("ix_voice_interactions_created_at", "created_at"),
        Index("ix_voice_interactions_location_context", "location_context", postgresql_using="gist"),
        facts=TableFacts(
            description="Something said to the app while driving, and its answer.",
            access=Access(
                rows=Owned("user_id"),
                commands=EVERYTHING,
                insertable=(
                    "id",
                    "session_id",
                    "user_id",
                    "interaction_type",
                    "user_input_text",
                    "ai_response_text",
                    "processing_time_ms",
                    "confidence_score",
                    "location_context",
                ),
                changeable=("ai_response_text", "processing_time_ms", "confidence_score"),
            ),
            singular="voice_interaction",
            order=("-created_at",),
            audit=LegalBasis.CONSENT,
            triggers=(
                Trigger(
                    "same_person", "BEFORE INSERT OR UPDATE OF session_id, user_id", "roadtrip.check_session_owner()"
                ),
                Trigger("require_consent", "AFTER INSERT", "roadtrip.require_consent()"),
            ),
        ),
    )

    id: UUID = col.key()
    session_id: UUID = col.reference(
        "roadtrip_sessions.id", "Roadtrip during which it was said.", on_delete="CASCADE"
    )
    user_id: UUID = col.reference("users.id", "Who said it.", on_delete="CASCADE")
    interaction_type: InteractionType = col.choice(InteractionType, "What it was.", length=50, nullable=False)
    user_input_text: str | None = col.text("What was said, as text.")
    ai_response_text: str | None = col.text("What was answered.")
    processing_time_ms: int | None = col.integer("Milliseconds until the answer.", between=(0, None))
    confidence_score: Decimal | None = col.decimal(4, 3, "How sure the answer was, 0 to 1.", between=(0, 1))
    location_context: str | None = col.point("Where it was said.")
    audio_data_retained: bool = col.boolean("Whether the recording was kept.", nullable=False, default=False)
    created_at: dt.datetime = col.timestamp("When it was said.", nullable=False, default_now=True)
