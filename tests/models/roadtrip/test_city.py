"""The list of cities changes: what is shared lies in centres of cities that there are."""

from gateway.addresses import Addresses
from tests.models.roadtrip.rows import SHARED, Rows

LOAD = "SELECT roadtrip.load_cities($1, $2, $3, $4, $5, $6)"
WHERE = "SELECT public.ST_AsText(location_public) FROM roadtrip.discoveries WHERE id = $1"
BERLIN, POTSDAM, HAMBURG = (1, "Berlin", 52.5, 13.25), (2, "Potsdam", 52.25, 13.0), (3, "Hamburg", 53.5, 10.0)


async def load(rows: Rows, *cities: tuple[int, str, float, float]) -> None:
    """Replace the list."""
    ids, names, latitudes, longitudes = map(list, zip(*cities, strict=True))
    count = len(cities)
    await rows.worker.execute(LOAD, ids, names, ["DE"] * count, latitudes, longitudes, [20_000] * count)


async def test_what_was_shown_in_a_city_that_is_gone_or_moved_is_shown_in_the_nearest_one(
    fresh_place: Addresses,
) -> None:
    async with Rows.ready(fresh_place) as rows:
        await load(rows, BERLIN, HAMBURG)
        found = await rows.discovery(await rows.person(privacy_settings=SHARED))
        hidden = await rows.discovery(await rows.person())
        assert await rows.value(WHERE, found) == "POINT(13.25 52.5)"
        await load(rows, (1, "Berlin", 52.5, 13.5), HAMBURG)
        assert await rows.value(WHERE, found) == "POINT(13.5 52.5)"
        await load(rows, POTSDAM, HAMBURG)
        assert await rows.value(WHERE, found) == "POINT(13 52.25)"
        await load(rows, BERLIN, POTSDAM, HAMBURG)
        assert await rows.value(WHERE, found) == "POINT(13 52.25)"
        assert await rows.value(WHERE, hidden) is None
