"""The TCP port of an instance: chosen at the first start, remembered, changed only when it was taken."""

import socket

from gateway.postgres.errors import PortError
from gateway.postgres.layout import Instance, write_text
from gateway.postgres.server import HOST, Progress

PORTS = range(54320, 54520)


def claim_port(instance: Instance, progress: Progress) -> int:
    """Return the port to listen on now: the remembered one if it is free, else another, remembered then."""
    remembered = remembered_port(instance)
    if remembered is not None and is_free(remembered):
        return remembered
    chosen = _first_free(_remembered_elsewhere(instance))
    if remembered is not None:
        progress(f"Port {remembered} is taken by another program: '{instance.name}' moves to {chosen}.")
    write_text(instance.port, f"{chosen}\n")
    return chosen


def remembered_port(instance: Instance) -> int | None:
    """Return the port of the last start, None when there was none."""
    try:
        return int(instance.port.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Tell whether something accepts connections on this port."""
    try:
        with socket.create_connection((HOST, port), timeout=2):
            return True
    except OSError:
        return False


def _remembered_elsewhere(instance: Instance) -> set[int]:
    siblings = [Instance(instance.project, file.parent.name) for file in instance.home.glob("*/port")]
    ports = {remembered_port(sibling) for sibling in siblings if sibling != instance}
    return {port for port in ports if port is not None}


def _first_free(avoided: set[int]) -> int:
    for port in PORTS:
        if port not in avoided and is_free(port):
            return port
    raise PortError(
        f"No port between {PORTS.start} and {PORTS.stop - 1} is free on {HOST}. "
        "Stop a program that listens there (`ss -ltnp` lists them), then try again."
    )
