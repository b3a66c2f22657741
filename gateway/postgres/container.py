"""The hook for container engines: whether one runs, and the commands with which a person uses it today."""

import shutil
import subprocess

ENGINES = ("docker", "podman")


def running_engine() -> str | None:
    """Return the container engine that answers on this machine, None if none does."""
    return next((engine for engine in ENGINES if _answers(engine)), None)


def advice(engine: str) -> str:
    """Say how to run PostgreSQL in this engine and point the gateway at it."""
    return (
        f"{engine} runs here: `{engine} build -t quintet-postgres deploy/postgres`, then "
        f"`{engine} run -d -p 127.0.0.1:54320:5432 -e POSTGRES_PASSWORD=PASSWORD quintet-postgres`, "
        "and set DATABASE_URL=postgresql://postgres:PASSWORD@127.0.0.1:54320/postgres"
    )


def _answers(engine: str) -> bool:
    if shutil.which(engine) is None:
        return False
    try:
        return subprocess.run([engine, "info"], capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
