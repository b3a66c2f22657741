"""Scalars: what is read from clients and what is not, and that what was read finds the rows that hold it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from ipaddress import ip_interface
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from graphql import GraphQLError

from gql.derivation.names import field_name, list_field, type_name
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
from models.catalog import TABLES
from tests.contract.rows import Owner, RowMaker
from tests.gql.lanes import data_in_both
from tests.people import Person
from tests.served import Client

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


FLOATS = [-0.0, 5e-324, 0.3, 0.1 + 0.2, 1.0]
NUMBERS = [0, 2**31, 2**53, 2**53 + 1, 2**63 - 1]
COSTS = [Decimal(text) for text in ("0.000001", "0.000002", "0.1", "1234567890.123456")]
MOMENTS = [f"2026-01-31T10:00:00{fraction}+00:00" for fraction in ("", ".000001", ".123456")]
HOLDERS: dict[str, list[Any]] = {
    "learning.learning_profiles.mastery_score": FLOATS,
    "repurpose.usage_logs_daily.tokens_used": NUMBERS,
    "repurpose.usage_logs_daily.estimated_cost_usd": COSTS,
    "learning.usage_logs.timestamp": [dt.datetime.fromisoformat(text) for text in MOMENTS],
    "webbuilder.campaign_events.created_at": [dt.datetime.fromisoformat(text) for text in MOMENTS],
}


@pytest.fixture(scope="module")
async def holders(maker: RowMaker) -> dict[str, Owner]:
    """For each column somebody whose rows hold its values, and no others."""
    made = {}
    for name, values in HOLDERS.items():
        table, owner = TABLES[name.rpartition(".")[0]], await maker.owner()
        await maker.ancestors(owner, table)
        for number, value in enumerate(values, 1):
            more = {"day": dt.date(2026, 1, number)} if "day" in table.columns else {}
            await maker.add(owner, table, **more, **{name.rpartition(".")[2]: value})
        made[name] = owner
    return made


async def found(client: Client, owner: Owner, name: str, condition: object) -> list[Any]:
    """The values of the rows that satisfy a condition on their column, in both lanes, in order."""
    table = TABLES[name.rpartition(".")[0]]
    field, order = field_name(name.rpartition(".")[2]), "ID_ASC"
    query = (
        f"query($f: {type_name(table)}Filter) {{ {table.schema} {{ {list_field(table)}(filter: $f,"
        f" orderBy: [{order}]) {{ nodes {{ {field} }} }} }} }}"
    )
    data = await data_in_both(client, Person.of(owner), query, f={field: condition})
    return sorted(node[field] for node in data[table.schema][list_field(table)]["nodes"])


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"eq": 0.1 + 0.2}, [0.1 + 0.2]),
        ({"eq": 0.3}, [0.3]),
        ({"eq": 5e-324}, [5e-324]),
        ({"eq": 0}, [0.0]),
        ({"eq": -0.0}, [0.0]),
        ({"ne": 0.3}, [0.0, 5e-324, 0.1 + 0.2, 1.0]),
        ({"in": [1, 0.3, 7.5]}, [0.3, 1.0]),
        ({"gt": 0}, [5e-324, 0.3, 0.1 + 0.2, 1.0]),
        ({"gt": 0.3, "lt": 1}, [0.1 + 0.2]),
        ({"gte": 0.1 + 0.2, "lte": 1.0}, [0.1 + 0.2, 1.0]),
        ({"lt": 1.7976931348623157e308, "gt": -1.7976931348623157e308}, sorted(FLOATS)),
        ({"gte": 1.7976931348623157e308}, []),
        ({"in": [0.3] * 100}, [0.3]),
    ],
)
async def test_a_float_finds_its_rows(
    client: Client, holders: dict[str, Owner], condition: object, expected: list[float]
) -> None:
    name = "learning.learning_profiles.mastery_score"
    assert await found(client, holders[name], name, condition) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"eq": "9007199254740993"}, [2**53 + 1]),
        ({"eq": 9007199254740993}, [2**53 + 1]),
        ({"eq": "9223372036854775807"}, [2**63 - 1]),
        ({"eq": "00"}, [0]),
        ({"ne": "2147483648"}, [0, 2**53, 2**53 + 1, 2**63 - 1]),
        ({"in": ["0", 2147483648, "5"]}, [0, 2**31]),
        ({"gt": "9007199254740992"}, [2**53 + 1, 2**63 - 1]),
        ({"gte": "9007199254740992", "lt": "9223372036854775807"}, [2**53, 2**53 + 1]),
        ({"lte": "-1"}, []),
        ({"gt": "-9223372036854775807"}, NUMBERS),
    ],
)
async def test_a_bigint_finds_its_rows(
    client: Client, holders: dict[str, Owner], condition: object, expected: list[int]
) -> None:
    name = "repurpose.usage_logs_daily.tokens_used"
    assert await found(client, holders[name], name, condition) == sorted(map(str, expected))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"eq": "0.000001"}, ["0.000001"]),
        ({"eq": "1e-6"}, ["0.000001"]),
        ({"eq": "0.10000000000000000000"}, ["0.100000"]),
        ({"eq": "0.0000010000001"}, []),
        ({"eq": "1234567890.123456"}, ["1234567890.123456"]),
        ({"eq": "1234567890.123456000001"}, []),
        ({"gt": "0.0000015", "lt": "0.2"}, ["0.000002", "0.100000"]),
        ({"gte": "123456789012345678"}, []),
        ({"lt": "123456789012345678", "gt": "1"}, ["1234567890.123456"]),
        ({"lte": "1234567890.1234559"}, ["0.000001", "0.000002", "0.100000"]),
        ({"in": ["0.1", ".000002", 7]}, ["0.000002", "0.100000"]),
        ({"ne": "0.1"}, ["0.000001", "0.000002", "1234567890.123456"]),
    ],
)
async def test_a_decimal_finds_its_rows(
    client: Client, holders: dict[str, Owner], condition: object, expected: list[str]
) -> None:
    name = "repurpose.usage_logs_daily.estimated_cost_usd"
    assert await found(client, holders[name], name, condition) == expected


@pytest.mark.parametrize("name", ["learning.usage_logs.timestamp", "webbuilder.campaign_events.created_at"])
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"eq": "2026-01-31T10:00:00.123456Z"}, "c"),
        ({"eq": "2026-01-31T12:00:00.123456+02:00"}, "c"),
        ({"eq": "2026-01-31T04:30:00-05:30"}, "a"),
        ({"in": ["2026-01-31T11:00:00.000001+01:00", "2026-01-31T10:00:00.123456Z"]}, "bc"),
        ({"gt": "2026-01-31T23:59:00+13:59"}, "bc"),
        ({"gte": "2026-01-31T10:00:00Z", "lt": "2026-01-31T10:00:00.000002Z"}, "ab"),
        ({"lt": "2026-01-31T12:00:00.000001+02:00"}, "a"),
        ({"lte": "9999-12-31T23:59:59.999999Z", "gte": "0001-01-01T00:00:00Z"}, "abc"),
        ({"ne": "2026-01-31T10:00:00Z"}, "bc"),
        ({"isNull": False}, "abc"),
        ({"isNull": True}, ""),
    ],
)
async def test_a_moment_finds_its_rows_whatever_its_offset(
    client: Client, holders: dict[str, Owner], name: str, condition: object, expected: str
) -> None:
    moments = dict(zip("abc", MOMENTS, strict=True))
    assert await found(client, holders[name], name, condition) == sorted(moments[letter] for letter in expected)


@pytest.mark.parametrize("name", sorted(HOLDERS))
async def test_a_list_of_values_has_at_most_a_hundred_and_null_is_none(
    client: Client, holders: dict[str, Owner], name: str
) -> None:
    table, field = TABLES[name.rpartition(".")[0]], field_name(name.rpartition(".")[2])
    query = f"query($f: {type_name(table)}Filter) {{ {table.schema} {{ {list_field(table)}(filter: $f)"
    query += " { totalCount } } }"
    values = {"masteryScore": 1, "tokensUsed": "1", "estimatedCostUsd": "1"}
    for condition, message in (
        ({"in": [values.get(field, "2026-01-31T10:00:00Z")] * 101}, f"{field}.in has at most 100 values."),
        ({"in": None}, f"{field}.in: null is no value; use isNull, or leave it out."),
        ({"eq": None}, f"{field}.eq: null is no value; use isNull, or leave it out."),
        (None, f"{field}: null is no condition; use isNull, or leave it out."),
    ):
        answer = await client.ask(Person.of(holders[name]), query, f={field: condition})
        (error,) = answer["errors"]
        assert (error["extensions"], error["message"]) == ({"code": "BAD_INPUT"}, message)


# What is stored, and its place in the ordering; NULL is last, or counts as the default.
PAGED: Mapping[str, Sequence[tuple[str, int]]] = {
    "learning.usage_logs.timestamp": (
        ("'-infinity'", 0),
        ("'2026-01-31 10:00:00.000001'", 1),
        ("'2026-01-31 10:00:00.000001'", 1),
        ("'infinity'", 2),
        ("NULL", 3),
    ),
    "learning.learning_profiles.mastery_score": (
        ("'-0.0'", 0),
        ("NULL", 0),
        ("'5e-324'", 1),
        ("0.3", 2),
        ("0.30000000000000004", 3),
        ("0.30000000000000004", 3),
    ),
}


@pytest.mark.parametrize(("size", "direction"), [(1, "ASC"), (2, "DESC"), (3, "ASC"), (100, "DESC")])
@pytest.mark.parametrize("name", PAGED)
async def test_walking_all_pages_in_the_order_of_a_value_gives_every_row_once(
    client: Client, maker: RowMaker, name: str, size: int, direction: str
) -> None:
    schema, table_name, column = name.split(".")
    table, owner, places = TABLES[f"{schema}.{table_name}"], await maker.owner(), {}
    for value, place in PAGED[name]:
        row = await maker.add(owner, table)
        await maker.run(sa.update(table).where(table.c.id == row["id"]).values({column: sa.text(value)}))
        places[str(row["id"])] = place
    query = (
        f"query($o: [{type_name(table)}Order!], $n: Int, $after: String) {{ {schema} {{ {list_field(table)}"
        "(orderBy: $o, first: $n, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }"
    )
    seen: list[str] = []
    more, after = True, None
    while more and len(seen) <= len(places):
        order = [f"{column.upper()}_{direction}"]
        page = (await data_in_both(client, Person.of(owner), query, o=order, n=size, after=after))[schema]
        page = page[list_field(table)]
        seen += [node["id"] for node in page["nodes"]]
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    assert sorted(seen) == sorted(places)
    assert [places[key] for key in seen] == sorted(places.values(), reverse=direction == "DESC")
