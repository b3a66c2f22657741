"""What the tests of the embedded PostgreSQL share: projects whose servers end with the test."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from gateway.postgres import Server, ensure, wipe

Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Run one statement on a connection of its own and return its rows."""

    async def run(url: str, statement: str) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    def ask(server: Server, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        return asyncio.run(run(server.url(database), statement))

    return ask


@pytest.fixture(scope="session", autouse=True)
def ports_of_this_worker() -> Iterator[None]:
    """A stopped server must find its port free again: no other test process may choose it meanwhile."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 56000 + 200 * worker
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gateway.postgres.port.PORTS", range(first, first + 200))
        yield


@pytest.fixture
def messages() -> list[str]:
    """The progress that was told."""
    return []


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project of its own, whose instances are stopped and deleted after the test."""
    folder = tmp_path / "project"
    folder.mkdir()
    yield folder
    for name in ("main", "test"):
        wipe(folder, name, progress=lambda _: None)


@pytest.fixture(scope="session")
def shared_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose test instance runs for all tests that only look at it."""
    folder = tmp_path_factory.mktemp("shared")
    ensure(folder, "test", progress=lambda _: None)
    yield folder
    wipe(folder, "test", progress=lambda _: None)


@pytest.fixture
def server(shared_project: Path) -> Server:
    """The shared server."""
    return ensure(shared_project, "test", progress=lambda _: None)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Put a shell script in front of the machine's programs, under a name, for the length of the test."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")

    def add(name: str, script: str) -> Path:
        file = folder / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    return add
