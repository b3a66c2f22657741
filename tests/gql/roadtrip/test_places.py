"""Places near a point, in a box, in a polygon and along a line: what is found is what looking at every row finds."""

import random
from collections.abc import Callable
from math import cos, radians, sin
from typing import Any

import pytest

from repositories.roadtrip import place_named
from tests.gql.roadtrip.atlas import Atlas, Degrees, Spot, anywhere, haversine, lies_in_box, point, surrounds

PAGING = "$count: Boolean = false, $filter: {kind}Filter, $first: Int, $after: String, $last: Int, $before: String"
SENT = "filter: $filter, first: $first, after: $after, last: $last, before: $before"
PAGE = (
    "totalCount @include(if: $count) edges {{ {more} cursor node {{ id }} }}"
    " pageInfo {{ hasNextPage hasPreviousPage endCursor }}"
)
KINDS = {"public": "RoadtripPublicDiscovery", "my": "RoadtripDiscovery"}
DISTANCE = "SELECT public.ST_Distance({0}, public.ST_Point($2, $1)::public.geography) FROM {1} WHERE id = $3"
EXACTLY = {"public": ("location_public", "roadtrip.public_discoveries"), "my": ("location", "roadtrip.discoveries")}
BOTH = pytest.mark.parametrize("whose", ["public", "my"])
LARGEST = "cityPopulation cityId"
CONTAINING = """
SELECT id, category_id FROM roadtrip.public_discoveries WHERE strpos(lower(poi_name), lower($1)) > 0
"""


def document(whose: str, name: str, arguments: dict[str, str], more: str = "") -> str:
    """A query for a page of places."""
    declared = ", ".join(f"${argument}: {kind}" for argument, kind in arguments.items())
    sent = ", ".join(f"{argument}: ${argument}" for argument in arguments)
    head = f"query({declared}, {PAGING.format(kind=KINDS[whose])})"
    return (
        f"{head} {{ roadtrip {{ found: {whose}Discoveries{name}({sent}, {SENT}) {{ {PAGE.format(more=more)} }} }} }}"
    )


def near(whose: str) -> str:
    """Around a point."""
    return document(whose, "Near", {"point": "GeoPointInput!", "radiusMeters": "Float!"}, "distanceMeters")


def in_box(whose: str) -> str:
    """In a box."""
    corners = {"southWest": "GeoPointInput!", "northEast": "GeoPointInput!"}
    return document(whose, "InBox", corners, LARGEST if whose == "public" else "")


def in_polygon(whose: str) -> str:
    """In a polygon."""
    return document(whose, "InPolygon", {"polygon": "GeoJSONPolygon!"}, LARGEST if whose == "public" else "")


def along(whose: str) -> str:
    """Along a line."""
    arguments = {"line": "GeoJSONLineString!", "corridorMeters": "Float!"}
    return document(whose, "Along", arguments, "alongMeters distanceMeters")


def polygon(ring: list[Any]) -> dict[str, Any]:
    """A polygon as it is sent."""
    return {"type": "Polygon", "coordinates": [ring]}


def line(*positions: list[float]) -> dict[str, Any]:
    """A line as it is sent."""
    return {"type": "LineString", "coordinates": [*positions]}


def around(at: Degrees, reach: float, corners: int, draw: random.Random) -> list[list[float]]:
    """A ring of points around one, in degrees of a plane, which is small or not at the poles."""
    ring = []
    for number in range(corners):
        angle, far = 360 * number / corners, reach * draw.uniform(0.4, 1)
        latitude = max(-90.0, min(90.0, at[0] + far * cos(radians(angle))))
        longitude = at[1] + far * sin(radians(angle)) / max(0.2, cos(radians(at[0])))
        ring.append([(longitude + 540) % 360 - 180, latitude])
    return [*ring, ring[0]]


def places(atlas: Atlas, whose: str) -> list[Spot]:
    """Every row that could be found: one's own are in the order in which they come."""
    if whose == "my":
        return atlas.mine
    return sorted(atlas.public, key=lambda spot: (spot.population, spot.city, spot.id), reverse=True)


async def walk(atlas: Atlas, query: str, sent: dict[str, Any], size: int = 100) -> list[dict[str, Any]]:
    """All edges, page by page."""
    edges: list[dict[str, Any]] = []
    after, total = None, None
    while True:
        page = await atlas.ask(query, {**sent, "first": size, "after": after, "count": after is None})
        total = page.get("totalCount", total)
        edges += page["edges"]
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasPreviousPage"] is (len(edges) > len(page["edges"]))
        if not page["pageInfo"]["hasNextPage"]:
            assert total == len(edges)
            return edges


async def walk_back(atlas: Atlas, query: str, sent: dict[str, Any], size: int) -> list[dict[str, Any]]:
    """All edges, page by page from the end."""
    edges: list[dict[str, Any]] = []
    while True:
        before = edges[0]["cursor"] if edges else None
        page = await atlas.ask(query, {**sent, "last": size, "before": before})
        edges = page["edges"] + edges
        if not page["pageInfo"]["hasPreviousPage"]:
            return edges


def ids(edges: list[dict[str, Any]]) -> list[str]:
    """The keys of the rows."""
    return [edge["node"]["id"] for edge in edges]


POINTS: list[Degrees] = [
    (52.51, 13.41), (0.0, 180.0), (0.1, -179.95), (90.0, 0.0), (-90.0, 0.0), (89.9, 30.0), (0.0, 0.1),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize("at", POINTS)
async def test_the_nearest_are_those_that_measuring_every_row_finds(atlas: Atlas, whose: str, at: Degrees) -> None:
    radius = 150_000.0
    edges = await walk(atlas, near(whose), {"point": point(at), "radiusMeters": radius})
    measured = []
    for spot in places(atlas, whose):
        if haversine(at, spot.at) < radius * 1.01:
            distance = await atlas.rows.value(DISTANCE.format(*EXACTLY[whose]), *at, spot.id)
            assert distance == pytest.approx(haversine(at, spot.at), rel=0.006, abs=1)
            measured.append((distance, spot.id))
    expected = sorted(found for found in measured if found[0] <= radius)
    assert [(edge["distanceMeters"], edge["node"]["id"]) for edge in edges] == expected
    assert len(expected) > 3


@BOTH
@pytest.mark.parametrize("size", [1, 7])
async def test_pages_of_what_is_near_are_complete_either_way_though_many_are_in_one_city(
    atlas: Atlas, whose: str, size: int
) -> None:
    sent = {
        "point": point((0.0, 0.1)),
        "radiusMeters": 200_000.0,
        "filter": {"categoryId": {"eq": atlas.categories[0]}},
    }
    whole = await walk(atlas, near(whose), sent)
    assert len({edge["distanceMeters"] for edge in whole}) < len(whole) > 1
    assert await walk(atlas, near(whose), sent, size) == whole
    assert await walk_back(atlas, near(whose), sent, size) == whole
    middle = {"after": whole[1]["cursor"], "before": whole[-1]["cursor"]}
    page = await atlas.ask(near(whose), {**sent, **middle, "first": 100})
    assert page["edges"] == whole[2:-1]


BOXES = [
    ((-1.0, -1.0), (1.0, 1.0)),
    ((-1.0, 179.5), (1.0, -179.5)),
    ((-1.0, 170.0), (1.0, 180.0)),
    ((-1.0, -180.0), (1.0, -170.0)),
    ((-1.0, 180.0), (1.0, 180.0)),
    ((89.0, -10.0), (90.0, 10.0)),
    ((-90.0, -10.0), (-89.0, 10.0)),
    ((-90.0, -180.0), (90.0, 180.0)),
    ((-60.0, 20.0), (60.0, -20.0)),
    ((-30.0, -100.0), (60.0, 100.0)),
    ((52.5, 13.4), (52.5, 13.4)),
]


@BOTH
@pytest.mark.parametrize(("south_west", "north_east"), BOXES)
async def test_in_a_box_is_what_lies_between_its_degrees(
    atlas: Atlas, whose: str, south_west: Degrees, north_east: Degrees
) -> None:
    sent = {"southWest": point(south_west), "northEast": point(north_east)}
    expected = [spot.id for spot in places(atlas, whose) if lies_in_box(spot.at, south_west, north_east)]
    assert ids(await walk(atlas, in_box(whose), sent)) == expected
    assert expected


@BOTH
async def test_random_boxes_are_right_in_pages_of_any_size_either_way(atlas: Atlas, whose: str) -> None:
    draw = random.Random(3)
    for size in (19, 50, 100):
        (south, west), (north, east) = anywhere(draw), anywhere(draw)
        corners = ((min(south, north), west), (max(south, north), east))
        sent = {"southWest": point(corners[0]), "northEast": point(corners[1])}
        expected = [spot.id for spot in places(atlas, whose) if lies_in_box(spot.at, *corners)]
        assert ids(await walk(atlas, in_box(whose), sent, size)) == expected
        assert ids(await walk_back(atlas, in_box(whose), sent, size)) == expected


@BOTH
@pytest.mark.parametrize(
    ("at", "reach", "corners"),
    [
        ((52.5, 13.4), 1.0, 12),
        ((0.0, 180.0), 2.0, 30),
        ((0.0, 0.1), 1.0, 998),
        ((10.0, -170.0), 40.0, 9),
        ((5.0, 60.0), 60.0, 40),
    ],
)
async def test_in_a_polygon_is_what_its_ring_goes_around(
    atlas: Atlas, whose: str, at: Degrees, reach: float, corners: int
) -> None:
    ring = around(at, reach, corners, random.Random(corners))
    edges = await walk(atlas, in_polygon(whose), {"polygon": polygon(ring)})
    expected = [spot.id for spot in places(atlas, whose) if surrounds(ring, spot.at)]
    assert ids(edges) == expected
    assert expected


@BOTH
@pytest.mark.parametrize("latitude", [80.0, 30.0, -85.0, -20.0])
async def test_a_polygon_around_a_pole_holds_the_pole(atlas: Atlas, whose: str, latitude: float) -> None:
    ring = [[float(longitude), latitude] for longitude in (*range(-180, 180, 15), -180)]
    edges = await walk(atlas, in_polygon(whose), {"polygon": polygon(ring)})
    # A bearing from a pole is no direction: a point beside it is as good.
    expected = [s.id for s in places(atlas, whose) if surrounds(ring, (max(-89.99, min(89.99, s.at[0])), s.at[1]))]
    assert ids(edges) == expected
    poles = [spot.id for spot in places(atlas, whose) if spot.at[0] == (90.0 if latitude > 0 else -90.0)]
    assert whose == "my" or (set(poles) <= set(expected) and poles)


LINES = {
    "a short one": (line([13.0, 52.3], [13.4, 52.5], [13.8, 52.9]), 20_000.0),
    "across the date line": (line([178.0, -1.0], [-178.0, 1.0]), 50_000.0),
    "over the pole": (line([120.0, 85.0], [-60.0, 86.0]), 50_000.0),
    "there and back": (line([-1.0, 0.0], [1.0, 0.05], [-1.0, 0.1]), 30_000.0),
    "of many points": (line(*([n / 300 - 1, 0.1 * sin(n / 10)] for n in range(999))), 30_000.0),
    "a long one": (line([-10.0, -3.0], [0.0, 0.2], [25.0, 10.0]), 50_000.0),
}
WHOLE_LINE = """
SELECT {0}.id, public.ST_Distance({1}, line), public.ST_LineLocatePoint(line, {1}) * public.ST_Length(line)
FROM {2} AS {0}, (SELECT public.ST_GeomFromGeoJSON($1)::public.geography AS line) AS given
"""


@BOTH
@pytest.mark.parametrize("name", LINES)
async def test_along_a_line_is_what_is_near_it_in_the_order_of_passing(atlas: Atlas, whose: str, name: str) -> None:
    drawn, corridor = LINES[name]
    edges = await walk(atlas, along(whose), {"line": drawn, "corridorMeters": corridor}, 33)
    sql = WHOLE_LINE.format("d", *EXACTLY[whose])
    measured = {str(r[0]): (r[1], r[2]) for r in await atlas.rows.worker.fetch(sql, str(drawn).replace("'", '"'))}
    known = {spot.id for spot in places(atlas, whose)}
    inside = {key for key, (distance, _) in measured.items() if key in known and distance <= corridor}
    assert set(ids(edges)) == inside
    assert [(e["alongMeters"], e["node"]["id"]) for e in edges] == sorted(
        (e["alongMeters"], e["node"]["id"]) for e in edges
    )
    for edge in edges:
        distance, passed = measured[edge["node"]["id"]]
        assert edge["distanceMeters"] == pytest.approx(distance, abs=2)
        assert edge["alongMeters"] == pytest.approx(passed, abs=max(5.0, passed / 1000))
    assert await walk_back(atlas, along(whose), {"line": drawn, "corridorMeters": corridor}, 17) == edges
    assert edges or whose == "my"


async def test_others_find_what_is_shared_and_nothing_of_ones_own(atlas: Atlas) -> None:
    sent = {"southWest": point((-90, -180)), "northEast": point((90, 180)), "first": 100, "count": True}
    mine, theirs = [await atlas.ask(in_box("my"), sent, who) for who in (atlas.me, atlas.stranger)]
    assert mine["totalCount"] == len(atlas.mine)
    assert not set(ids(mine["edges"])) & set(ids(theirs["edges"]))
    shared = [await atlas.ask(in_box("public"), sent, who) for who in (atlas.me, atlas.stranger)]
    assert shared[0] == shared[1]


async def test_what_is_not_shared_any_more_or_rejected_is_gone_at_once(atlas: Atlas) -> None:
    sent = {"point": point((0.0, 0.0)), "radiusMeters": 200_000.0}
    before = await walk(atlas, near("public"), sent)
    switch = "UPDATE roadtrip.users SET privacy_settings = $2 WHERE id = $1"
    first = before[0]["node"]["id"]
    reject = "UPDATE roadtrip.discoveries SET rejected_at = {} WHERE id = $1"
    try:
        await atlas.rows.worker.execute(switch, atlas.me, {"share_discoveries": False})
        mine = {spot.id for spot in atlas.mine}
        others = [edge for edge in before if edge["node"]["id"] not in mine]
        assert await walk(atlas, near("public"), sent) == others
    finally:
        await atlas.rows.worker.execute(switch, atlas.me, {"share_discoveries": True})
    assert len(others) < len(before)
    await atlas.rows.worker.execute(
        "UPDATE roadtrip.discoveries SET validation_status = 'pending', is_new_discovery = false WHERE id = $1", first
    )
    await atlas.rows.worker.execute(reject.format("now()"), first)
    assert await walk(atlas, near("public"), sent) == before[1:]
    await atlas.rows.worker.execute(reject.format("NULL"), first)
    assert await walk(atlas, near("public"), sent) == before


async def test_filters_narrow_what_is_found(atlas: Atlas) -> None:
    sent = {"southWest": point((-90, -180)), "northEast": point((90, 180))}
    chosen = {"categoryId": {"eq": atlas.categories[1]}}
    edges = await walk(atlas, in_box("public"), {**sent, "filter": chosen})
    assert ids(edges) == [s.id for s in places(atlas, "public") if s.category == atlas.categories[1]]
    nothing = {"and": [chosen, {"poiName": {"eq": "nowhere"}}]}
    assert await walk(atlas, in_box("public"), {**sent, "filter": nothing}) == []


EVERYWHERE = {"southWest": point((-90, -180)), "northEast": point((90, 180))}
AREAS = [
    (near, {"point": point((0.0, 0.1)), "radiusMeters": 200_000.0}),
    (in_box, EVERYWHERE),
    (in_box, {"southWest": point((-1, 179)), "northEast": point((1, -179))}),
    (in_polygon, {"polygon": polygon([[-5.0, -5.0], [60.0, -5.0], [60.0, 60.0], [-5.0, 60.0], [-5.0, -5.0]])}),
    (along, {"line": line([-1.0, 0.0], [0.5, 0.2], [1.0, 0.0]), "corridorMeters": 50_000.0}),
]
PARTS = ["LACE 1", "99", "lac_ 1", "lace\\ 1", "%"]
"""Parts of names: with a run of three letters, which can be looked up, and without; patterns of LIKE are none."""


@pytest.mark.parametrize(("early", "dear"), [(300, 1_000), (300, 0), (3, 0)])
@pytest.mark.parametrize(("area", "sent"), AREAS)
async def test_places_are_found_by_what_their_names_contain_whether_they_are_read_or_looked_up(
    atlas: Atlas,
    monkeypatch: pytest.MonkeyPatch,
    area: Callable[[str], str],
    sent: dict[str, Any],
    early: int,
    dear: int,
) -> None:
    monkeypatch.setattr(place_named, "EARLY", early)
    monkeypatch.setattr(place_named, "DEAR", dear)
    # A document of its own has a plan of its own.
    query = f"{area('public')} # {early} {dear}"
    whole = ids(await walk(atlas, query, sent))
    for part in PARTS:
        rows = await atlas.rows.worker.fetch(CONTAINING, part)
        named, chosen = {"poiName": {"contains": part}}, {"categoryId": {"eq": atlas.categories[0]}}
        keys = {str(row["id"]): row["category_id"] for row in rows}
        expected = [key for key in whole if key in keys]
        assert ids(await walk(atlas, query, {**sent, "filter": named})) == expected
        both = {**sent, "filter": {"and": [named, chosen]}}
        assert ids(await walk(atlas, query, both)) == [k for k in expected if keys[k] == atlas.categories[0]]
        if part == PARTS[0]:
            assert len(expected) > 3
            page = {**sent, "filter": named, "first": None, "last": 2, "before": None}
            found = await atlas.ask(query, page)
            assert ids(found["edges"]) == expected[-2:]
            found = await atlas.ask(query, {**page, "before": found["edges"][0]["cursor"]})
            assert ids(found["edges"]) == expected[-4:-2]


SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
EIGHT = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
SPIKE = [[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
A_POLYGON = 'polygon is a GeoJSON geometry: {"type": "Polygon", "coordinates": […]}.'
CROSSES = "polygon crosses or touches itself, or has no area."
REFUSED: list[tuple[Callable[[str], str], dict[str, Any], str]] = [
    (near, {"point": point((90.1, 0)), "radiusMeters": 10.0}, "latitude is 90.1, but must be -90 to 90."),
    (near, {"point": point((0, -181)), "radiusMeters": 10.0}, "longitude is -181, but must be -180 to 180."),
    (near, {"point": point((0, 0)), "radiusMeters": 0.5}, "radiusMeters is 0.5, but must be 1 to 200000."),
    (near, {"point": point((0, 0)), "radiusMeters": 200_001.0}, "radiusMeters is 200001, but must be 1 to 200000."),
    (
        in_box,
        {"southWest": point((2, 0)), "northEast": point((1, 3))},
        "southWest has latitude 2, which is north of northEast's, 1.",
    ),
    (
        in_box,
        {"southWest": point((0, 200)), "northEast": point((1, 3))},
        "longitude is 200, but must be -180 to 180.",
    ),
    (in_polygon, {"polygon": {"type": "Point", "coordinates": [1, 2]}}, A_POLYGON),
    (in_polygon, {"polygon": 7}, A_POLYGON),
    (in_polygon, {"polygon": {"type": "Polygon"}}, A_POLYGON),
    (
        in_polygon,
        {"polygon": {"type": "Polygon", "coordinates": [SQUARE, SQUARE]}},
        "polygon has 2 rings, but must have 1: holes are not supported.",
    ),
    (in_polygon, {"polygon": polygon(SQUARE[:3])}, "polygon has 3 points, but must have 4 to 1,000."),
    (in_polygon, {"polygon": polygon([[0.0, 0.0]] * 1001)}, "polygon has 1,001 points, but must have 4 to 1,000."),
    (in_polygon, {"polygon": polygon(SQUARE[:4])}, "polygon must be closed: its last point is its first one."),
    (in_polygon, {"polygon": polygon(EIGHT)}, CROSSES),
    (in_polygon, {"polygon": polygon(SPIKE)}, CROSSES),
    (in_polygon, {"polygon": polygon([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 0.0]])}, CROSSES),
    (in_polygon, {"polygon": polygon([[0.0, 0.0]] * 4)}, CROSSES),
    (
        in_polygon,
        {"polygon": polygon([[-120.0, 0.0], [0.0, -10.0], [120.0, 0.0], [-120.0, 0.0]])},
        "polygon is too large: its points lie within 9,000 km of their middle.",
    ),
    (
        in_polygon,
        {"polygon": polygon([[0.0, 91.0], *SQUARE[1:]])},
        "A latitude of polygon is 91, but must be -90 to 90.",
    ),
    (in_polygon, {"polygon": polygon([[None, 1.0], *SQUARE[1:]])}, "A point of polygon is [longitude, latitude]."),
    (in_polygon, {"polygon": polygon([[True, 1.0], *SQUARE[1:]])}, "A point of polygon is [longitude, latitude]."),
    (
        in_polygon,
        {"polygon": polygon([[1.0, 1.0, 5.0], *SQUARE[1:]])},
        "A point of polygon is [longitude, latitude].",
    ),
    (
        along,
        {"line": polygon(SQUARE), "corridorMeters": 5.0},
        'line is a GeoJSON geometry: {"type": "LineString", "coordinates": […]}.',
    ),
    (along, {"line": line([0.0, 0.0]), "corridorMeters": 5.0}, "line has 1 points, but must have 2 to 1,000."),
    (
        along,
        {"line": line(*[[0.0, 0.0]] * 1001), "corridorMeters": 5.0},
        "line has 1,001 points, but must have 2 to 1,000.",
    ),
    (
        along,
        {"line": line([180.0, 0.0], [-180.0, 0.0]), "corridorMeters": 5.0},
        "line needs 2 points at different places.",
    ),
    (
        along,
        {"line": line([0.0, 0.0], [50.0, 0.0]), "corridorMeters": 5.0},
        "line is 5,560 km long, but has at most 5,000 km.",
    ),
    (
        along,
        {"line": line([0.0, 0.0], [1.0, 0.0]), "corridorMeters": 50_001.0},
        "corridorMeters is 50001, but must be 1 to 50000.",
    ),
]


@BOTH
@pytest.mark.parametrize(("query", "sent", "message"), REFUSED)
async def test_what_is_beyond_a_limit_is_refused_with_its_number(
    atlas: Atlas, whose: str, query: Callable[[str], str], sent: dict[str, Any], message: str
) -> None:
    assert await atlas.refusal(query(whose), sent) == (message, "BAD_INPUT")


async def test_a_polygon_may_be_written_in_the_document(atlas: Atlas) -> None:
    written = '{type: "Polygon", coordinates: [[[-1, -1], [1, -1], [1, 1.5], [-1, 1], [-1, -1]]]}'
    query = f"{{ roadtrip {{ found: publicDiscoveriesInPolygon(polygon: {written}) {{ totalCount }} }} }}"
    ring = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.5], [-1.0, 1.0], [-1.0, -1.0]]
    assert await atlas.ask(query, {}) == {"totalCount": sum(surrounds(ring, spot.at) for spot in atlas.public)}


NEAREST = (
    "query($point: GeoPointInput!, $first: Int, $after: String, $count: Boolean = true) {"
    " roadtrip { found: nearestCities(point: $point, first: $first, after: $after) {"
    " edges { cursor distanceMeters node { id name countryCode } }"
    " pageInfo { hasNextPage hasPreviousPage endCursor } totalCount @include(if: $count) } } }"
)


EVERY_CITY = """
SELECT id, location, public.ST_Y(location::public.geometry), public.ST_X(location::public.geometry)
FROM roadtrip.cities
"""


@pytest.mark.parametrize("at", POINTS)
async def test_the_nearest_city_is_the_one_that_a_discovery_from_there_is_shown_in(atlas: Atlas, at: Degrees) -> None:
    page = await atlas.ask(NEAREST, {"point": point(at), "first": 5})
    here = f"SRID=4326;POINT({at[1]!r} {at[0]!r})"
    async with atlas.rows.owner() as owner:
        centre = await owner.fetchval("SELECT roadtrip.city_centre($1)", here)
        cities = {row[0]: row for row in await owner.fetch(EVERY_CITY)}
    assert cities[page["edges"][0]["node"]["id"]][1] == centre
    nearest = sorted(haversine(at, (row[2], row[3])) for row in cities.values())[:5]
    assert [edge["distanceMeters"] for edge in page["edges"]] == pytest.approx(nearest, rel=1e-6, abs=0.01)
    assert len(await walk(atlas, NEAREST, {"point": point(at)}, 50)) == len(cities) == page["totalCount"]
