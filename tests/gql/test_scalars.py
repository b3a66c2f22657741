"""Scalars: what is read from clients, and what is not."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from ipaddress import ip_interface
from uuid import UUID

import pytest
from graphql import GraphQLError

from gql.derivation.scalars import (
    SCALARS,
    BigInt,
    read_bigint,
    read_date,
    read_datetime,
    read_decimal,
    read_inet,
    read_json,
    read_uuid,
    write_decimal,
)

KEY = "3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10"


@pytest.mark.parametrize(
    ("read", "sent", "meant"),
    [
        (read_uuid, KEY, UUID(KEY)),
        (read_uuid, KEY.upper().replace("-", ""), UUID(KEY)),
        (read_bigint, "9223372036854775807", 2**63 - 1),
        (read_bigint, "-9223372036854775807", -(2**63) + 1),
        (read_bigint, 5, 5),
        (read_decimal, "0.90", Decimal("0.90")),
        (read_decimal, "-1.5e3", Decimal("-1500")),
        (read_decimal, ".5", Decimal("0.5")),
        (read_decimal, 7, Decimal(7)),
        (read_datetime, "2026-01-31T12:00:00.1+02:00", dt.datetime(2026, 1, 31, 10, 0, 0, 100_000, dt.UTC)),
        (read_datetime, "2026-01-31T12:00:00Z", dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)),
        (read_date, "2026-02-28", dt.date(2026, 2, 28)),
        (read_inet, "192.0.2.1", ip_interface("192.0.2.1")),
        (read_inet, "2001:db8::/32", ip_interface("2001:db8::/32")),
        (read_json, {"a": [1, None]}, {"a": [1, None]}),
    ],
)
def test_what_is_well_written_is_read(read: Callable[[object], object], sent: object, meant: object) -> None:
    found = read(sent)
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(
    ("read", "sent"),
    [
        *[(read_uuid, sent) for sent in ("", "1", KEY[:-1], 1, None, [KEY])],
        *[
            (read_bigint, sent)
            for sent in ("9223372036854775808", "", "-", "1.0", "1e3", "٣", "--1", 1.0, True, 2**63)
        ],
        *[
            (read_decimal, sent)
            for sent in ("", "NaN", "Infinity", "1e101", "1e-101", "1_0", "٣", 0.5, True, "1" * 101)
        ],
        *[
            (read_datetime, sent)
            for sent in ("2026-01-31T12:00:00", "2026-01-31", "", "now", 1, "2026-13-01T00:00:00Z")
        ],
        *[(read_date, sent) for sent in ("2026-02-29", "", "31.01.2026", 1)],
        *[(read_inet, sent) for sent in ("", "300.0.0.1", "localhost", 1, "192.0.2.1/33")],
        *[(read_json, sent) for sent in (2**64, {1: object()}, "\ud800")],
    ],
)
def test_what_is_written_otherwise_is_refused(read: Callable[[object], object], sent: object) -> None:
    with pytest.raises(GraphQLError):
        read(sent)


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("1E-7", "0.0000001"), ("0.90", "0.90"), ("-0", "-0")])
def test_a_decimal_is_written_without_exponent(value: str, text: str) -> None:
    assert write_decimal(Decimal(value)) == text


def test_a_bigint_is_written_as_text() -> None:
    serialize = SCALARS[BigInt].serialize
    assert serialize is not None
    assert serialize(2**63 - 1) == "9223372036854775807"
