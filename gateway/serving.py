"""Serving: the process that answers requests until it is told to stop."""

import socket
from collections.abc import Callable

import uvicorn

from gateway.app import Gateway, Playground
from gateway.place import Addresses, PlaceError, token_secret
from gateway.settings import Settings
from gateway.telemetry import configure
from gql.websocket import MAX_FRAME


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
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send everyone away politely, then stop."""
        await self._gateway.begin_stop()
        await super().shutdown(sockets)


def serve(settings: Settings, place: Addresses, playground: Playground | None, on_ready: Callable[[], None]) -> None:
    """Serve until a signal comes."""
    configure(settings.log_level, development=settings.development)
    refuse_taken_port(settings)
    urls = {role: place.url(role) for role in ("app", "admin", "listener")}
    gateway = Gateway(settings, urls, token_secret(settings, place), playground)
    config = uvicorn.Config(
        gateway.app(),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME + 1024,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=int(settings.stop_timeout),
        h11_max_incomplete_event_size=64 * 1024,
    )
    GatewayServer(config, gateway, on_ready).run()


def refuse_taken_port(settings: Settings) -> None:
    """Say who is in the way before anything is started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PlaceError(
                f"Port {settings.port} on {settings.host} is taken ({error.strerror}): choose another with PORT=…"
            ) from None
