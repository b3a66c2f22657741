"""`python -m gateway.graphiql`: install the page's files, or renew the lock of the npm packages."""

import argparse
import sys

from gateway.graphiql.install import install, lock
from gateway.graphiql.node import NodeError


def main() -> int:
    """Do one command; the result goes to standard output, errors to standard error."""
    parser = argparse.ArgumentParser(prog="python -m gateway.graphiql", description=__doc__)
    parser.add_argument("command", choices=["install", "lock"])
    try:
        return _do(parser.parse_args().command)
    except NodeError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _do(command: str) -> int:
    if command == "lock":
        lock()
        return 0
    manifest = install()
    sys.stdout.write(f"GraphiQL {manifest.versions['graphiql']}: {len(manifest.sha256)} files are installed.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
