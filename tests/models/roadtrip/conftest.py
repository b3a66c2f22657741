"""Makers of rows of Roadtrip, which also act as its people."""

from tests.models.opened import alone, shared
from tests.models.roadtrip.rows import Rows

rows, fresh_rows = shared(Rows.ready), alone(Rows.ready)
