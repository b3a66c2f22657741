"""Makes the page's files: npm installs what `package-lock.json` pins, esbuild bundles it into `vendor`."""

import hashlib
import json
import shutil
from pathlib import Path

from gateway.graphiql.assets import Manifest
from gateway.graphiql.layout import NODE_MODULES, PACKAGE, VENDOR
from gateway.graphiql.node import Node

LOCK = PACKAGE / "package-lock.json"
SOURCES = ("package.json", "build.mjs", "page.jsx", "fetcher.js", "saved-tabs.js", "page.css", "favicon.svg")


def install() -> Manifest:
    """Install and bundle what has changed since the last time; nothing is done when nothing has.

    Raises `NodeError` when npm or the bundling fails; an earlier installation then stays in place.
    """
    stamp = _digest(LOCK, *(PACKAGE / name for name in SOURCES))
    manifest = Manifest.find(VENDOR)
    if manifest is not None and manifest.stamp == stamp:
        return manifest
    node = Node.find()
    _install_packages(node)
    return _bundle(node, stamp)


def lock() -> None:
    """Write `package-lock.json` anew from `package.json`, without any address in it."""
    node = Node.find()
    node.run((*node.npm, "install", "--package-lock-only"), PACKAGE)
    content = json.loads(LOCK.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(f"{json.dumps(content, indent=2)}\n")


def _install_packages(node: Node) -> None:
    installed = NODE_MODULES / ".installed"
    digest = _digest(LOCK)
    if installed.exists() and installed.read_text() == digest:
        return
    node.run((*node.npm, "ci", "--ignore-scripts"), PACKAGE)
    installed.write_text(digest)


def _bundle(node: Node, stamp: str) -> Manifest:
    building = VENDOR.with_name("vendor.building")
    shutil.rmtree(building, ignore_errors=True)
    node.run((*node.node, "build.mjs", str(building), stamp), PACKAGE)
    shutil.rmtree(VENDOR, ignore_errors=True)
    building.rename(VENDOR)
    manifest = Manifest.find(VENDOR)
    if manifest is None:
        raise FileNotFoundError(VENDOR / "manifest.json")
    return manifest


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
