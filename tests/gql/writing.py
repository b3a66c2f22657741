"""Sending mutations: what they answer, how they refuse, and that a refusal changed nothing."""

from typing import Any

from tests.gql.mutations import BY_NAME
from tests.gql.test_strangers import everything
from tests.people import People, Person
from tests.served import Client


async def wrote(client: Client, person: Person, name: str, /, **arguments: Any) -> dict[str, Any]:
    """The row that a mutation wrote."""
    mutation = BY_NAME[name]
    data = await client.data(person, mutation.document, input=arguments)
    row: dict[str, Any] = data[name][mutation.row]
    return row


async def refused(client: Client, people: People, person: Person, name: str, /, **arguments: Any) -> tuple[str, str]:
    """Code and message of a mutation that must be refused and must change nothing."""
    before = await everything(people, person)
    answer = await client.ask(person, BY_NAME[name].document, input=arguments)
    assert answer.get("data") is None
    (error,) = answer["errors"]
    assert await everything(people, person) == before
    return error["extensions"]["code"], error["message"]
