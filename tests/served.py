"""Gateways to ask: one inside the test process, one in a process of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.settings import PROJECT
from tests.people import Person


class Client:
    """Asks a gateway over HTTP."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    @classmethod
    @contextlib.asynccontextmanager
    async def inside(cls, gateway: Gateway) -> AsyncIterator["Client"]:
        """A client of a gateway in this process."""
        transport = httpx.ASGITransport(app=gateway.app())  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=20) as http:
            yield cls(http)

    @classmethod
    @contextlib.asynccontextmanager
    async def of(cls, url: str) -> AsyncIterator["Client"]:
        """A client of a gateway somewhere."""
        async with httpx.AsyncClient(base_url=url, timeout=20) as http:
            yield cls(http)

    async def post(self, token: str | None, query: str, variables: dict[str, Any] | None = None) -> httpx.Response:
        """The response to a request."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        return await self.http.post("/graphql", json={"query": query, "variables": variables or {}}, headers=headers)

    async def ask(self, person: Person, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer: data and errors."""
        answer: dict[str, Any] = (await self.post(person.token(), query, variables)).json()
        return answer

    async def data(self, person: Person, query: str, **variables: Any) -> Any:
        """The data of an answer that must have no errors."""
        answer = await self.ask(person, query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def code(self, person: Person, query: str, **variables: Any) -> str:
        """The code of the first error of an answer that must have one."""
        answer = await self.ask(person, query, **variables)
        code: str = answer["errors"][0]["extensions"]["code"]
        return code


@dataclass
class Served:
    """A gateway in a process of its own."""

    process: "subprocess.Popen[bytes]"
    port: int
    address: Addresses
    secret: str
    log: str

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """Where it listens for WebSockets."""
        return f"ws://127.0.0.1:{self.port}/graphql"

    def kill(self) -> None:
        """End it at once, without a chance to say goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def terminate(self, timeout: float = 20) -> int:
        """Ask it to stop; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serve(place: Addresses, secret: str, **environment: str) -> Iterator[Served]:
    """A gateway process on a database; extra settings as environment variables."""
    port = int(environment.get("PORT") or free_port())
    given = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUINTET_")},
        "DATABASE_URL": place.base,
        "QUINTET_ROLE_SECRET": place.role_secret,
        "QUINTET_TOKEN_SECRET": secret,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        **environment,
    }
    log = PROJECT / ".quintet" / f"test-gateway-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gateway", "serve"], env=given, cwd=PROJECT, stdout=output, stderr=output
        )
    made = Served(process, port, place, secret, str(log))
    try:
        await_ready(made)
        yield made
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        if process.returncode == 0:
            log.unlink(missing_ok=True)


def await_ready(served: Served, seconds: float = 20) -> None:
    """Wait until the gateway says that it is ready."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if httpx.get(f"{served.url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        if served.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the gateway did not become ready; see {served.log}")
        time.sleep(0.05)
