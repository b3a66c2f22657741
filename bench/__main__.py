"""Measures Quintet against a plain version, PostGraphile 5 and endpoints written by hand: `python -m bench`."""

import argparse
import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from bench import chart, databases, figures, postgraphile, processor, servers
from bench.data import Size
from bench.people import PEOPLE, Person, find
from bench.questions import QUESTIONS, SMALL, Question
from bench.report import goal_lines, growth_line, lines
from bench.roadtrip import command as roadtrip
from bench.rounds import Asked, Load, Plan, Round, compare, loader, measure, ready, renamed, warm
from bench.servers import POOL_SIZE, Server
from bench.sides import COMPILED, SIDES
from gateway import postgres
from gateway.addresses import Addresses
from gateway.postgres import Console
from gateway.settings import PROJECT

RESULTS = PROJECT / "docs" / "benchmarks"
CLIENTS = (1, 8, 64)
USUAL_CLIENTS = 8
SMALLER = 10


class Run:
    """One run on two sizes of data."""

    def __init__(self, given: argparse.Namespace, server: postgres.Server) -> None:
        transcripts = given.transcripts or (200_000 if given.quick else 2_000_000)
        self.quick: bool = given.quick
        self.plan = Plan(given.rounds or (2 if self.quick else 5), given.seconds or (0.4 if self.quick else 2.0))
        self.large, self.small = Size(transcripts), Size(transcripts // SMALLER)
        self.places = [databases.ensure(server, size, Console()) for size in (self.small, self.large)]
        self.postmaster = processor.postmaster(server.data)
        self.node = postgraphile.install()

    def clients(self, question: Question) -> Sequence[int]:
        """The numbers of clients for a question."""
        return CLIENTS if question is SMALL or not self.quick else (USUAL_CLIENTS,)

    @contextlib.contextmanager
    def servers(self) -> Iterator[tuple[dict[str, Server], Server]]:
        """The servers by name, and Quintet on the smaller data."""
        small, large = self.places
        with contextlib.ExitStack() as stack:
            started = [
                servers.naive(large),
                servers.quintet(large),
                servers.quintet_development(large),
                servers.postgraphile(large, self.node),
                servers.postgraphile_secured(large, self.node),
                servers.handwritten(large),
            ]
            running = [stack.enter_context(server) for server in started]
            yield {server.name: server for server in running}, stack.enter_context(servers.quintet(small))

    def measure(self) -> dict[str, Any]:
        """Everything, printed while it goes on."""
        how = figures.conditions(self.plan, CLIENTS, PEOPLE, POOL_SIZE, _setting(self.places[0], "shared_buffers"))
        small, large = (asyncio.run(find(p, s)) for p, s in zip(self.places, (self.small, self.large), strict=True))
        with self.servers() as (running, little), loader() as load:
            measured = {question: self._question(load, question, running, large) for question in QUESTIONS}
            grown = {q.name: self._growth(load, q, [(little, small), (running["quintet"], large)]) for q in QUESTIONS}
        return {
            "versions": figures.versions(_setting(self.places[0], "server_version"), postgraphile.versions()),
            "conditions": how,
            "rows": asyncio.run(databases.counts(self.places[1])),
            "sides": {side.name: side.title for side in SIDES},
            "questions": figures.of_questions(measured),
            "growth": {"transcripts": [self.small.transcripts, self.large.transcripts], "questions": grown},
        }

    def _question(
        self, load: Load, question: Question, running: dict[str, Server], people: Sequence[Person]
    ) -> dict[int, list[Round]]:
        asked = [ready(side, running[side.server], question, people) for side in SIDES]
        compare(asked)
        if servers.resolved(running[COMPILED.server]):
            raise RuntimeError(f"{question.name} is not answered by the compiled lane")
        warm(load, asked, self.plan)
        by_clients = {}
        for clients in self.clients(question):
            rounds = by_clients[clients] = list(measure(load, asked, clients, self.plan, self.postmaster))
            print("\n".join(lines(question, clients, rounds)), flush=True)
        return by_clients

    def _growth(
        self, load: Load, question: Question, sizes: Sequence[tuple[Server, Sequence[Person]]]
    ) -> dict[str, Any]:
        asked: list[Asked] = [
            renamed(ready(COMPILED, server, question, people), name)
            for name, (server, people) in zip(("small", "large"), sizes, strict=True)
        ]
        warm(load, asked, self.plan)
        return figures.of_growth("small", "large", list(measure(load, asked, 1, self.plan, self.postmaster)))


def main() -> None:
    """Measure, print, and keep the figures and the charts in docs/benchmarks."""
    given = _arguments()
    if given.of == "roadtrip":
        roadtrip.run(given)
        return
    with databases.running(Console()) as server:
        made = Run(given, server).measure()
    print("\nTime for an answer on a tenth of the data and on all of it:")
    print("\n".join(growth_line(name, found) for name, found in made["growth"]["questions"].items()))
    print("\nGoals, with 8 clients:")
    print("\n".join(goal_lines(made)))
    print("\nVersions: " + ", ".join(f"{name} {version}" for name, version in made["versions"].items()))
    print("Rows: " + ", ".join(f"{count:,} {name}" for name, count in made["rows"].items()))
    if not (given.dry or given.quick):
        _keep(made)


def _setting(place: Addresses, name: str) -> str:
    return asyncio.run(databases.setting(place, name))


def _keep(made: dict[str, Any]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "figures.json").write_text(figures.written(made))
    (RESULTS / "questions.svg").write_text(chart.rates(made, USUAL_CLIENTS))
    (RESULTS / "clients.svg").write_text(chart.clients(made, SMALL.name))
    (RESULTS / "growth.svg").write_text(chart.growth(made))
    print(f"Kept in {RESULTS.relative_to(PROJECT)}: figures.json, questions.svg, clients.svg, growth.svg")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less data, fewer rounds, nothing kept")
    parser.add_argument("--transcripts", type=int, help="rows to generate (default 2,000,000; 200,000 when quick)")
    parser.add_argument("--rounds", type=int, help="default 5; 2 when quick")
    parser.add_argument("--seconds", type=float, help="of each round and side (default 2; 0.4 when quick)")
    parser.add_argument("--dry", action="store_true", help="keep nothing in docs/benchmarks")
    others = parser.add_subparsers(dest="of", title="something else to measure", metavar="")
    roadtrip.options(others.add_parser("roadtrip", help="Roadtrip's goals", description=roadtrip.__doc__))
    return parser.parse_args()


if __name__ == "__main__":
    main()
