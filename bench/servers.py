"""The servers, each in a process of its own on a loopback port of its own, each with as many connections."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench import postgraphile as postgraphile_package
from bench.people import SECRET
from gateway.addresses import Addresses
from gateway.settings import PROJECT

POOL_SIZE = 10


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    name: str
    port: int
    process: int


@contextlib.contextmanager
def naive(place: Addresses) -> Iterator[Server]:
    """The plain server, as the role that row security does not bind."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.naive", str(port), str(POOL_SIZE)]
    with _running("naive", command, {"DATABASE_URL": place.url("worker")}, port, "/readyz") as server:
        yield server


@contextlib.contextmanager
def handwritten(place: Addresses) -> Iterator[Server]:
    """The hand-written endpoints, with tokens and row security."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.handwritten", str(port), str(POOL_SIZE)]
    environment = {"DATABASE_URL": place.url("app"), "TOKEN_SECRET": SECRET}
    with _running("handwritten", command, environment, port, "/readyz") as server:
        yield server


@contextlib.contextmanager
def postgraphile(place: Addresses, node: Sequence[str]) -> Iterator[Server]:
    """PostGraphile as the role that row security does not bind, without token."""
    with _postgraphile("postgraphile", node, {"DATABASE_URL": place.url("worker")}) as server:
        yield server


@contextlib.contextmanager
def postgraphile_secured(place: Addresses, node: Sequence[str]) -> Iterator[Server]:
    """PostGraphile as the role that our row security binds, with tokens."""
    environment = {"DATABASE_URL": place.url("app"), "TOKEN_SECRET": SECRET}
    with _postgraphile("postgraphile_secured", node, environment) as server:
        yield server


@contextlib.contextmanager
def _postgraphile(name: str, node: Sequence[str], environment: Mapping[str, str]) -> Iterator[Server]:
    port = _free_port()
    production = {"NODE_ENV": "production", "GRAPHILE_ENV": "production", "PGOPTIONS": "-c jit=off"}
    settings = {**production, "PORT": str(port), "POOL_SIZE": str(POOL_SIZE), **environment}
    command = [*node, str(postgraphile_package.FOLDER / "server.mjs")]
    with _running(name, command, settings, port, "/graphql") as server:
        yield server


@contextlib.contextmanager
def quintet(place: Addresses, **settings: str) -> Iterator[Server]:
    """Quintet, with tokens and row security; `settings` are environment variables."""
    port = _free_port()
    environment = {
        "DATABASE_URL": place.base,
        "QUINTET_ROLE_SECRET": place.role_secret,
        "QUINTET_TOKEN_SECRET": SECRET,
        "QUINTET_ENVIRONMENT": "production",
        "QUINTET_LOG_LEVEL": "WARNING",
        "QUINTET_POOL_SIZE": str(POOL_SIZE),
        "PORT": str(port),
        **settings,
    }
    command = [sys.executable, "-m", "gateway", "serve"]
    with _running("quintet", command, environment, port, "/readyz") as server:
        yield server


def quintet_with_lanes(place: Addresses) -> contextlib.AbstractContextManager[Server]:
    """Quintet in development, where a request may say which lane it takes."""
    return quintet(place, QUINTET_ENVIRONMENT="development")


@contextlib.contextmanager
def _running(
    name: str, command: Sequence[str], environment: Mapping[str, str], port: int, path: str
) -> Iterator[Server]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUINTET_")}
    process = subprocess.Popen(command, env={**kept, **environment}, cwd=PROJECT, stdout=subprocess.DEVNULL)
    try:
        _await_ready(process, name, f"http://127.0.0.1:{port}{path}")
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_ready(process: "subprocess.Popen[bytes]", name: str, url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(url):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server {name} did not become ready")


def _answers(url: str) -> bool:
    """Whether a server is there and does not say that it is not ready; that GET is not for it is an answer."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
