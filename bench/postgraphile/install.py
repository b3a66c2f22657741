"""Installs PostGraphile as `package-lock.json` pins it, with a Node.js that is new enough for it."""

import hashlib
import json
import subprocess
from pathlib import Path

from gateway.graphiql.node import Node, NodeError

FOLDER = Path(__file__).parent
LOCK = FOLDER / "package-lock.json"
NODE_MODULES = FOLDER / "node_modules"
OLDEST_NODE = 22


def install() -> tuple[str, ...]:
    """How to start Node.js, PostGraphile being installed. Raises `NodeError` where either cannot be had."""
    node = Node.find()
    if int(_version(node).split(".")[0]) < OLDEST_NODE:
        raise NodeError(f"PostGraphile needs Node.js {OLDEST_NODE} or newer: install the development requirements.")
    installed = NODE_MODULES / ".installed"
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not installed.exists() or installed.read_text() != digest:
        node.run((*node.npm, "ci", "--ignore-scripts"), FOLDER)
        installed.write_text(digest)
    return node.node


def versions() -> dict[str, str]:
    """What takes part."""
    named = ("postgraphile", "grafast", "graphql", "pg")
    packages = {name: json.loads((NODE_MODULES / name / "package.json").read_text())["version"] for name in named}
    return {"node": _version(Node.find()), **{f"{name} (npm)": version for name, version in packages.items()}}


def lock() -> None:
    """Write the lock anew, without any address in it."""
    node = Node.find()
    node.run((*node.npm, "install", "--package-lock-only"), FOLDER)
    content = json.loads(LOCK.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(f"{json.dumps(content, indent=2)}\n")


def _version(node: Node) -> str:
    done = subprocess.run((*node.node, "--version"), capture_output=True, text=True, check=True)
    return done.stdout.strip().removeprefix("v")
