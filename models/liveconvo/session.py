"""LiveConvo's conversations."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text

from models import columns as col
from models.access import WRITE, Access, Owned
from models.base import TableFacts, Topic, Trigger, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import ConversationType, SessionStatus


class Session(LiveconvoModel, table=True):
    __tablename__ = "sessions"
    __table_args__ = table(
        Index("idx_sessions_user_id", "user_id"),
        Index("idx_sessions_status", "status"),
        Index("idx_sessions_created_at", "created_at"),
        Index("idx_sessions_conversation_type", "conversation_type"),
        Index("ix_sessions_selected_template_id", "selected_template_id"),
        Index(
            "ix_sessions_user_id_created_at",
            "user_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        CheckConstraint("recording_ended_at >= recording_started_at", name="recording_ends_after_start"),
        facts=TableFacts(
            description="A conversation: planned, running, or over.",
            access=Access(rows=Owned("user_id"), commands=WRITE),
            singular="session",
            order=("-created_at",),
            topic=Topic("liveconvo.session", "id"),
            triggers=(
                Trigger("record_timing", "BEFORE INSERT OR UPDATE", "liveconvo.record_session_timing()"),
                Trigger(
                    "count_template_usage",
                    "AFTER INSERT OR UPDATE OF selected_template_id",
                    "liveconvo.count_template_usage()",
                ),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose conversation it is.", on_delete="CASCADE")
    title: str | None = col.text("Title of the conversation.", length=255)
    conversation_type: ConversationType | None = col.choice(ConversationType, "Kind of conversation.", length=50)
    status: SessionStatus | None = col.choice(
        SessionStatus,
        "Where the conversation is in its life: draft, active, completed, archived, in this order.",
        length=20,
        default=SessionStatus.DRAFT,
        transitions={
            SessionStatus.DRAFT: [SessionStatus.ACTIVE],
            SessionStatus.ACTIVE: [SessionStatus.COMPLETED],
            SessionStatus.COMPLETED: [SessionStatus.ARCHIVED],
        },
    )
    selected_template_id: UUID | None = col.reference(
        "templates.id", "Template chosen for the conversation.", on_delete="SET NULL", nullable=True
    )
    audio_file_url: str | None = col.text("Where the recording is kept for a while.", length=512, hidden=True)
    recording_duration_seconds: int | None = col.integer(
        "Length of the recording in seconds.", default=0, between=(0, None)
    )
    recording_started_at: dt.datetime | None = col.timestamp("When the recording began.")
    recording_ended_at: dt.datetime | None = col.timestamp("When the recording ended.")
    total_words_spoken: int | None = col.integer(
        "Words in the final transcripts of all speakers.", default=0, between=(0, None)
    )
    user_talk_time_seconds: int | None = col.integer("Seconds in which the user spoke.", default=0, between=(0, None))
    silence_periods_count: int | None = col.integer("Pauses of three seconds or more.", default=0, between=(0, None))
    audio_deleted_at: dt.datetime | None = col.timestamp("When the recording was deleted.")
    data_retention_days: int | None = col.integer(
        "Days for which transcripts are kept.", default=30, between=(1, 3650)
    )
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
    deleted_at: dt.datetime | None = col.timestamp("When the conversation was deleted.")
