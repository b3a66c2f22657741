"""The order of choice among the ways to have a PostgreSQL with PostGIS, TimescaleDB and pgvector."""

import os

from gateway.postgres import apt, container
from gateway.postgres.debian_root import find_debian_root, make_debian_root
from gateway.postgres.errors import NoSoftwareError
from gateway.postgres.installation import MACHINE, Installation, find_installation
from gateway.postgres.server import Progress


def provision(wanted: int | None, progress: Progress) -> Installation:
    """Return an installation, of the wanted major version where the machine leaves a choice.

    In this order: what the machine has, the cached root, the system's packages, a new root.
    """
    found = find_installation(wanted) or (find_debian_root() if os.geteuid() == 0 else None)
    if found is not None:
        return found
    if not apt.has_apt():
        raise NoSoftwareError(_what_to_install())
    return _install_packages(progress) or make_debian_root(progress)


def _install_packages(progress: Progress) -> Installation | None:
    apt.update(progress)
    if not apt.are_available(apt.PACKAGES):
        return None
    with apt.no_default_cluster(MACHINE):
        apt.install(apt.PACKAGES, progress)
    return find_installation()


def _what_to_install() -> str:
    reason = (
        "This machine has no PostgreSQL 15 or newer with PostGIS, TimescaleDB and pgvector, "
        "and Quintet can install one only as root on a machine with apt-get."
    )
    engine = container.running_engine()
    choices = [
        "run the same command as root on Debian 12 or newer",
        f"install the packages ({' '.join(apt.PACKAGES)} on Debian 13)",
        "set DATABASE_URL to a PostgreSQL that has the three extensions",
    ]
    return "\n".join([reason, "Do one of these:", *(f"- {choice}" for choice in choices)]) + (
        f"\n- {container.advice(engine)}" if engine else ""
    )
