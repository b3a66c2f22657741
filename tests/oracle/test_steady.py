"""While the oracle's data is made, keys and moments come from a seed; afterwards the database is as it was."""

import secrets
from uuid import uuid4

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.oracle.steady import steady_chance

SOURCES = """
SELECT oid::regprocedure::text AS name, prosrc, provolatile, proisstrict, proparallel, prolang
FROM pg_proc
WHERE proname IN ('gen_random_uuid', 'now', 'clock_timestamp', 'moment', 'rewrite_defaults')
UNION ALL
SELECT adrelid::regclass || '.' || adnum, pg_get_expr(adbin, adrelid), 'v', false, 'u', 0 FROM pg_attrdef
ORDER BY name
"""


async def drawn(place: Addresses, seed: int) -> list[object]:
    async with steady_chance(place, seed), connected(place.url("worker")) as worker:
        row = await worker.fetchrow("SELECT gen_random_uuid() AS key, now(), clock_timestamp()")
        assert row is not None
        return [uuid4(), secrets.token_hex(), *row]


async def test_keys_and_moments_of_a_seed_are_the_same_each_time(fresh_place: Addresses) -> None:
    assert await drawn(fresh_place, 1) == await drawn(fresh_place, 1)


async def test_other_seeds_have_other_keys(fresh_place: Addresses) -> None:
    one, other = await drawn(fresh_place, 1), await drawn(fresh_place, 2)
    assert not {*one[:3]} & {*other[:3]}


async def test_chance_and_time_are_back_afterwards(fresh_place: Addresses) -> None:
    async with connected(fresh_place.base) as administrator:
        before = [tuple(row) for row in await administrator.fetch(SOURCES)]
        await drawn(fresh_place, 1)
        assert [tuple(row) for row in await administrator.fetch(SOURCES)] == before
