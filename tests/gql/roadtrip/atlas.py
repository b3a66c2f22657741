"""A world of cities and discoveries in a database of its own, and places found there by looking at every row."""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, pi, radians, sin
from typing import Any
from uuid import UUID

import orjson

from gateway.addresses import Addresses
from gql.engine import Engine
from gql.requests import Lane, Request
from gql.schema import build
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Identity, Trust
from tests.models.roadtrip.rows import PRIVATE, SHARED, Rows

Degrees = tuple[float, float]
CITIES = 300
DISCOVERIES = 1_500
MINE = 200
EDGES: list[Degrees] = [
    (0.0, 180.0), (0.5, -180.0), (-0.5, 179.9), (0.2, -179.9), (90.0, 0.0), (-90.0, 77.0), (89.5, 120.0),
    (89.5, -60.0), (-89.7, 10.0), (52.5, 13.4), (52.5, 13.4), (52.6, 13.5), (0.0, 0.0), (0.0, 0.3),
]  # fmt: skip
MAKE = """
INSERT INTO roadtrip.discoveries (id, user_id, poi_name, location, category_id, discovery_timestamp)
SELECT gen_random_uuid(), $1, 'Place ' || number, public.ST_SetSRID(public.ST_MakePoint(longitude, latitude), 4326),
    ($4::integer[])[1 + number % 3], timestamptz '2026-01-01' + make_interval(mins => (number / 2)::integer)
FROM unnest($2::float8[], $3::float8[]) WITH ORDINALITY AS given (latitude, longitude, number)
"""
EVERY = """
SELECT p.id, p.category_id, c.id, c.population,
    public.ST_Y(p.location_public::public.geometry), public.ST_X(p.location_public::public.geometry)
FROM roadtrip.public_discoveries AS p
JOIN (SELECT DISTINCT ON (location) * FROM roadtrip.cities ORDER BY location, id) AS c
    ON c.location = p.location_public
"""
OWN = """
SELECT id, category_id, 0, 0, public.ST_Y(location::public.geometry), public.ST_X(location::public.geometry)
FROM roadtrip.discoveries WHERE user_id = $1 ORDER BY discovery_timestamp DESC, id DESC
"""


@dataclass(frozen=True)
class Spot:
    """A discovery as the database has it, and the city that it is shown in."""

    id: str
    category: int
    city: int
    population: int
    at: Degrees


class Atlas:
    """The world, and both lanes asked about it."""

    def __init__(self, rows: Rows, engine: Engine, me: UUID, stranger: UUID, categories: list[int]) -> None:
        self.rows, self.me, self.stranger, self.categories = rows, me, stranger, categories
        self._engine = engine
        self.public: list[Spot] = []
        self.mine: list[Spot] = []

    async def look(self) -> None:
        """Read every row anew."""
        for rows, sql, arguments in ((self.public, EVERY, ()), (self.mine, OWN, (self.me,))):
            found = await self.rows.worker.fetch(sql, *arguments)
            rows[:] = [Spot(str(r[0]), r[1], r[2], r[3], (r[4], r[5])) for r in found]

    async def body(self, query: str, person: UUID, lane: Lane | None, variables: dict[str, Any]) -> bytes:
        """The answer of one lane."""
        request = Request(query, variables=variables, lane=lane)
        document, _ = self._engine.prepare(request)
        identity = Identity(person, {"roadtrip": str(person)})
        return bytes((await self._engine.execute(request, document, identity)).body)

    async def ask(self, query: str, variables: dict[str, Any], person: UUID | None = None) -> Any:
        """The field `found` of the answer, which has no errors and is the same bytes in both lanes."""
        resolved = await self.body(query, person or self.me, Lane.RESOLVER, variables)
        assert await self.body(query, person or self.me, Lane.COMPILED, variables) == resolved
        answer = orjson.loads(resolved)
        assert answer.keys() == {"data"}, answer
        return answer["data"]["roadtrip"]["found"]

    async def refusal(self, query: str, variables: dict[str, Any]) -> tuple[str, str]:
        """The message and the code that a question is refused with, whichever lane it is meant for."""
        chosen, resolved = [await self.body(query, self.me, lane, variables) for lane in (None, Lane.RESOLVER)]
        assert chosen == resolved
        (error,) = orjson.loads(resolved)["errors"]
        return error["message"], error["extensions"]["code"]


@asynccontextmanager
async def atlas_in(place: Addresses) -> AsyncIterator[Atlas]:
    """A world made from the same numbers each time."""
    draw = random.Random(17)
    async with Rows.ready(place) as rows:
        await rows.worker.execute("DELETE FROM roadtrip.cities")
        for number, (latitude, longitude) in enumerate([*EDGES, *(anywhere(draw) for _ in range(CITIES))]):
            centre = f"SRID=4326;POINT({longitude!r} {latitude!r})"
            first = (latitude, longitude) not in EDGES[:number]
            values = {"name": f"City {number}", "country_code": "DE", "location": centre, "is_first": first}
            await rows.insert("cities", id=1 + number, population=15_000 + number // 2, **values)
        people = [await rows.person(privacy_settings=shared) for shared in (SHARED, SHARED, PRIVATE)]
        categories = [await rows.category() for _ in range(3)]
        for person, number in zip(people, (MINE, DISCOVERIES, 100), strict=True):
            spots = [draw.choice(EDGES) if n % 3 else anywhere(draw) for n in range(number)]
            await rows.worker.execute(MAKE, person, *map(list, zip(*spots, strict=True)), categories)
        async with rows.owner() as owner:
            # As after the first minute of a database's life; without statistics every plan is a guess.
            await owner.execute("ANALYZE roadtrip.cities, roadtrip.discoveries")
        database = Database({Trust.APP: place.url("app")}, pool_size=2)
        await database.open()
        engine = Engine(build(), database, EventHub(place.url("listener")), development=True)
        atlas = Atlas(rows, engine, people[0], people[1], categories)
        await atlas.look()
        yield atlas
        await database.close()


def point(at: Degrees) -> dict[str, float]:
    """A point as it is sent."""
    return {"latitude": at[0], "longitude": at[1]}


def lies_in_box(at: Degrees, south_west: Degrees, north_east: Degrees) -> bool:
    """Whether a point lies in a box: at a pole it is on every meridian, and 180 is -180."""
    west, east = south_west[1], north_east[1]
    meridians = {at[1], -at[1]} if abs(at[1]) == 180 else {at[1]}
    across = any(west <= m <= east if west <= east else m >= west or m <= east for m in meridians)
    return south_west[0] <= at[0] <= north_east[0] and (across or abs(at[0]) == 90)


def anywhere(draw: random.Random) -> Degrees:
    """A point anywhere on the earth, every part of it as likely as its size."""
    return degrees(2 * atan2(draw.uniform(-1, 1), 1) * 0.9999), draw.uniform(-180, 180)


def vector(at: Degrees) -> tuple[float, float, float]:
    """The unit vector to a point."""
    latitude, longitude = map(radians, at)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def haversine(one: Degrees, other: Degrees) -> float:
    """Metres between two points on a sphere."""
    (a, b), (c, d) = map(radians, one), map(radians, other)
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * 6_371_008.8 * atan2(half**0.5, (1 - half) ** 0.5)


def bearing(start: Degrees, end: Degrees) -> float:
    """The direction in which one sets out from one point to another."""
    (a, b), (c, d) = map(radians, start), map(radians, end)
    return atan2(sin(d - b) * cos(c), cos(a) * sin(c) - sin(a) * cos(c) * cos(d - b))


def surrounds(ring: list[list[float]], at: Degrees) -> bool:
    """Whether a closed ring of less than half the earth goes around a point, as it turns once, seen from there."""
    corners = [(latitude, longitude) for longitude, latitude in ring]
    axis = [sum(parts) for parts in zip(*map(vector, corners), strict=True)]
    if sum(a * b for a, b in zip(axis, vector(at), strict=True)) <= 0:
        return False
    turns = [bearing(at, end) - bearing(at, start) for start, end in pairwise(corners)]
    return abs(sum((turn + pi) % (2 * pi) - pi for turn in turns)) > pi


def pages(found: list[str], size: int) -> Iterator[list[str]]:
    """What should be on each page."""
    yield from (found[start : start + size] for start in range(0, len(found), size))
