"""Each case's query becomes its statement and gives its answer, on the demo data, in both lanes.

`QUINTET_WRITE_CASES=1` takes down what comes out; read the difference before it is committed.
"""

import os
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from gateway.addresses import Addresses
from gateway.demo.identity import DEMO_ACCOUNTS, DEMO_USER_ID
from gateway.demo.seed import seed
from gql.engine import Engine
from gql.requests import Explain, Lane, Request
from gql.schema import build
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Identity, Trust
from tests.databases import clone, drop
from tests.plan.cases import Case, cases, told

DEMO = Identity(DEMO_USER_ID, DEMO_ACCOUNTS)


@pytest.fixture(scope="module")
async def engine(server: Addresses, template: Addresses) -> AsyncIterator[Engine]:
    place = server.with_database(f"quintet_cases_{os.getpid()}")
    await clone(server, template.database, place.database)
    await seed(place.url("worker"))
    database = Database({Trust.APP: place.url("app")}, pool_size=2)
    await database.open()
    yield Engine(build(), database, EventHub(place.url("listener")), development=True)
    await database.close()
    await drop(server, place.database)


async def asked(engine: Engine, case: Case, lane: Lane) -> dict[str, Any]:
    request = Request(case.query, variables=case.variables, lane=lane, explain=Explain.SQL)
    document, _ = engine.prepare(request)
    answer: dict[str, Any] = orjson.loads((await engine.execute(request, document, DEMO)).body)
    return answer


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.folder.name)
async def test_the_query_becomes_the_statement_and_gives_the_answer(engine: Engine, case: Case) -> None:
    compiled = await asked(engine, case, Lane.COMPILED)
    explained = compiled["extensions"]["explain"]
    statement = told(explained["sql"], explained["binds"])
    if os.environ.get("QUINTET_WRITE_CASES"):
        case.write(statement, compiled["data"])
    assert (statement, compiled["data"]) == (case.statement, case.answer)
    assert (await asked(engine, case, Lane.RESOLVER))["data"] == case.answer


def test_the_cases_are_there() -> None:
    assert len(cases()) >= 12
