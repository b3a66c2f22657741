"""LiveConvo's summaries: what remains of a conversation once it is over."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text

from models import columns as col
from models.access import WRITE, Access, AllOf, Owned, Through
from models.base import TableFacts, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import GenerationStatus


class Summary(LiveconvoModel, table=True):
    __tablename__ = "summaries"
    __table_args__ = table(
        Index("idx_summaries_session_id", "session_id"),
        Index("idx_summaries_user_id", "user_id"),
        Index("idx_summaries_status", "generation_status"),
        Index("idx_summaries_marked_done", "is_marked_done"),
        Index(
            "ix_summaries_user_id_created_at",
            "user_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("uq_summaries_session_id", "session_id", unique=True, postgresql_where=text("deleted_at IS NULL")),
        facts=TableFacts(
            description="The summary of a conversation; a session has one at a time.",
            access=Access(rows=AllOf((Owned("user_id"), Through("session_id"))), commands=WRITE),
            singular="summary",
            order=("-created_at",),
        ),
    )

    id: UUID = col.key()
    session_id: UUID = col.reference("sessions.id", "Conversation it sums up.", on_delete="CASCADE")
    user_id: UUID = col.reference("users.id", "Whose summary it is.", on_delete="CASCADE")
    title: str | None = col.text("Title of the summary.", length=255)
    tldr: str | None = col.text("The whole in a sentence or two.")
    key_decisions: list[Any] | None = col.json("Array of decisions, each a string.", array=True)
    action_items: list[Any] | None = col.json("Array of action items, each an object.", array=True)
    follow_up_questions: list[Any] | None = col.json("Array of follow-up questions.", array=True)
    full_transcript: str | None = col.text("Everything that was said, as one text.")
    structured_notes: str | None = col.text("Notes with headings.")
    generation_status: GenerationStatus | None = col.choice(
        GenerationStatus,
        "How far writing the summary has come.",
        length=20,
        default=GenerationStatus.PENDING,
        transitions={
            GenerationStatus.PENDING: [
                GenerationStatus.GENERATING,
                GenerationStatus.COMPLETED,
                GenerationStatus.FAILED,
            ],
            GenerationStatus.GENERATING: [GenerationStatus.COMPLETED, GenerationStatus.FAILED],
            GenerationStatus.COMPLETED: [GenerationStatus.GENERATING],
            GenerationStatus.FAILED: [GenerationStatus.GENERATING],
        },
    )
    generation_error: str | None = col.text("Why writing the summary failed.")
    model_used: str | None = col.text("AI model that wrote it.", length=50)
    generation_time_seconds: Decimal | None = col.decimal(6, 2, "Time the AI took, in seconds.", between=(0, None))
    export_count: int | None = col.integer("How often it was exported.", default=0, between=(0, None))
    last_exported_at: dt.datetime | None = col.timestamp("When it was last exported.")
    is_marked_done: bool | None = col.boolean("Whether the user ticked it off.", default=False)
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
    deleted_at: dt.datetime | None = col.timestamp("When the summary was deleted.")
