"""Filtering a person's sessions, and what a filter that is refused gives."""

from typing import Any

from tests.people import Person
from tests.served import Client

TITLES = (
    "query($f: LiveconvoSessionFilter) { liveconvo { sessions(filter: $f, orderBy: [TITLE_ASC])"
    " { nodes { title } } } }"
)


async def titles(client: Client, person: Person, **condition: Any) -> list[str]:
    """The titles of the person's sessions that satisfy a condition."""
    data = await client.data(person, TITLES, f=condition)
    return [node["title"] for node in data["liveconvo"]["sessions"]["nodes"]]


async def refused(client: Client, person: Person, condition: object) -> tuple[str, str]:
    """Code and message of the error that a filter gives."""
    answer = await client.ask(person, TITLES, f=condition)
    assert answer.get("data") is None
    (error,) = answer["errors"]
    return error["extensions"]["code"], error["message"]
