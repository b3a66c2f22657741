"""GraphQL over HTTP: GET and POST, one answer or a stream of server-sent events.

With `Accept: application/graphql-response+json` the status tells whether the request was well-formed and
permitted; with `application/json` a well-formed request is always answered with 200, as older clients expect.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import ExitStack
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from gql.admission import Admission
from gql.answer import Answer
from gql.documents import is_mutation, is_subscription
from gql.engine import Engine, RequestError, must_not_subscribe
from gql.errors import describe
from gql.event_stream import EVENTS, EventStream
from gql.requests import Request, read_body, read_parameters
from repositories.errors import BadInputError, QuintetError, UnauthenticatedError
from repositories.identity import Identity

log = structlog.get_logger(__name__)

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
STATUS = {"UNAUTHENTICATED": 401, "UNAVAILABLE": 503, "TIMEOUT": 504, "RATE_LIMITED": 429, "INTERNAL": 500}

Authenticate = Callable[[str | None], Awaitable[Identity]]


class TooLargeError(QuintetError):
    """The body is larger than permitted."""

    code = "BAD_INPUT"


class HttpEndpoint:
    """The endpoint `/graphql` for everything that is not a WebSocket."""

    def __init__(self, engine: Engine, authenticate: Authenticate, admission: Admission, *, max_body: int) -> None:
        self._engine = engine
        self._authenticate = authenticate
        self._admission = admission
        self._max_body = max_body
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End the streams that are open."""
        self._stopping.set()

    async def __call__(self, http: HttpRequest) -> Response:
        """Answer one request."""
        media = _media_type(http.headers)
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
            identity = await self._authenticate(_token_header(http.headers))
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

    async def _read(self, http: HttpRequest) -> Request:
        if http.method == "GET":
            return read_parameters(http.query_params)
        if _unsupported(http):
            raise BadInputError(f"Content-Type must be {JSON}.")
        length = http.headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._max_body:
            raise TooLargeError(f"The body has {length} bytes; the limit is {self._max_body}.")
        body = bytearray()
        async for chunk in http.stream():
            body += chunk
            if len(body) > self._max_body:
                raise TooLargeError(f"The body has more than {self._max_body} bytes, which is the limit.")
        return read_body(bytes(body))

    def _stream(self, request: Request, document: Any, identity: Identity, subscription: bool) -> Response:
        with ExitStack() as seats:
            seats.enter_context(self._admission.connection())
            seats.enter_context(self._admission.user(identity.subject))
            seat = seats.pop_all()
        answers = self._engine.subscribe if subscription else self._once
        return EventStream(answers(request, document, identity), self._stopping, identity.expires_at, seat)

    async def _once(self, request: Request, document: Any, identity: Identity) -> AsyncGenerator[Answer, None]:
        yield await self._engine.execute(request, document, identity)


def _media_type(headers: Headers) -> str | None:
    """What the client wants to read; older clients that accept anything get application/json."""
    accepted = [part.split(";")[0].strip().lower() for part in headers.get("accept", "*/*").split(",")]
    for media in accepted:
        if media in (GRAPHQL, JSON, EVENTS):
            return media
        if media in ("*/*", "application/*"):
            return JSON
    return None


def _unsupported(http: HttpRequest) -> int | None:
    if http.method != "POST":
        return None
    sent = http.headers.get("content-type", "").split(";")
    charset = [part.strip().lower() for part in sent[1:] if "charset" in part.lower()]
    fine = sent[0].strip().lower() == JSON and all(part in ("charset=utf-8", 'charset="utf-8"') for part in charset)
    return None if fine else 415


def _token_header(headers: Headers) -> str | None:
    found = headers.getlist("authorization")
    if len(found) > 1:
        raise UnauthenticatedError("There are two Authorization headers.")
    return found[0] if found else None


def _status(answer: Answer, media: str) -> int:
    errors = answer.get("errors")
    if not errors or answer.get("data") is not None:
        return 200
    status = STATUS.get(errors[0]["extensions"]["code"], 200)
    return status if status == 503 or media == GRAPHQL else 200


def _refused(errors: list[dict[str, Any]], media: str) -> Response:
    """A request that did not run: 4xx for new clients, 200 for old ones, except where waiting would help."""
    status = STATUS.get(errors[0]["extensions"]["code"], 400)
    if media == JSON and status != 503:
        status = 200
    return _answer(Answer(errors=errors), media, status)


def _answer(answer: Answer, media: str, status: int, headers: dict[str, str] | None = None) -> Response:
    headers = dict(headers or {})
    errors = answer.get("errors") or []
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if errors and "retryAfter" in errors[0]["extensions"]:
        headers["retry-after"] = str(errors[0]["extensions"]["retryAfter"])
    kind = JSON if media == EVENTS else media
    return Response(answer.body, status, headers, f"{kind}; charset=utf-8")


def _plain(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    error = describe(BadInputError(message))
    return Response(Answer(errors=[error]).body, status, headers, f"{JSON}; charset=utf-8")
