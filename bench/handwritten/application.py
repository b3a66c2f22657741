"""The endpoints: the token is checked, the statement signs in and answers, its text goes out."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bench.handwritten.token import Caller, check

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Endpoint:
    """A statement, the products it signs in to, and the members of the body that it takes."""

    name: str
    products: tuple[str, ...]
    takes: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The SQL."""
        return (FOLDER / f"{self.name}.sql").read_text()

    def arguments(self, caller: Caller, sent: dict[str, Any]) -> Sequence[object]:
        """The values for the statement: who asks, then what for."""
        accounts = (caller.accounts[product] for product in self.products)
        return [caller.subject, *accounts, *(sent[name] for name in self.takes)]


ENDPOINTS = (
    Endpoint("nested", ("liveconvo",), ("sessions", "transcripts", "guidance")),
    Endpoint("one", ("liveconvo",), ("id",)),
    Endpoint("list", ("liveconvo",), ()),
    Endpoint("page", ("liveconvo",), ("id", "time", "place")),
    Endpoint("count", ("liveconvo",), ()),
    Endpoint("deep", ("roadtrip", "webbuilder"), ()),
)


def application(url: str, pool_size: int, secret: str) -> Starlette:
    """The whole server."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Nothing is ever set for longer than a transaction, so a connection need not be reset.
        async with asyncpg.create_pool(url, min_size=0, max_size=pool_size, reset=_nothing) as pool:
            app.state.pool = pool
            yield

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ready")

    routes = [_route(endpoint, secret) for endpoint in ENDPOINTS]
    return Starlette(routes=[Route("/readyz", ready), *routes], lifespan=lifespan)


def _route(endpoint: Endpoint, secret: str) -> Route:
    statement = endpoint.statement

    async def answer(request: Request) -> Response:
        caller = check(request.headers.get("authorization"), secret)
        if caller is None:
            return PlainTextResponse("A token is needed.", 401)
        arguments = endpoint.arguments(caller, json.loads(await request.body()))
        async with request.app.state.pool.acquire() as connection:
            text = await connection.fetchval(statement, *arguments)
        return Response(text, media_type="application/json")

    return Route(f"/{endpoint.name}", answer, methods=["POST"])


async def _nothing(_: object) -> None:
    """Leave a connection as it is."""
