"""Questions asked of Quintet inside this process, for those who look at how it answers."""

import argparse
import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence

from bench import databases
from bench.data import Size
from bench.people import PRODUCTS, Person, find
from bench.questions import QUESTIONS, Question
from bench.sides import COMPILED
from bench.sides import Request as Sent
from gateway.addresses import Addresses
from gateway.postgres import Console
from gql.engine import Engine
from gql.requests import Lane, Request
from gql.schema import build
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Identity, Trust


def parser(program: str, description: str | None) -> argparse.ArgumentParser:
    """A command line that names a question and a size of data."""
    made = argparse.ArgumentParser(prog=f"python -m bench.{program}", description=description)
    made.add_argument("question", nargs="?", default="big", choices=[question.name for question in QUESTIONS])
    made.add_argument("--transcripts", type=int, default=200_000)
    return made


def named(name: str) -> Question:
    """The question with this name."""
    return next(question for question in QUESTIONS if question.name == name)


@contextlib.contextmanager
def place(transcripts: int) -> Iterator[tuple[Addresses, Sequence[Person]]]:
    """The database of a size, and who asks."""
    size = Size(transcripts)
    with databases.running(Console()) as server:
        found = databases.ensure(server, size, Console())
        yield found, asyncio.run(find(found, size))


@contextlib.asynccontextmanager
async def engine(addresses: Addresses) -> AsyncIterator[Engine]:
    """An engine with one connection."""
    database = Database({Trust.APP: addresses.url("app")}, pool_size=1)
    await database.open()
    try:
        yield Engine(build(), database, EventHub(addresses.url("listener")), development=False)
    finally:
        await database.close()


def identity(person: Person) -> Identity:
    """Who a person's token says they are."""
    return Identity(person.id, dict.fromkeys(PRODUCTS, str(person.id)))


async def request(engine: Engine, question: Question, person: Person, lane: Lane) -> Request:
    """The request that the benchmark sends."""
    middle = COMPILED.middle(question, person)
    cursor = None if middle is None else COMPILED.cursor(await ask(engine, _request(middle, lane), person))
    return _request(COMPILED.request(question, person, cursor), lane)


def _request(sent: Sent, lane: Lane) -> Request:
    body = json.loads(sent[1])
    return Request(body["query"], variables=body["variables"], lane=lane)


async def ask(engine: Engine, request: Request, person: Person) -> bytes:
    """The body of the answer; RuntimeError where it is not one."""
    document, _ = engine.prepare(request)
    answer = await engine.execute(request, document, identity(person))
    if "errors" in answer:
        raise RuntimeError(str(answer["errors"]))
    return answer.body
