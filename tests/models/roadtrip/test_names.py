"""Shared discoveries by what their names contain: which texts are rare, and what has them."""

from typing import Any
from uuid import UUID

import pytest

from tests.models.roadtrip.rows import SHARED, Rows

IS_RARE = "SELECT roadtrip.is_rare_in_names($1)"
NAMED = "SELECT array_agg(discovery_id ORDER BY discovery_id) FROM roadtrip.places_named($1)"
BOUND = 0x0059E603 << 96


async def told(rows: Rows, sql: str, text: str) -> Any:
    """What anybody is told."""
    async with rows.acting(None) as app:
        return await app.fetchval(sql, text)


async def test_a_text_is_rare_until_four_of_the_lowest_ids_have_it(fresh_rows: Rows) -> None:
    person = await fresh_rows.person(privacy_settings=SHARED)
    for number in range(4):
        assert await told(fresh_rows, IS_RARE, "MILL") is True
        # Those above the part do not matter, nor do others' that are not shared.
        for first in (number, BOUND + number):
            await fresh_rows.discovery(person, id=UUID(int=first), poi_name=f"Water mill {number}")
        await fresh_rows.discovery(await fresh_rows.person(), poi_name="Water mill")
    assert await told(fresh_rows, IS_RARE, "MILL") is False
    assert await told(fresh_rows, IS_RARE, "mill 3") is True
    assert len(await told(fresh_rows, NAMED, "MILL")) == 8


@pytest.mark.parametrize("text", ["", "a", "ab", "a b c", "%%%", "mi_", "清真"])
async def test_of_what_has_no_three_letters_in_a_row_nothing_is_known(rows: Rows, text: str) -> None:
    assert await told(rows, IS_RARE, text) is False


@pytest.mark.parametrize(
    ("text", "found"), [("50% OFF", 1), ("50_ off", 0), ("c:\\temp", 1), ("c:%temp", 0), ("清真寺", 1)]
)
async def test_a_text_is_looked_for_as_it_is(fresh_rows: Rows, text: str, found: int) -> None:
    person = await fresh_rows.person(privacy_settings=SHARED)
    for name in ("Hats 50% off", "C:\\Temp", "大清真寺"):
        await fresh_rows.discovery(person, poi_name=name)
    assert len(await told(fresh_rows, NAMED, text) or ()) == found
