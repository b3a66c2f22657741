"""A Debian 13 root in the user's cache: the software for machines whose own packages are too old."""

import json
import os
import shutil
from pathlib import Path

from gateway.postgres import apt
from gateway.postgres.debootstrap import SUITE, run_debootstrap
from gateway.postgres.errors import DiskSpaceError
from gateway.postgres.inside import sight_of
from gateway.postgres.installation import Installation
from gateway.postgres.layout import make_folder, remove_tree, software_cache, write_text
from gateway.postgres.lock import exclusive
from gateway.postgres.server import Progress

NEEDED_BYTES = 2_500_000_000
STAMP = "quintet-root.json"
CONTENT = {"suite": SUITE, "packages": list(apt.PACKAGES), "layout": 1}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SUPERFLUOUS = ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man")


def find_debian_root() -> Installation | None:
    """Return the installation in the cached root, None when there is no complete one."""
    root = software_cache() / "root"
    return _installation(root) if is_complete(root) else None


def make_debian_root(progress: Progress) -> Installation:
    """Return the installation in the cached root; build it if it is missing, one process at a time."""
    cache = software_cache()
    make_folder(cache)
    waiting = f"Another process is building PostgreSQL in {cache}: waiting for it."
    with exclusive(cache / "root.lock", waiting, progress):
        found = find_debian_root()
        if found is not None:
            return found
        clear_half_made(cache, progress)
        refuse_small_disk(cache)
        _build(cache, progress)
        return _installation(cache / "root")


def is_complete(root: Path) -> bool:
    """Tell whether a root was finished, by the stamp that is written last and renamed into place with it."""
    try:
        return bool(json.loads((root / STAMP).read_text(encoding="utf-8")) == CONTENT)
    except (OSError, ValueError):
        return False


def clear_half_made(cache: Path, progress: Progress) -> None:
    """Remove what a killed run left; call it with the lock held."""
    for folder in (cache / "root.partial", cache / "root"):
        if folder.exists():
            progress(f"Removing a half-made Debian root in {folder}: an earlier run was interrupted.")
            remove_tree(folder)


def refuse_small_disk(folder: Path) -> None:
    """Raise unless the disk of this folder has room for a root."""
    free = shutil.disk_usage(folder).free
    if free < NEEDED_BYTES:
        raise DiskSpaceError(
            f"PostgreSQL needs {NEEDED_BYTES / 1e9:.1f} GB of disk in {folder}, "
            f"and {free / 1e9:.1f} GB are free. "
            "Make room, or let XDG_CACHE_HOME name a folder on a larger disk."
        )


def _build(cache: Path, progress: Progress) -> None:
    _get_debootstrap(progress)
    partial = cache / "root.partial"
    progress(f"Making a Debian 13 root with PostgreSQL 17 in {cache} (about 1 GB, a few minutes, once)")
    try:
        with apt.no_default_cluster(partial):
            run_debootstrap(partial, apt.debian_mirror(), cache / "debootstrap.log", progress)
        _finish(partial)
    except BaseException:
        remove_tree(partial)
        raise
    partial.rename(cache / "root")
    progress(f"The Debian 13 root is ready in {cache / 'root'}")


def _get_debootstrap(progress: Progress) -> None:
    if shutil.which("debootstrap") is None or not KEYRING.is_file():
        apt.install(["debootstrap", "debian-archive-keyring"], progress)


def _finish(root: Path) -> None:
    for folder in SUPERFLUOUS:
        remove_tree(root / folder)
    sight_of(root)
    os.sync()
    write_text(root / STAMP, json.dumps(CONTENT))


def _installation(root: Path) -> Installation:
    accounts = [line.split(":") for line in (root / "etc/passwd").read_text(encoding="utf-8").splitlines()]
    user, group = next((int(entry[2]), int(entry[3])) for entry in accounts if entry[0] == "postgres")
    return Installation(root, Path("/usr/lib/postgresql/17/bin"), 17, user, group)
