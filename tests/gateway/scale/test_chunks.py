"""Data made a chunk at a time."""

from collections.abc import Iterator

from gateway.scale.chunks import Making, chunks
from gateway.scale.product import Product, Source
from gateway.scale.spread import PowerLaw


def numbered(plan: PowerLaw, units: range) -> Iterator[str]:
    for unit in units:
        for row in range(plan.before(unit), plan.before(unit + 1)):
            yield f"{unit}/{row}\n"


async def made(law: PowerLaw, making: Making, *, even: bool) -> tuple[list[bytes], list[int]]:
    source = Source("a.table", ("id",), numbered, law.holders, law.items, before=None if even else law.before)
    counted: list[int] = []
    with chunks(Product("a", law, (source,), ()), making) as ready:
        return [data async for data in ready.of(0, source, counted.append)], counted


async def test_chunks_hold_as_many_rows_as_they_may_though_owners_differ() -> None:
    law = PowerLaw(20_000, 1_000)
    data, counted = await made(law, Making(rows_in_a_chunk=1_000), even=False)
    assert b"".join(data).decode() == "".join(numbered(law, range(1_000)))
    assert [chunk.count(b"\n") for chunk in data] == counted
    assert sum(counted) == 20_000
    assert max(counted) < 1_700


async def test_chunks_of_even_units_have_the_same_rows() -> None:
    law = PowerLaw(20_000, 1_000)
    data, counted = await made(law, Making(rows_in_a_chunk=1_000), even=True)
    assert b"".join(data).decode() == "".join(numbered(law, range(1_000)))
    assert len(counted) == 20


async def test_nothing_is_one_empty_chunk() -> None:
    assert await made(PowerLaw(0, 1), Making(), even=True) == ([b""], [0])
