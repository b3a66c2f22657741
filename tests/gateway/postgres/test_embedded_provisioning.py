"""How the software gets on the machine: found, installed, made, interrupted, refused."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gateway.postgres import apt, container, debian_root, provision
from gateway.postgres.console import Console
from gateway.postgres.debootstrap import run_debootstrap, stage
from gateway.postgres.errors import (
    DebianRootError,
    DiskSpaceError,
    NoSoftwareError,
    PackagesError,
    PortError,
    UnwritableFolderError,
)
from gateway.postgres.installation import find_installation
from gateway.postgres.layout import instance_of, make_folder, software_cache
from gateway.postgres.lock import exclusive
from gateway.postgres.port import claim_port
from tests.gateway.postgres.mounts import NEEDS_MOUNTS

# A shell starts what runs in the background with SIGINT ignored, which children inherit.
MAKE_ROOT = """\
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from gateway.postgres.debian_root import make_debian_root
make_debian_root(sys.stderr.write)
"""

FINISHES = """\
target=$4
mkdir -p "$target/etc"
printf 'root:x:0:0::/:/bin/sh\\npostgres:x:101:104::/:/bin/sh\\n' > "$target/etc/passwd"
echo "$5" > "$target/etc/mirror"
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = software_cache()
    folder.mkdir(parents=True)
    return folder


def test_the_software_is_in_the_users_cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere/cache")
    assert software_cache() == Path("/somewhere/cache/quintet/postgres-17")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert software_cache() == tmp_path / ".cache/quintet/postgres-17"


def test_a_root_is_built_once_and_then_found(cache, programs, messages) -> None:
    programs("debootstrap", FINISHES)
    made = debian_root.make_debian_root(messages.append)
    assert (made.root, made.major, made.user, made.group) == (cache / "root", 17, 101, 104)
    assert messages == [
        f"Making a Debian 13 root with PostgreSQL 17 in {cache} (about 1 GB, a few minutes, once)",
        f"The Debian 13 root is ready in {cache / 'root'}",
    ]
    assert (cache / "root/etc/mirror").read_text().strip() == (apt.debian_mirror() or "")
    programs("debootstrap", "exit 1")
    assert debian_root.find_debian_root() == debian_root.make_debian_root(messages.append) == made
    assert len(messages) == 2


@pytest.mark.parametrize("stamp", [None, "{", '{"suite": "bookworm"}'])
def test_a_root_without_its_stamp_is_removed(cache, messages, stamp) -> None:
    (cache / "root" / "usr").mkdir(parents=True)
    (cache / "root.partial" / "usr").mkdir(parents=True)
    if stamp is not None:
        (cache / "root" / debian_root.STAMP).write_text(stamp)
    assert debian_root.find_debian_root() is None
    debian_root.clear_half_made(cache, messages.append)
    assert messages == [
        f"Removing a half-made Debian root in {cache / name}: an earlier run was interrupted."
        for name in ("root.partial", "root")
    ]
    assert list(cache.iterdir()) == []


@NEEDS_MOUNTS
def test_a_build_killed_in_its_middle_leaves_no_process_and_is_begun_anew(cache, programs, messages) -> None:
    programs("debootstrap", 'mkdir -p "$4/half"; sleep 12345.678')
    builder = subprocess.Popen([sys.executable, "-c", MAKE_ROOT], stderr=subprocess.DEVNULL)
    while not (cache / "root.partial" / "half").exists():
        time.sleep(0.05)
    builder.kill()
    builder.wait()
    deadline = time.monotonic() + 5
    while _runs("12345.678") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _runs("12345.678") is False
    programs("debootstrap", FINISHES)
    debian_root.make_debian_root(messages.append)
    assert messages[0] == (
        f"Removing a half-made Debian root in {cache / 'root.partial'}: an earlier run was interrupted."
    )
    assert sorted(path.name for path in cache.iterdir()) == ["debootstrap.log", "root", "root.lock"]


def test_an_interrupted_build_cleans_up_behind_itself(cache, programs) -> None:
    programs("debootstrap", 'mkdir -p "$4/half"; sleep 12345.679')
    builder = subprocess.Popen([sys.executable, "-c", MAKE_ROOT], stderr=subprocess.DEVNULL)
    while not (cache / "root.partial" / "half").exists():
        time.sleep(0.05)
    builder.send_signal(signal.SIGINT)
    builder.wait()
    assert _runs("12345.679") is False
    assert sorted(path.name for path in cache.iterdir()) == ["debootstrap.log", "root.lock"]


def test_two_builds_at_once_make_one_root(cache, programs) -> None:
    programs("debootstrap", f'echo run >> "{cache}/runs"\nsleep 0.5\n{FINISHES}')
    command = [sys.executable, "-c", MAKE_ROOT]
    builders = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = sorted(builder.communicate(timeout=30)[1] for builder in builders)
    assert [builder.returncode for builder in builders] == [0, 0]
    assert told[0] == f"Another process is building PostgreSQL in {cache}: waiting for it."
    assert (cache / "runs").read_text() == "run\n"


def test_a_failing_debootstrap_shows_the_end_of_its_log(tmp_path, programs) -> None:
    programs(
        "debootstrap",
        'mkdir -p "$4/debootstrap"; echo inner > "$4/debootstrap/debootstrap.log"; echo "E: no"; exit 1',
    )
    log = tmp_path / "debootstrap.log"
    with pytest.raises(DebianRootError) as failure:
        run_debootstrap(tmp_path / "root", None, log, lambda _: None)
    assert str(failure.value) == (
        "debootstrap could not make the Debian 13 root that PostgreSQL runs in. "
        "Check that this machine reaches its Debian mirror (`apt-get update` shows it), then try again: "
        "it begins anew. Or set DATABASE_URL to a PostgreSQL of your own. "
        f"The whole log is {log} and ends with:\nE: no\ninner"
    )
    assert log.read_text() == "E: no\ninner\n"


def test_the_stage_of_a_build_is_told(tmp_path) -> None:
    log = tmp_path / "log"
    log.write_text("")
    assert stage(log) == "reading the lists of packages"
    log.write_text("I: Retrieving a\nI: Validating a\nI: Retrieving b\nI: Validating b\n")
    assert stage(log) == "downloading packages, 2 so far"
    log.write_text("I: Retrieving a\nI: Unpacking a...\n")
    assert stage(log) == "unpacking packages, 1 so far"


def test_a_disk_without_room_is_refused(tmp_path, monkeypatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=2_000_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskSpaceError) as refusal:
        debian_root.refuse_small_disk(tmp_path)
    assert str(refusal.value) == (
        f"PostgreSQL needs 2.5 GB of disk in {tmp_path}, and 2.0 GB are free. "
        "Make room, or let XDG_CACHE_HOME name a folder on a larger disk."
    )


def test_a_folder_that_cannot_be_made_is_told(tmp_path) -> None:
    (tmp_path / "project").write_text("a file")
    with pytest.raises(UnwritableFolderError) as refusal:
        make_folder(instance_of(tmp_path / "project", "main").home)
    assert str(refusal.value) == (
        f"The folder {tmp_path / 'project' / '.quintet'} cannot be made: Not a directory. "
        "Make its parent writable for this user, or work in another folder."
    )


def test_a_lock_that_cannot_be_opened_is_told(tmp_path) -> None:
    with pytest.raises(UnwritableFolderError) as refusal, exclusive(tmp_path, "waiting", lambda _: None):
        pass
    assert str(refusal.value) == (
        f"The lock file {tmp_path} cannot be opened: Is a directory. "
        "Run as the user who started the server, or make its folder writable for this user."
    )


def test_no_free_port_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("gateway.postgres.port.PORTS", range(54320, 54323))
    monkeypatch.setattr("gateway.postgres.port.is_free", lambda _: False)
    with pytest.raises(PortError) as refusal:
        claim_port(instance_of(tmp_path, "main"), lambda _: None)
    assert str(refusal.value) == (
        "No port between 54320 and 54322 is free on 127.0.0.1. "
        "Stop a program that listens there (`ss -ltnp` lists them), then try again."
    )


def test_the_remembered_port_of_another_instance_is_left_to_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("gateway.postgres.port.PORTS", range(54320, 54323))
    monkeypatch.setattr("gateway.postgres.port.is_free", lambda _: True)
    main, test = instance_of(tmp_path, "main"), instance_of(tmp_path, "test")
    main.folder.mkdir(parents=True)
    test.folder.mkdir(parents=True)
    ports = [claim_port(instance, lambda _: None) for instance in (main, test, main)]
    assert ports == [54320, 54321, 54320]


def test_an_installation_with_all_extensions_is_found(tmp_path, programs, monkeypatch) -> None:
    monkeypatch.setattr(pwd, "getpwnam", lambda name: pwd.getpwuid(0))
    root = tmp_path / "postgresql"
    (root / "bin").mkdir(parents=True)
    (root / "share" / "extension").mkdir(parents=True)
    shutil.copy(programs("postgres", "echo 'postgres (PostgreSQL) 99.1 (Debian)'"), root / "bin")
    programs("pg_config", f"echo {root / 'bin'}")
    for name in ("postgis", "timescaledb", "pg_trgm"):
        (root / "share" / "extension" / f"{name}.control").touch()
    assert find_installation(99) is None
    (root / "share" / "extension" / "vector.control").touch()
    found = find_installation(99)
    assert (found.root, found.programs, found.major) == (Path("/"), root / "bin", 99)
    assert find_installation() == found
    assert find_installation(98) is None


@pytest.fixture
def not_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(provision, "find_installation", lambda _: None)


MISSING = """\
This machine has no PostgreSQL 15 or newer with PostGIS, TimescaleDB and pgvector, \
and Quintet can install one only as root on a machine with apt-get.
Do one of these:
- run the same command as root on Debian 12 or newer
- install the packages (postgresql-17 postgresql-17-postgis-3 postgresql-17-timescaledb \
postgresql-17-pgvector on Debian 13)
- set DATABASE_URL to a PostgreSQL that has the three extensions"""


def test_who_is_not_root_is_told_what_to_install(not_root, programs) -> None:
    programs("docker", "exit 1")
    programs("podman", "exit 1")
    with pytest.raises(NoSoftwareError) as refusal:
        provision.provision(None, lambda _: None)
    assert str(refusal.value) == MISSING


def test_a_running_container_engine_is_offered(not_root, programs) -> None:
    programs("docker", "exit 1")
    programs("podman", '[ "$1" = info ]')
    with pytest.raises(NoSoftwareError) as refusal:
        provision.provision(None, lambda _: None)
    assert str(refusal.value) == f"{MISSING}\n- {container.advice('podman')}"


def test_packages_are_available_when_each_has_a_candidate(programs) -> None:
    programs("apt-cache", "printf 'a:\\n  Candidate: 1.0\\nb:\\n  Candidate: 2.0\\n'")
    assert apt.are_available(["a", "b"]) is True
    assert apt.are_available(["a", "b", "c"]) is False
    programs("apt-cache", "printf 'a:\\n  Candidate: 1.0\\nb:\\n  Candidate: (none)\\n'")
    assert apt.are_available(["a", "b"]) is False


def test_a_failing_package_manager_is_told(programs) -> None:
    programs("apt-get", "echo 'E: dpkg was interrupted'; exit 100")
    with pytest.raises(PackagesError) as failure:
        apt.install(["a", "b"], lambda _: None)
    assert str(failure.value) == (
        "apt-get cannot install a, b. Repair that by hand, then try again. It said:\nE: dpkg was interrupted"
    )


def test_the_default_cluster_is_forbidden_only_while_packages_are_installed(tmp_path) -> None:
    file = tmp_path / apt.NO_DEFAULT_CLUSTER
    with apt.no_default_cluster(tmp_path):
        assert file.read_text() == "create_main_cluster = false\n"
    assert not file.exists()


LIST = "deb [arch=amd64] http://one.example.org/debian bookworm main contrib\n"
STANZA = "Types: deb\nURIs: {address}\nSuites: {suites}\nComponents: main\nSigned-By: /key.gpg\n"


@pytest.mark.parametrize(
    ("name", "text", "mirror"),
    [
        ("sources.list", LIST, "http://one.example.org/debian"),
        ("sources.list", f"# {LIST}", None),
        ("sources.list", LIST.replace("bookworm", "bookworm-security"), None),
        ("sources.list", LIST.replace("main", "cloud"), None),
        (
            "sources.list.d/debian.sources",
            STANZA.format(address="http://security.example.org", suites="bookworm-security")
            + "\n# Debian\n"
            + STANZA.format(address="https://two.example.org/debian", suites="bookworm bookworm-updates"),
            "https://two.example.org/debian",
        ),
        (
            "sources.list.d/debian.sources",
            "Enabled: no\n" + STANZA.format(address="http://two.example.org/debian", suites="bookworm"),
            None,
        ),
    ],
)
def test_the_mirror_is_the_one_of_the_machines_sources(tmp_path, name, text, mirror) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / name).write_text(text)
    assert apt.debian_mirror(tmp_path) == mirror


def test_a_mirror_named_in_a_file_of_mirrors_is_followed(tmp_path) -> None:
    (tmp_path / "mirrors").write_text("https://three.example.org/debian\n")
    address = f"mirror+file:{tmp_path}/mirrors"
    (tmp_path / "sources.list").write_text(f"deb {address} bookworm main\n")
    assert apt.debian_mirror(tmp_path) == "https://three.example.org/debian"


class Screen:
    """A stream that remembers what was written."""

    def __init__(self, terminal: bool) -> None:
        self.terminal, self.text = terminal, ""

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(
    ("terminal", "text"), [(True, "1 s…\r\x1b[K2 s…\r\x1b[Kdone\n"), (False, "1 s…\n2 s…\ndone\n")]
)
def test_passing_messages_replace_each_other_on_a_terminal(terminal, text) -> None:
    screen = Screen(terminal)
    console = Console(screen)
    for message in ("1 s…", "2 s…", "done"):
        console(message)
    assert screen.text == text


def _runs(argument: str) -> bool:
    """Tell whether a `sleep` with this argument lives."""
    wanted = b"sleep\0" + argument.encode() + b"\0"
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cmdline").read_bytes() == wanted:
                return True
        except OSError:
            continue
    return False
