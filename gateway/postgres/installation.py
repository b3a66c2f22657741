"""A PostgreSQL with the three extensions, and how to find one that the machine already has."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXTENSIONS = ("postgis", "timescaledb", "vector", "pg_trgm")
OLDEST_MAJOR = 15
MACHINE = Path("/")


@dataclass(frozen=True)
class Installation:
    """PostgreSQL's programs below a root (the machine's own or a Debian root), and the account to run as."""

    root: Path
    programs: Path
    major: int
    user: int
    group: int

    def program(self, name: str) -> str:
        """Return a program's path as it is seen inside the root."""
        return str(self.programs / name)


def find_installation(wanted: int | None = None) -> Installation | None:
    """Return the newest PostgreSQL here that has all three extensions, of the wanted major version if any."""
    account = _account()
    if account is None:
        return None
    complete = [programs for programs in _program_folders() if has_extensions(programs)]
    found = [(major_version(programs), programs) for programs in complete]
    usable = [(major, programs) for major, programs in found if major >= OLDEST_MAJOR and wanted in (None, major)]
    if not usable:
        return None
    major, programs = max(usable)
    return Installation(MACHINE, programs, major, *account)


def has_extensions(programs: Path) -> bool:
    """Tell whether the installation with these programs has control files of all three extensions."""
    return any(
        all((share / "extension" / f"{name}.control").is_file() for name in EXTENSIONS)
        for share in _share_folders(programs)
    )


def major_version(programs: Path) -> int:
    """Return the major version of the server among these programs, 0 when it does not tell."""
    try:
        command = [str(programs / "postgres"), "--version"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(match.group(1)) if match else 0


def _share_folders(programs: Path) -> list[Path]:
    debian = Path("/usr/share/postgresql") / programs.parent.name
    return [debian, programs.parent / "share", programs.parent / "share" / "postgresql"]


def _program_folders() -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    yield from Path("/usr").glob("pgsql-*/bin")
    tool = shutil.which("pg_config")
    if tool is not None:
        done = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            yield Path(done.stdout.strip())


def _account() -> tuple[int, int] | None:
    """The account to run as: oneself, but for root, whom PostgreSQL refuses, the system's `postgres`."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return None
    return entry.pw_uid, entry.pw_gid
