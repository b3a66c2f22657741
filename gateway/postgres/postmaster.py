"""The server process of a data folder: found by its pid file, believed only when it is really ours."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from gateway.postgres.errors import ServerStartError

PORT_LINE, STATUS_LINE = 3, 7
ORPHAN_SECONDS = 15.0


@dataclass(frozen=True)
class Postmaster:
    """A running server process, the port it listens on, and whether it accepts connections."""

    pid: int
    port: int
    is_ready: bool


def find_postmaster(data: Path) -> Postmaster | None:
    """Return the server that runs on this data folder; a pid file left by a crash is not believed."""
    lines = _pid_file(data)
    if not lines or not lines[0].isdigit() or not is_server_of(int(lines[0]), data):
        return None
    port = int(lines[PORT_LINE]) if len(lines) > PORT_LINE and lines[PORT_LINE].isdigit() else 0
    is_ready = len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"
    return Postmaster(int(lines[0]), port, is_ready)


def is_server_of(pid: int, data: Path) -> bool:
    """Tell whether a process lives, is PostgreSQL and works in this very folder, seen through any mount."""
    process = Path("/proc") / str(pid)
    try:
        state = (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
        name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
        return state not in "ZX" and name == "postgres" and _works_in(process, data)
    except (OSError, IndexError):
        return False


def _works_in(process: Path, data: Path) -> bool:
    try:
        return (process / "cwd").samefile(data)
    except PermissionError:
        # Root without the capability SYS_PTRACE, as in a container, sees this only as the server's account.
        return _seen_by_account(process / "cwd", data)


def _seen_by_account(folder: Path, data: Path) -> bool:
    owner = data.stat()
    account = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]
    command = [*account, "stat", "--dereference", "--format=%d:%i", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() == f"{owner.st_dev}:{owner.st_ino}"


def fast_shutdown(postmaster: Postmaster, data: Path) -> None:
    """Ask the server to end its sessions and stop; no other process can get this signal."""
    try:
        descriptor = os.pidfd_open(postmaster.pid)
    except ProcessLookupError:
        return
    try:
        if is_server_of(postmaster.pid, data):
            signal.pidfd_send_signal(descriptor, signal.SIGINT)
    except ProcessLookupError:
        return
    finally:
        os.close(descriptor)


def forget_dead_postmaster(data: Path) -> None:
    """Remove the pid file of a server that is gone, once the last of its sessions is gone too."""
    if not (data / "postmaster.pid").exists():
        return
    deadline = time.monotonic() + ORPHAN_SECONDS
    while orphans := _processes(data):
        if time.monotonic() > deadline:
            raise ServerStartError(
                f"The server of {data} died but processes of it still run: {', '.join(map(str, orphans))}. "
                "End them with `kill`, then try again."
            )
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _processes(data: Path) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if is_server_of(pid, data)]


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
