"""Both lanes give equal bytes for generated operations over the whole schema, whoever asks, whatever is stored."""

from collections.abc import AsyncIterator

import pytest

from gateway.addresses import Addresses
from tests.oracle.compare import Oracle
from tests.oracle.place import oracle_in
from tests.oracle.smaller import smaller

SEED = 5153
OPERATIONS = 150
# All of the schema takes some thousand operations, which is what `make oracle` is for.
LEAST_USED = 0.3


@pytest.fixture
async def oracle(fresh_place: Addresses) -> AsyncIterator[Oracle]:
    """An oracle over a database of its own."""
    async with oracle_in(fresh_place, SEED) as made:
        yield made


async def test_both_lanes_answer_the_same(oracle: Oracle) -> None:
    for _ in range(OPERATIONS):
        await oracle.run()
    if oracle.tally.smallest is not None:
        pytest.fail(f"{oracle.tally}\n{await smaller(oracle.lanes, oracle.tally.smallest)}")
    assert [*oracle.tally.complaints(LEAST_USED)] == [], str(oracle.tally)
