"""The servers, each in a process of its own on a loopback port of its own, each with as many connections."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench import postgraphile as postgraphile_package
from bench.people import SECRET
from gateway.addresses import Addresses
from gateway.settings import PROJECT

POOL_SIZE = 10
# Under 64 clients the slower sides queue for seconds; the others have no limit to their patience.
PATIENCE_SECONDS = 30
RESOLVED = 'quintet_operations_total{lane="resolver"}'


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
    with _running("naive", command, {"BENCH_DATABASE_URL": place.url("worker")}, port, "/readyz") as server:
        yield server


@contextlib.contextmanager
def handwritten(place: Addresses) -> Iterator[Server]:
    """The hand-written endpoints, with tokens and row security."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.handwritten", str(port), str(POOL_SIZE)]
    environment = {"BENCH_DATABASE_URL": place.url("app"), "BENCH_TOKEN_SECRET": SECRET}
    with _running("handwritten", command, environment, port, "/readyz") as server:
        yield server


@contextlib.contextmanager
def postgraphile(place: Addresses, node: Sequence[str], pool_size: int = POOL_SIZE) -> Iterator[Server]:
    """PostGraphile as the role that row security does not bind, without token."""
    environment = {"BENCH_DATABASE_URL": place.url("worker"), "BENCH_POOL_SIZE": str(pool_size)}
    with _postgraphile("postgraphile", node, environment) as server:
        yield server


@contextlib.contextmanager
def postgraphile_secured(place: Addresses, node: Sequence[str]) -> Iterator[Server]:
    """PostGraphile as the role that our row security binds, with tokens."""
    environment = {"BENCH_DATABASE_URL": place.url("app"), "BENCH_TOKEN_SECRET": SECRET}
    with _postgraphile("postgraphile_secured", node, environment) as server:
        yield server


@contextlib.contextmanager
def _postgraphile(name: str, node: Sequence[str], environment: Mapping[str, str]) -> Iterator[Server]:
    port = _free_port()
    production = {"NODE_ENV": "production", "GRAPHILE_ENV": "production", "PGOPTIONS": "-c jit=off"}
    settings = {**production, "BENCH_PORT": str(port), "BENCH_POOL_SIZE": str(POOL_SIZE), **environment}
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
        "QUINTET_ACQUIRE_TIMEOUT": str(PATIENCE_SECONDS),
        # A few people ask thousands of times a second: their calls are counted as always, and none is refused.
        "QUINTET_ROADTRIP_LIMITS": "{}",
        "PORT": str(port),
        **settings,
    }
    command = [sys.executable, "-m", "gateway", "serve"]
    with _running("quintet", command, environment, port, "/readyz") as server:
        yield server


@contextlib.contextmanager
def quintet_development(place: Addresses) -> Iterator[Server]:
    """Quintet in development, where a request may say which lane it takes."""
    with quintet(place, QUINTET_ENVIRONMENT="development") as server:
        yield replace(server, name="quintet_development")


@contextlib.contextmanager
def _running(
    name: str, command: Sequence[str], environment: Mapping[str, str], port: int, path: str
) -> Iterator[Server]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUINTET_")}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env={**kept, **environment}, cwd=PROJECT, stdout=said, stderr=said)
        try:
            if not _becomes_ready(process, f"http://127.0.0.1:{port}{path}"):
                said.seek(0)
                raise RuntimeError(f"the server {name} did not become ready:\n{said.read().decode()[-3000:]}")
            yield Server(name, port, process.pid)
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _becomes_ready(process: "subprocess.Popen[bytes]", url: str, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(url):
            return True
        time.sleep(0.05)
    return False


def _answers(url: str) -> bool:
    """Whether a server is there and does not say that it is not ready; that GET is not for it is an answer."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def resolved(server: Server) -> float:
    """How many operations Quintet has left to its resolvers."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=10) as response:
        lines = response.read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(RESOLVED))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
