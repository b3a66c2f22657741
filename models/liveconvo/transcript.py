"""LiveConvo's transcripts: what was said, piece by piece."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import WRITE, Access, Through
from models.base import TableFacts, Topic, Trigger, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import Speaker


class Transcript(LiveconvoModel, table=True):
    __tablename__ = "transcripts"
    __table_args__ = table(
        Index("idx_transcripts_session_id", "session_id"),
        Index("idx_transcripts_start_time", "start_time_seconds"),
        Index("idx_transcripts_is_final", "is_final"),
        Index("ix_transcripts_session_id_start_time_seconds", "session_id", "start_time_seconds", "id"),
        CheckConstraint("end_time_seconds >= start_time_seconds", name="ends_after_start"),
        facts=TableFacts(
            description="A piece of what was said, first as heard so far (interim), then final.",
            access=Access(rows=Through("session_id"), commands=WRITE),
            singular="transcript",
            order=("start_time_seconds",),
            topic=Topic("liveconvo.session", "session_id"),
            triggers=(Trigger("record_timing", "BEFORE INSERT OR UPDATE", "liveconvo.record_transcript_timing()"),),
        ),
    )

    id: UUID = col.key()
    session_id: UUID = col.reference("sessions.id", "Conversation in which it was said.", on_delete="CASCADE")
    content: str = col.text("What was said.", nullable=False)
    speaker: Speaker | None = col.choice(Speaker, "Who said it.", length=50, default=Speaker.USER)
    confidence_score: Decimal | None = col.decimal(
        3, 2, "How sure speech recognition was, 0.00 to 1.00.", between=(0, 1)
    )
    start_time_seconds: Decimal = col.decimal(
        10, 3, "When it began, in seconds since the session began.", nullable=False, between=(0, None)
    )
    end_time_seconds: Decimal | None = col.decimal(
        10, 3, "When it ended, in seconds since the session began.", between=(0, None)
    )
    duration_seconds: Decimal | None = col.decimal(8, 3, "Length in seconds: end minus start.", between=(0, None))
    stt_provider: str | None = col.text(
        "Who recognised the speech, such as openai_realtime, whisper or assembly_ai.", length=50
    )
    is_final: bool | None = col.boolean("Whether the text will not change any more.", default=False)
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
