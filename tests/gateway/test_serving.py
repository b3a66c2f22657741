"""Serving: starting with and without a database, and stopping without dropping anything."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from gateway import migration, postgres
from gateway.addresses import Addresses
from gateway.preparation import prepare
from gateway.settings import PROJECT
from tests.databases import drop
from tests.live.conftest import troubles
from tests.live.sockets import signed_in
from tests.live.test_event_stream import following
from tests.people import SECRET, People
from tests.served import Client, Served, await_ready, free_port, serve

TEMPLATES = "{ liveconvo { templates { totalCount } } }"


@pytest.fixture
async def superuser(place: Addresses) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection that can lock tables; whoever waits for them waits longer than the usual two seconds."""
    connection = await asyncpg.connect(place.base)
    role = f'ALTER ROLE quintet_app IN DATABASE "{place.database}"'
    await connection.execute(f"{role} SET lock_timeout = '4500ms'")
    yield connection
    await connection.execute(f"{role} RESET lock_timeout")
    await connection.close()


@pytest.fixture
def stoppable(place: Addresses, superuser: Any) -> Iterator[Served]:
    """A gateway process that a test may stop."""
    with serve(place, SECRET) as made:
        yield made


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signal_finishes_requests_and_sends_everyone_else_away(
    stoppable: Served, people: People, superuser: Any, number: signal.Signals
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with (
        Client.of(stoppable.url) as client,
        signed_in(stoppable, person) as one,
        signed_in(stoppable, person) as two,
        following(stoppable, person, session) as stream,
    ):
        await one.follow(session)
        assert (await one.event())["seq"] == 1
        assert (await stream.event())["seq"] == 1
        before = await client.data(person, TEMPLATES)
        async with superuser.transaction():
            await superuser.execute("LOCK TABLE liveconvo.templates IN ACCESS EXCLUSIVE MODE")
            slow = asyncio.create_task(client.data(person, TEMPLATES))
            await _wait_for_lock(superuser)
            started = time.monotonic()
            stoppable.process.send_signal(number)
            assert await one.closed() == (1001, "Going away")
            assert await two.closed() == (1001, "Going away")
            assert await stream.message() == ("complete", None)
            assert await stream.rest() == []
            assert not slow.done()
        assert await slow == before
        assert await asyncio.to_thread(stoppable.process.wait, 10) == 0
        assert time.monotonic() - started < 10
    assert troubles(stoppable) == []


async def test_request_that_never_ends_does_not_keep_the_process_alive(
    place: Addresses, people: People, superuser: Any
) -> None:
    person = await people.person()
    with serve(place, SECRET, QUINTET_STOP_TIMEOUT="5") as served:
        async with Client.of(served.url) as client, superuser.transaction():
            await superuser.execute("LOCK TABLE liveconvo.templates IN ACCESS EXCLUSIVE MODE")
            slow = asyncio.create_task(client.post(person.token(), TEMPLATES))
            await _wait_for_lock(superuser)
            started = time.monotonic()
            assert await asyncio.to_thread(served.terminate, 10) == 0
            assert time.monotonic() - started < 5
            await asyncio.gather(slow, return_exceptions=True)


async def _wait_for_lock(connection: Any) -> None:
    async with asyncio.timeout(5):
        waiting = False
        while not waiting:
            waiting = await connection.fetchval(
                "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database AS d ON d.oid = database WHERE NOT granted"
                " AND d.datname = current_database() AND relation = 'liveconvo.templates'::regclass)"
                " FROM pg_sleep(0.02)"
            )


def test_stopped_gateway_takes_no_new_connections_and_frees_its_port(place: Addresses) -> None:
    with serve(place, SECRET) as served:
        assert served.terminate() == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{served.url}/healthz")
        with serve(place, SECRET, PORT=str(served.port)) as again:
            assert httpx.get(f"{again.url}/healthz").json() == {"status": "alive"}


def test_port_that_is_taken_is_said_in_a_sentence(place: Addresses) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "gateway", "serve"],
            env=_environment(place, port),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=20,
        )
    sentence = f"Port {port} on 127.0.0.1 cannot be used (Address already in use): choose another with PORT=…"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"quintet: {sentence}\n")


def _environment(place: Addresses, port: int, host: str = "127.0.0.1") -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("QUINTET_")}
    return {
        **inherited,
        "DATABASE_URL": place.base,
        "QUINTET_ROLE_SECRET": place.role_secret,
        "QUINTET_TOKEN_SECRET": SECRET,
        "HOST": host,
        "PORT": str(port),
    }


@pytest.fixture
def process_at(place: Addresses, tmp_path: Path) -> Iterator[Any]:
    """Starts gateway processes without waiting for them to be ready."""
    started: list[subprocess.Popen[bytes]] = []

    def start(where: Addresses, host: str = "127.0.0.1") -> Served:
        port, log = free_port(), tmp_path / "gateway.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "gateway", "serve"],
                env=_environment(where, port, host),
                cwd=PROJECT,
                stdout=output,
                stderr=output,
            )
        started.append(process)
        return Served(process, port, where, SECRET, str(log))

    yield start
    for process in started:
        process.terminate()
        process.wait(15)


def test_gateway_listens_on_host_and_port_and_nowhere_else(place: Addresses, process_at: Any) -> None:
    served = process_at(place, "127.0.0.2")
    assert _get(f"http://127.0.0.2:{served.port}/healthz").json() == {"status": "alive"}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{served.url}/healthz")


def _get(url: str, seconds: float = 15) -> httpx.Response:
    """The response, as soon as somebody listens."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return httpx.get(url, timeout=10)
        except httpx.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _problem(served: Served) -> Any:
    """What the gateway says is wrong, once it has looked."""
    deadline = time.monotonic() + 10
    while True:
        response = _get(f"{served.url}/readyz")
        body = response.json()
        if body.get("problem") != "starting" or time.monotonic() > deadline:
            assert (response.status_code, response.headers.get("retry-after")) == (503, "1"), body
            return body["problem"]
        time.sleep(0.05)


async def test_database_at_another_revision_is_not_served(fresh_place: Addresses, process_at: Any) -> None:
    connection = await asyncpg.connect(fresh_place.base)
    await connection.execute("UPDATE public.alembic_version SET version_num = '0001'")
    await connection.close()
    served = process_at(fresh_place)
    problem = await asyncio.to_thread(_problem, served)
    assert problem == f"the database is at revision 0001, but {migration.head()} is needed: run quintet migrate"
    assert (await asyncio.to_thread(_get, f"{served.url}/healthz")).status_code == 200


UNSAFE = (
    ("ALTER ROLE quintet_app SUPERUSER", "ALTER ROLE quintet_app NOSUPERUSER"),
    ("ALTER ROLE quintet_app BYPASSRLS", "ALTER ROLE quintet_app NOBYPASSRLS"),
    ("GRANT quintet_owner TO quintet_app", "REVOKE quintet_owner FROM quintet_app"),
)


async def _as_superuser(place: Addresses, statement: str) -> None:
    connection = await asyncpg.connect(place.base)
    await connection.execute(statement)
    await connection.close()


def test_database_that_is_down_makes_the_gateway_wait_and_heal_and_unsafe_roles_are_refused(process_at: Any) -> None:
    made = postgres.ensure(PROJECT, "test-down", progress=lambda message: None)
    place = Addresses(made.url("quintet_down"), made.role_secret)
    try:
        # What an earlier version left behind is of no use.
        asyncio.run(drop(place.with_database("postgres"), place.database))
        asyncio.run(prepare(place))
        for _, undo in UNSAFE:
            asyncio.run(_as_superuser(place, undo))
        migration.upgrade(place)
        postgres.stop(PROJECT, "test-down", progress=lambda message: None)
        served = process_at(place)
        assert _problem(served).startswith("the database cannot be reached")
        assert served.process.poll() is None
        assert httpx.get(f"{served.url}/healthz").json() == {"status": "alive"}
        postgres.ensure(PROJECT, "test-down", progress=lambda message: None)
        back = time.monotonic()
        await_ready(served)
        assert time.monotonic() - back < 10
        assert httpx.get(f"{served.url}/readyz").json() == {"status": "ready"}
        for change, undo in UNSAFE:
            asyncio.run(_as_superuser(place, change))
            another = process_at(place)
            assert _problem(another) == "the database role could get around row security"
            asyncio.run(_as_superuser(place, undo))
            await_ready(another)
    finally:
        postgres.stop(PROJECT, "test-down", progress=lambda message: None)
