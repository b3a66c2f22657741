"""The ASGI application: routes, lifespan, readiness."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from gateway import graphiql, migration
from gateway.authentication import Authenticator
from gateway.manifest import read_manifest
from gateway.settings import Settings
from gateway.telemetry import CONNECTIONS, SOCKETS, SUBSCRIPTIONS, TASKS, TOPICS_FOLLOWED, RequestLog
from gql.admission import Admission, Limits
from gql.engine import Engine
from gql.http import HttpEndpoint
from gql.schema import build
from gql.trusted import TrustedDocuments
from gql.websocket import WebSocketEndpoint
from repositories.database import Database
from repositories.errors import QuintetError
from repositories.events import EventHub
from repositories.identity import Trust

log = structlog.get_logger(__name__)
CHECK_SECONDS = 5.0
RECHECK_SECONDS = 1.0
PATH = "/graphql"


@dataclass(frozen=True)
class Playground:
    """What GraphiQL is given in development: a token and a session to look at."""

    token: str
    session_id: str


class Gateway:
    """One serving process."""

    def __init__(
        self,
        settings: Settings,
        urls: dict[str, str],
        token_secret: str | None,
        playground: Playground | None = None,
    ) -> None:
        self.settings = settings
        self.database = Database(
            {Trust.APP: urls["app"], Trust.ADMIN: urls["admin"]},
            pool_size=settings.pool_size,
            acquire_timeout=settings.acquire_timeout,
        )
        self.hub = EventHub(urls["listener"])
        trusted = TrustedDocuments(read_manifest(settings.trusted_documents), only=settings.only_trusted_documents)
        self.engine = Engine(
            build(),
            self.database,
            self.hub,
            development=settings.development,
            trusted=trusted,
            limits=settings.call_limits,
        )
        authenticate = Authenticator(settings, token_secret)
        self.admission = Admission(
            Limits(
                settings.max_sockets,
                settings.max_sockets_per_user,
                settings.max_subscriptions_per_socket,
                settings.socket_init_timeout,
            )
        )
        self.http = HttpEndpoint(self.engine, authenticate, self.admission, max_body=settings.max_body)
        self.sockets = WebSocketEndpoint(self.engine, authenticate, self.admission, settings.allowed_origins)
        self._playground = playground
        self._problem: str | None = "starting"

    def app(self) -> RequestLog:
        """The application to serve."""
        routes: list[BaseRoute] = [
            Route(PATH, self._graphql, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            WebSocketRoute(PATH, self._socket),
            Route("/healthz", self._health),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]
        if self._playground is not None:
            routes.extend(graphiql.routes())
        # Pages of other hosts may only ask if they are named in the settings; tokens travel in a header, never
        # in a cookie, so credentials are not needed.
        cors = Middleware(
            CORSMiddleware,
            allow_origins=self.settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-request-id"],
            expose_headers=["x-request-id", "retry-after"],
        )
        return RequestLog(Entrance(self.http, Starlette(routes=routes, lifespan=self.lifespan, middleware=[cors])))

    async def begin_stop(self) -> None:
        """End open streams and sockets, so that the process can stop; requests in flight are finished."""
        self.http.stop()
        await self.sockets.stop()

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette | None = None) -> AsyncIterator[None]:
        """Connected and checking itself, until the end."""
        await self.database.open()
        await self.hub.open()
        self.engine.notes.open()
        self.engine.usage.open()
        await self._check()
        checking = asyncio.create_task(self._keep_checking())
        try:
            yield
        finally:
            checking.cancel()
            await asyncio.gather(checking, return_exceptions=True)
            await self.begin_stop()
            await self.hub.close()
            await self.engine.notes.close()
            await self.engine.usage.close()
            await self.database.close()

    async def _keep_checking(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS if self._problem is None else RECHECK_SECONDS)
            await self._check()

    async def _check(self) -> None:
        """Whether this process may serve: the database answers, is at our revision, and our role is a safe one."""
        problem: str | None = None
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                if not await self.database.role_is_safe():
                    problem = "the database role could get around row security"
                elif (found := await self.database.revision()) != (wanted := migration.head()):
                    problem = f"the database is at revision {found}, but {wanted} is needed: run quintet migrate"
        except (QuintetError, TimeoutError) as error:
            problem = f"the database cannot be reached ({type(error).__name__})"
        if problem != self._problem:
            log.warning("not ready", problem=problem) if problem else log.info("ready")
        self._problem = problem

    async def _graphql(self, request: Request) -> ASGIApp:
        if self._playground is not None and _wants_page(request):
            return self._page(self._playground)
        return self.http

    async def _socket(self, websocket: WebSocket) -> None:
        await self.sockets(websocket)

    def _page(self, playground: Playground) -> Response:
        values = {"demoSessionId": playground.session_id}
        config = graphiql.PageConfig(token=playground.token, examples=graphiql.examples(values), values=values)
        headers = {"content-security-policy": graphiql.CONTENT_SECURITY_POLICY, "cache-control": "no-store"}
        return HTMLResponse(graphiql.page(config), headers=headers)

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def _ready(self, _: Request) -> Response:
        if self._problem is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "problem": self._problem}, 503, {"retry-after": "1"})

    async def _metrics(self, _: Request) -> Response:
        CONNECTIONS.set(self.admission.open)
        SOCKETS.set(self.sockets.open_sockets)
        TOPICS_FOLLOWED.set(self.hub.topics_followed)
        SUBSCRIPTIONS.set(self.hub.followers)
        TASKS.set(len(asyncio.all_tasks()))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class Entrance:
    """Hands questions to the endpoint at once; all else passes through the layers of Starlette.

    Those layers take a quarter of a small request. What needs them is named: pages of other hosts (CORS) and GET.
    """

    def __init__(self, endpoint: ASGIApp, others: Starlette) -> None:
        self._endpoint = endpoint
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the lifespan."""
        is_question = scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST"
        if is_question and b"origin" not in [name for name, _ in scope["headers"]]:
            await self._endpoint(scope, receive, send)
        else:
            await self._others(scope, receive, send)


def _wants_page(request: Request) -> bool:
    return request.method == "GET" and "text/html" in request.headers.get("accept", "") and not request.query_params
