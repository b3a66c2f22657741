"""Where generated points of interest lie."""

from math import cos, dist, pi, sin

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.scale.draw import Draws
from gateway.scale.words import words
from gateway.scale.world import World
from gateway.scale.world.nearest import Nearest, kilometres, on_the_sphere
from gateway.scale.world.world import point
from models.roadtrip import read_cities

NEAREST = """
    SELECT count(*) FROM unnest($1::text[], $2::text[]) AS given (place, expected)
    WHERE NOT (roadtrip.city_centre(given.place::geography) = given.expected::geography)
"""


def test_the_nearest_are_found_also_across_the_date_line_and_at_the_poles() -> None:
    draws = Draws(0, "sphere")
    points = [
        on_the_sphere(x / 2**31 * 90 - 90, y / 2**31 * 180 - 180) for x, y, *_ in map(draws.numbers, range(3_000))
    ]
    nearest = Nearest(points)
    for place in [(0.0, 180.0), (0.0, -180.0), (90.0, 0.0), (-90.0, 5.0), (47.0, 8.0), (-33.0, 151.0)]:
        here = on_the_sphere(*place)
        assert nearest.find(here, 4) == sorted((dist(here, other), number) for number, other in enumerate(points))[:4]


def test_distances_are_those_over_ground() -> None:
    quarter = dist(on_the_sphere(0, 0), on_the_sphere(0, 90))
    assert kilometres(quarter) == pytest.approx(6_371.0088 * pi / 2)


def test_every_city_has_a_site_and_neighbours(world: World) -> None:
    cities = read_cities()
    assert [site.city for site in world.sites[: len(cities.ids)]].count(0) == 1
    assert all(len(ways) >= 2 for ways in world.onward[: len(cities.ids)])
    assert all(0 <= way < world.first_extreme for ways in world.onward for way in ways)


def test_all_ends_of_the_earth_are_sites(world: World) -> None:
    names = [place["name"] for place in words("extremes")["place"]]
    assert len(world.sites) - world.first_extreme == len(names)
    extreme = world.sites[world.first_extreme :]
    assert min(site.latitude for site in extreme) == -90
    assert max(site.latitude for site in extreme) > 82
    assert max(abs(site.longitude) for site in extreme) == 180


def test_places_stay_on_the_earth(world: World) -> None:
    for site in world.sites[world.first_extreme :]:
        for turn in range(16):
            latitude, longitude = site.place(0.0, sin(turn * pi / 8), cos(turn * pi / 8))
            assert -90 <= latitude <= 90
            assert -180 <= longitude <= 180


def test_large_cities_are_drawn_in_proportion_to_their_people(world: World) -> None:
    draws = Draws(0, "cities")
    populations = read_cities().populations
    drawn = [populations[world.city(draws.numbers(row)[0])] for row in range(4_000)]
    expected = sum(people for people in populations if people > 1_000_000) / sum(populations)
    assert sum(people > 1_000_000 for people in drawn) / 4_000 == pytest.approx(expected, abs=0.03)


async def test_the_nearest_city_of_a_site_is_what_the_database_says(world: World, place: Addresses) -> None:
    given, expected = [], []
    for number in [*range(0, len(world.sites), 17), *range(world.first_extreme, len(world.sites))]:
        site = world.sites[number]
        # At the rim it is most likely that another city is nearer.
        for turn in range(4):
            angle = 2 * pi * (turn + number % 7 / 7) / 4
            given.append(point(*site.place(turn % 3 - 1.0, sin(angle), cos(angle))))
            expected.append(world.centres[site.city])
    async with connected(place.url("owner")) as connection:
        assert await connection.fetchval(NEAREST, given, expected) == 0
    assert len(given) > 11_000
