"""Selections along relations: pages per parent, aliases, fragments, directives, type names."""

from typing import Any
from uuid import UUID

import pytest

from tests.people import People, Person
from tests.served import Client


@pytest.fixture
async def talks(people: People) -> tuple[Person, dict[str, UUID]]:
    """A person with a session of five pieces, one of two, one of none."""
    person = await people.person(full_name="Ada")
    sessions = {title: await people.session(person, title=title) for title in ("long", "short", "silent")}
    for number in range(5):
        speaker = "user" if number % 2 == 0 else "other"
        await people.transcript(sessions["long"], number, content=f"long {number}", speaker=speaker)
    for number in range(2):
        await people.transcript(sessions["short"], number, content=f"short {number}")
    return person, sessions


async def per_session(client: Client, person: Person, arguments: str) -> dict[str, Any]:
    """The transcripts of each session by its title: contents, total, whether more follows or comes before."""
    page = "{ totalCount nodes { content } pageInfo { hasNextPage hasPreviousPage } }"
    sessions = f"sessions(orderBy: [TITLE_ASC]) {{ nodes {{ title transcripts({arguments}) {page} }} }}"
    data = await client.data(person, f"{{ liveconvo {{ {sessions} }} }}")
    found = {}
    for node in data["liveconvo"]["sessions"]["nodes"]:
        page = node["transcripts"]
        contents = [row["content"] for row in page["nodes"]]
        info = page["pageInfo"]
        found[node["title"]] = (contents, page["totalCount"], info["hasNextPage"], info["hasPreviousPage"])
    return found


async def test_a_nested_page_is_a_page_of_each_parent(client: Client, talks: tuple[Person, dict[str, UUID]]) -> None:
    person, _ = talks
    assert await per_session(client, person, "first: 3") == {
        "long": (["long 0", "long 1", "long 2"], 5, True, False),
        "short": (["short 0", "short 1"], 2, False, False),
        "silent": ([], 0, False, False),
    }
    assert await per_session(client, person, "last: 1") == {
        "long": (["long 4"], 5, False, True),
        "short": (["short 1"], 2, False, True),
        "silent": ([], 0, False, False),
    }


async def test_a_nested_page_is_filtered_and_ordered(client: Client, talks: tuple[Person, dict[str, UUID]]) -> None:
    person, _ = talks
    arguments = "first: 2, filter: { speaker: { eq: USER } }, orderBy: [START_TIME_SECONDS_DESC]"
    assert await per_session(client, person, arguments) == {
        "long": (["long 4", "long 2"], 3, True, False),
        "short": (["short 1", "short 0"], 2, False, False),
        "silent": ([], 0, False, False),
    }


async def test_a_nested_page_goes_on_after_a_cursor(client: Client, talks: tuple[Person, dict[str, UUID]]) -> None:
    person, sessions = talks
    query = (
        "query($id: UUID!, $a: String) { liveconvo { session(id: $id) { transcripts(first: 2, after: $a)"
        " { nodes { content } pageInfo { endCursor hasNextPage hasPreviousPage } } } } }"
    )
    seen: list[str] = []
    cursor = None
    for expected_more in (True, True, False):
        data = await client.data(person, query, id=str(sessions["long"]), a=cursor)
        page = data["liveconvo"]["session"]["transcripts"]
        seen += [node["content"] for node in page["nodes"]]
        assert page["pageInfo"]["hasNextPage"] is expected_more
        assert page["pageInfo"]["hasPreviousPage"] is (cursor is not None)
        cursor = page["pageInfo"]["endCursor"]
    assert seen == [f"long {number}" for number in range(5)]


async def test_only_a_total_needs_no_rows(client: Client, talks: tuple[Person, dict[str, UUID]]) -> None:
    data = await client.data(
        talks[0],
        "{ liveconvo { sessions(orderBy: [TITLE_ASC]) { totalCount nodes { transcripts { totalCount } } } } }",
    )
    assert data["liveconvo"]["sessions"] == {
        "totalCount": 3,
        "nodes": [{"transcripts": {"totalCount": total}} for total in (5, 2, 0)],
    }


async def test_one_list_under_two_names_with_other_arguments(
    client: Client, talks: tuple[Person, dict[str, UUID]]
) -> None:
    person, sessions = talks
    data = await client.data(
        person,
        "query($id: UUID!) { liveconvo { session(id: $id) {"
        " head: transcripts(first: 1) { nodes { content } totalCount }"
        " tail: transcripts(last: 1) { nodes { content } }"
        " others: transcripts(filter: { speaker: { eq: OTHER } }) { nodes { content } totalCount }"
        " name: title also: title } } }",
        id=str(sessions["long"]),
    )
    assert data["liveconvo"]["session"] == {
        "head": {"nodes": [{"content": "long 0"}], "totalCount": 5},
        "tail": {"nodes": [{"content": "long 4"}]},
        "others": {"nodes": [{"content": "long 1"}, {"content": "long 3"}], "totalCount": 2},
        "name": "long",
        "also": "long",
    }


async def test_the_same_field_twice_is_merged(client: Client, talks: tuple[Person, dict[str, UUID]]) -> None:
    person, sessions = talks
    data = await client.data(
        person,
        "query($id: UUID!) { liveconvo { session(id: $id) { title transcripts(first: 1) { nodes { content } } } }"
        " liveconvo { session(id: $id) { status title transcripts(first: 1) { totalCount nodes { speaker } } } } }",
        id=str(sessions["long"]),
    )
    assert data["liveconvo"]["session"] == {
        "title": "long",
        "transcripts": {"nodes": [{"content": "long 0", "speaker": "USER"}], "totalCount": 5},
        "status": "ACTIVE",
    }


async def test_fields_come_in_the_order_they_are_selected_in(
    client: Client, talks: tuple[Person, dict[str, UUID]]
) -> None:
    person, sessions = talks
    response = await client.post(
        person.token(),
        "query($id: UUID!) { liveconvo { session(id: $id) { status user { fullName } title ...F id: title } } }"
        " fragment F on LiveconvoSession { dataRetentionDays status }",
        {"id": str(sessions["short"])},
    )
    assert response.content == (
        b'{"data":{"liveconvo":{"session":{"status":"ACTIVE","user":{"fullName":"Ada"},"title":"short",'
        b'"dataRetentionDays":30,"id":"short"}}}}'
    )


async def test_relations_lead_there_and_back(client: Client, people: People) -> None:
    person = await people.person(full_name="Ada")
    template = await people.template(person, name="Sales")
    session = await people.session(person, title="a", selected_template_id=template)
    await people.session(person, title="b")
    await people.transcript(session, content="x")
    data = await client.data(
        person,
        "{ liveconvo { me { fullName sessions(orderBy: [TITLE_ASC]) { nodes { title selectedTemplate { name sessions"
        " { nodes { title } } user { fullName } } summary { id } transcripts { nodes { session { user { fullName } }"
        " guidance { totalCount } } } } } } } }",
    )
    assert data["liveconvo"]["me"] == {
        "fullName": "Ada",
        "sessions": {
            "nodes": [
                {
                    "title": "a",
                    "selectedTemplate": {
                        "name": "Sales",
                        "sessions": {"nodes": [{"title": "a"}]},
                        "user": {"fullName": "Ada"},
                    },
                    "summary": None,
                    "transcripts": {
                        "nodes": [{"session": {"user": {"fullName": "Ada"}}, "guidance": {"totalCount": 0}}]
                    },
                },
                {"title": "b", "selectedTemplate": None, "summary": None, "transcripts": {"nodes": []}},
            ]
        },
    }


async def test_fragments_and_type_names(client: Client, talks: tuple[Person, dict[str, UUID]]) -> None:
    person, sessions = talks
    data = await client.data(
        person,
        "query($id: UUID!) { __typename liveconvo { __typename session(id: $id) { ...A ... on Node { nodeId"
        " __typename } ... on LiveconvoSession { title } ... { status } transcripts(first: 1) { __typename nodes"
        " { __typename } edges { __typename } pageInfo { __typename } } } } }"
        " fragment A on Node { ...B } fragment B on LiveconvoSession { dataRetentionDays }",
        id=str(sessions["short"]),
    )
    node_id = data["liveconvo"]["session"].pop("nodeId")
    assert data == {
        "__typename": "Query",
        "liveconvo": {
            "__typename": "LiveconvoQuery",
            "session": {
                "dataRetentionDays": 30,
                "__typename": "LiveconvoSession",
                "title": "short",
                "status": "ACTIVE",
                "transcripts": {
                    "__typename": "LiveconvoTranscriptConnection",
                    "nodes": [{"__typename": "LiveconvoTranscript"}],
                    "edges": [{"__typename": "LiveconvoTranscriptEdge"}],
                    "pageInfo": {"__typename": "PageInfo"},
                },
            },
        },
    }
    again = await client.data(person, "query($n: ID!) { node(nodeId: $n) { nodeId } }", n=node_id)
    assert again == {"node": {"nodeId": node_id}}


@pytest.mark.parametrize(
    ("skip", "include", "found"),
    [
        (False, True, {"title": "short", "status": "ACTIVE", "transcripts": {"totalCount": 2}}),
        (True, True, {"status": "ACTIVE"}),
        (False, False, {"title": "short"}),
        (True, False, {}),
    ],
)
async def test_skip_and_include(
    client: Client, talks: tuple[Person, dict[str, UUID]], skip: bool, include: bool, found: dict[str, Any]
) -> None:
    person, sessions = talks
    data = await client.data(
        person,
        "query($id: UUID!, $s: Boolean!, $i: Boolean!) { liveconvo { session(id: $id) { title @skip(if: $s)"
        " ... @include(if: $i) { status } ...T @skip(if: $s) @include(if: $i) } } }"
        " fragment T on LiveconvoSession { transcripts { totalCount } }",
        id=str(sessions["short"]),
        s=skip,
        i=include,
    )
    assert data == {"liveconvo": {"session": found}}


async def test_parents_that_are_the_same_row_share_it(client: Client, talks: tuple[Person, dict[str, UUID]]) -> None:
    person, sessions = talks
    data = await client.data(
        person,
        "query($a: UUID!, $b: UUID!) { liveconvo { a: session(id: $a) { title } again: session(id: $a) { title }"
        " b: session(id: $b) { title } } }",
        a=str(sessions["long"]),
        b=str(sessions["short"]),
    )
    assert data["liveconvo"] == {"a": {"title": "long"}, "again": {"title": "long"}, "b": {"title": "short"}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ liveconvo { sessions { nodes { transcripts(first: 0) { nodes { id } } } } } }", "BAD_INPUT"),
        ('{ liveconvo { sessions { nodes { transcripts(after: "x") { nodes { id } } } } } }', "BAD_INPUT"),
        (
            "{ liveconvo { sessions { nodes { transcripts(orderBy: [ID_ASC, ID_DESC]) { nodes { id } } } } } }",
            "BAD_INPUT",
        ),
    ],
)
async def test_a_nested_page_is_refused_as_any_other(
    client: Client, talks: tuple[Person, dict[str, UUID]], query: str, code: str
) -> None:
    answer = await client.ask(talks[0], query)
    assert answer["data"] is None
    assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
