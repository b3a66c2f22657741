"""Places between Python and PostGIS: to the last digit both ways, and nothing that is no point in WGS 84."""

import math
import struct
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from repositories.geography import GeoPoint, decode, encode, register_geography

POINTS = [
    GeoPoint(0.0, 0.0),
    GeoPoint(90.0, 180.0),
    GeoPoint(-90.0, -180.0),
    GeoPoint(0.0, 180.0),
    GeoPoint(0.0, -180.0),
    GeoPoint(-0.0, -0.0),
    GeoPoint(0.1 + 0.2, -(0.1 + 0.2)),
    GeoPoint(52.524370123456789, 13.410530987654321),
    GeoPoint(math.nextafter(90, 0), math.nextafter(-180, 0)),
    GeoPoint(5e-324, -5e-324),
]
EWKB = "<BIIdd"


@pytest.fixture(scope="module")
async def postgis(place: Addresses) -> AsyncIterator[Any]:
    """A connection that reads and writes points."""
    async with connected(place.url("worker")) as connection:
        await register_geography(connection)
        yield connection


@pytest.mark.parametrize("point", POINTS)
def test_a_point_is_the_same_after_writing_and_reading(point: GeoPoint) -> None:
    assert repr(decode(encode(point))) == repr(point)


@pytest.mark.parametrize("point", POINTS)
async def test_postgis_understands_a_point_and_gives_it_back(postgis: Any, point: GeoPoint) -> None:
    query = "SELECT $1::public.geography, public.ST_Y($1::public.geometry), public.ST_X($1::public.geometry)"
    back, latitude, longitude = await postgis.fetchrow(query, point)
    assert repr(back) == repr(point) == repr(GeoPoint(latitude, longitude))


async def test_what_postgis_writes_is_read(postgis: Any) -> None:
    assert await postgis.fetchval("SELECT public.ST_MakePoint(13.41053, 52.52437)::public.geography") == GeoPoint(
        latitude=52.52437, longitude=13.41053
    )
    assert await postgis.fetchval("SELECT NULL::public.geography") is None
    points = await postgis.fetchval("SELECT ARRAY[$1, NULL, $2]::public.geography[]", POINTS[1], POINTS[4])
    assert points == [POINTS[1], None, POINTS[4]]


def test_the_bytes_of_a_point_are_little_endian_with_its_reference_system() -> None:
    assert encode(GeoPoint(latitude=2.0, longitude=1.0)) == struct.pack(EWKB, 1, 0x20000001, 4326, 1.0, 2.0)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (struct.pack(">BIIdd", 0, 0x20000001, 4326, 1.0, 2.0), "not a point in little-endian EWKB with its SRID"),
        (struct.pack("<BIdd", 1, 0x00000001, 1.0, 2.0), "not a point in little-endian EWKB with its SRID"),
        (
            struct.pack("<BIIddd", 1, 0xA0000001, 4326, 1.0, 2.0, 3.0),
            "not a point in little-endian EWKB with its SRID",
        ),
        (struct.pack(EWKB, 1, 0x20000001, 4326, 1.0, 2.0)[:-1], "not a point in little-endian EWKB with its SRID"),
        (struct.pack(EWKB, 1, 0x20000001, 3857, 1.0, 2.0), "not a point in WGS 84: type 0x20000001, SRID 3857"),
        (struct.pack(EWKB, 1, 0x20000002, 4326, 1.0, 2.0), "not a point in WGS 84: type 0x20000002, SRID 4326"),
    ],
)
def test_what_is_no_point_in_wgs_84_is_refused(value: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        decode(value)


@pytest.mark.parametrize("shape", ["LINESTRING(1 2, 3 4)", "POLYGON((0 0, 1 0, 1 1, 0 0))", "POINT Z (1 2 3)"])
async def test_another_shape_is_an_error_and_no_wrong_point(postgis: Any, shape: str) -> None:
    with pytest.raises((ValueError, asyncpg.PostgresError)):
        await postgis.fetchval(f"SELECT '{shape}'::public.geography")
    assert await postgis.fetchval("SELECT 1") == 1
