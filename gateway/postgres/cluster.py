"""A cluster's folders on disk: made once, handed to the server's account, checked before each start."""

import os
import subprocess
from pathlib import Path

from gateway.postgres.credentials import Credentials
from gateway.postgres.errors import DataVersionError, ServerStartError
from gateway.postgres.inside import run_inside, seen_inside
from gateway.postgres.installation import Installation
from gateway.postgres.layout import Instance, make_folder, remove_tree, write_text
from gateway.postgres.placement import own_cluster, place_cluster
from gateway.postgres.profile import ACCESS, configuration, is_throw_away
from gateway.postgres.server import SUPERUSER, Progress

CONFIGURATION = "quintet.conf"


def prepare_cluster(
    installation: Installation, instance: Instance, credentials: Credentials, progress: Progress
) -> None:
    """Make the cluster if there is none, and see that its version and owner are this installation's."""
    place_cluster(installation, instance)
    make_folder(instance.log, 0o700)
    own_cluster(installation, instance)
    version = data_version(instance)
    if version is None:
        progress(f"Making the PostgreSQL {installation.major} cluster '{instance.name}' in {instance.cluster}")
        _make(installation, instance, credentials)
    elif version != installation.major:
        raise DataVersionError(
            f"The data in {instance.data} was written by PostgreSQL {version}, and here is "
            f"{installation.major}. Install PostgreSQL {version} and move the data with pg_dump, or delete "
            f"it with: python -m gateway.postgres wipe --instance {instance.name}"
        )


def data_version(instance: Instance) -> int | None:
    """Return the major version that wrote the instance's data, None when there is no data."""
    if not instance.data.exists():
        return None
    try:
        return int((instance.data / "PG_VERSION").read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise DataVersionError(
            f"The folder {instance.data} is not a data folder of PostgreSQL: its file PG_VERSION cannot be "
            "read. Restore the folder from a backup, or delete it with: "
            f"python -m gateway.postgres wipe --instance {instance.name}"
        ) from error


def configure(installation: Installation, instance: Instance, port: int) -> None:
    """Write the configuration for the next start."""
    _write_owned(installation, instance.data / CONFIGURATION, configuration(instance.name, port))


def _make(installation: Installation, instance: Instance, credentials: Credentials) -> None:
    partial, password = instance.cluster / "data.partial", instance.cluster / "password"
    remove_tree(partial)
    _write_owned(installation, password, credentials.password)
    try:
        done = _initdb(installation, instance, partial.name, password.name)
    finally:
        password.unlink()
    if done.returncode != 0:
        raise ServerStartError(
            f"PostgreSQL cannot make a cluster in {instance.cluster}. It said:\n{done.stdout.strip()}"
        )
    (partial / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
    with open(partial / "postgresql.conf", "a", encoding="utf-8") as stream:
        stream.write(f"include_if_exists = '{CONFIGURATION}'\n")
    partial.rename(instance.data)


def _initdb(
    installation: Installation, instance: Instance, folder: str, password: str
) -> subprocess.CompletedProcess[str]:
    seen = seen_inside(installation, instance.cluster)
    durability = ["--no-sync"] if is_throw_away(instance.name) else ["--data-checksums"]
    return run_inside(
        installation,
        instance.cluster,
        installation.program("initdb"),
        f"--pgdata={seen}/{folder}",
        f"--pwfile={seen}/{password}",
        f"--username={SUPERUSER}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        *durability,
    )


def _write_owned(installation: Installation, file: Path, text: str) -> None:
    write_text(file, text, 0o600)
    os.chown(file, installation.user, installation.group)
