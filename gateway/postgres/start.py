"""The start of a server, awaited until it answers."""

import time
from collections.abc import Mapping
from pathlib import Path

from gateway.postgres.cluster import configure
from gateway.postgres.errors import ServerStartError
from gateway.postgres.inside import run_inside, seen_inside
from gateway.postgres.installation import Installation
from gateway.postgres.layout import Instance
from gateway.postgres.port import answers, claim_port, is_free
from gateway.postgres.postmaster import Postmaster, find_postmaster, forget_dead_postmaster
from gateway.postgres.server import Progress

START_SECONDS = 300
ATTEMPTS = 3
TAIL_LINES = 15


def start(installation: Installation, instance: Instance, progress: Progress) -> Postmaster:
    """Start the server and return it when it accepts connections, recovered from a crash if need be."""
    forget_dead_postmaster(instance.data)
    for _ in range(ATTEMPTS):
        port = claim_port(instance, progress)
        configure(installation, instance, port)
        progress(f"Starting PostgreSQL {installation.major} '{instance.name}' on port {port}")
        report = _launch(installation, instance)
        if report is None:
            return await_ready(instance)
        # Its log may not say yet that somebody has the port.
        if is_free(port):
            break
    raise ServerStartError(
        f"PostgreSQL '{instance.name}' does not start. Its log is in {instance.log} and ends with:\n{report}"
    )


def await_ready(instance: Instance) -> Postmaster:
    """Return the server that is starting or running, once it accepts connections."""
    deadline = time.monotonic() + START_SECONDS
    while (postmaster := find_postmaster(instance.data)) is not None and time.monotonic() < deadline:
        if postmaster.is_ready and answers(postmaster.port):
            return postmaster
        time.sleep(0.05)
    raise ServerStartError(
        f"PostgreSQL '{instance.name}' started but does not accept connections. "
        f"Its log is in {instance.log} and ends with:\n{_tail(instance, {})}"
    )


def _launch(installation: Installation, instance: Instance) -> str | None:
    """Launch the server in a session of its own; return None when it runs, else what its log says."""
    (instance.log / "startup.log").unlink(missing_ok=True)
    before = {file: file.stat().st_size for file in _log_files(instance)}
    seen = seen_inside(installation, instance.cluster)
    wait = ["--wait", f"--timeout={START_SECONDS}"]
    place = [f"--pgdata={seen}/data", f"--log={seen}/log/startup.log"]
    done = run_inside(installation, instance.cluster, installation.program("pg_ctl"), "start", *wait, *place)
    return None if done.returncode == 0 else _tail(instance, before) or done.stdout.strip()


def _log_files(instance: Instance) -> list[Path]:
    return sorted(instance.log.glob("*.log"), key=lambda file: file.stat().st_mtime)


def _tail(instance: Instance, before: Mapping[Path, int]) -> str:
    """Return the last lines of the logs that are newer than the sizes from before."""
    news = [file.read_bytes()[before.get(file, 0) :] for file in _log_files(instance)]
    return "\n".join(b"".join(news).decode("utf-8", "replace").splitlines()[-TAIL_LINES:])
