"""Rows by their keys and their global identifiers, and who the caller is."""

import base64
import contextlib
import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql import node_id
from gql.derivation.names import row_field, type_name
from repositories.errors import BadInputError
from tests.contract.rows import Owner, RowMaker
from tests.gql import asking
from tests.gql.asking import encoded
from tests.gql.belongings import TABLES, Cast, distinct
from tests.gql.lanes import data_in_both
from tests.people import People, Person
from tests.served import Client

NODE = "query($n: ID!) { node(nodeId: $n) { __typename nodeId } }"
NODES = "query($n: [ID!]!) { nodes(nodeIds: $n) { __typename nodeId ... on LiveconvoSession { title } } }"
COMPOSITE = [name for name, table in TABLES.items() if len(table.primary_key.columns) > 1]
# The time of what happens, not the beginning of a span of time.
WITH_MOMENTS = [
    name
    for name, table in TABLES.items()
    if any(isinstance(key.type, sa.DateTime) and key.server_default is not None for key in table.primary_key)
]


@pytest.mark.parametrize("name", TABLES)
async def test_a_row_is_found_by_the_identifier_it_shows(
    client: Client, cast: Cast, crowd: list[Owner], name: str
) -> None:
    table, staff = TABLES[name], cast.callers["staff"].person
    rows = distinct([owner.rows[name] for owner in crowd], table)
    data = await client.data(
        staff, asking.listing(table, f"nodes {{ {asking.key(table)} nodeId }}"), f=asking.among(table, rows)
    )
    (page,) = data[table.schema].values()
    shown = {asking.name_of_node(table, node): node["nodeId"] for node in page["nodes"]}
    assert shown == {asking.name_of(table, row): asking.node_id(table, row) for row in rows}
    selection = f"__typename nodeId ... on {type_name(table)} {{ {asking.key(table)} }}"
    query = f"query($n: [ID!]!) {{ nodes(nodeIds: $n) {{ {selection} }} }}"
    found = await client.data(staff, query, n=[*shown.values()])
    assert found["nodes"] == [
        {"__typename": type_name(table), "nodeId": number, **dict(zip(_key_fields(name), key, strict=True))}
        for key, number in shown.items()
    ]


def _key_fields(name: str) -> list[str]:
    return asking.key(TABLES[name]).split()


@pytest.mark.parametrize("name", COMPOSITE)
async def test_a_key_of_several_columns_names_a_row_by_all_of_them(
    client: Client, cast: Cast, crowd: list[Owner], name: str
) -> None:
    table, staff = TABLES[name], cast.callers["staff"].person
    one, other = cast.owner.rows[name], crowd[0].rows[name]
    document = asking.ways(table)
    first, *rest = [column.name for column in table.primary_key]
    mixed = {first: one[first], **{column: _later(other[column]) for column in rest}}
    selection = f"{row_field(table)}({asking.arguments(table)}) {{ nodeId }}"
    query = f"query({asking.parameters(table)}) {{ {table.schema} {{ {selection} }} }}"
    for row in (one, other):
        assert await client.data(staff, document, **asking.sent(table, row)) == asking.there(table, row)
    missing = await client.data(staff, query, **asking.key_of(table, mixed))
    assert missing == {str(table.schema): {row_field(table): None}}
    # Asked for at once, each part of the mixed key is that of some row.
    asked = [asking.node_id(table, row) for row in (one, {**other, **mixed}, other)]
    data = await client.data(staff, NODES, n=asked)
    found = [None if node is None else node["nodeId"] for node in data["nodes"]]
    assert found == [asked[0], None, asked[2]]


@pytest.mark.parametrize("name", WITH_MOMENTS)
@pytest.mark.parametrize("microsecond", [0, 120_000, 123_456])
async def test_an_identifier_with_a_moment_is_one_text_however_it_is_read(
    client: Client, maker: RowMaker, cast: Cast, name: str, microsecond: int
) -> None:
    table, owner = TABLES[name], await maker.owner()
    (moment,) = [column.name for column in table.primary_key if isinstance(column.type, sa.DateTime)]
    row = await maker.add(owner, table, **{moment: dt.datetime(2026, 1, 5, 12, 0, 0, microsecond, tzinfo=dt.UTC)})
    document, variables = asking.ways(table), asking.sent(table, row)
    assert await data_in_both(client, Person.of(owner), document, **variables) == asking.there(table, row)


def _later(value: Any) -> Any:
    """Another value of the same kind."""
    return value[::-1] if isinstance(value, str) else value.replace(year=value.year - 1)


@pytest.mark.parametrize("name", COMPOSITE)
async def test_a_key_of_several_columns_has_all_of_them_and_no_more(client: Client, cast: Cast, name: str) -> None:
    table, row, person = TABLES[name], cast.owner.rows[name], cast.callers["the owner"].person
    good = asking.parts(table, row)
    assert await client.data(person, NODE, n=encoded(type_name(table), orjson.dumps(good).decode())) != {"node": None}
    odd: list[object] = [[], good[:1], [*good, good[0]], good[::-1], [good[0], None], [good[0], 1], [good]]
    odd += [{good[0]: good[1]}, dict.fromkeys(good), [True, *good[1:]], [{}, *good[1:]]]
    for parts in (*odd, None, 1, good[0]):
        assert (
            await client.code(person, NODE, n=encoded(type_name(table), orjson.dumps(parts).decode())) == "BAD_INPUT"
        )
    for text in (good[0], "[", str(good)):
        assert await client.code(person, NODE, n=encoded(type_name(table), text)) == "BAD_INPUT"


async def test_nodes_come_in_the_order_asked_for(client: Client, people: People) -> None:
    person, stranger = await people.person(), await people.person()
    mine = [await people.session(person, title=str(number)) for number in range(3)]
    foreign = await people.session(stranger)
    template = await people.template(person)
    asked = [
        encoded("LiveconvoSession", mine[2]),
        encoded("LiveconvoTemplate", template),
        encoded("LiveconvoSession", foreign),
        encoded("LiveconvoSession", mine[0]),
        encoded("LiveconvoSession", mine[2]),
        encoded("LiveconvoSession", uuid4()),
    ]
    data = await client.data(person, NODES, n=asked)
    assert data["nodes"] == [
        {"__typename": "LiveconvoSession", "nodeId": asked[0], "title": "2"},
        {"__typename": "LiveconvoTemplate", "nodeId": asked[1]},
        None,
        {"__typename": "LiveconvoSession", "nodeId": asked[3], "title": "0"},
        {"__typename": "LiveconvoSession", "nodeId": asked[0], "title": "2"},
        None,
    ]
    assert await client.data(person, NODES, n=[]) == {"nodes": []}


async def test_relations_are_read_from_nodes(client: Client, people: People) -> None:
    person = await people.person(full_name="Ada")
    session = await people.session(person)
    await people.transcript(session, content="x")
    data = await client.data(
        person,
        "query($n: ID!) { node(nodeId: $n) { ... on LiveconvoSession { user { fullName } transcripts"
        " { nodes { content } } } ... on LiveconvoTemplate { name } } }",
        n=encoded("LiveconvoSession", session),
    )
    assert data == {"node": {"user": {"fullName": "Ada"}, "transcripts": {"nodes": [{"content": "x"}]}}}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "ü",
        "LiveconvoSession",
        encoded("LiveconvoSession", "1"),
        encoded("LiveconvoNothing", UUID(int=1)),
        encoded("Query", UUID(int=1)),
        encoded("", ""),
        encoded("LiveconvoUser", ""),
        encoded("RoadtripPoiCategory", "one"),
        encoded("RoadtripPoiCategory", "1.5"),
        encoded("WebbuilderAppSetting", "a\x00b"),
        encoded("LiveconvoSession", UUID(int=1))[:-4],
        encoded("LiveconvoSession", UUID(int=1)) + "\n",
        base64.b64encode(b"\xff\xfe").decode(),
        5,
    ],
)
async def test_what_is_no_identifier_is_bad_input(client: Client, people: People, wrong: object) -> None:
    person = await people.person()
    assert await client.code(person, NODE, n=wrong) == "BAD_INPUT"
    answer = await client.ask(person, NODES, n=[wrong])
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT"}
    assert error["message"] == "This is not a nodeId: pass it on exactly as you got it."


@pytest.mark.parametrize("key", [2**31, -(2**31) - 1, 10**400])
async def test_a_number_that_no_row_can_have_is_bad_input(client: Client, people: People, key: int) -> None:
    person = await people.person_everywhere()
    assert await client.code(person, NODE, n=encoded("RoadtripPoiCategory", key)) == "BAD_INPUT"


async def test_at_most_a_hundred_nodes_are_asked_for(client: Client, people: People) -> None:
    person = await people.person()
    missing = encoded("LiveconvoSession", uuid4())
    assert await client.data(person, NODES, n=[missing] * 100) == {"nodes": [None] * 100}
    answer = await client.ask(person, NODES, n=[missing] * 101)
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "nodeIds has 101 values; the limit is 100."
    assert answer["errors"][0]["extensions"] == {"code": "BAD_INPUT"}


async def test_the_caller_is_told_who_they_are(client: Client, people: People) -> None:
    person = await people.person(full_name="Ada")
    data = await client.data(
        person, "{ viewer { subject liveconvo { id email } __typename } liveconvo { me { id fullName } } }"
    )
    assert data == {
        "viewer": {
            "subject": str(person.id),
            "liveconvo": {"id": str(person.id), "email": person.email},
            "__typename": "Viewer",
        },
        "liveconvo": {"me": {"id": str(person.id), "fullName": "Ada"}},
    }


keys = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["1", "-1", "2147483648", "0x1", "NaN", "infinity", "epoch", "now", "0001-01-01", "9999-12-31"]),
    st.integers().map(str),
    st.uuids().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.datetimes(timezones=st.timezones()).map(str),
)
nested = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**60), 2**60), keys),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=2)),
    max_leaves=6,
)
names = st.one_of(keys, nested.map(lambda value: orjson.dumps(value).decode()), st.lists(keys).map(str))
kinds = st.sampled_from(sorted(type_name(table) for table in TABLES.values()))
identifiers = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=60).map(lambda value: base64.b64encode(value).decode()),
    st.builds(encoded, kinds, names),
    st.builds(lambda kind, key, cut: encoded(kind, key)[cut:], kinds, names, st.integers(1, 9)),
)
fuzz = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@fuzz
@given(wrong=identifiers)
def test_an_identifier_is_read_or_refused(wrong: str) -> None:
    with contextlib.suppress(BadInputError):
        kind, table, key = node_id.decode(wrong)
        assert kind == type_name(table)
        assert len(key) == len(table.primary_key.columns)


@fuzz
@given(kind=kinds, name=names)
async def test_whatever_key_an_identifier_has_it_names_a_row_or_is_bad_input(
    client: Client, cast: Cast, kind: str, name: str
) -> None:
    answer = await client.ask(cast.callers["staff"].person, NODE, n=encoded(kind, name))
    codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert codes in ([], ["BAD_INPUT"])
    assert (answer["data"]["node"] or {"__typename": kind})["__typename"] == kind
