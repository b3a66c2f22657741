"""Where the time goes: the resolver lane in this process, under the profiler: `python -m bench.profile`."""

import argparse
import cProfile
import gc
import pstats
import time
from uuid import UUID

import uvloop

from bench import databases
from bench.data import Size
from bench.queries import QUESTIONS, Question
from gateway.addresses import Addresses
from gateway.postgres import Console
from gql.engine import Engine
from gql.requests import Request
from gql.schema import build
from repositories.database import Database
from repositories.events import EventHub
from repositories.identity import Identity, Trust


async def _ask(engine: Engine, question: Question, person: UUID) -> int:
    request = Request(question.quintet)
    document, _ = engine.prepare(request)
    answer = await engine.execute(request, document, Identity(person, {"liveconvo": str(person)}))
    if "errors" in answer:
        raise RuntimeError(str(answer["errors"]))
    return len(answer.body)


async def _run(place: Addresses, question: Question, people: list[UUID], times: int) -> None:
    database = Database({Trust.APP: place.url("app")}, pool_size=1)
    await database.open()
    engine = Engine(build(), database, EventHub(place.url("listener")), development=False)
    for person in people:
        await _ask(engine, question, person)
    gc.collect()
    gc.freeze()  # as the serving process does
    started, used = time.perf_counter(), time.process_time()
    for number in range(times):
        await _ask(engine, question, people[number % len(people)])
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    print(f"{question.name}: {wall / times * 1000:.2f} ms a request, {cpu / times * 1000:.2f} ms of it Python's CPU")
    profiler = cProfile.Profile()
    profiler.enable()
    for number in range(times):
        await _ask(engine, question, people[number % len(people)])
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)
    await database.close()


def main() -> None:
    """Profile one question."""
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description=__doc__)
    parser.add_argument("question", nargs="?", default="big", choices=[question.name for question in QUESTIONS])
    parser.add_argument("--transcripts", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=100)
    given = parser.parse_args()
    size = Size(given.transcripts)
    place = databases.ensure(size, Console())
    question = next(question for question in QUESTIONS if question.name == given.question)
    uvloop.run(_run(place, question, size.user_ids[:16], given.times))


if __name__ == "__main__":
    main()
