"""Rows that several fields wait for: where one of them fails and gives up, the others still get their row."""

from gql.requests import Lane
from tests.gql.lanes import post_to
from tests.people import People
from tests.served import Client

FAILS = "transcripts(first: 1) { nodes { session { transcripts(first: 0) { nodes { id } } } } }"
SHARED = "user { sessions(first: 1) { nodes { user { sessions(first: 1) { nodes { user { email } } } } } } }"


async def test_a_value_is_refused_while_fields_elsewhere_wait_for_the_same_row(
    client: Client, people: People
) -> None:
    person = await people.person()
    await people.session(person)
    await people.transcript(await people.session(person))
    await people.session(person)
    query = f"{{ liveconvo {{ sessions {{ nodes {{ {SHARED} {FAILS} }} }} }} }}"
    answer = (await post_to(client, Lane.RESOLVER, person, query)).json()
    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]
