"""Commands run inside an installation's root, as its server's account, with the cluster's folder in sight."""

import os
import subprocess
from functools import cache
from pathlib import Path

from gateway.postgres.installation import MACHINE, Installation

SIGHT = "/var/lib/quintet"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/"}
MOUNTS_OF_ITS_OWN = ("unshare", "--mount", "--propagation", "private")
PROCESSES_OF_ITS_OWN = ("--pid", "--fork", "--kill-child", "--mount-proc")

# The mounts live in the namespace of this command alone: they go with its last process, whatever ends it.
ENTER = """\
set -eu
root=$1 cluster=$2 sight=$3
shift 3
mount --bind "$cluster" "$root/$sight"
if [ "$root" != / ]; then
    mount --rbind /proc "$root/proc"
    mount --rbind /dev "$root/dev"
fi
exec chroot "$root" "$@"
"""


@cache
def can_mount() -> bool:
    """Tell whether this user may mount folders privately; root in an ordinary container may not."""
    command = [*MOUNTS_OF_ITS_OWN, *PROCESSES_OF_ITS_OWN, "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run_inside(installation: Installation, cluster: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; its output comes back as text, an exit code is the caller's to judge."""
    return subprocess.run(
        [*_entrance(installation, cluster), *command],
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def seen_inside(installation: Installation, cluster: Path) -> str:
    """Return the path of the cluster's folder as the server sees it."""
    if os.geteuid() != 0:
        return str(cluster)
    return SIGHT if can_mount() else f"/{cluster.resolve().relative_to(installation.root)}"


def sight_of(root: Path) -> Path:
    """Return the folder in a root where the cluster's folder is put in sight, and make it if need be."""
    sight = root / SIGHT.lstrip("/")
    sight.mkdir(parents=True, exist_ok=True)
    return sight


def _entrance(installation: Installation, cluster: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    account = [f"--reuid={installation.user}", f"--regid={installation.group}", "--clear-groups"]
    if not can_mount():
        return ["chroot", str(installation.root), "setpriv", *account]
    if installation.root == MACHINE:
        sight_of(MACHINE)
    places = [str(installation.root), str(cluster), SIGHT]
    return [*MOUNTS_OF_ITS_OWN, "--", "sh", "-c", ENTER, "sh", *places, "setpriv", *account]
