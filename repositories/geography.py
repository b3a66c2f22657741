"""Places on the earth: how a point travels between Python and PostGIS, to the last digit."""

import struct
from typing import Any, NamedTuple, NewType

_WKB = struct.Struct("<BIIdd")
_POINT_WITH_SRID = 0x20000001
_SRID = 4326

GeoJSONPolygon = NewType("GeoJSONPolygon", object)
GeoJSONLineString = NewType("GeoJSONLineString", object)


class GeoPoint(NamedTuple):
    """A place in degrees of WGS 84: latitude -90 to 90, longitude -180 to 180."""

    latitude: float
    longitude: float


def encode(point: GeoPoint) -> bytes:
    """A point as PostGIS reads it (EWKB, little endian, SRID 4326)."""
    return _WKB.pack(1, _POINT_WITH_SRID, _SRID, point.longitude, point.latitude)


def decode(value: bytes) -> GeoPoint:
    """The point in EWKB as PostGIS sends it; ValueError for any other shape, which no column here has."""
    if value[0] != 1 or len(value) != _WKB.size:
        raise ValueError("not a point in little-endian EWKB with its SRID")
    _, kind, srid, longitude, latitude = _WKB.unpack(value)
    if kind != _POINT_WITH_SRID or srid != _SRID:
        raise ValueError(f"not a point in WGS 84: type {kind:#x}, SRID {srid}")
    return GeoPoint(latitude, longitude)


async def register_geography(connection: Any) -> None:
    """Let a connection read and write points as GeoPoint."""
    await connection.set_type_codec("geography", schema="public", encoder=encode, decoder=decode, format="binary")
