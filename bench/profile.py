"""Where Python's time goes: a lane in this process, profiled: `python -m bench.profile big --lane resolver`."""

import cProfile
import gc
import pstats
import time
from collections.abc import Sequence

import uvloop

from bench import asking
from bench.people import Person
from bench.questions import Question
from gateway.addresses import Addresses
from gql.requests import Lane


async def _run(place: Addresses, question: Question, people: Sequence[Person], lane: Lane, times: int) -> None:
    async with asking.engine(place) as engine:
        requests = [(await asking.request(engine, question, person, lane), person) for person in people]
        for request, person in requests:
            await asking.ask(engine, request, person)
        gc.collect()
        gc.freeze()  # as the serving process does
        started, used = time.perf_counter(), time.process_time()
        for number in range(times):
            await asking.ask(engine, *requests[number % len(requests)])
        wall, cpu = time.perf_counter() - started, time.process_time() - used
        print(f"{question.name}: {wall / times * 1000:.3f} ms a request, {cpu / times * 1000:.3f} ms of it Python's")
        profiler = cProfile.Profile()
        profiler.enable()
        for number in range(times):
            await asking.ask(engine, *requests[number % len(requests)])
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


def main() -> None:
    """Profile one question."""
    parser = asking.parser("profile", __doc__)
    parser.add_argument("--lane", type=Lane, choices=list(Lane), default=Lane.COMPILED)
    parser.add_argument("--times", type=int, default=100)
    given = parser.parse_args()
    with asking.place(given.transcripts) as (place, people):
        uvloop.run(_run(place, asking.named(given.question), people, given.lane, given.times))


if __name__ == "__main__":
    main()
