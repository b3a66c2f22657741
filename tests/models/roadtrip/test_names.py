"""Shared discoveries by what their names contain: how many in a sample, and which."""

from typing import Any
from uuid import UUID

import pytest

from tests.models.roadtrip.rows import SHARED, Rows

SAMPLE = "SELECT roadtrip.sample_names($1)"
NAMED = "SELECT array_agg(discovery_id ORDER BY discovery_id) FROM roadtrip.places_named($1)"
BOUND = 0x010DB20A << 96


async def told(rows: Rows, sql: str, text: str) -> Any:
    """What anybody is told."""
    async with rows.acting(None) as app:
        return await app.fetchval(sql, text)


async def test_the_sample_is_of_the_lowest_ids_and_stops_at_ten(fresh_rows: Rows) -> None:
    person = await fresh_rows.person(privacy_settings=SHARED)
    for number in range(11):
        assert await told(fresh_rows, SAMPLE, "MILL") == min(number, 10)
        # Those above the part do not matter, nor do others' that are not shared.
        for first in (number, BOUND + number):
            await fresh_rows.discovery(person, id=UUID(int=first), poi_name=f"Water mill {number}")
        await fresh_rows.discovery(await fresh_rows.person(), poi_name="Water mill")
    assert await told(fresh_rows, SAMPLE, "mill 9") == 1
    assert len(await told(fresh_rows, NAMED, "MILL")) == 22


@pytest.mark.parametrize("text", ["", "a", "ab", "a b c", "%%%", "mi_", "清真"])
async def test_of_what_has_no_three_letters_in_a_row_nothing_is_known(rows: Rows, text: str) -> None:
    assert await told(rows, SAMPLE, text) is None


@pytest.mark.parametrize(
    ("text", "found"), [("50% OFF", 1), ("50_ off", 0), ("c:\\temp", 1), ("c:%temp", 0), ("清真寺", 1)]
)
async def test_a_text_is_looked_for_as_it_is(fresh_rows: Rows, text: str, found: int) -> None:
    person = await fresh_rows.person(privacy_settings=SHARED)
    for name in ("Hats 50% off", "C:\\Temp", "大清真寺"):
        await fresh_rows.discovery(person, poi_name=name)
    assert len(await told(fresh_rows, NAMED, text) or ()) == found
