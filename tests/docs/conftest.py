"""The answers that the examples of a page get on the demo."""

import datetime as dt
import os
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.demo.identity import demo_account, demo_id
from gateway.demo.roadtrip.write import write
from gateway.preparation import connected
from gateway.settings import Settings
from tests.databases import clone, drop
from tests.docs.page import ROADTRIP, Example, Values, answered
from tests.gateway.demo.loaded import load
from tests.gql.roadtrip.travellers import traveller
from tests.people import SECRET, People, Person
from tests.served import Client

Told = tuple[Any, Any]
STAFF = Person(uuid4(), "", {}, ("admin",))


def _of_the_demo(key: str) -> Person:
    return Person(demo_id("users", key), f"{key}@example.com", {"roadtrip": demo_account("roadtrip", key)})


@pytest.fixture(scope="package")
async def demo(server: Addresses, template: Addresses) -> AsyncIterator[Addresses]:
    """A database with Roadtrip's demo."""
    name = f"quintet_documents_{os.getpid()}"
    await clone(server, template.database, name)
    place = server.with_database(name)
    await load(place, "roadtrip", write, dt.datetime.now(dt.UTC))
    yield place
    await drop(server, name)


@pytest.fixture(scope="package")
async def told(demo: Addresses, configured: Settings) -> dict[str, Told]:
    """For each example, what the page says, and what came when all of them were run in their order."""
    async with connected(demo.url("worker")) as connection:
        wren = await traveller(await People.ready(connection), username="wren", gdpr_consent=False)
    askers = {"nadia": _of_the_demo("nadia"), "tomas": _of_the_demo("tomas"), "wren": wren, "staff": STAFF}
    values = Values()
    gateway = Gateway(configured, {role: demo.url(role) for role in ("app", "admin", "listener")}, SECRET)
    async with gateway.lifespan(), Client.inside(gateway) as client:
        return {example.name: await _run(client, askers[example.asker], example, values) for example in ROADTRIP}


async def _run(client: Client, asker: Person, example: Example, values: Values) -> Told:
    try:
        variables = values.filled(example.variables)
    except KeyError as missing:
        return example.answer, f"No answer had {missing}."
    came = answered(await client.ask(asker, example.text, **variables))
    return example.answer, values.compared(example.answer, came)
