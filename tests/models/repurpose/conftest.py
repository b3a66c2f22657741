"""Connections as each role, and a maker of writers."""

import pytest

from tests.models.opened import Connection, app, fresh_app, fresh_owner, fresh_worker, owner, worker
from tests.models.repurpose.writers import Writers

__all__ = ["app", "fresh_app", "fresh_owner", "fresh_worker", "owner", "worker", "writers"]


@pytest.fixture
def writers(worker: Connection) -> Writers:
    """Makes writers."""
    return Writers(worker)
