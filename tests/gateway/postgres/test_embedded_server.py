"""What a running embedded server promises: its extensions, its settings, who may come in."""

import asyncio
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from gateway.postgres import Server, ensure, find
from gateway.postgres.postmaster import find_postmaster
from gateway.postgres.profile import configuration


def test_a_server_has_the_three_extensions(server: Server, ask) -> None:
    ask(server, "CREATE DATABASE extensions")
    for name in ("postgis", "timescaledb", "vector"):
        ask(server, f"CREATE EXTENSION {name}", "extensions")
    created = ask(server, "SELECT extname FROM pg_extension ORDER BY extname", "extensions")
    assert created == [("plpgsql",), ("postgis",), ("timescaledb",), ("vector",)]
    assert ask(server, "SELECT ST_AsText(ST_Point(1, 2))", "extensions") == [("POINT(1 2)",)]
    assert ask(server, "SELECT '[1,2]'::vector <-> '[1,4]'::vector", "extensions") == [(2.0,)]
    assert ask(server, "SHOW timescaledb.telemetry_level", "extensions") == [("off",)]


def test_a_test_instance_gives_up_durability_for_speed(server: Server, ask) -> None:
    expected = {
        "data_checksums": "off",
        "fsync": "off",
        "full_page_writes": "off",
        "jit": "off",
        "listen_addresses": "127.0.0.1",
        "log_parameter_max_length": "0",
        "max_connections": "300",
        "shared_buffers": "256MB",
        "shared_preload_libraries": "timescaledb",
        "synchronous_commit": "off",
        "TimeZone": "UTC",
    }
    assert {name: ask(server, f"SHOW {name}")[0][0] for name in expected} == expected


def test_a_main_instance_keeps_what_it_confirmed(project: Path, ask) -> None:
    server = ensure(project, progress=lambda _: None)
    expected = {
        "data_checksums": "on",
        "fsync": "on",
        "full_page_writes": "on",
        "max_connections": "200",
        "server_encoding": "UTF8",
        "shared_buffers": "512MB",
        "synchronous_commit": "on",
    }
    assert {name: ask(server, f"SHOW {name}")[0][0] for name in expected} == expected
    collation = "SELECT datcollate, datctype FROM pg_database WHERE datname = 'template1'"
    assert ask(server, collation) == [("C.UTF-8", "C.UTF-8")]


def test_an_instance_for_large_databases_takes_a_quarter_of_the_memory() -> None:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    taken = [line for line in configuration("bench", 5432).splitlines() if line.startswith("shared_buffers")]
    assert taken == [f"shared_buffers = '{max(512, int(memory / 4))}MB'"]


def test_a_running_server_is_reused(shared_project: Path, server: Server, messages: list[str]) -> None:
    before = find_postmaster(server.data)
    again = ensure(shared_project, "test", progress=messages.append)
    assert (again, messages) == (server, [])
    assert find_postmaster(server.data) == before


def test_a_running_server_is_found(shared_project: Path, server: Server) -> None:
    assert find(shared_project, "test") == server


def test_an_instance_that_was_never_started_is_not_found(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_server_outlives_the_process_that_started_it(project: Path, ask) -> None:
    command = [
        sys.executable,
        "-m",
        "gateway.postgres",
        "up",
        "--instance",
        "test",
        "--project",
        str(project),
    ]
    subprocess.run(command, check=True, capture_output=True, start_new_session=True)
    server = find(project, "test")
    postmaster = find_postmaster(server.data)
    assert os.getsid(postmaster.pid) == postmaster.pid
    assert ask(server, "SELECT 1") == [(1,)]


def test_nothing_stays_mounted_on_the_machine(server: Server) -> None:
    assert str(server.data.parent) not in Path("/proc/self/mountinfo").read_text()


def test_only_its_owner_reads_the_passwords_and_the_data(server: Server) -> None:
    folder = server.data.parent.parent
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, server.data)}
    assert modes == {folder: 0o700, server.data: 0o700}
    assert stat.S_IMODE((folder / "credentials.json").stat().st_mode) == 0o600
    assert not (server.data.parent / "password").exists()


def test_git_ignores_the_instances(server: Server) -> None:
    assert (server.data.parents[2] / ".gitignore").read_text() == "*\n"


def test_the_role_secret_has_32_random_bytes(server: Server) -> None:
    assert len(bytes.fromhex(server.role_secret)) == 32
    assert server.role_secret != server.password


def test_a_server_does_not_print_its_secrets(server: Server) -> None:
    assert server.password not in repr(server)
    assert server.role_secret not in repr(server)


def test_a_wrong_password_is_refused(server: Server) -> None:
    wrong = Server(server.host, server.port, server.superuser, "wrong", server.role_secret, server.data)
    with pytest.raises(asyncpg.InvalidPasswordError) as refusal:
        asyncio.run(asyncpg.connect(wrong.url()))
    assert str(refusal.value) == 'password authentication failed for user "quintet_superuser"'


def test_every_way_in_asks_for_a_scram_password(server: Server, ask) -> None:
    rules = ask(server, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")
    assert rules == [("scram-sha-256",)]


def test_only_the_loopback_address_listens(server: Server) -> None:
    listening = [
        fields[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for fields in (line.split() for line in Path(table).read_text().splitlines()[1:])
        if fields[3] == "0A" and fields[1].endswith(f":{server.port:04X}")
    ]
    assert listening == [f"0100007F:{server.port:04X}"]


def test_a_failing_statement_leaves_no_value_in_the_log(server: Server, ask) -> None:
    ask(server, "CREATE TABLE people (email text PRIMARY KEY)")
    ask(server, "INSERT INTO people VALUES ('ada@example.org')")
    with pytest.raises(asyncpg.UniqueViolationError):
        ask(server, "INSERT INTO people VALUES ('ada@example.org')")
    log, deadline = "", time.monotonic() + 10
    while "duplicate key value violates unique constraint" not in log:
        assert time.monotonic() < deadline, log
        time.sleep(0.05)
        log = "".join(file.read_text() for file in (server.data.parent / "log").glob("*.log"))
    assert "ada@example.org" not in log
    assert server.password not in log


def test_a_url_quotes_what_is_special_in_it() -> None:
    server = Server("127.0.0.1", 54320, "super user", "p@ss/word", "00", Path("/data"))
    assert server.url("a/b") == "postgresql://super%20user:p%40ss%2Fword@127.0.0.1:54320/a%2Fb"
