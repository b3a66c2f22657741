"""Runs the benchmark: `python -m bench`."""

import argparse
import asyncio

from bench import databases, servers
from bench.chart import chart
from bench.data import Size
from bench.queries import QUESTIONS, Question
from bench.report import figures, line, summary, written
from bench.rounds import Plan, Round, measure
from gateway.postgres import Console
from gateway.settings import PROJECT

PEOPLE = 16
RESULTS = PROJECT / "docs" / "benchmarks"


def main() -> None:
    """Measure, print, and keep the figures and the chart in docs/benchmarks."""
    given = _arguments()
    size = Size(given.transcripts)
    plan = Plan(given.rounds, given.seconds, given.connections)
    place = databases.ensure(size, Console())
    people = size.user_ids[:PEOPLE]
    measured: dict[Question, list[Round]] = {}
    print(
        f"{size.transcripts:,} transcripts, {plan.connections} connections, {plan.rounds} rounds of {plan.seconds} s"
    )
    with servers.naive(place) as naive, servers.quintet(place) as quintet:
        for question in QUESTIONS:
            rounds = measured[question] = []
            for made in measure(question, people, naive, quintet, plan):
                rounds.append(made)
                print(line(question, len(rounds), made), flush=True)
    for question, rounds in measured.items():
        print(summary(question, rounds))
    if not given.dry:
        _keep(figures(size, plan, measured, asyncio.run(databases.server_version(place))))


def _keep(made: dict[str, object]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "baseline.json").write_text(written(made))
    (RESULTS / "baseline.svg").write_text(chart(made))
    print(f"kept in {RESULTS.relative_to(PROJECT)}/baseline.json and baseline.svg")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--transcripts", type=int, default=200_000, help="rows to generate (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each round and server")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--dry", action="store_true", help="keep nothing in docs/benchmarks")
    return parser.parse_args()


if __name__ == "__main__":
    main()
