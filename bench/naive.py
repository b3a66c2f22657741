"""The baseline: LiveConvo's graph as one writes it from the documentation of Strawberry, SQLModel and SQLAlchemy.

ORM classes, object types made from them, one AsyncSession a request, one DataLoader a relation. It has no token and
no row security: who asks is an argument, and it connects as a role that sees every row.
"""

import asyncio
import datetime as dt
import enum
import os
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import strawberry
import uvicorn
from sqlalchemy import DateTime
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader


class Row(SQLModel, registry=registry()):
    """The tables of the plain server."""


class SessionRow(Row, table=True):
    """A conversation."""

    __tablename__ = "sessions"
    __table_args__ = {"schema": "liveconvo"}

    id: UUID = Field(primary_key=True)
    user_id: UUID
    title: str | None
    status: str | None
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
class Session:
    """A conversation."""

    id: UUID
    title: str | None
    status: Status
    created_at: dt.datetime

    @classmethod
    def marshal(cls, row: SessionRow) -> "Session":
        """The object of a row."""
        return cls(id=row.id, title=row.title, status=Status(row.status), created_at=row.created_at)

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


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def sessions(self, info: strawberry.Info, user_id: UUID, first: int = 20) -> list[Session]:
        """A person's conversations, the newest first."""
        statement = (
            select(SessionRow)
            .where(SessionRow.user_id == user_id, col(SessionRow.deleted_at).is_(None))
            .order_by(col(SessionRow.created_at).desc(), col(SessionRow.id).desc())
            .limit(first)
        )
        async with info.context["lock"]:
            rows = (await info.context["session"].exec(statement)).all()
        return [Session.marshal(row) for row in rows]


class Loaders:
    """One batch of children for all parents that ask; an AsyncSession does one statement at a time."""

    def __init__(self, session: AsyncSession, lock: asyncio.Lock) -> None:
        self._session = session
        self._lock = lock

    async def transcripts(self, keys: list[UUID]) -> list[list[TranscriptRow]]:
        """Transcripts by session."""
        statement = (
            select(TranscriptRow)
            .where(col(TranscriptRow.session_id).in_(keys))
            .order_by(col(TranscriptRow.start_time_seconds), col(TranscriptRow.id))
        )
        async with self._lock:
            rows = (await self._session.exec(statement)).all()
        grouped = defaultdict(list)
        for row in rows:
            grouped[row.session_id].append(row)
        return [grouped[key] for key in keys]

    async def guidance(self, keys: list[UUID]) -> list[list[GuidanceRow]]:
        """Guidance by session."""
        statement = (
            select(GuidanceRow)
            .where(col(GuidanceRow.session_id).in_(keys))
            .order_by(col(GuidanceRow.triggered_at_seconds), col(GuidanceRow.id))
        )
        async with self._lock:
            rows = (await self._session.exec(statement)).all()
        grouped = defaultdict(list)
        for row in rows:
            grouped[row.session_id].append(row)
        return [grouped[key] for key in keys]


class App(GraphQL[dict[str, Any], None]):
    """Strawberry's ASGI application with a database session for each request."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        super().__init__(strawberry.Schema(Query))
        self._sessions = sessions

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        async with self._sessions() as session:
            scope["session"] = session
            await super().__call__(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        """The session and the loaders of one request."""
        session, lock = request.scope["session"], asyncio.Lock()
        loaders = Loaders(session, lock)
        return {
            "session": session,
            "lock": lock,
            "transcripts": DataLoader(load_fn=loaders.transcripts),
            "guidance": DataLoader(load_fn=loaders.guidance),
        }


def application(engine: AsyncEngine) -> Starlette:
    """The whole server."""
    sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ready")

    app = Starlette(routes=[Route("/readyz", ready)], lifespan=lifespan)
    app.mount("/graphql", cast(Any, App(sessions)))
    return app


def main() -> None:
    """Serve on the port and the database given on the command line."""
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=10, max_overflow=0)
    uvicorn.run(
        application(engine),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
