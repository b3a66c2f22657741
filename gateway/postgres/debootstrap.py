"""A run of debootstrap: what it does is told while it lasts, its log is kept for when it fails."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from gateway.postgres.apt import PACKAGES
from gateway.postgres.errors import DebianRootError
from gateway.postgres.inside import MOUNTS_OF_ITS_OWN, PROCESSES_OF_ITS_OWN, can_mount
from gateway.postgres.server import Progress

SUITE = "trixie"
STAGES = {
    "Retrieving": "downloading",
    "Extracting": "extracting",
    "Unpacking": "unpacking",
    "Configuring": "setting up",
}
TAIL_LINES = 12


def run_debootstrap(target: Path, mirror: str | None, log: Path, progress: Progress) -> None:
    """Make a Debian root with PostgreSQL in a folder; nothing it starts or mounts outlives this call."""
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(target)]
    with open(log, "wb") as stream:
        process = subprocess.Popen(
            [*_fence(), *command, *([mirror] if mirror else [])],
            env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _watch(process, log, progress)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode != 0:
        raise DebianRootError(_failure(target, log))


def stage(log: Path) -> str:
    """Say from debootstrap's log what it is doing, and with how many packages it has done so."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    words = [line.split()[1] for line in lines if line.startswith("I: ") and len(line.split()) > 1]
    known = [word for word in words if word in STAGES]
    if not known:
        return "reading the lists of packages"
    return f"{STAGES[known[-1]]} packages, {known.count(known[-1])} so far"


def _fence() -> list[str]:
    """Processes and mounts of its own, all ended when this process ends, even by kill -9."""
    isolate = [*MOUNTS_OF_ITS_OWN, *PROCESSES_OF_ITS_OWN] if can_mount() else []
    return ["setpriv", "--pdeathsig", "KILL", *isolate]


def _watch(process: "subprocess.Popen[bytes]", log: Path, progress: Progress) -> None:
    started = told = time.monotonic()
    interval = 1.0 if sys.stderr.isatty() else 10.0
    while process.poll() is None:
        time.sleep(0.2)
        now = time.monotonic()
        if now - told >= interval:
            told = now
            progress(f"Debian 13 root: {stage(log)}, {now - started:.0f} s…")


def _failure(target: Path, log: Path) -> str:
    inner = target / "debootstrap" / "debootstrap.log"
    text = log.read_text(encoding="utf-8", errors="replace")
    if inner.is_file():
        text += inner.read_text(encoding="utf-8", errors="replace")
        log.write_text(text, encoding="utf-8")
    tail = "\n".join(text.strip().splitlines()[-TAIL_LINES:])
    return (
        "debootstrap could not make the Debian 13 root that PostgreSQL runs in. "
        "Check that this machine reaches its Debian mirror (`apt-get update` shows it), then try again: "
        "it begins anew. Or set DATABASE_URL to a PostgreSQL of your own. "
        f"The whole log is {log} and ends with:\n{tail}"
    )
