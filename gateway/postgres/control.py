"""What a caller asks of an embedded server: ensure that it runs, find it, stop it, wipe it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.postgres.cluster import data_version, prepare_cluster
from gateway.postgres.credentials import Credentials, find_credentials, make_credentials
from gateway.postgres.errors import ServerStopError
from gateway.postgres.layout import Instance, instance_of, make_folder, make_instance_folder
from gateway.postgres.lock import exclusive
from gateway.postgres.placement import remove_cluster
from gateway.postgres.postmaster import Postmaster, fast_shutdown, find_postmaster, is_server_of
from gateway.postgres.provision import provision
from gateway.postgres.server import HOST, SUPERUSER, Progress, Server
from gateway.postgres.start import await_ready, start

STOP_SECONDS = 60


def ensure(project: Path, instance: str = "main", *, progress: Progress) -> Server:
    """Return the instance's server: reused if it runs, else installed, made and started as needed."""
    place = instance_of(project, instance)
    make_folder(place.home)
    with _alone(place, progress):
        make_instance_folder(place)
        credentials = make_credentials(place)
        if find_postmaster(place.data) is not None:
            return _server(place, credentials, await_ready(place))
        installation = provision(data_version(place), progress)
        prepare_cluster(installation, place, credentials, progress)
        return _server(place, credentials, start(installation, place, progress))


def find(project: Path, instance: str = "main") -> Server | None:
    """Return the instance's server if it runs and accepts connections; start nothing."""
    place = instance_of(project, instance)
    postmaster = find_postmaster(place.data)
    if postmaster is None or not postmaster.is_ready:
        return None
    credentials = find_credentials(place)
    return None if credentials is None else _server(place, credentials, postmaster)


def stop(project: Path, instance: str = "main", *, progress: Progress) -> bool:
    """Stop the instance's server, ending its sessions; return False when none ran."""
    place = instance_of(project, instance)
    if not place.folder.exists():
        return False
    with _alone(place, progress):
        return _stop(place, progress)


def wipe(project: Path, instance: str = "main", *, progress: Progress) -> bool:
    """Stop the instance's server and delete its data and passwords; False when there were none."""
    place = instance_of(project, instance)
    if not place.folder.exists():
        return False
    with _alone(place, progress):
        _stop(place, progress)
        remove_cluster(place)
        progress(f"Deleted the data of PostgreSQL '{place.name}' in {place.folder}")
        return True


def _stop(place: Instance, progress: Progress) -> bool:
    postmaster = find_postmaster(place.data)
    if postmaster is None:
        return False
    fast_shutdown(postmaster, place.data)
    deadline = time.monotonic() + STOP_SECONDS
    while is_server_of(postmaster.pid, place.data):
        if time.monotonic() > deadline:
            raise ServerStopError(
                f"PostgreSQL '{place.name}' (process {postmaster.pid}) did not stop within {STOP_SECONDS} s. "
                f"See its log in {place.log}. As a last resort `kill -9 {postmaster.pid}`: "
                "it recovers at its next start."
            )
        time.sleep(0.05)
    progress(f"Stopped PostgreSQL '{place.name}'")
    return True


@contextmanager
def _alone(place: Instance, progress: Progress) -> Iterator[None]:
    waiting = f"Another process is starting or stopping PostgreSQL '{place.name}': waiting for it."
    with exclusive(place.lock, waiting, progress):
        yield


def _server(place: Instance, credentials: Credentials, postmaster: Postmaster) -> Server:
    return Server(HOST, postmaster.port, SUPERUSER, credentials.password, credentials.role_secret, place.data)


def find_role_secret(project: Path, instance: str = "main") -> str | None:
    """Return the secret that the passwords of roles are derived from, whether or not the server runs."""
    credentials = find_credentials(instance_of(project, instance))
    return None if credentials is None else credentials.role_secret
