"""A process that counts calls, at noon."""

from collections.abc import AsyncIterator, Iterator

import pytest

from gateway.addresses import Addresses
from repositories import clock
from repositories.database import Database
from repositories.identity import Trust
from repositories.roadtrip.usage import Usage
from tests.models.opened import shared
from tests.models.roadtrip.rows import Rows
from tests.repositories.roadtrip.counting import LIMITS, NOON

rows = shared(Rows.ready)


@pytest.fixture
def noon() -> Iterator[None]:
    """Twenty seconds past noon, until a test sets the clock."""
    with clock.standing_at(NOON):
        yield


@pytest.fixture
async def staff(place: Addresses) -> AsyncIterator[Database]:
    """The database as staff, of which the server takes few connections."""
    made = Database({Trust.ADMIN: place.url("admin")}, pool_size=3)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def counting(staff: Database) -> Usage:
    """What one process counts."""
    return Usage(staff, LIMITS)
