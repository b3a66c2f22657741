"""The system's own package manager: what it could install, installing it, and which mirror it uses."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.postgres.errors import PackagesError
from gateway.postgres.server import Progress

PACKAGES = (
    "postgresql-17",
    "postgresql-17-postgis-3",
    "postgresql-17-timescaledb",
    "postgresql-17-pgvector",
)
NO_DEFAULT_CLUSTER = Path("etc/postgresql-common/createcluster.d/quintet.conf")
SOURCES = Path("/etc/apt")
DEBIAN_SUITES = {"bookworm", "trixie", "forky", "sid", "stable", "testing", "unstable", "oldstable"}
TAIL_LINES = 12


def has_apt() -> bool:
    """Tell whether this is a Debian-like machine where this user may install packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def update(progress: Progress) -> None:
    """Fetch the lists of packages; a source that fails is told and does not stop the others."""
    progress("Fetching the lists of the system's packages…")
    done = _run("apt-get", "--quiet", "update")
    if done.returncode != 0:
        progress(f"Some lists of packages could not be fetched; going on without them:\n{_tail(done.stdout)}")


def are_available(packages: Iterable[str]) -> bool:
    """Tell whether the configured sources offer every one of these packages."""
    wanted = list(packages)
    done = _run("apt-cache", "policy", *wanted)
    candidates = re.findall(r"^  Candidate: (\S+)$", done.stdout, re.MULTILINE)
    return len(candidates) == len(wanted) and "(none)" not in candidates


def install(packages: Iterable[str], progress: Progress) -> None:
    """Install packages without asking anything."""
    wanted = list(packages)
    progress(f"Installing {', '.join(wanted)}")
    done = _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *wanted)
    if done.returncode != 0:
        raise PackagesError(
            f"apt-get cannot install {', '.join(wanted)}. Repair that by hand, then try again. It said:\n"
            f"{_tail(done.stdout)}"
        )


@contextmanager
def no_default_cluster(root: Path) -> Iterator[None]:
    """Keep Debian's PostgreSQL packages, while they are installed, from making a cluster of their own."""
    file = root / NO_DEFAULT_CLUSTER
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("create_main_cluster = false\n", encoding="ascii")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def debian_mirror(sources: Path = SOURCES) -> str | None:
    """Return the address from which this machine gets Debian itself, None when its sources name none."""
    lists = [sources / "sources.list", *sorted(sources.glob("sources.list.d/*.list"))]
    stanzas = sorted(sources.glob("sources.list.d/*.sources"))
    addresses = [address for file in lists for address in _from_list(_text(file))]
    addresses += [address for file in stanzas for address in _from_stanzas(_text(file))]
    return next((resolved for address in addresses if (resolved := _resolve(address))), None)


def _from_list(text: str) -> list[str]:
    pattern = r"^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$"
    entries = re.findall(pattern, text, re.MULTILINE)
    return [address for address, suite, components in entries if _is_debian([suite], components)]


def _from_stanzas(text: str) -> list[str]:
    found = []
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^(\w[\w-]*):[ \t]*(.*)$", stanza, re.MULTILINE))
        is_debian = _is_debian(fields.get("Suites", "").split(), fields.get("Components", ""))
        if is_debian and "deb" in fields.get("Types", "").split() and fields.get("Enabled") != "no":
            found.extend(fields.get("URIs", "").split())
    return found


def _is_debian(suites: list[str], components: str) -> bool:
    """The archive of Debian itself has plainly named suites; those of security and updates are longer."""
    return not DEBIAN_SUITES.isdisjoint(suites) and "main" in components.split()


def _resolve(address: str) -> str | None:
    if address.startswith("mirror+file:"):
        mirrors = _text(Path("/" + address.removeprefix("mirror+file:").lstrip("/"))).split()
        return next((mirror for mirror in mirrors if mirror.startswith(("http:", "https:"))), None)
    return address if address.startswith(("http:", "https:")) else None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        list(command),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _tail(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-TAIL_LINES:])
