"""Placeholders and half-made settings do not start anything, and what was set is never printed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.settings import PROJECT

EXAMPLE = dict(
    line.split("=", 1)
    for line in (PROJECT / "deploy" / "example.env").read_text().splitlines()
    if line and not line.startswith("#")
)
PASSWORD = "hunter2-hunter2-hunter2"


def _serve(folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).with_name("quintet"), "serve"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "QUINTET_ENVIRONMENT": "production", **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_examples_placeholders_do_not_start_the_gateway(tmp_path: Path) -> None:
    url = f"postgresql://quintet_superuser:{PASSWORD}@127.0.0.1:1/quintet"
    done = _serve(tmp_path, DATABASE_URL=url, **{name: EXAMPLE[name] for name in EXAMPLE if name[0] == "Q"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("quintet: role_secret: must be 32 bytes or more; token_secret: must be 32 bytes or more\n")


def test_a_missing_secret_is_named_and_no_password_is_printed(tmp_path: Path) -> None:
    done = _serve(tmp_path, DATABASE_URL=f"postgresql://quintet_superuser:{PASSWORD}@127.0.0.1:1/quintet")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "quintet: DATABASE_URL needs QUINTET_ROLE_SECRET: the roles' passwords are derived from it\n"
    )


@pytest.mark.parametrize("password", [EXAMPLE["POSTGRES_PASSWORD"], "", "fifteen-letters"])
def test_postgresql_makes_no_cluster_with_a_short_password(tmp_path: Path, password: str) -> None:
    done = subprocess.run(
        ["/bin/bash", PROJECT / "deploy" / "postgres" / "start.sh"],
        env={"PATH": os.environ["PATH"], "PGDATA": str(tmp_path / "data"), "POSTGRES_PASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "POSTGRES_PASSWORD must have 16 characters or more (openssl rand -hex 32 makes one).\n",
    )
    assert list(tmp_path.iterdir()) == []
