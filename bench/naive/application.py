"""The plain server as an application: Strawberry's, with a database session for each request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from bench.naive.loaders import Reader, loaders
from bench.naive.query import Query


class App(GraphQL[dict[str, Any], None]):
    """Strawberry's ASGI application."""

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
        reader = Reader(request.scope["session"])
        return {"reader": reader, **loaders(reader)}


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
