"""The installation: exact versions without addresses, nothing done twice, every file with its hash."""

import hashlib
import importlib
import json
import re

import pytest

from gateway.graphiql import layout
from gateway.graphiql.install import LOCK, install
from gateway.graphiql.node import Node, NodeError

installation_module = importlib.import_module("gateway.graphiql.install")


def test_the_lock_holds_exact_versions_with_hashes_and_no_address() -> None:
    text = LOCK.read_text()
    assert "://" not in text
    packages = json.loads(text)["packages"]
    wanted = packages.pop("")["dependencies"]
    assert [version for version in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert wanted == json.loads((layout.PACKAGE / "package.json").read_text())["dependencies"]


def test_one_react_is_bundled() -> None:
    packages = json.loads(LOCK.read_text())["packages"]
    assert [name for name in packages if name.endswith("node_modules/react")] == ["node_modules/react"]


def test_every_installed_file_has_the_hash_of_the_manifest(installation: None) -> None:
    manifest = install()
    files = (layout.VENDOR / "assets").iterdir()
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == manifest.sha256
    assert {
        manifest.script,
        manifest.style,
        manifest.icon,
        *manifest.workers.values(),
    } <= manifest.sha256.keys()


def test_a_second_installation_runs_nothing(installation: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Node:
        raise AssertionError("Node.js is not needed here.")

    monkeypatch.setattr(installation_module.Node, "find", refuse)
    assert install() == install()


def test_a_failing_command_says_what_it_wrote() -> None:
    node = Node.find()
    with pytest.raises(NodeError, match=r"exit status 3:\nbecause"):
        node.run((*node.node, "-e", "console.log('because'); process.exit(3)"), layout.PACKAGE)
