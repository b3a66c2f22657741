"""A small real GraphQL server with our page in front of it, which notes the credentials that reach it."""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from gateway.graphiql import CONTENT_SECURITY_POLICY, Example, PageConfig, page, routes

SESSION = "7c1f5f0e-0d52-4c9e-9d0f-6a1f6f3f9a01"

EXAMPLES = (
    Example("ReadConversations", "query ReadConversations {\n  lines {\n    seq\n    content\n  }\n}\n"),
    Example(
        "WatchConversation",
        "subscription WatchConversation($sessionId: ID!) {\n  added(sessionId: $sessionId) {\n"
        "    seq\n    content\n  }\n}\n",
        f'{{\n  "sessionId": "{SESSION}"\n}}\n',
    ),
    Example(
        "AppendTranscript",
        "mutation AppendTranscript($content: String!) {\n  append(content: $content) {\n"
        "    seq\n    content\n  }\n}\n",
        '{\n  "content": "Could you send me the offer?"\n}\n',
    ),
)


@strawberry.type(description="Something said in a conversation.")
class Line:
    seq: int
    content: str


@dataclass
class Conversation:
    """What was said, and who waits for more."""

    lines: list[Line] = field(default_factory=lambda: [Line(seq=1, content="Welcome")])
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def append(self, content: str) -> Line:
        async with self.changed:
            line = Line(seq=len(self.lines) + 1, content=content)
            self.lines.append(line)
            self.changed.notify_all()
            return line

    async def follow(self) -> AsyncIterator[Line]:
        position = 0
        while True:
            async with self.changed:
                while len(self.lines) <= position:
                    await self.changed.wait()
            yield self.lines[position]
            position += 1


@strawberry.type
class Reads:
    @strawberry.field
    def lines(self, info: strawberry.Info) -> list[Line]:
        return info.context["conversation"].lines


@strawberry.type
class Writes:
    @strawberry.mutation
    async def append(self, info: strawberry.Info, content: str) -> Line:
        return await info.context["conversation"].append(content)


@strawberry.type
class Events:
    @strawberry.subscription
    async def added(self, info: strawberry.Info, session_id: strawberry.ID) -> AsyncGenerator[Line, None]:
        async for line in info.context["conversation"].follow():
            yield line


class Endpoint(GraphQL):
    """GraphQL over both transports; the credentials of each request go to the server's notes."""

    def __init__(self, server: "Server") -> None:
        schema = strawberry.Schema(query=Reads, mutation=Writes, subscription=Events)
        super().__init__(schema, graphql_ide=None, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])
        self.server = server

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, object]:
        if isinstance(request, Request):
            self.server.http_credentials.add(request.headers.get("authorization"))
        return {"conversation": self.server.conversation, "request": request, "response": response}

    async def on_ws_connect(self, context: dict[str, object]) -> dict[str, object]:
        parameters = context["connection_params"]
        self.server.socket_parameters.append(parameters)
        if parameters.get("authorization") == "Bearer refused":
            await context["request"].close(4403, "Forbidden")
        return await super().on_ws_connect(context)


@dataclass
class Server:
    """The running server: what it shows can be changed, what reached it can be read."""

    config: PageConfig
    origin: str = ""
    conversation: Conversation = field(default_factory=Conversation)
    http_credentials: set[str | None] = field(default_factory=set)
    socket_parameters: list[dict[str, object]] = field(default_factory=list)

    def configure(self, **changes: object) -> None:
        """Hand out a different configuration from now on, as a server does that was started anew."""
        self.config = replace(self.config, **changes)

    def application(self) -> Starlette:
        endpoint = Endpoint(self)

        async def graphql(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["method"] == "GET":
                html = HTMLResponse(page(self.config), headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
                await html(scope, receive, send)
            else:
                await endpoint(scope, receive, send)

        return Starlette(
            routes=[*routes(), Route("/graphql", _Asgi(graphql)), WebSocketRoute("/graphql", _Asgi(graphql))]
        )


@dataclass(frozen=True)
class _Asgi:
    """Starlette takes an instance for an ASGI application, and a function for a view."""

    application: object

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.application(scope, receive, send)


@contextmanager
def serving(config: PageConfig) -> Iterator[Server]:
    """The server on a free port of this machine, in a thread of its own."""
    server = Server(config)
    process = uvicorn.Server(
        uvicorn.Config(server.application(), port=0, log_level="warning", ws="websockets-sansio")
    )
    thread = threading.Thread(target=process.run)
    thread.start()
    try:
        while not process.started:
            thread.join(0.02)
        port = process.servers[0].sockets[0].getsockname()[1]
        server.origin = f"http://127.0.0.1:{port}"
        yield server
    finally:
        process.should_exit = True
        thread.join(10)
