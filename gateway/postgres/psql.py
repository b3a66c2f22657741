"""psql: the machine's own, or the one in the embedded server's root."""

import os
import shutil

from gateway.postgres.debian_root import find_debian_root


def psql() -> list[str] | None:
    """Return the command that runs psql, None where there is none."""
    own = shutil.which("psql")
    if own is not None:
        return [own]
    root = find_debian_root() if os.geteuid() == 0 else None
    return (
        None if root is None else [shutil.which("chroot") or "/usr/sbin/chroot", str(root.root), root.program("psql")]
    )
