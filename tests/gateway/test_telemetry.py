"""Telemetry: log lines that nobody can forge, and counters of requests."""

import subprocess
import sys

import orjson
import pytest
from prometheus_client import REGISTRY

from gateway.settings import PROJECT
from tests.served import Client

LOGGING = """
import structlog
from gateway.telemetry import REQUEST, configure
configure("INFO", development={development})
REQUEST.set("r-1")
log = structlog.get_logger("test")
log.debug("not shown")
log.info("first\\r\\nINFO forged", value="a\\nb", number=1)
try:
    raise ValueError("inside")
except ValueError as error:
    log.error("failed", exc_info=error)
"""


def logged(development: bool) -> list[str]:
    """The lines that a process logs."""
    done = subprocess.run(
        [sys.executable, "-c", LOGGING.format(development=development)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_production_logs_one_line_of_json_an_event() -> None:
    first, second = (orjson.loads(line) for line in logged(development=False))
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "first\\r\\nINFO forged",
        "level": "info",
        "number": 1,
        "request_id": "r-1",
        "value": "a\\nb",
    }
    assert (second["event"], second["level"], second["request_id"]) == ("failed", "error", "r-1")
    assert second["exception"].endswith("ValueError: inside")


def test_development_logs_lines_to_read() -> None:
    lines = logged(development=True)
    assert "first\\r\\nINFO forged" in lines[0]
    assert "request_id=r-1" in lines[0]
    assert not any(line.startswith("INFO forged") for line in lines)


def requests(method: str, status: int) -> float:
    """How many requests were counted."""
    return REGISTRY.get_sample_value("quintet_http_requests_total", {"method": method, "status": str(status)}) or 0.0


@pytest.mark.parametrize(("method", "label"), [("GET", "GET"), ("PUT", "other"), ("PROPFIND", "other")])
async def test_requests_are_counted_by_method_and_status(client: Client, method: str, label: str) -> None:
    status = 200 if method == "GET" else 405
    before = requests(label, status)
    response = await client.http.request(method, "/healthz")
    assert response.status_code == status
    assert requests(label, status) == before + 1
