"""GraphQL over HTTP: GET and POST, one answer or a stream of server-sent events.

With `Accept: application/graphql-response+json` the status tells whether the request was well-formed and
permitted; with `application/json` a well-formed request is always answered with 200, as older clients expect.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from gql.admission import Admission
from gql.answer import Answer
from gql.documents import is_mutation, is_subscription
from gql.engine import Engine, RequestError, must_not_subscribe
from gql.errors import describe
from gql.event_stream import EVENTS, EventStream
from gql.exchange import DisconnectedError, Exchange, Reply, TooLargeError
from gql.requests import Request, read_body, read_parameters
from repositories.errors import BadInputError, QuintetError
from repositories.identity import Identity

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
STATUS = {"UNAUTHENTICATED": 401, "UNAVAILABLE": 503, "TIMEOUT": 504, "RATE_LIMITED": 429, "INTERNAL": 500}

Authenticate = Callable[[str | None], Awaitable[Identity]]


class HttpEndpoint:
    """The endpoint `/graphql` for everything that is not a WebSocket: an ASGI application."""

    def __init__(self, engine: Engine, authenticate: Authenticate, admission: Admission, *, max_body: int) -> None:
        self._engine = engine
        self._authenticate = authenticate
        self._admission = admission
        self._max_body = max_body
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End the streams that are open."""
        self._stopping.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whoever leaves before all was sent gets no answer."""
        try:
            reply = await self._reply(Exchange(scope, receive))
        except DisconnectedError:
            return
        await reply(scope, receive, send)

    async def _reply(self, http: Exchange) -> ASGIApp:
        media = _media_type(http.headers.get("accept", "*/*"))
        if media is None:
            return _plain(406, f"Accept must allow {GRAPHQL}, {JSON} or {EVENTS}.")
        if http.method not in ("GET", "POST"):
            return _plain(405, "Use GET or POST.", {"allow": "GET, POST"})
        try:
            request = await self._read(http)
        except TooLargeError as error:
            return _answer(Answer(errors=[describe(error)]), media, 413)
        except QuintetError as error:
            return _answer(Answer(errors=[describe(error)]), media, _unsupported(http) or 400)
        try:
            identity = await self._authenticate(http.token)
            request = self._engine.identify(self._engine.asked(request, http.headers, identity))
            document, operation = self._engine.prepare(request)
            if http.method == "GET" and is_mutation(operation):
                refusal = BadInputError("A mutation needs POST.")
                return _answer(Answer(errors=[describe(refusal)]), media, 405, {"allow": "POST"})
            if media == EVENTS:
                return self._stream(request, document, identity, is_subscription(operation))
            must_not_subscribe(operation)
            answer = await self._engine.execute(request, document, identity)
        except RequestError as error:
            return _refused(error.errors, media)
        except QuintetError as error:
            return _refused([describe(error)], media)
        return _answer(answer, media, _status(answer, media))

    async def _read(self, http: Exchange) -> Request:
        if http.method == "GET":
            return read_parameters(http.parameters)
        if _unsupported(http):
            raise BadInputError(f"Content-Type must be {JSON}.")
        return read_body(await http.body(self._max_body))

    def _stream(self, request: Request, document: Any, identity: Identity, subscription: bool) -> EventStream:
        with ExitStack() as seats:
            seats.enter_context(self._admission.connection())
            seats.enter_context(self._admission.user(identity.subject))
            seat = seats.pop_all()
        answers = self._engine.subscribe if subscription else self._once
        return EventStream(answers(request, document, identity), self._stopping, identity.expires_at, seat)

    async def _once(self, request: Request, document: Any, identity: Identity) -> AsyncGenerator[Answer, None]:
        yield await self._engine.execute(request, document, identity)


@lru_cache(maxsize=100)
def _media_type(accepted: str) -> str | None:
    """What the client wants to read; older clients that accept anything get application/json."""
    for media in (part.split(";")[0].strip().lower() for part in accepted.split(",")):
        if media in (GRAPHQL, JSON, EVENTS):
            return media
        if media in ("*/*", "application/*"):
            return JSON
    return None


def _unsupported(http: Exchange) -> int | None:
    return 415 if http.method == "POST" and not _is_json(http.headers.get("content-type", "")) else None


@lru_cache(maxsize=100)
def _is_json(content_type: str) -> bool:
    sent = content_type.split(";")
    charset = [part.strip().lower() for part in sent[1:] if "charset" in part.lower()]
    return sent[0].strip().lower() == JSON and all(part in ("charset=utf-8", 'charset="utf-8"') for part in charset)


def _status(answer: Answer, media: str) -> int:
    errors = answer.get("errors")
    if not errors or answer.get("data") is not None:
        return 200
    status = STATUS.get(errors[0]["extensions"]["code"], 200)
    return status if status == 503 or media == GRAPHQL else 200


def _refused(errors: list[dict[str, Any]], media: str) -> Reply:
    """A request that did not run: 4xx for new clients, 200 for old ones, except where waiting would help."""
    status = STATUS.get(errors[0]["extensions"]["code"], 400)
    if media == JSON and status != 503:
        status = 200
    return _answer(Answer(errors=errors), media, status)


def _answer(answer: Answer, media: str, status: int, headers: dict[str, str] | None = None) -> Reply:
    headers = dict(headers or {})
    errors = answer.get("errors") or []
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if errors and "retryAfter" in errors[0]["extensions"]:
        headers["retry-after"] = str(errors[0]["extensions"]["retryAfter"])
    return Reply(answer.body, JSON if media == EVENTS else media, status, headers)


def _plain(status: int, message: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(Answer(errors=[describe(BadInputError(message))]).body, JSON, status, headers or {})
