"""The two servers, each in a process of its own on a port of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.addresses import Addresses
from gateway.settings import PROJECT

SECRET = "a secret of the benchmark, longer than thirty-two bytes"


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    name: str
    port: int


@contextlib.contextmanager
def naive(place: Addresses) -> Iterator[Server]:
    """The plain server, as the role that row security does not bind."""
    port = _free_port()
    with _running(["-m", "bench.naive", str(port)], {"DATABASE_URL": place.url("worker")}, port):
        yield Server("naive", port)


@contextlib.contextmanager
def quintet(place: Addresses, **settings: str) -> Iterator[Server]:
    """Quintet as in production, with tokens and row security; `settings` are environment variables."""
    port = _free_port()
    environment = {
        "DATABASE_URL": place.base,
        "QUINTET_ROLE_SECRET": place.role_secret,
        "QUINTET_TOKEN_SECRET": SECRET,
        "QUINTET_ENVIRONMENT": "production",
        "QUINTET_LOG_LEVEL": "WARNING",
        "PORT": str(port),
        **settings,
    }
    with _running(["-m", "gateway", "serve"], environment, port):
        yield Server("quintet", port)


@contextlib.contextmanager
def _running(arguments: list[str], environment: Mapping[str, str], port: int) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUINTET_")}
    process = subprocess.Popen([sys.executable, *arguments], env={**kept, **environment}, cwd=PROJECT)
    try:
        _await_ready(process, port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _await_ready(process: "subprocess.Popen[bytes]", port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not become ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
