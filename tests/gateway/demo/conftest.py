"""The rows of the demo at a fixed moment: just after midnight, when a clock of today would lie ahead."""

from datetime import UTC, datetime

import pytest

from gateway.demo.liveconvo.rows import rows

Rows = dict[str, list[dict[str, object]]]


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2025, 3, 1, 0, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo(now: datetime) -> Rows:
    return rows(now)
