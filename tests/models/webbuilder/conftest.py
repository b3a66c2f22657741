"""Makers of rows of Web Builder, which also act as its people."""

from tests.models.opened import alone, shared
from tests.models.webbuilder.rows import Rows

rows, fresh_rows = shared(Rows.ready), alone(Rows.ready)
