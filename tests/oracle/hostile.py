"""Hostile values as PostgreSQL's texts, by the type of a column: what quoting, rounding and clamping get wrong."""

import random
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from geoalchemy2 import Geography
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import INET, JSONB

from models.columns import facts_of

LONG = 'A long text, ünd 🙂 "quoted" \\ in it. ' * 60
TEXTS: Sequence[str] = (
    "",
    " ",
    "'",
    '"',
    "\\",
    '\\"',
    "\\u0041 \\n \\x",
    'it\'s "so" \\ / called',
    "\x01\x02\x08\x0b\x0c\x0e\x1f\x7f",
    "a\tb\nc\rd",
    "\x80\x85\x9f\xa0\xad",
    "🙂👩‍👩‍👧‍👦𝒳𐍈",
    "\u2028\u2029\ufeff\ufffd\ufffe\uffff",
    "\u0301 \u0308",
    "e\u0301 é ﬀ ß ẞ İ ı",
    "\u202eright to left",
    "null",
    "NULL",
    "{}",
    "</script><!--",
    "%_$1 :name ?",
    "İSTANBUL straße",
    LONG,
)
WHOLE = (0, 1, -1, 7, 255, 2**31 - 1, -(2**31))
LARGE = (*WHOLE, 2**31, 2**53, 2**53 + 1, 2**63 - 1, -(2**63))
DOUBLES = (
    0.0, -0.0, 5e-324, 2.2250738585072014e-308, 1e-7, 1e-5, 9.999e-5, 1e-4, 0.1, 0.1 + 0.2, 1 / 3, 0.5,
    0.9999999999999999, 1.0, 3.0, 100.0, 1e14, 1e15, 123456789012345680.0, 1e16, 1e22, 1e23, 1.7976931348623157e308,
    -1.5, -1e15,
)  # fmt: skip
# Of whichever zone the session is in: it does not matter which moments they are.
MOMENTS = (
    "0001-01-01 00:00:00", "0001-01-01 00:00:00.000001", "0099-12-31 23:59:59.9", "1582-10-15 00:00:00",
    "1899-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999", "1970-01-01 00:00:00", "2024-02-29 12:34:56.100000",
    "2026-01-31 12:00:00.120000", "2026-01-31 12:00:00.123400", "2026-01-31 12:00:00.000001", "2026-03-29 01:30:00",
    "2038-01-19 03:14:08", "9999-12-31 23:59:59", "9999-12-31 23:59:59.999999", "infinity", "-infinity",
    "0044-03-15 12:00:00.5 BC", "10000-01-01 00:00:00", "294276-12-31 23:59:59.999999",
)  # fmt: skip
DAYS = (
    "0001-01-01", "1582-10-15", "1970-01-01", "2024-02-29", "2026-12-01", "9999-12-31", "infinity", "-infinity",
    "0044-03-15 BC", "10000-01-01", "5874897-12-31",
)  # fmt: skip
ADDRESSES = (
    "0.0.0.0", "192.0.2.1", "192.0.2.1/24", "10.0.0.0/8", "255.255.255.255/32", "::", "::1", "2001:db8::1",
    "2001:db8::/32", "2001:db8:0:0:1:0:0:1", "::ffff:192.0.2.1", "::ffff:192.0.2.0/120", "::192.0.2.1",
    "64:ff9b::192.0.2.33", "fe80::1/64",
)  # fmt: skip
DEGREES = (0.0, -0.0, 5e-324, 1e-7, 1e-5, 1e-4, 0.1 + 0.2, 1 / 3, 13.0, 52.5200065, -33.8688197, 89.99999999999999)
POINTS = (
    (0.0, 90.0), (0.0, -90.0), (180.0, 90.0), (-180.0, -90.0), (180.0, 0.0), (-180.0, 0.0),
    (179.99999999999997, 0.1), (-179.99999999999997, 1e-16), (0.0, 0.0), (-0.0, -0.0),
)  # fmt: skip
UUIDS = (UUID(int=0), UUID(int=2**128 - 1), UUID("3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10"))


def _documents() -> list[str]:
    deep = '{"a":' * 60 + "[" * 60 + "]" * 60 + "}" * 60
    texts = {f"{text[:40]} {number}": text for number, text in enumerate(TEXTS) if text != LONG}
    return [
        "{}", "[]", "null", "true", '""', "0", "-0", "[null]", '{"": null}', "12345678901234567890", "1e300",
        "[1.0, 1.10, -0.0, 1e-30, 1E5, 0.1, 123456789.123456789123456789]", '{"b": 1, "aa": 2, "a": {"b": []}}',
        '[{"a": 1}, {"a": [1, 2, {"b": "c"}]}]', '{"share_discoveries": false, "x": [[]]}', '["a", ["b", "\\u00fc"]]',
        deep, orjson.dumps(texts).decode(), orjson.dumps([*texts]).decode(), orjson.dumps({"text": LONG}).decode(),
    ]  # fmt: skip


DOCUMENTS = tuple(_documents())


def array(texts: Sequence[str]) -> str:
    """An array of texts as PostgreSQL reads it."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _numbers(kind: "sa.Numeric[Any]") -> list[str]:
    digits, scale = kind.precision or 20, kind.scale or 0
    most = "9" * (digits - scale) + ("." + "9" * scale if scale else "")
    least = "0." + "0" * (scale - 1) + "1" if scale else "1"
    return [most, f"-{most}", least, f"-{least}", "0", "1", "-1", "0.5", "0.10", "100"]


def _arrays(draw: random.Random) -> list[str]:
    some = [array(draw.sample(TEXTS[:-1], draw.randrange(1, 6))) for _ in range(3)]
    return ["{}", array(TEXTS[:-1]), array(["a", "a", "b"]), array(["tiktok", "email"]), *some]


def _points(draw: random.Random) -> list[str]:
    places = [*POINTS, *((draw.choice(DEGREES), draw.choice(DEGREES)) for _ in range(10))]
    return [f"SRID=4326;POINT({longitude!r} {latitude!r})" for longitude, latitude in places]


Texts = Callable[["sa.types.TypeEngine[Any]", random.Random], Sequence[str]]
BY_TYPE: tuple[tuple[type[Any], Texts], ...] = (
    (sa.Uuid, lambda kind, draw: [*map(str, UUIDS), str(UUID(int=draw.getrandbits(128)))]),
    (sa.BigInteger, lambda kind, draw: [*map(str, LARGE)]),
    (sa.Integer, lambda kind, draw: [*map(str, WHOLE)]),
    (sa.Double, lambda kind, draw: [*map(repr, DOUBLES), repr(draw.random())]),
    (sa.Numeric, lambda kind, draw: _numbers(kind)),  # type: ignore[arg-type]
    (sa.Boolean, lambda kind, draw: ["true", "false"]),
    (sa.DateTime, lambda kind, draw: MOMENTS),
    (sa.Date, lambda kind, draw: DAYS),
    (JSONB, lambda kind, draw: DOCUMENTS),
    (INET, lambda kind, draw: ADDRESSES),
    (sa.ARRAY, lambda kind, draw: _arrays(draw)),
    (Geography, lambda kind, draw: _points(draw)),
    (sa.String, lambda kind, draw: TEXTS),
)


def hostile(column: "Column[Any]", draw: random.Random) -> str | None:
    """A hostile value for a column, as text; None is NULL."""
    if column.nullable and draw.random() < 0.15:
        return None
    choices = facts_of(column).choices
    if choices is not None:
        return str(draw.choice([*choices]).value)
    return draw.choice(next(texts for base, texts in BY_TYPE if isinstance(column.type, base))(column.type, draw))
