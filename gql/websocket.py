"""GraphQL over WebSocket: the protocol graphql-transport-ws, and no other.

Whatever a client sends ends in an answer or in a close code of the protocol (44xx). A client that does not read
is not read from either: a send waits until there is room, and the server ends connections on which there is no
room for too long. Nothing decided for one operation is used for the next, except the identity, which ends the
socket when it expires.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from typing import Any

import orjson
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gql.admission import Admission
from gql.answer import Answer
from gql.documents import is_subscription
from gql.engine import Engine, RequestError
from gql.errors import describe
from gql.http import Authenticate
from gql.requests import Request, read_request
from repositories.clock import now
from repositories.errors import BadInputError, RateLimitedError, UnauthenticatedError
from repositories.identity import Identity

log = structlog.get_logger(__name__)

PROTOCOL = "graphql-transport-ws"
CLOSE_SECONDS = 2.0
MAX_FRAME = 64 * 1024
MAX_ID = 128
MAX_REASON = 120

NORMAL, GOING_AWAY, TOO_BIG, INTERNAL, TRY_LATER = 1000, 1001, 1009, 1011, 1013
BAD_FRAME, UNAUTHORIZED, FORBIDDEN, BAD_PROTOCOL = 4400, 4401, 4403, 4406
NO_INIT, DUPLICATE, TOO_MANY = 4408, 4409, 4429
GONE = (WebSocketDisconnect, RuntimeError, OSError)


class CloseError(Exception):
    """The socket is to be closed with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason[:MAX_REASON]


class WebSocketEndpoint:
    """The endpoint `/graphql` for WebSockets; knows all that are open."""

    def __init__(
        self, engine: Engine, authenticate: Authenticate, admission: Admission, origins: tuple[str, ...] = ()
    ) -> None:
        self.engine = engine
        self.authenticate = authenticate
        self.admission = admission
        self._origins = origins
        self._open: dict[Socket, asyncio.Task[Any]] = {}
        self._stopping = False

    @property
    def open_sockets(self) -> int:
        """How many sockets are open."""
        return len(self._open)

    async def __call__(self, websocket: WebSocket) -> None:
        """Serve one socket to its end."""
        with contextlib.suppress(WebSocketDisconnect, OSError):
            if not self._same_origin(websocket):
                await websocket.close()
                return
            offered = PROTOCOL in websocket.scope.get("subprotocols", ())
            await websocket.accept(subprotocol=PROTOCOL if offered else None)
            if not offered:
                await websocket.close(BAD_PROTOCOL, f"Subprotocol not acceptable: use {PROTOCOL}")
                return
            try:
                with self.admission.connection():
                    await self._serve(websocket)
            except RateLimitedError as error:
                await websocket.close(TRY_LATER, error.message)

    async def stop(self) -> None:
        """Tell every client to come back later, and wait until they are gone."""
        self._stopping = True
        for socket in list(self._open):
            socket.end(CloseError(GOING_AWAY, "Going away"))
        if self._open:
            await asyncio.wait(list(self._open.values()), timeout=CLOSE_SECONDS)

    async def _serve(self, websocket: WebSocket) -> None:
        socket = Socket(self, websocket)
        if self._stopping:
            socket.end(CloseError(GOING_AWAY, "Going away"))
        self._open[socket] = asyncio.ensure_future(socket.serve())
        try:
            await self._open[socket]
        finally:
            del self._open[socket]

    def _same_origin(self, websocket: WebSocket) -> bool:
        """A page of another site may not open a socket; programs send no Origin."""
        origin = websocket.headers.get("origin")
        if origin is None:
            return "cookie" not in websocket.headers
        _, scheme, host = origin.partition("://")
        return origin in self._origins or bool(scheme and host == websocket.headers.get("host"))


class Socket:
    """One client's socket."""

    def __init__(self, endpoint: WebSocketEndpoint, websocket: WebSocket) -> None:
        self._endpoint = endpoint
        self._websocket = websocket
        self._seat = ExitStack()
        self._identity: Identity | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._verdict: asyncio.Future[CloseError | None] = asyncio.get_running_loop().create_future()

    def end(self, verdict: CloseError | None) -> None:
        """Close the socket, or note that the client is gone; the first verdict counts."""
        if not self._verdict.done():
            self._verdict.set_result(verdict)

    async def serve(self) -> None:
        """Serve until one side ends it; leave nothing behind."""
        reading = asyncio.create_task(self._read())
        verdict: CloseError | None = None
        try:
            verdict = await self._verdict
        finally:
            tasks = [reading, *self._tasks]
            for task in tasks:
                task.cancel()
            try:
                if verdict is not None:
                    await self._close(verdict)
                await asyncio.gather(*tasks, return_exceptions=True)
            finally:
                self._seat.close()

    async def _close(self, verdict: CloseError) -> None:
        """Say goodbye, waiting only so long for a client that does not read."""
        with contextlib.suppress(TimeoutError, *GONE):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._websocket.close(verdict.code, verdict.reason)

    async def _read(self) -> None:
        """Read and do what the client asks for, frame by frame."""
        try:
            await self._initialise()
            while True:
                await self._handle(await self._receive())
        except CloseError as verdict:
            self.end(verdict)
        except WebSocketDisconnect:
            self.end(None)
        except Exception:
            log.exception("socket failed")
            self.end(CloseError(INTERNAL, "Internal error"))

    async def _initialise(self) -> None:
        """Wait for `connection_init` and check its token."""
        try:
            async with asyncio.timeout(self._endpoint.admission.limits.init_seconds):
                message = await self._receive()
                while message["type"] in ("ping", "pong"):
                    await self._handle(message)
                    message = await self._receive()
        except TimeoutError:
            raise CloseError(NO_INIT, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise CloseError(UNAUTHORIZED, "Unauthorized: connection_init comes first")
        try:
            identity = await self._endpoint.authenticate(_token(message.get("payload") or {}))
            self._seat.enter_context(self._endpoint.admission.user(identity.subject))
        except UnauthenticatedError as error:
            raise CloseError(FORBIDDEN, f"Forbidden: {error.message}") from None
        except RateLimitedError as error:
            raise CloseError(TOO_MANY, error.message) from None
        self._identity = identity
        self._expire(identity)
        await self._send({"type": "connection_ack"})

    def _expire(self, identity: Identity) -> None:
        """Close the socket when the token expires."""
        if identity.expires_at is not None:
            left = (identity.expires_at - now()).total_seconds()
            loop = asyncio.get_running_loop()
            timer = loop.call_later(max(left, 0), self.end, CloseError(FORBIDDEN, "Token expired"))
            self._seat.callback(timer.cancel)

    async def _receive(self) -> dict[str, Any]:
        """The next message: an object with a type and perhaps a payload, which is an object."""
        frame = await self._websocket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", NORMAL))
        text = frame.get("text")
        if text is None:
            raise CloseError(BAD_FRAME, "Frames must be text in UTF-8")
        if len(text) > MAX_FRAME:
            raise CloseError(TOO_BIG, f"A frame has at most {MAX_FRAME} bytes")
        try:
            message = orjson.loads(text)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            raise CloseError(BAD_FRAME, "Frames must be valid JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise CloseError(BAD_FRAME, "Frames must be objects with a type")
        if not isinstance(message.get("payload", {}), dict | None):
            raise CloseError(BAD_FRAME, "A payload must be an object")
        return message

    async def _handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(_identifier(message), message.get("payload"))
            case "complete":
                if task := self._operations.pop(_identifier(message), None):
                    task.cancel()
            case "connection_init":
                raise CloseError(TOO_MANY, "Too many initialisation requests")
            case _:
                raise CloseError(BAD_FRAME, "Unknown type of message")

    async def _subscribe(self, identifier: str, payload: object) -> None:
        try:
            request = read_request(payload)
        except BadInputError as error:
            raise CloseError(BAD_FRAME, error.message) from None
        if identifier in self._operations:
            raise CloseError(DUPLICATE, f"Subscriber for {identifier} already exists")
        limit = self._endpoint.admission.limits.operations_per_socket
        if len(self._tasks) >= limit:
            refusal = RateLimitedError(f"A socket runs at most {limit} operations at a time.")
            await self._send({"id": identifier, "type": "error", "payload": [describe(refusal)]})
            return
        task = asyncio.create_task(self._run(identifier, request))
        self._operations[identifier] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, identifier: str, request: Request) -> None:
        """Run one operation and send its answers."""
        last: dict[str, Any] = {"id": identifier, "type": "complete"}
        try:
            start = f'{{"id":{orjson.dumps(identifier).decode()},"type":"next","payload":'
            async with aclosing(self._answers(request)) as answers:
                async for answer in answers:
                    await self._send_text(f"{start}{answer.text}}}")
        except RequestError as error:
            last = {"id": identifier, "type": "error", "payload": error.errors}
        except Exception as error:  # noqa: BLE001 - described to the client, and logged where it is a fault of ours
            last = {"id": identifier, "type": "error", "payload": [describe(error)]}
        await self._send(last)
        if self._operations.get(identifier) is asyncio.current_task():
            del self._operations[identifier]

    async def _answers(self, request: Request) -> AsyncGenerator[Answer, None]:
        assert self._identity is not None
        engine = self._endpoint.engine
        request = engine.identify(request)
        document, operation = engine.prepare(request)
        if not is_subscription(operation):
            yield await engine.execute(request, document, self._identity)
            return
        async with aclosing(engine.subscribe(request, document, self._identity)) as answers:
            async for answer in answers:
                yield answer

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(orjson.dumps(message).decode())

    async def _send_text(self, text: str) -> None:
        """Send a frame, one at a time; it waits while the client does not read."""
        async with self._sending:
            if self._websocket.application_state is not WebSocketState.CONNECTED:
                return
            try:
                await self._websocket.send_text(text)
            except GONE:
                self.end(None)


def _identifier(message: dict[str, Any]) -> str:
    identifier = message.get("id")
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= MAX_ID:
        raise CloseError(BAD_FRAME, f"The id of an operation is a text of 1 to {MAX_ID} characters")
    return identifier


def _token(payload: dict[str, Any]) -> str | None:
    """The token in the payload of `connection_init`: `authorization`, upper or lower case."""
    found = [value for name, value in payload.items() if name.lower() == "authorization"]
    if len(found) > 1 or (found and not isinstance(found[0], str)):
        raise UnauthenticatedError("The payload of connection_init needs one authorization, which is a text.")
    return found[0] if found else None
