"""The files of the deployment say what their formats permit and what we promise about them."""

import importlib
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.settings import PROJECT
from tests.deploy.dockerfile import arguments, stages

COMPOSE = PROJECT / "docker-compose.yml"
EXAMPLE = PROJECT / "deploy" / "example.env"
POSTGRES = PROJECT / "deploy" / "postgres"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
SECRETS = {"POSTGRES_PASSWORD", "QUINTET_ROLE_SECRET", "QUINTET_TOKEN_SECRET"}


def _tool(name: str) -> Path:
    found = Path(sysconfig.get_path("scripts")) / name
    if not found.exists():
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("file", ["Dockerfile", "deploy/postgres/Dockerfile"])
def test_dockerfiles_pass_hadolint_without_a_remark(file: str) -> None:
    done = subprocess.run(
        [_tool("hadolint"), "--no-color", file], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def _parse_compose(text: str) -> list[str]:
    try:
        compose_spec = importlib.import_module("compose_spec")
    except ModuleNotFoundError:
        pytest.skip("compose-spec is not installed")
    compose = compose_spec.PyOptions(apply_merge=True).from_yaml(text)
    compose.validate()
    return sorted(compose.service_names())


def test_the_compose_file_fits_the_specification() -> None:
    assert _parse_compose(COMPOSE.read_text()) == ["gateway", "migrate", "postgres", "worker"]


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("stop_grace_period: 60s", "stop_grace_periods: 60s", "extension key `stop_grace_periods`"),
        ("condition: service_healthy", "condition: service_happy", "unknown variant `service_happy`"),
        ("interval: 5s", "interval: soon", "duration `soon`"),
    ],
)
def test_a_slip_in_the_compose_file_would_be_found(right: str, wrong: str, complaint: str) -> None:
    text = COMPOSE.read_text()
    assert right in text
    with pytest.raises(ValueError, match=wrong.split(": ")[-1 if "condition" in wrong or "soon" in wrong else 0]):
        _parse_compose(text.replace(right, wrong))


def test_only_the_gateway_listens_and_only_on_this_machine() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "gateway": ["127.0.0.1:8000:8000"]
    }


def test_the_database_is_migrated_before_anything_serves() -> None:
    depends = {name: service.get("depends_on") for name, service in SERVICES.items()}
    migrated = {"migrate": {"condition": "service_completed_successfully"}}
    assert depends == {
        "postgres": None,
        "migrate": {"postgres": {"condition": "service_healthy"}},
        "gateway": migrated,
        "worker": migrated,
    }


def test_serving_processes_do_not_get_the_superusers_password() -> None:
    holders = {name for name, service in SERVICES.items() if "POSTGRES_PASSWORD" in str(service["environment"])}
    assert holders == {"postgres", "migrate"}


def test_every_secret_of_the_compose_file_is_in_the_example_and_no_other() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE.read_text()))
    given = {line.partition("=")[0] for line in EXAMPLE.read_text().splitlines() if line and line[0] != "#"}
    assert used == given == SECRETS


def test_the_compose_file_has_the_images_version() -> None:
    labels = {
        "quintet:": arguments(stages(PROJECT / "Dockerfile")[-1], "LABEL")[0],
        "quintet-postgres:": arguments(stages(POSTGRES / "Dockerfile")[-1], "LABEL")[0],
    }
    for service in SERVICES.values():
        name, _, version = service["image"].partition(":")
        assert f'image.version="{version}"' in labels[f"{name}:"]


def test_every_copied_file_of_the_postgresql_image_is_there() -> None:
    (stage,) = stages(POSTGRES / "Dockerfile")
    copied = {name for copy in arguments(stage, "COPY") for name in copy.split()[1:-1]}
    assert copied == {"start.sh", "postgresql.conf", "pg_hba.conf"}
    assert all((POSTGRES / name).is_file() for name in copied)


def test_the_postgresql_image_runs_without_root_and_stops_fast() -> None:
    (stage,) = stages(POSTGRES / "Dockerfile")
    assert (arguments(stage, "USER"), arguments(stage, "STOPSIGNAL")) == (["5432:5432"], ["SIGINT"])
    assert arguments(stage, "FROM") == ["debian:13.2-slim"]


def test_the_server_has_room_for_every_roles_connections() -> None:
    from gateway.preparation import CONNECTION_LIMIT

    (most,) = re.findall(r"^max_connections = (\d+)$", (POSTGRES / "postgresql.conf").read_text(), re.MULTILINE)
    assert sum(CONNECTION_LIMIT.values()) + 3 <= int(most)
