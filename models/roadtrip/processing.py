"""Roadtrip's answers of the AI, kept for the next time the same is asked."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import READ, Access, Through
from models.base import TableFacts, table
from models.roadtrip.base import RoadtripModel


class AiProcessingCache(RoadtripModel, table=True):
    __tablename__ = "ai_processing_cache"
    __table_args__ = table(
        Index("ix_ai_processing_cache_discovery_id", "discovery_id"),
        Index("ix_ai_processing_cache_expires_at", "expires_at", postgresql_where="expires_at IS NOT NULL"),
        CheckConstraint("btrim(processing_type) <> ''", name="processing_type_form"),
        # What goes with no discovery goes with time, whoever it was about.
        CheckConstraint("discovery_id IS NOT NULL OR expires_at IS NOT NULL", name="expires_or_has_discovery"),
        facts=TableFacts(
            description="An answer of the AI, kept under the hash of what it was asked.",
            access=Access(rows=Through("discovery_id"), commands=READ),
            singular="ai_processing_entry",
            order=("-created_at",),
            storage=(
                ("fillfactor", "80"),
                ("autovacuum_vacuum_scale_factor", "0.05"),
                ("autovacuum_analyze_scale_factor", "0.05"),
            ),
        ),
    )

    id: UUID = col.key()
    cache_key: str = col.text("Hash of what was asked.", length=255, nullable=False, unique=True)
    processing_type: str = col.text(
        "What was asked for, such as poi_analysis or script_generation.", length=50, nullable=False
    )
    input_data: dict[str, Any] = col.json("What was asked.", nullable=False)
    output_data: dict[str, Any] = col.json("What was answered.", nullable=False)
    model_version: str = col.text("Model that answered.", length=50, nullable=False, default="gemma-3n-v1")
    cache_hits: int = col.integer(
        "How often the answer was used again.", nullable=False, default=0, between=(0, None)
    )
    expires_at: dt.datetime | None = col.timestamp(
        "When the answer stops being used; null for as long as its discovery is there."
    )
    discovery_id: UUID | None = col.reference(
        "discoveries.id", "Discovery it was asked about.", on_delete="CASCADE", nullable=True
    )
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)
