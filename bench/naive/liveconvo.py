"""LiveConvo's types of the plain server."""

import datetime as dt
import enum
from decimal import Decimal
from uuid import UUID

import strawberry
from sqlmodel import col, select

from bench.naive.tables import GuidanceRow, SessionRow, TranscriptRow


@strawberry.enum
class Status(enum.Enum):
    """Where a conversation is in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"
    ARCHIVED = "archived"


@strawberry.enum
class Speaker(enum.Enum):
    """Who speaks."""

    USER = "user"
    SYSTEM = "system"
    OTHER = "other"


@strawberry.enum
class Kind(enum.Enum):
    """Kinds of advice."""

    ASK = "ask"
    CLARIFY = "clarify"
    AVOID = "avoid"
    SUGGEST = "suggest"
    WARN = "warn"


@strawberry.type
class Transcript:
    """What was said."""

    id: UUID
    content: str
    speaker: Speaker
    start_time_seconds: Decimal
    is_final: bool

    @classmethod
    def marshal(cls, row: TranscriptRow) -> "Transcript":
        """The object of a row."""
        return cls(
            id=row.id,
            content=row.content,
            speaker=Speaker(row.speaker),
            start_time_seconds=row.start_time_seconds,
            is_final=bool(row.is_final),
        )


@strawberry.type
class Guidance:
    """What was advised."""

    id: UUID
    content: str
    guidance_type: Kind
    priority: int | None

    @classmethod
    def marshal(cls, row: GuidanceRow) -> "Guidance":
        """The object of a row."""
        return cls(id=row.id, content=row.content, guidance_type=Kind(row.guidance_type), priority=row.priority)


@strawberry.type
class PageInfo:
    """Whether the list goes on."""

    has_next_page: bool


@strawberry.type
class TranscriptWindow:
    """A part of what was said."""

    nodes: list[Transcript]
    page_info: PageInfo


@strawberry.type
class Count:
    """How many there are."""

    total_count: int


@strawberry.type
class Session:
    """A conversation."""

    id: UUID
    title: str | None
    status: Status
    recording_started_at: dt.datetime | None
    recording_ended_at: dt.datetime | None
    created_at: dt.datetime

    @classmethod
    def marshal(cls, row: SessionRow) -> "Session":
        """The object of a row."""
        return cls(
            id=row.id,
            title=row.title,
            status=Status(row.status),
            recording_started_at=row.recording_started_at,
            recording_ended_at=row.recording_ended_at,
            created_at=row.created_at,
        )

    @strawberry.field
    async def transcripts(self, info: strawberry.Info, first: int = 20) -> list[Transcript]:
        """What was said in it."""
        rows = await info.context["transcripts"].load(self.id)
        return [Transcript.marshal(row) for row in rows[:first]]

    @strawberry.field
    async def guidance(self, info: strawberry.Info, first: int = 20) -> list[Guidance]:
        """What was advised in it."""
        rows = await info.context["guidance"].load(self.id)
        return [Guidance.marshal(row) for row in rows[:first]]

    @strawberry.field
    async def transcript_count(self, info: strawberry.Info) -> Count:
        """How many pieces were said in it."""
        return Count(total_count=await info.context["transcript_counts"].load(self.id))

    @strawberry.field
    async def guidance_count(self, info: strawberry.Info) -> Count:
        """How many pieces of advice were given in it."""
        return Count(total_count=await info.context["guidance_counts"].load(self.id))

    @strawberry.field
    async def transcript_window(
        self, info: strawberry.Info, is_final: bool, offset: int = 0, limit: int = 20
    ) -> TranscriptWindow:
        """What was said last, from an offset on."""
        statement = (
            select(TranscriptRow)
            .where(TranscriptRow.session_id == self.id, TranscriptRow.is_final == is_final)
            .order_by(col(TranscriptRow.start_time_seconds).desc(), col(TranscriptRow.id).desc())
            .offset(offset)
            .limit(limit + 1)
        )
        rows = await info.context["reader"].all(statement)
        nodes = [Transcript.marshal(row) for row in rows[:limit]]
        return TranscriptWindow(nodes=nodes, page_info=PageInfo(has_next_page=len(rows) > limit))


@strawberry.type
class SessionWindow:
    """A part of somebody's conversations."""

    total_count: int
    nodes: list[Session]
