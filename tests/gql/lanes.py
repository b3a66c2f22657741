"""Asking both lanes: an answer says the same, whichever of them gives it."""

from typing import Any

import httpx
import orjson

from gql.engine import LANE
from gql.requests import Lane
from tests.people import Person
from tests.served import Client


async def post_to(
    client: Client, lane: Lane, person: Person, query: str, variables: dict[str, Any] | None = None
) -> httpx.Response:
    """The response of one lane."""
    headers = {"authorization": f"Bearer {person.token()}", LANE: lane}
    return await client.http.post("/graphql", json={"query": query, "variables": variables or {}}, headers=headers)


async def texts_in_both(client: Client, person: Person, query: str, **variables: Any) -> tuple[bytes, bytes]:
    """The answers of both lanes as they write them."""
    resolved, compiled = [
        await post_to(client, lane, person, query, variables) for lane in (Lane.RESOLVER, Lane.COMPILED)
    ]
    return resolved.content, compiled.content


async def data_in_both(client: Client, person: Person, query: str, **variables: Any) -> Any:
    """The data of the answer that both lanes give, which must have no errors."""
    resolved, compiled = map(orjson.loads, await texts_in_both(client, person, query, **variables))
    assert compiled == resolved
    assert resolved.keys() == {"data"}, resolved
    return resolved["data"]
