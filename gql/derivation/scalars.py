"""Scalars: how each SQL type is named in the graph, written to clients and read from them."""

import datetime as dt
import ipaddress
import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, NewType
from uuid import UUID

import orjson
import sqlalchemy as sa
import strawberry
from geoalchemy2 import Geography
from graphql import GraphQLError, Undefined, ValueNode, value_from_ast_untyped
from sqlalchemy.dialects.postgresql import INET as InetType
from sqlalchemy.dialects.postgresql import JSONB
from strawberry.types.scalar import ScalarDefinition

from repositories.geography import GeoJSONLineString, GeoJSONPolygon

JSON = NewType("JSON", object)
BigInt = NewType("BigInt", int)
Inet = NewType("Inet", object)

MAX_DIGITS = 100
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
MIN_BIGINT, MAX_BIGINT = -(2**63), 2**63 - 1
BAD_JSON = "JSON holds numbers of at most 64 bits and valid text only."


def write_datetime(value: dt.datetime) -> str:
    """ISO 8601 in UTC with offset, the fraction without trailing zeros, as PostgreSQL writes it."""
    if value.tzinfo is not dt.UTC:
        # The driver gives PostgreSQL's infinities as the first and the last moment, without an offset.
        value = value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    text = value.isoformat()
    if value.microsecond:
        return text[:19] + text[19:26].rstrip("0") + text[26:]
    return text


def write_decimal(value: Decimal) -> str:
    """All digits, no exponent."""
    return format(value, "f")


def write_double(value: float) -> orjson.Fragment:
    """A number as PostgreSQL writes it: the fewest digits that mean it, an exponent below 0.0001 and from 1e+15."""
    return orjson.Fragment(repr(value).removesuffix(".0") if abs(value) < 1e15 else _with_exponent(value))


def _with_exponent(value: float) -> str:
    for digits in range(16):
        text = f"{value:.{digits}e}"
        number = Decimal(text)
        # PostgreSQL takes no digits that lie halfway between two numbers, as some readers round those wrongly.
        if float(number.next_minus()) == value == float(number.next_plus()):
            return text
    return f"{value:.16e}"


def write_date(value: dt.date) -> str:
    """ISO 8601."""
    return value.isoformat()


def _read_text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"{what} is written as a string.")
    return value


def read_uuid(value: object) -> UUID:
    """A UUID with or without hyphens."""
    try:
        return UUID(_read_text(value, "A UUID"))
    except ValueError:
        raise GraphQLError("A UUID looks like 3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10.") from None


def read_datetime(value: object) -> dt.datetime:
    """ISO 8601 with an offset."""
    try:
        read = dt.datetime.fromisoformat(_read_text(value, "A DateTime"))
    except ValueError:
        raise GraphQLError("A DateTime looks like 2026-01-31T12:00:00+00:00.") from None
    if read.tzinfo is None:
        raise GraphQLError("A DateTime needs an offset, such as Z or +02:00.")
    try:
        return read.astimezone(dt.UTC)
    except OverflowError:
        raise GraphQLError("A DateTime lies between the years 1 and 9999.") from None


def read_date(value: object) -> dt.date:
    """ISO 8601."""
    try:
        return dt.date.fromisoformat(_read_text(value, "A Date"))
    except ValueError:
        raise GraphQLError("A Date looks like 2026-01-31.") from None


def read_decimal(value: object) -> Decimal:
    """A finite number, as a string or an integer; floats would lose digits."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise GraphQLError('A Decimal is written as a string, such as "12.50".')
    if len(str(value)) > MAX_DIGITS:
        raise GraphQLError(f"A Decimal has at most {MAX_DIGITS} characters.")
    if not NUMBER.fullmatch(str(value)):
        raise GraphQLError('A Decimal is a finite number written as a string, such as "12.50".')
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise GraphQLError("A Decimal is a finite number.") from None
    if not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS:
        raise GraphQLError("A Decimal is a finite number.")
    return number


def read_bigint(value: object) -> int:
    """A whole number of 64 bits, as a string or an integer."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise GraphQLError('A BigInt is written as a string, such as "9007199254740993".')
    text = str(value)
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit() or len(text) > 20:
        raise GraphQLError('A BigInt is written as a string, such as "9007199254740993".')
    if not MIN_BIGINT <= int(text) <= MAX_BIGINT:
        raise GraphQLError(f"A BigInt lies between {MIN_BIGINT} and {MAX_BIGINT}.")
    return int(text)


def read_inet(value: object) -> object:
    """An IPv4 or IPv6 address."""
    try:
        return ipaddress.ip_interface(_read_text(value, "An INET"))
    except ValueError:
        raise GraphQLError("An INET looks like 192.0.2.1 or 2001:db8::1.") from None


def read_json(value: object) -> object:
    """Any JSON value."""
    try:
        orjson.dumps(value)
    except TypeError:
        raise GraphQLError(BAD_JSON) from None
    return value


def read_json_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> object:
    """A JSON value written in the document; variables that it holds are null where they are not known (yet)."""
    try:
        text = json.dumps(value_from_ast_untyped(node, variables), allow_nan=False, default=_unknown)
    except (ValueError, TypeError, RecursionError):
        raise GraphQLError(BAD_JSON) from None
    return read_json(json.loads(text))


def _unknown(value: object) -> None:
    if value is not Undefined:
        raise TypeError(type(value).__name__)


def _scalar(
    name: str, description: str, write: Callable[..., object], read: Callable[..., object]
) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=write, parse_value=read)


def _json(name: str, description: str) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        serialize=lambda value: value,
        parse_value=read_json,
        parse_literal=read_json_literal,
    )


_POSITIONS = "Positions are [longitude, latitude] in degrees of WGS 84."
SCALARS: dict[object, ScalarDefinition] = {
    UUID: _scalar("UUID", "A UUID, such as 3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10.", str, read_uuid),
    dt.datetime: _scalar("DateTime", "A moment: ISO 8601 with an offset.", write_datetime, read_datetime),
    dt.date: _scalar("Date", "A day: ISO 8601.", write_date, read_date),
    Decimal: _scalar(
        "Decimal",
        "A finite decimal number as a string, so that no digit is lost.",
        write_decimal,
        read_decimal,
    ),
    BigInt: _scalar("BigInt", "A whole number of 64 bits as a string.", str, read_bigint),
    Inet: _scalar("INET", "An IPv4 or IPv6 address.", str, read_inet),
    JSON: _json("JSON", "Any JSON value."),
    GeoJSONPolygon: _json(
        "GeoJSONPolygon",
        f'A polygon as in GeoJSON: {{"type": "Polygon", "coordinates": [[[13.1, 52.3], …]]}}. {_POSITIONS}',
    ),
    GeoJSONLineString: _json(
        "GeoJSONLineString",
        f'A line as in GeoJSON: {{"type": "LineString", "coordinates": [[13.1, 52.3], …]}}. {_POSITIONS}',
    ),
}


@strawberry.type(name="GeoPoint", description="A place on the earth, in degrees of WGS 84.")
class GeoPoint:
    """What the graph shows of a point."""

    latitude: float = strawberry.field(description="From -90 at the south pole to 90 at the north pole.")
    longitude: float = strawberry.field(description="From -180 to 180, east of Greenwich positive.")


@strawberry.input(name="GeoPointInput", description="A place on the earth, in degrees of WGS 84.")
class GeoPointInput:
    """How clients send a point."""

    latitude: float = strawberry.field(description="Degrees north of the equator, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east of Greenwich, -180 to 180.")


# For each SQL type: the Python type that stands for the scalar, and how a driver's value is written.
# None: the value goes to the client as it is.
KINDS: tuple[tuple[type[Any], object, Callable[[Any], object] | None], ...] = (
    (sa.Uuid, UUID, str),
    (sa.BigInteger, BigInt, str),
    (sa.Integer, int, None),
    (sa.Double, float, write_double),
    (sa.Numeric, Decimal, write_decimal),
    (sa.Boolean, bool, None),
    (sa.DateTime, dt.datetime, write_datetime),
    (sa.Date, dt.date, write_date),
    (JSONB, JSON, None),
    (InetType, Inet, None),
    (sa.ARRAY, list[str], None),
    (Geography, GeoPoint, None),
    (sa.String, str, None),
)


def scalar_of(kind: "sa.types.TypeEngine[Any]") -> object:
    """The Python type that stands for a column type's scalar."""
    return next(python for base, python, _ in KINDS if isinstance(kind, base))


def writer_of(kind: "sa.types.TypeEngine[Any]") -> Callable[[Any], object] | None:
    """How a driver's value of a column type is written to clients."""
    return next(write for base, _, write in KINDS if isinstance(kind, base))
