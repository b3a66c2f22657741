"""People of Roadtrip who have found places, and staff, who makes something of them."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar
from uuid import UUID, uuid4

from tests.gql.mutations import BY_NAME
from tests.gql.writing import everything
from tests.models.roadtrip.rows import Rows
from tests.people import People, Person
from tests.served import Client

STAFF = Person(uuid4(), "", {}, ("admin",))
AT_ONCE = 4
"""The role of staff has thirty connections, which all processes of tests share."""
Answer = TypeVar("Answer")


async def staff_at_once(calls: Iterable[Coroutine[Any, Any, Answer]]) -> list[Answer]:
    """What calls of staff answer that are made at the same time, as many of them as staff has connections for."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(call: Coroutine[Any, Any, Answer]) -> Answer:
        async with turns:
            return await call

    return await asyncio.gather(*map(in_turn, calls))


async def discoverer(rows: Rows, **values: object) -> Person:
    """Somebody with a Roadtrip account and nowhere else."""
    return Person(uuid4(), "", {"roadtrip": str(await rows.person(**values))})


def account_of(person: Person) -> UUID:
    """The key of their Roadtrip account."""
    return UUID(person.accounts["roadtrip"])


async def found_by(rows: Rows, person: Person, **values: object) -> UUID:
    """A place that they found."""
    return await rows.discovery(account_of(person), **values)


async def refused_about(
    client: Client, people: People, asker: Person, owner: Person, name: str, /, **arguments: Any
) -> tuple[str, str]:
    """Code and message of a mutation that must be refused and must change nothing of an owner's."""
    before = await everything(people, owner)
    answer = await client.ask(asker, BY_NAME[name].document, input=arguments)
    assert answer.get("data") is None
    (error,) = answer["errors"]
    assert await everything(people, owner) == before
    return error["extensions"]["code"], error["message"]
