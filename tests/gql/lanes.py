"""Asking both lanes: an answer is the same to the last byte, whichever of them gives it."""

from typing import Any

import httpx
import orjson

from gql.engine import Lane
from gql.http import LANE
from tests.people import Person
from tests.served import Client


async def post_to(
    client: Client, lane: Lane, person: Person, query: str, variables: dict[str, Any] | None = None
) -> httpx.Response:
    """The response of one lane."""
    headers = {"authorization": f"Bearer {person.token()}", LANE: lane}
    return await client.http.post("/graphql", json={"query": query, "variables": variables or {}}, headers=headers)


async def text_in_both(client: Client, person: Person, query: str, **variables: Any) -> bytes:
    """The answer as both lanes write it."""
    resolved, compiled = [
        (await post_to(client, lane, person, query, variables)).content for lane in (Lane.RESOLVER, Lane.COMPILED)
    ]
    assert compiled == resolved
    return resolved


async def data_in_both(client: Client, person: Person, query: str, **variables: Any) -> Any:
    """The data of the answer that both lanes give, which must have no errors."""
    answer = orjson.loads(await text_in_both(client, person, query, **variables))
    assert answer.keys() == {"data"}, answer
    return answer["data"]
