"""Connections of clients: what uvicorn leaves open is bounded here, for clients that do not read or send garbage.

Tried with uvicorn 0.54 and its websockets-sansio implementation: its `send` waits while more than 64 KiB are not
written, so a frame is never queued behind a client that does not read; but the wait has no end, `close` waits for
the rest to be written, which is also for ever, and answers to pings do not wait at all (a client that sends pings
and reads nothing made the process grow by what it sent).
"""

import asyncio
import socket
import struct
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from gateway.answers import WholeAnswers

UNSENT_BYTES = 128 * 1024
BACKLOG = 2048
LINGER_SECONDS = 0.5


class ConnectionConfig(uvicorn.Config):
    """uvicorn's configuration with a time after which a client that takes nothing is cut off."""

    def __init__(self, app: ASGIApp, *, send_timeout: float, **options: Any) -> None:
        super().__init__(app, **options, http=HttpConnection, ws=SocketConnection)
        self.send_timeout = send_timeout


class HttpConnection(HttpToolsProtocol):
    """An HTTP connection that ends when its client takes nothing for too long."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self.transport = WholeAnswers(transport, self.loop)  # type: ignore[assignment]

    def handle_websocket_upgrade(self) -> None:
        """It is a WebSocket from now on, whose frames go out as they are."""
        assert isinstance(self.transport, WholeAnswers)
        self.transport = self.transport.plain
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """The client reads more slowly than it is sent to."""
        super().pause_writing()
        self._patience = _patience(self)

    def resume_writing(self) -> None:
        """The client has caught up."""
        _calm(self)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        _calm(self)
        super().connection_lost(exc)


class SocketConnection(WebSocketsSansIOProtocol):
    """A WebSocket connection that ends when its client takes nothing for too long."""

    _patience: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """The client reads more slowly than it is sent to."""
        super().pause_writing()
        self._patience = _patience(self)

    def resume_writing(self) -> None:
        """The client has caught up."""
        _calm(self)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        _calm(self)
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        """Answer a ping, unless the client does not even read the answers to the last ones."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def send_receive_event_to_app(self) -> None:
        """Text that is not UTF-8 is handed over as bytes, which the application refuses with a code of its own."""
        if self.curr_msg_data_type == "text" and not _is_utf8(self.frames):
            self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """Say why, and read on for a while: a connection closed with unread data loses what was sent last."""
        if self.close_sent:
            return
        assert self.conn.close_sent is not None
        code, reason = self.conn.close_sent.code, self.conn.close_sent.reason
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)


def _patience(connection: HttpConnection | SocketConnection) -> asyncio.TimerHandle:
    assert isinstance(connection.config, ConnectionConfig)
    return connection.loop.call_later(connection.config.send_timeout, _cut_off, connection.transport)


def _cut_off(transport: asyncio.Transport) -> None:
    """End a connection at once; a plain close would wait, unnoticed by the client, until the rest was taken."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _calm(connection: HttpConnection | SocketConnection) -> None:
    if connection._patience is not None:
        connection._patience.cancel()
        connection._patience = None


def _is_utf8(pieces: list[bytes]) -> bool:
    try:
        b"".join(pieces).decode()
    except UnicodeDecodeError:
        return False
    return True


def listen(host: str, port: int, send_timeout: float) -> socket.socket:
    """A socket that listens; what the kernel keeps for a client that does not read is bounded as well."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit these from the socket that listens. They exist on Linux only.
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(send_timeout * 1000))
    try:
        made.bind(address)
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made
