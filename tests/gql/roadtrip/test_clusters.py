"""Clusters of shared discoveries, as a map shows them: what is counted is what counting every row finds."""

import random
from collections import defaultdict
from math import asinh, floor, pi, radians, tan
from typing import Any

import pytest

from tests.faults import faults_of
from tests.gql.roadtrip.atlas import Atlas, Degrees, Spot, anywhere, lies_in_box, point

QUERY = """
query ($southWest: GeoPointInput!, $northEast: GeoPointInput!, $zoom: Int!, $categoryId: Int) {
  roadtrip {
    found: publicDiscoveryClusters(
      southWest: $southWest, northEast: $northEast, zoom: $zoom, categoryId: $categoryId
    ) {
      discoveries
      location { latitude longitude }
      cityId
      city { id }
      southWest { latitude longitude }
      northEast { latitude longitude }
    }
  }
}
"""
COUNT = """
query ($southWest: GeoPointInput!, $northEast: GeoPointInput!) {
  roadtrip { found: publicDiscoveriesInBox(southWest: $southWest, northEast: $northEast) { totalCount } }
}
"""
EARTH = ((-90.0, -180.0), (90.0, 180.0))
FOLD = "SELECT roadtrip.fold_public_discovery_counts()"
SWITCH = "UPDATE roadtrip.users SET privacy_settings = $2 WHERE id = $1"


def cell(at: Degrees, zoom: int) -> tuple[int, int]:
    """The square of 64 pixels that a place is in."""
    cells = 4 * 2**zoom
    column = floor((at[1] + 180) / 360 * cells) % cells
    row = floor((1 - asinh(tan(radians(at[0]))) / pi) / 2 * cells)
    return column, max(0, min(cells - 1, row))


def clustered(spots: list[Spot], zoom: int) -> list[dict[str, Any]]:
    """The clusters that looking at every row finds."""
    cells: dict[tuple[int, int], dict[Degrees, list[Spot]]] = defaultdict(lambda: defaultdict(list))
    for spot in spots:
        cells[cell(spot.at, zoom)][spot.at].append(spot)
    found = [cluster(places) for places in cells.values()]
    return sorted(found, key=lambda c: (-c["discoveries"], -c["location"]["latitude"], c["location"]["longitude"]))


def cluster(places: dict[Degrees, list[Spot]]) -> dict[str, Any]:
    """A cluster of some city centres and what lies there."""
    largest = min(places, key=lambda at: (-len(places[at]), -at[0], at[1]))
    city = places[largest][0].city
    latitudes = [at[0] for at in places]
    longitudes = [-180.0 if at[1] == 180 else at[1] for at in places]
    return {
        "discoveries": sum(map(len, places.values())),
        "location": point(largest),
        "cityId": city,
        "city": {"id": city},
        "southWest": point((min(latitudes), min(longitudes))),
        "northEast": point((max(latitudes), max(longitudes))),
    }


async def shown(atlas: Atlas, box: tuple[Degrees, Degrees], zoom: int, category: int | None = None) -> Any:
    """What the graph shows, the same in both lanes."""
    south_west, north_east = map(point, box)
    sent = {"southWest": south_west, "northEast": north_east, "zoom": zoom, "categoryId": category}
    return await atlas.ask(QUERY, sent)


BOXES = [
    EARTH,
    ((-1.0, -1.0), (1.0, 1.0)),
    ((-1.0, 179.5), (1.0, -179.5)),
    ((-1.0, 170.0), (1.0, 180.0)),
    ((-1.0, -180.0), (1.0, -170.0)),
    ((-1.0, 180.0), (1.0, 180.0)),
    ((89.0, -10.0), (90.0, 10.0)),
    ((-90.0, -10.0), (-89.0, 10.0)),
    ((-60.0, 20.0), (60.0, -20.0)),
    ((52.5, 13.4), (52.5, 13.4)),
]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("zoom", [0, 3, 7, 22])
async def test_clusters_are_those_that_looking_at_every_row_finds(
    atlas: Atlas, box: tuple[Degrees, Degrees], zoom: int
) -> None:
    expected = clustered([spot for spot in atlas.public if lies_in_box(spot.at, *box)], zoom)
    assert await shown(atlas, box, zoom) == expected
    assert expected


async def test_random_boxes_are_right_at_every_zoom_and_for_every_category(atlas: Atlas) -> None:
    draw = random.Random(5)
    for zoom in range(23):
        (south, west), (north, east) = anywhere(draw), anywhere(draw)
        box = (min(south, north), west), (max(south, north), east)
        category = draw.choice(atlas.categories)
        spots = [spot for spot in atlas.public if lies_in_box(spot.at, *box) and spot.category == category]
        assert await shown(atlas, box, zoom, category) == clustered(spots, zoom)


async def test_every_zoom_shows_every_discovery_and_a_nearer_map_no_fewer_clusters(atlas: Atlas) -> None:
    shows = [await shown(atlas, EARTH, zoom) for zoom in range(23)]
    assert {sum(cluster["discoveries"] for cluster in clusters) for clusters in shows} == {len(atlas.public)}
    numbers = [len(clusters) for clusters in shows]
    assert numbers == sorted(numbers)
    assert numbers[0] <= 16 < numbers[-1] == len({spot.at for spot in atlas.public})


async def test_the_box_of_a_cluster_holds_its_discoveries_and_no_others(atlas: Atlas) -> None:
    clusters = await shown(atlas, ((-80.0, -180.0), (80.0, 180.0)), 4)
    for found in clusters:
        corners = {corner: found[corner] for corner in ("southWest", "northEast")}
        assert await atlas.ask(COUNT, corners) == {"totalCount": found["discoveries"]}
    assert len(clusters) > 50


async def test_nobody_shares_in_a_category_that_is_not_there(atlas: Atlas) -> None:
    assert await shown(atlas, EARTH, 3, -1) == []


async def test_strangers_see_the_same_clusters(atlas: Atlas) -> None:
    sent = {"southWest": point(EARTH[0]), "northEast": point(EARTH[1]), "zoom": 5}
    assert await atlas.ask(QUERY, sent, atlas.stranger) == await atlas.ask(QUERY, sent)


async def test_who_stops_sharing_leaves_the_counts_at_once(atlas: Atlas) -> None:
    mine = {spot.id for spot in atlas.mine}
    others = [spot for spot in atlas.public if spot.id not in mine]
    try:
        await atlas.rows.worker.execute(SWITCH, atlas.me, {"share_discoveries": False})
        assert await shown(atlas, EARTH, 6) == clustered(others, 6)
        assert await faults_of(atlas.rows.worker) == {}
    finally:
        await atlas.rows.worker.execute(SWITCH, atlas.me, {"share_discoveries": True})
    assert await shown(atlas, EARTH, 6) == clustered(atlas.public, 6)
    assert len(others) < len(atlas.public)


async def test_nothing_changes_when_the_worker_sums_up_what_was_counted(atlas: Atlas) -> None:
    before = await shown(atlas, EARTH, 9)
    await atlas.rows.worker.fetchval(FOLD)
    assert await shown(atlas, EARTH, 9) == before == clustered(atlas.public, 9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"zoom": -1}, "zoom is -1, but must be 0 to 22."),
        ({"zoom": 23}, "zoom is 23, but must be 0 to 22."),
        ({"southWest": point((90.5, 0.0))}, "latitude is 90.5, but must be -90 to 90."),
        (
            {"southWest": point((2.0, 0.0)), "northEast": point((1.0, 0.0))},
            "southWest has latitude 2, which is north of northEast's, 1.",
        ),
    ],
)
async def test_what_is_no_map_is_refused(atlas: Atlas, change: dict[str, Any], message: str) -> None:
    sent = {"southWest": point(EARTH[0]), "northEast": point(EARTH[1]), "zoom": 3, **change}
    assert await atlas.refusal(QUERY, sent) == (message, "BAD_INPUT")
