"""Telemetry: structured logs with request ids, and counters for Prometheus."""

import logging
import random
import re
import sys
import time
from collections.abc import MutableMapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter("quintet_http_requests_total", "HTTP requests.", ["method", "status"])
SECONDS = Histogram("quintet_http_request_seconds", "Time to answer an HTTP request.", ["method"])
CONNECTIONS = Gauge("quintet_connections", "Connections that stay open: WebSockets and event streams.")
SOCKETS = Gauge("quintet_sockets", "Open WebSockets.")
TASKS = Gauge("quintet_tasks", "Tasks of the event loop.")
SUBSCRIPTIONS = Gauge("quintet_subscriptions", "Running subscriptions.")
TOPICS_FOLLOWED = Gauge("quintet_topics_followed", "Topics of the event log that somebody is subscribed to.")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

# One variable of our own: to bind and clear structlog's took four per cent of a small request.
REQUEST: ContextVar[str | None] = ContextVar("request", default=None)

log = structlog.get_logger("gateway.request")


def configure(level: str, *, development: bool) -> None:
    """JSON lines in production, readable lines in development; one line an event, whatever is in it."""
    terminal = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=terminal) if development else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            with_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _one_line,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)


def with_request(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Every line that a request causes bears its id."""
    if (identifier := REQUEST.get()) is not None:
        event.setdefault("request_id", identifier)
    return event


def _one_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Line ends in values are written as \\n, so that nobody can forge a log line."""
    for name, value in event.items():
        if isinstance(value, str) and name != "exception":
            event[name] = value.replace("\r", "\\r").replace("\n", "\\n")
    return event


class RequestLog:
    """Gives every request an id, tells the client, logs one line when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # To find out anew for each request whether such lines are wanted takes more than to know it.
        self._log = log.bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wrap one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        identifier = _request_id(scope)
        REQUEST.set(identifier)
        started = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", identifier.encode())]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            if scope["type"] == "http":
                seconds = time.perf_counter() - started
                method = scope["method"] if scope["method"] in ("GET", "POST") else "other"
                _requests(method, status).inc()
                _seconds(method).observe(seconds)
                ms = round(seconds * 1000, 1)
                self._log.debug("request", method=method, path=scope["path"], status=status, ms=ms)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text: str = value.decode("latin-1")
            if REQUEST_ID.fullmatch(text):
                return text
    return f"{random.getrandbits(128):032x}"


@lru_cache(maxsize=1_000)
def _requests(method: str, status: int) -> Counter:
    return REQUESTS.labels(method, str(status))


@lru_cache(maxsize=10)
def _seconds(method: str) -> Histogram:
    return SECONDS.labels(method)
