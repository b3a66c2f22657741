"""GraphQL over WebSocket: the protocol graphql-transport-ws, and no other.

Whatever a client sends ends in an answer or in a close code of the protocol (44xx); what it does not read it does
not get for ever: a send that takes too long closes the socket. Nothing decided for one operation is used for the
next, except the identity, which ends the socket when it expires.
"""

import asyncio
import contextlib
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import orjson
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gql.answer import Answer
from gql.documents import is_subscription
from gql.engine import Engine, RequestError
from gql.errors import describe
from gql.http import Authenticate
from gql.requests import read_request
from repositories.errors import QuintetError, RateLimitedError, UnauthenticatedError
from repositories.identity import Identity

log = structlog.get_logger(__name__)

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 5.0
SEND_SECONDS = 30.0
MAX_FRAME = 64 * 1024
MAX_ID = 128

BAD_FRAME, UNAUTHORIZED, FORBIDDEN, BAD_PROTOCOL, NO_INIT, DUPLICATE, TOO_MANY = (
    4400,
    4401,
    4403,
    4406,
    4408,
    4409,
    4429,
)
GOING_AWAY, TOO_BIG, TRY_LATER = 1001, 1009, 1013


class SocketLimits:
    """How many sockets and subscriptions there may be."""

    def __init__(self, sockets: int, per_user: int, subscriptions: int) -> None:
        self.sockets = sockets
        self.per_user = per_user
        self.subscriptions = subscriptions


class CloseError(Exception):
    """The socket is to be closed with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class WebSocketEndpoint:
    """The endpoint `/graphql` for WebSockets; knows all that are open."""

    def __init__(
        self, engine: Engine, authenticate: Authenticate, limits: SocketLimits, origins: tuple[str, ...] = ()
    ) -> None:
        self.engine = engine
        self.authenticate = authenticate
        self.limits = limits
        self._origins = origins
        self.users: Counter[object] = Counter()
        self._open: set[Socket] = set()
        self._stopping = False

    @property
    def open_sockets(self) -> int:
        """How many sockets are open."""
        return len(self._open)

    async def __call__(self, websocket: WebSocket) -> None:
        """Serve one socket to its end."""
        if not self._same_origin(websocket):
            await websocket.close(code=FORBIDDEN)
            return
        if PROTOCOL not in websocket.scope.get("subprotocols", ()):
            await websocket.accept()
            await websocket.close(BAD_PROTOCOL, f"Subprotocol not acceptable: use {PROTOCOL}")
            return
        if self._stopping or len(self._open) >= self.limits.sockets:
            await websocket.accept(subprotocol=PROTOCOL)
            await websocket.close(TRY_LATER, "No room for another socket: try again later")
            return
        socket = Socket(self, websocket)
        self._open.add(socket)
        try:
            await websocket.accept(subprotocol=PROTOCOL)
            await socket.serve()
        finally:
            self._open.discard(socket)

    async def stop(self) -> None:
        """Tell every client to come back later, and close."""
        self._stopping = True
        await asyncio.gather(*(socket.close(GOING_AWAY, "Going away") for socket in list(self._open)))

    def _same_origin(self, websocket: WebSocket) -> bool:
        """A page of another site may not open a socket; programs send no Origin."""
        origin = websocket.headers.get("origin")
        if origin is None:
            return "cookie" not in websocket.headers
        return origin in self._origins or origin.partition("://")[2] == websocket.headers.get("host")


class Socket:
    """One client's socket."""

    def __init__(self, endpoint: WebSocketEndpoint, websocket: WebSocket) -> None:
        self._endpoint = endpoint
        self._websocket = websocket
        self._identity: Identity | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()
        self._main: asyncio.Task[Any] | None = None
        self._verdict: CloseError | None = None

    async def serve(self) -> None:
        """Read frames until one side ends it."""
        self._main = asyncio.current_task()
        expiry: asyncio.TimerHandle | None = None
        try:
            identity = await self._initialise()
            expiry = self._expire(identity)
            while True:
                await self._handle(await self._receive())
        except CloseError as verdict:
            await self.close(verdict.code, verdict.reason)
        except WebSocketDisconnect:
            pass
        except asyncio.CancelledError:
            if self._verdict is None:
                raise
            await self.close(self._verdict.code, self._verdict.reason)
        except Exception:
            log.exception("socket failed")
            await self.close(1011, "Internal error")
        finally:
            if expiry is not None:
                expiry.cancel()
            await self._end()

    async def close(self, code: int, reason: str) -> None:
        """Close the socket with a code, waiting only so long for the client."""
        if self._websocket.application_state is WebSocketState.DISCONNECTED:
            return
        with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError, OSError):
            await asyncio.wait_for(self._websocket.close(code, reason[:120]), timeout=2)

    async def _end(self) -> None:
        tasks = list(self._operations.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._identity is not None:
            users = self._endpoint.users
            users[self._identity.subject] -= 1
            if users[self._identity.subject] <= 0:
                del users[self._identity.subject]

    async def _initialise(self) -> Identity:
        """Wait for `connection_init` and check its token."""
        try:
            message = await asyncio.wait_for(self._receive(), INIT_SECONDS)
        except TimeoutError:
            raise CloseError(NO_INIT, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise CloseError(UNAUTHORIZED, "Unauthorized: connection_init comes first")
        payload = message.get("payload")
        if payload is not None and not isinstance(payload, dict):
            raise CloseError(BAD_FRAME, "The payload of connection_init must be an object")
        try:
            identity = await self._endpoint.authenticate(_token(payload or {}))
        except UnauthenticatedError as error:
            raise CloseError(FORBIDDEN, f"Forbidden: {error.message}") from None
        users = self._endpoint.users
        if users[identity.subject] >= self._endpoint.limits.per_user:
            raise CloseError(TOO_MANY, f"Too many sockets: the limit is {self._endpoint.limits.per_user} a user")
        users[identity.subject] += 1
        self._identity = identity
        await self._send({"type": "connection_ack"})
        return identity

    def _expire(self, identity: Identity) -> asyncio.TimerHandle | None:
        """Close the socket when the token expires."""
        if identity.expires_at is None:
            return None
        left = (identity.expires_at - dt.datetime.now(dt.UTC)).total_seconds()
        return asyncio.get_running_loop().call_later(
            max(left, 0), self._interrupt, CloseError(FORBIDDEN, "Token expired")
        )

    def _interrupt(self, verdict: CloseError) -> None:
        self._verdict = verdict
        if self._main is not None:
            self._main.cancel()

    async def _receive(self) -> dict[str, Any]:
        """The next message, which is an object with a type."""
        frame = await self._websocket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1000))
        text = frame.get("text")
        if text is None:
            raise CloseError(BAD_FRAME, "Frames must be text")
        if len(text) > MAX_FRAME:
            raise CloseError(TOO_BIG, f"A frame has at most {MAX_FRAME} bytes")
        try:
            message = orjson.loads(text)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            raise CloseError(BAD_FRAME, "Frames must be valid JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise CloseError(BAD_FRAME, "Frames must be objects with a type")
        return message

    async def _handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                self._subscribe(message)
            case "complete":
                if task := self._operations.pop(_identifier(message), None):
                    task.cancel()
            case "connection_init":
                raise CloseError(TOO_MANY, "Too many initialisation requests")
            case _:
                raise CloseError(BAD_FRAME, "Unknown type of message")

    def _subscribe(self, message: dict[str, Any]) -> None:
        identifier = _identifier(message)
        if not isinstance(message.get("payload"), dict):
            raise CloseError(BAD_FRAME, "The payload of subscribe must be an object")
        if identifier in self._operations:
            raise CloseError(DUPLICATE, f"Subscriber for {identifier} already exists")
        task = asyncio.create_task(self._run(identifier, message["payload"]))
        self._operations[identifier] = task

    async def _run(self, identifier: str, payload: dict[str, Any]) -> None:
        """Run one operation and send its answers."""
        completed = False
        try:
            if len(self._operations) > self._endpoint.limits.subscriptions:
                limit = self._endpoint.limits.subscriptions
                raise RateLimitedError(f"A socket runs at most {limit} operations at a time.")
            async with contextlib.aclosing(self._answers(payload)) as answers:
                async for answer in answers:
                    await self._send_answer(identifier, answer)
            completed = True
        except RequestError as error:
            await self._send({"id": identifier, "type": "error", "payload": error.errors})
        except QuintetError as error:
            await self._send({"id": identifier, "type": "error", "payload": [describe(error)]})
        except (WebSocketDisconnect, CloseError, RuntimeError):
            pass
        except asyncio.CancelledError:
            raise
        except Exception as error:
            await self._send({"id": identifier, "type": "error", "payload": [describe(error)]})
        finally:
            if self._operations.get(identifier) is asyncio.current_task():
                del self._operations[identifier]
        if completed:
            await self._send({"id": identifier, "type": "complete"})

    async def _answers(self, payload: dict[str, Any]) -> AsyncIterator[Answer]:
        assert self._identity is not None
        engine = self._endpoint.engine
        request = read_request(payload)
        document, operation = engine.prepare(request)
        if not is_subscription(operation):
            yield await engine.execute(request, document, self._identity)
            return
        async with contextlib.aclosing(engine.subscribe(request, document, self._identity)) as answers:  # type: ignore[type-var]
            async for answer in answers:
                yield answer

    async def _send_answer(self, identifier: str, answer: Answer) -> None:
        """Send an answer; its text is made once, however many subscribers share it."""
        quoted = orjson.dumps(identifier).decode()
        await self._send_text(f'{{"id":{quoted},"type":"next","payload":{answer.text}}}')

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(orjson.dumps(message).decode())

    async def _send_text(self, text: str) -> None:
        """Send a frame; a client that does not read for too long is closed, without holding up anyone else."""
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        async with self._sending:
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._websocket.send_text(text)
            except TimeoutError:
                self._interrupt(CloseError(TRY_LATER, "The client does not read"))
            except (RuntimeError, OSError):
                self._interrupt(CloseError(GOING_AWAY, "Gone"))


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
