"""LiveConvo's guidance: the chips that coach a speaker while the conversation runs."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import WRITE, Access, Through
from models.base import TableFacts, Topic, Trigger, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import GuidanceFeedback, GuidanceType


class Guidance(LiveconvoModel, table=True):
    __tablename__ = "guidance"
    __table_args__ = table(
        Index("idx_guidance_session_id", "session_id"),
        Index("idx_guidance_type", "guidance_type"),
        Index("idx_guidance_triggered_at", "triggered_at_seconds"),
        Index("idx_guidance_was_displayed", "was_displayed"),
        Index("ix_guidance_triggered_by_transcript_id", "triggered_by_transcript_id"),
        Index("ix_guidance_prompt_template_id", "prompt_template_id", "triggered_at_seconds", "id"),
        Index("ix_guidance_session_id_triggered_at_seconds", "session_id", "triggered_at_seconds", "id"),
        CheckConstraint(
            "coalesce(was_displayed, false) OR NOT (coalesce(was_clicked, false) OR coalesce(was_dismissed, false))",
            name="interaction_needs_display",
        ),
        facts=TableFacts(
            description="A hint that the AI gave during a conversation.",
            access=Access(rows=Through("session_id"), commands=WRITE),
            singular="guidance",
            order=("triggered_at_seconds",),
            topic=Topic("liveconvo.session", "session_id"),
            triggers=(
                Trigger(
                    "same_session",
                    "AFTER INSERT OR UPDATE OF session_id, triggered_by_transcript_id",
                    "liveconvo.check_guidance_transcript()",
                ),
            ),
        ),
    )

    id: UUID = col.key()
    session_id: UUID = col.reference("sessions.id", "Conversation it was given in.", on_delete="CASCADE")
    content: str = col.text("The hint.", nullable=False)
    guidance_type: GuidanceType = col.choice(GuidanceType, "Kind of hint.", length=20, nullable=False)
    priority: int | None = col.integer("1 is high, 2 medium, 3 low.", default=1, between=(1, 3))
    triggered_by_transcript_id: UUID | None = col.reference(
        "transcripts.id", "What was said that made the AI give it.", on_delete="SET NULL", nullable=True
    )
    context_snippet: str | None = col.text("The part of the transcript it refers to.")
    triggered_at_seconds: Decimal | None = col.decimal(
        10, 3, "When it was given, in seconds since the session began.", between=(0, None)
    )
    was_displayed: bool | None = col.boolean("Whether the user saw it.", default=False)
    was_clicked: bool | None = col.boolean("Whether the user opened it.", default=False)
    was_dismissed: bool | None = col.boolean("Whether the user waved it away.", default=False)
    user_feedback: GuidanceFeedback | None = col.choice(GuidanceFeedback, "What the user thought of it.", length=20)
    model_used: str | None = col.text("AI model that wrote it.", length=50)
    prompt_template_id: UUID | None = col.reference(
        "templates.id", "Template whose prompt led to it.", on_delete="SET NULL", nullable=True
    )
    processing_time_ms: int | None = col.integer("Time the AI took, in milliseconds.", between=(0, None))
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
