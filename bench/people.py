"""Who asks: people spread over all that were generated, with the keys that their questions need."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from bench.data import Size
from gateway.addresses import Addresses
from gateway.authentication import mint
from gateway.preparation import connected
from gateway.settings import Settings

PEOPLE = 16
SECRET = "a secret of the benchmark, longer than thirty-two bytes"
PRODUCTS = ("liveconvo", "webbuilder", "roadtrip")
FOUND = (Path(__file__).parent / "people.sql").read_text()


@dataclass(frozen=True)
class Person:
    """Somebody who asks, one of their sessions, and the middle of their long one.

    `time` and `place` are when the middle piece began and its key; `offset` is how many pieces come before the
    next one, latest first.
    """

    id: UUID
    session: UUID
    long_session: UUID
    time: str
    place: UUID
    offset: int

    @property
    def token(self) -> str:
        """A token with the person's accounts."""
        return mint(Settings(_env_file=None), SECRET, self.id, dict.fromkeys(PRODUCTS, str(self.id)))


def askers(size: Size) -> list[UUID]:
    """The keys of those who ask."""
    return size.user_ids[:: max(1, size.users // PEOPLE)][:PEOPLE]


async def find(place: Addresses, size: Size) -> Sequence[Person]:
    """Those who ask, as they are in the database."""
    async with connected(place.base) as connection:
        return [Person(**row) for row in await connection.fetch(FOUND, askers(size))]
