"""Where a cluster's folder lies, which account owns it, and how it goes."""

import hashlib
import os
import shutil
from pathlib import Path

from gateway.postgres.errors import ServerStartError
from gateway.postgres.inside import can_mount, sight_of
from gateway.postgres.installation import MACHINE, Installation
from gateway.postgres.layout import Instance, make_folder, remove_tree


def place_cluster(installation: Installation, instance: Instance) -> None:
    """Make the cluster's folder; where nothing can be mounted, the project links to it inside the root."""
    if os.geteuid() != 0 or can_mount():
        make_folder(instance.cluster, 0o700)
        return
    name = hashlib.sha256(bytes(instance.folder)).hexdigest()[:16]
    if instance.cluster.is_symlink() or not instance.cluster.exists():
        real = sight_of(installation.root) / name
        make_folder(real, 0o700)
        instance.cluster.unlink(missing_ok=True)
        instance.cluster.symlink_to(real)
    elif installation.root != MACHINE:
        raise ServerStartError(
            f"The data in {instance.cluster} must be mounted into {installation.root}, and this container "
            "may not mount. Give the container the capability SYS_ADMIN, set DATABASE_URL to another "
            "PostgreSQL, or delete the data with: "
            f"python -m gateway.postgres wipe --instance {instance.name}"
        )


def own_cluster(installation: Installation, instance: Instance) -> None:
    """Give the cluster to the server's account, which changes when other software takes over."""
    folders = (instance.cluster, instance.log, instance.data)
    if all(folder.stat().st_uid == installation.user for folder in folders if folder.exists()):
        return
    for folder, _, files in os.walk(instance.cluster):
        for path in [Path(folder), *(Path(folder) / name for name in files)]:
            shutil.chown(path, installation.user, installation.group)


def remove_cluster(instance: Instance) -> None:
    """Delete the instance's data and secrets, wherever the data was put."""
    if instance.cluster.is_symlink():
        remove_tree(instance.cluster.resolve())
    remove_tree(instance.folder)
