"""Connections as each role, and a maker of learners."""

import pytest

from tests.models.learning.learners import Learners
from tests.models.opened import Connection, app, fresh_app, fresh_worker, owner, worker

__all__ = ["app", "fresh_app", "fresh_worker", "learners", "owner", "worker"]


@pytest.fixture
def learners(worker: Connection) -> Learners:
    """Makes learners."""
    return Learners(worker)
