"""What is hidden from everybody (deleted rows), from users (staff's tables), and what staff may not do."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gql.derivation.names import field_name, list_field, row_field, type_name
from repositories.relations import Kind, relations
from tests.gql.belongings import STAFF_TABLES, TABLES, belongings, columns
from tests.gql.mutations import ACCEPTED, BY_NAME, NAMES
from tests.gql.test_nodes import node_id
from tests.gql.writing import everything
from tests.people import People, Person
from tests.served import Client

DELETABLE = ["documents", "sessions", "summaries", "templates"]
OF_A_SESSION = ["documents", "guidance", "summaries", "transcripts"]


async def delete(people: People, table: str, key: UUID) -> None:
    """Delete a row softly."""
    rows = TABLES[table]
    await people.run(sa.update(rows).where(rows.c.id == key).values(deleted_at=sa.func.now()))


async def ways(client: Client, person: Person, table: str, key: UUID) -> dict[str, Any]:
    """What one sees of a row on every way that leads to it."""
    rows = TABLES[table]
    seen: dict[str, Any] = {}
    query = (
        f"query($id: UUID!, $n: ID!, $f: {type_name(rows)}Filter) {{ node(nodeId: $n) {{ nodeId }} liveconvo {{"
        f" {row_field(rows)}(id: $id) {{ id }} listed: {list_field(rows)}(filter: $f) {{ totalCount nodes {{ id }} }}"
        " } }"
    )
    condition = {"id": {"eq": str(key)}}
    data = await client.data(person, query, id=str(key), n=node_id(type_name(rows), key), f=condition)
    seen["node"] = data["node"] is not None
    seen["row"] = data["liveconvo"][row_field(rows)] is not None
    seen["list"] = (data["liveconvo"]["listed"]["totalCount"], len(data["liveconvo"]["listed"]["nodes"]))
    for relation in relations(rows).values():
        other = relation.target
        back = next(r for r in relations(other).values() if (r.local, r.remote) == (relation.remote, relation.local))
        if other.name in STAFF_TABLES:
            continue
        found = {"some": condition} if back.kind is Kind.TO_MANY else condition
        inner = "(filter: $f) { totalCount nodes { id } }" if back.kind is Kind.TO_MANY else "{ id }"
        variable = f", $f: {type_name(rows)}Filter" if back.kind is Kind.TO_MANY else ""
        nested = await client.data(
            person,
            f"query($o: {type_name(other)}Filter{variable}) {{ liveconvo {{ matching: {list_field(other)}(filter: $o)"
            f" {{ totalCount }} {list_field(other)} {{ nodes {{ {field_name(back.name)} {inner} }} }} }} }}",
            o={field_name(back.name): found},
            **({"f": condition} if variable else {}),
        )
        seen[f"filter of {other.name}"] = nested["liveconvo"]["matching"]["totalCount"]
        reached = [node[field_name(back.name)] for node in nested["liveconvo"][list_field(other)]["nodes"]]
        lists = back.kind is Kind.TO_MANY
        seen[f"relation of {other.name}"] = sum(
            page["totalCount"] + len(page["nodes"]) if lists else page is not None for page in reached
        )
    return seen


@pytest.mark.parametrize("table", DELETABLE)
async def test_a_deleted_row_is_hidden_on_every_way(client: Client, people: People, table: str) -> None:
    person = await people.person()
    owned = await belongings(people, person)
    before = await ways(client, person, table, owned[table])
    assert (before["node"], before["row"], before["list"]) == (True, True, (1, 1))
    assert before["relation of users"] == 2
    await delete(people, table, owned[table])
    after = await ways(client, person, table, owned[table])
    assert (after["node"], after["row"], after["list"]) == (False, False, (0, 0))
    assert {name: count for name, count in after.items() if name.startswith(("relation", "filter")) and count} == {}


@pytest.mark.parametrize("table", OF_A_SESSION)
async def test_what_belongs_to_a_deleted_session_is_hidden_on_every_way(
    client: Client, people: People, table: str
) -> None:
    person = await people.person()
    owned = await belongings(people, person)
    assert (await ways(client, person, table, owned[table]))["list"] == (1, 1)
    await delete(people, "sessions", owned["sessions"])
    after = await ways(client, person, table, owned[table])
    assert (after["node"], after["row"], after["list"]) == (False, False, (0, 0))
    assert {name: count for name, count in after.items() if name.startswith(("relation", "filter")) and count} == {}


async def test_usage_outlives_the_session_it_was_counted_in(client: Client, people: People) -> None:
    person = await people.person()
    owned = await belongings(people, person)
    await delete(people, "sessions", owned["sessions"])
    data = await client.data(person, "{ liveconvo { usageRecords { nodes { id sessionId session { id } } } } }")
    shown = {"id": str(owned["usage_records"]), "sessionId": str(owned["sessions"]), "session": None}
    assert data["liveconvo"]["usageRecords"]["nodes"] == [shown]


@pytest.mark.parametrize(
    "query",
    [
        "{ liveconvo { systemLogs { nodes { id } } } }",
        "{ liveconvo { systemLogs { totalCount } } }",
        '{ liveconvo { systemLog(id: "3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10") { id } } }',
        "{ liveconvo { me { systemLogs { nodes { id } } } } }",
        "{ liveconvo { sessions { nodes { systemLogs { totalCount } } } } }",
        "{ liveconvo { users(filter: { systemLogs: { some: {} } }) { totalCount } } }",
        "{ liveconvo { users(filter: { systemLogs: { none: {} } }) { totalCount } } }",
    ],
)
async def test_staffs_tables_are_forbidden_to_users(client: Client, people: People, query: str) -> None:
    person = await people.person()
    await belongings(people, person)
    answer = await client.ask(person, query)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}
    assert {error["message"] for error in answer["errors"]} == {"This is not permitted."}
    assert "totalCount" not in str(answer["data"])
    assert "nodes" not in str(answer["data"])


async def test_a_node_of_a_staff_table_is_forbidden_to_users(client: Client, people: People) -> None:
    person = await people.person()
    owned = await belongings(people, person)
    query = "query($n: ID!) { node(nodeId: $n) { nodeId } }"
    number = node_id("LiveconvoSystemLog", owned["system_logs"])
    assert await client.code(person, query, n=number) == "FORBIDDEN"


@pytest.mark.parametrize("table", sorted(TABLES))
async def test_staff_read_everybodys_rows(client: Client, people: People, table: str) -> None:
    owner, staff = await people.person(), await people.person()
    owned = await belongings(people, owner)
    rows = TABLES[table]
    query = (
        f"query($id: UUID!, $n: ID!, $f: {type_name(rows)}Filter) {{ node(nodeId: $n) {{ nodeId }} liveconvo {{"
        f" {row_field(rows)}(id: $id) {{ {columns(rows)} }}"
        f" listed: {list_field(rows)}(filter: $f) {{ totalCount nodes {{ id }} }} }} }}"
    )
    key, number = str(owned[table]), node_id(type_name(rows), owned[table])
    variables = {"id": key, "n": number, "f": {"id": {"eq": key}}}
    answer = (await client.post(staff.token(roles=("admin",)), query, variables)).json()
    assert answer.keys() == {"data"}
    assert answer["data"]["node"] == {"nodeId": number}
    assert answer["data"]["liveconvo"][row_field(rows)]["id"] == key
    assert answer["data"]["liveconvo"]["listed"] == {"totalCount": 1, "nodes": [{"id": key}]}


@pytest.mark.parametrize("table", DELETABLE)
async def test_a_deleted_row_is_hidden_from_staff_too(client: Client, people: People, table: str) -> None:
    owner, staff = await people.person(), await people.person()
    owned = await belongings(people, owner)
    await delete(people, table, owned[table])
    query = f"query($id: UUID!) {{ liveconvo {{ {row_field(TABLES[table])}(id: $id) {{ id }} }} }}"
    answer = (await client.post(staff.token(roles=("admin",)), query, {"id": str(owned[table])})).json()
    assert answer == {"data": {"liveconvo": {row_field(TABLES[table]): None}}}


@pytest.mark.parametrize("name", NAMES)
async def test_staff_cannot_write(client: Client, people: People, name: str) -> None:
    owner = await people.person()
    for writer in (owner, await people.person()):
        arguments = await ACCEPTED[name](people, owner)
        before = [await everything(people, owner), await everything(people, writer)]
        token = writer.token(roles=("admin",))
        for key in (None, "once"):
            answer = (await client.post(token, BY_NAME[name].document, {"input": arguments, "key": key})).json()
            assert [error["extensions"] for error in answer["errors"]] == [{"code": "FORBIDDEN"}]
            assert answer["data"] is None
        assert [await everything(people, owner), await everything(people, writer)] == before
