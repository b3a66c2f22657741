"""One HTTP request and its answer, straight from and to the messages of ASGI.

Starlette's objects would serve, but take more time than all that lies between a small question and its statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request as HttpRequest
from starlette.types import Message, Receive, Scope, Send

from repositories.errors import QuintetError, UnauthenticatedError


class TooLargeError(QuintetError):
    """The body is larger than permitted."""

    code = "BAD_INPUT"


class DisconnectedError(Exception):
    """The client left before it had sent all."""


class Exchange:
    """What a client sent."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self._scope = scope
        self._receive = receive
        # Where a header is there twice, the first counts.
        self.headers: Mapping[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])
        }

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters in the address."""
        return HttpRequest(self._scope).query_params

    @property
    def token(self) -> str | None:
        """The Authorization header."""
        if len(self.headers) < len(self._scope["headers"]) and self._names.count(b"authorization") > 1:
            raise UnauthenticatedError("There are two Authorization headers.")
        return self.headers.get("authorization")

    @property
    def _names(self) -> list[bytes]:
        return [name for name, _ in self._scope["headers"]]

    async def body(self, limit: int) -> bytes:
        """The whole body; TooLargeError where it has more bytes than the limit."""
        length = self.headers.get("content-length", "0")
        if length.isdigit() and int(length) > limit:
            raise TooLargeError(f"The body has {length} bytes; the limit is {limit}.")
        message = await self._next()
        body: bytes = message.get("body", b"")
        if message.get("more_body", False):
            body = await self._rest(body, limit)
        if len(body) > limit:
            raise TooLargeError(f"The body has more than {limit} bytes, which is the limit.")
        return body

    async def _rest(self, begun: bytes, limit: int) -> bytes:
        body, more = bytearray(begun), True
        while more and len(body) <= limit:
            message = await self._next()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body)

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise DisconnectedError
        return message


@dataclass(slots=True)
class Reply:
    """An answer with its status."""

    body: bytes
    media: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [
            (b"content-length", str(len(self.body)).encode()),
            (b"content-type", f"{self.media}; charset=utf-8".encode()),
            *((name.encode(), value.encode("latin-1")) for name, value in self.headers.items()),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})
