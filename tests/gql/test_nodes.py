"""Rows by their global identifier, and who the caller is."""

import base64
from uuid import UUID, uuid4

import pytest

from gql.derivation.names import row_field, type_name
from tests.gql.belongings import STAFF_TABLES, TABLES, belongings
from tests.people import People
from tests.served import Client

NODE = "query($n: ID!) { node(nodeId: $n) { __typename nodeId } }"
NODES = "query($n: [ID!]!) { nodes(nodeIds: $n) { __typename nodeId ... on LiveconvoSession { title } } }"


def node_id(kind: str, key: object) -> str:
    """The global identifier of a row."""
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


async def test_every_row_is_found_by_the_identifier_it_shows(client: Client, people: People) -> None:
    person = await people.person()
    owned = await belongings(people, person)
    for name, key in owned.items():
        if name in STAFF_TABLES:
            continue
        table = TABLES[name]
        query = f"query($id: UUID!) {{ liveconvo {{ {row_field(table)}(id: $id) {{ id nodeId }} }} }}"
        shown = (await client.data(person, query, id=str(key)))["liveconvo"][row_field(table)]
        assert shown == {"id": str(key), "nodeId": node_id(type_name(table), key)}
        data = await client.data(person, NODE, n=shown["nodeId"])
        assert data == {"node": {"__typename": type_name(table), "nodeId": shown["nodeId"]}}


async def test_nodes_come_in_the_order_asked_for(client: Client, people: People) -> None:
    person, stranger = await people.person(), await people.person()
    mine = [await people.session(person, title=str(number)) for number in range(3)]
    foreign = await people.session(stranger)
    template = await people.template(person)
    asked = [
        node_id("LiveconvoSession", mine[2]),
        node_id("LiveconvoTemplate", template),
        node_id("LiveconvoSession", foreign),
        node_id("LiveconvoSession", mine[0]),
        node_id("LiveconvoSession", mine[2]),
        node_id("LiveconvoSession", uuid4()),
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
        n=node_id("LiveconvoSession", session),
    )
    assert data == {"node": {"user": {"fullName": "Ada"}, "transcripts": {"nodes": [{"content": "x"}]}}}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "ü",
        "LiveconvoSession",
        node_id("LiveconvoSession", "1"),
        node_id("LiveconvoNothing", UUID(int=1)),
        node_id("Query", UUID(int=1)),
        node_id("", ""),
        node_id("LiveconvoSession", UUID(int=1))[:-4],
        node_id("LiveconvoSession", UUID(int=1)) + "\n",
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


async def test_at_most_a_hundred_nodes_are_asked_for(client: Client, people: People) -> None:
    person = await people.person()
    missing = node_id("LiveconvoSession", uuid4())
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
