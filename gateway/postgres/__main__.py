"""`python -m gateway.postgres`: the embedded server by hand."""

import argparse
import sys
from pathlib import Path

from gateway.postgres.console import Console
from gateway.postgres.control import ensure, find, stop, wipe
from gateway.postgres.errors import EmbeddedPostgresError

NOT_RUNNING = 3


def main() -> int:
    """Do one command; the result goes to standard output, progress and errors to standard error."""
    arguments = _parser().parse_args()
    try:
        return _do(arguments.command, Path(arguments.project), arguments.instance)
    except EmbeddedPostgresError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _do(command: str, project: Path, instance: str) -> int:
    progress = Console()
    if command == "stop" or command == "wipe":
        act = stop if command == "stop" else wipe
        if not act(project, instance, progress=progress):
            progress(f"There is nothing to {command}.")
        return 0
    server = ensure(project, instance, progress=progress) if command == "up" else find(project, instance)
    if server is None:
        sys.stderr.write("not running\n")
        return NOT_RUNNING
    running = f"running on {server.host}:{server.port}, data in {server.data}"
    sys.stdout.write(f"{server.url() if command == 'url' else running}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gateway.postgres", description=__doc__)
    parser.add_argument("command", choices=["up", "stop", "status", "url", "wipe"])
    parser.add_argument("--instance", default="main", help="the name of the instance (default: main)")
    parser.add_argument("--project", default=".", help="the project's folder (default: this one)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
