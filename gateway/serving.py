"""Serving: the process that answers requests until it is told to stop."""

import contextlib
import gc
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn
from uvicorn.server import HANDLED_SIGNALS

from gateway.addresses import Addresses
from gateway.app import Gateway, Playground
from gateway.collector import made_for_good
from gateway.connections import ConnectionConfig, listen
from gateway.place import PlaceError, token_secret
from gateway.settings import Settings
from gateway.telemetry import configure
from gql.websocket import CLOSE_SECONDS, MAX_FRAME

LAST_SECONDS = 2.0


class GatewayServer(uvicorn.Server):
    """uvicorn, which says when it serves and tells open streams and sockets before it stops."""

    def __init__(self, config: uvicorn.Config, gateway: Gateway, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._gateway = gateway
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            gc.collect()
            gc.freeze()
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let nobody in, send everyone away politely, finish what is in flight, then stop."""
        for server in self.servers:
            server.close()
        await self._gateway.begin_stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal; having stopped in good order is a success, so the signal is not raised again."""
        before = {number: signal.signal(number, self.handle_exit) for number in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(settings: Settings, place: Addresses, playground: Playground | None, on_ready: Callable[[], None]) -> None:
    """Serve until a signal comes."""
    configure(settings.log_level, development=settings.development)
    listening = _listen(settings)
    urls = {role: place.url(role) for role in ("app", "admin", "listener")}
    with made_for_good():
        gateway = Gateway(settings, urls, token_secret(settings), playground)
    config = ConnectionConfig(
        gateway.app(),
        send_timeout=settings.send_timeout,
        loop="uvloop",
        ws_max_size=MAX_FRAME + 1024,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=max(1, round(settings.stop_timeout - CLOSE_SECONDS - LAST_SECONDS)),
    )
    GatewayServer(config, gateway, on_ready).run([listening])


def refuse_taken_port(settings: Settings) -> None:
    """Say who is in the way before anything is started."""
    _listen(settings).close()


def _listen(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port, settings.send_timeout)
    except OSError as error:
        raise PlaceError(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}): choose another with PORT=…"
        ) from None
