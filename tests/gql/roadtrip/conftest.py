"""Makers of rows of Roadtrip."""

from tests.models.opened import shared
from tests.models.roadtrip.rows import Rows

rows = shared(Rows.ready)
