"""Starting, stopping, crashing and wiping an embedded server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gateway.postgres import EmbeddedPostgresError, ensure, find, stop, wipe
from gateway.postgres.debian_root import find_debian_root
from gateway.postgres.errors import CredentialsError, DataVersionError, ServerStartError
from gateway.postgres.port import is_free
from gateway.postgres.postmaster import find_postmaster, is_server_of
from tests.gateway.postgres.mounts import NEEDS_MOUNTS

CLI = [sys.executable, "-m", "gateway.postgres"]


def start(project: Path):
    return ensure(project, "test", progress=lambda _: None)


def halt(project: Path) -> bool:
    return stop(project, "test", progress=lambda _: None)


def kill_postmaster(data: Path) -> int:
    postmaster = find_postmaster(data)
    os.kill(postmaster.pid, signal.SIGKILL)
    while is_server_of(postmaster.pid, data):
        time.sleep(0.01)
    return postmaster.pid


def test_a_stopped_server_comes_back_with_its_data_on_its_port(project, messages, ask) -> None:
    server = start(project)
    ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert stop(project, "test", progress=messages.append) is True
    assert (find(project, "test"), messages) == (None, ["Stopped PostgreSQL 'test'"])
    assert stop(project, "test", progress=messages.append) is False
    assert start(project) == server
    assert ask(server, "SELECT answer FROM kept") == [(42,)]


def test_a_server_killed_with_kill_9_recovers_at_the_next_start(project, ask) -> None:
    server = ensure(project, progress=lambda _: None)
    ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed = kill_postmaster(server.data)
    assert (server.data / "postmaster.pid").read_text().splitlines()[0] == str(killed)
    assert find(project) is None
    assert ensure(project, progress=lambda _: None) == server
    assert find_postmaster(server.data).pid != killed
    assert ask(server, "SELECT answer FROM kept") == [(42,)]


def test_a_port_taken_by_another_program_is_given_up(project, messages, ask) -> None:
    old = start(project)
    halt(project)
    with socket.create_server((old.host, old.port)):
        new = ensure(project, "test", progress=messages.append)
    assert new.port != old.port
    assert messages == [
        f"Port {old.port} is taken by another program: 'test' moves to {new.port}.",
        f"Starting PostgreSQL 17 'test' on port {new.port}",
    ]
    assert ask(new, "SHOW port") == [(str(new.port),)]
    halt(project)
    assert start(project).port == new.port


def test_a_port_taken_between_the_look_and_the_start_is_given_up_too(project, messages, monkeypatch) -> None:
    old = start(project)
    halt(project)
    looks = iter([True])
    monkeypatch.setattr("gateway.postgres.port.is_free", lambda port: next(looks, None) or is_free(port))
    with socket.create_server((old.host, old.port)):
        new = ensure(project, "test", progress=messages.append)
    assert messages == [
        f"Starting PostgreSQL 17 'test' on port {old.port}",
        f"Port {old.port} is taken by another program: 'test' moves to {new.port}.",
        f"Starting PostgreSQL 17 'test' on port {new.port}",
    ]


def test_a_pid_file_that_names_a_foreign_process_harms_nobody(project, ask) -> None:
    server = start(project)
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    halt(project)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        assert (find(project, "test"), halt(project)) == (None, False)
        assert start(project) == server
        assert ask(server, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_a_pid_file_that_names_another_instance_is_not_believed(project, shared_project, server) -> None:
    own = start(project)
    halt(project)
    shutil.copyfile(server.data / "postmaster.pid", own.data / "postmaster.pid")
    assert (find(project, "test"), halt(project)) == (None, False)
    assert start(project) == own
    assert find(shared_project, "test") == server


def test_two_starts_at_once_give_one_server(project) -> None:
    command = [*CLI, "up", "--instance", "test", "--project", str(project)]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    outputs = [process.communicate(timeout=60) for process in starts]
    server = find(project, "test")
    told = f"running on 127.0.0.1:{server.port}, data in {server.data}\n".encode()
    assert [(process.returncode, output[0]) for process, output in zip(starts, outputs, strict=True)] == [
        (0, told),
        (0, told),
    ]
    waiting = b"Another process is starting or stopping PostgreSQL 'test': waiting for it.\n"
    assert sorted(output[1] for output in outputs)[0] == waiting


def test_a_wipe_deletes_the_data_and_keeps_the_software(project, messages) -> None:
    server = start(project)
    software = find_debian_root()
    assert wipe(project, "test", progress=messages.append) is True
    folder = project.resolve() / ".quintet" / "test"
    assert messages == [
        "Stopped PostgreSQL 'test'",
        f"Deleted the data of PostgreSQL 'test' in {folder}",
    ]
    assert (folder.exists(), find_postmaster(server.data)) == (False, None)
    assert find_debian_root() == software
    assert wipe(project, "test", progress=messages.append) is False


@NEEDS_MOUNTS
def test_a_first_start_killed_in_its_middle_begins_anew(project, ask) -> None:
    partial = project / ".quintet" / "test" / "cluster" / "data.partial"
    partial.mkdir(parents=True)
    (partial / "PG_VERSION").write_text("17\n")
    server = start(project)
    assert ask(server, "SELECT 1") == [(1,)]
    assert not partial.exists()


def test_data_of_another_major_version_is_refused_and_kept(project) -> None:
    data = start(project).data
    halt(project)
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(DataVersionError) as refusal:
        start(project)
    assert str(refusal.value) == (
        f"The data in {data} was written by PostgreSQL 14, and here is 17. "
        "Install PostgreSQL 14 and move the data with pg_dump, or delete it with: "
        "python -m gateway.postgres wipe --instance test"
    )
    assert (data / "PG_VERSION").read_text() == "14\n"


def test_a_folder_that_is_no_data_folder_is_refused_and_kept(project) -> None:
    data = project.resolve() / ".quintet" / "test" / "cluster" / "data"
    (project / ".quintet" / "test").mkdir(parents=True)
    credentials = '{"password": "00", "role_secret": "00"}'
    (project / ".quintet" / "test" / "credentials.json").write_text(credentials)
    (data / "precious").mkdir(parents=True)
    with pytest.raises(DataVersionError) as refusal:
        start(project)
    assert str(refusal.value) == (
        f"The folder {data} is not a data folder of PostgreSQL: its file PG_VERSION cannot be read. "
        "Restore the folder from a backup, or delete it with: "
        "python -m gateway.postgres wipe --instance test"
    )
    assert (data / "precious").is_dir()


@pytest.mark.parametrize(("content", "how"), [(None, "is missing"), ("{", "is damaged")])
def test_data_without_its_passwords_is_refused_and_kept(project, content, how) -> None:
    data = start(project).data
    halt(project)
    file = data.parent.parent / "credentials.json"
    file.unlink()
    if content is not None:
        file.write_text(content)
    with pytest.raises(CredentialsError) as refusal:
        start(project)
    assert str(refusal.value) == (
        f"The password file {file} {how}, and the data in {data} opens only with it. "
        "Restore the file, or delete the data with: python -m gateway.postgres wipe --instance test"
    )
    assert (data / "PG_VERSION").read_text() == "17\n"


def test_a_server_that_does_not_start_shows_its_log(project) -> None:
    data = start(project).data
    halt(project)
    with open(data / "postgresql.auto.conf", "a") as stream:
        stream.write("shared_preload_libraries = 'no_such_library'\n")
    with pytest.raises(ServerStartError) as failure:
        start(project)
    told, *log = str(failure.value).splitlines()
    assert told == (f"PostgreSQL 'test' does not start. Its log is in {data.parent / 'log'} and ends with:")
    assert [line.partition("] ")[2] for line in log] == [
        'FATAL:  could not access file "no_such_library": No such file or directory',
        "LOG:  database system is shut down",
    ]
    assert find_postmaster(data) is None


def test_the_command_line_starts_tells_and_stops(project) -> None:
    def run(command: str) -> tuple[int, str, str]:
        arguments = [*CLI, command, "--instance", "test", "--project", str(project)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    assert run("status") == (3, "", "not running\n")
    assert run("stop") == (0, "", "There is nothing to stop.\n")
    assert run("up")[0] == 0
    server = find(project, "test")
    assert run("status") == (0, f"running on 127.0.0.1:{server.port}, data in {server.data}\n", "")
    assert run("url") == (0, f"{server.url()}\n", "")
    assert run("stop") == (0, "", "Stopped PostgreSQL 'test'\n")
    assert run("url") == (3, "", "not running\n")
    assert run("wipe")[0] == 0
    assert run("status") == (3, "", "not running\n")


def test_the_command_line_tells_an_error_without_a_traceback(tmp_path: Path) -> None:
    arguments = [*CLI, "up", "--instance", "../main", "--project", str(tmp_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: '../main' is not a name for an instance. "
        "Use up to 40 lower case letters, digits, '-' and '_' after a letter, as in 'main' or 'test'.\n"
    )


def test_every_error_is_an_embedded_postgres_error() -> None:
    from gateway.postgres import errors

    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    assert [kind for kind in classes if not issubclass(kind, EmbeddedPostgresError)] == []
    assert [kind for kind in classes if not kind.__name__.endswith("Error")] == []
