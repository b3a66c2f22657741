"""Measures whether Roadtrip's goals are reached: `python -m bench roadtrip`."""

import argparse
import asyncio
import contextlib
import os
import time
from typing import Any

from bench import databases, figures, postgraphile, processor, servers
from bench.roadtrip import report
from bench.roadtrip.askers import FOUND, PICKED, find
from bench.roadtrip.data import ROWS, Size, fill
from bench.roadtrip.measuring import CLIENTS, Measuring
from bench.roadtrip.topics import TOPICS
from bench.rounds import Plan, loader
from gateway import postgres
from gateway.addresses import Addresses
from gateway.postgres import Console
from gateway.settings import PROJECT
from gql.schema import build

RESULTS = PROJECT / "docs" / "benchmarks"
COUNTS = (FOUND / "counts.sql").read_text()
POOL_SIZE = 2 * (os.cpu_count() or 1)
"""Connections of each server, as the README advises: with more, heavy questions hold up light ones."""
SCALE = PROJECT / "gateway" / "scale"


def options(parser: argparse.ArgumentParser) -> None:
    """What can be said on the command line."""
    parser.add_argument("--quick", action="store_true", help="less data, fewer rounds, nothing kept")
    parser.add_argument("--pois", type=int, help="discoveries (default 10,000,000; 200,000 when quick)")
    parser.add_argument("--revenues", type=int, help="rows of revenue (default 20,000,000; 400,000 when quick)")
    parser.add_argument("--rounds", type=int, help="default 3; 2 when quick")
    parser.add_argument("--seconds", type=float, help="of each round and side (default 1; 0.5 when quick)")
    parser.add_argument("--dry", action="store_true", help="keep nothing in docs/benchmarks")
    parser.add_argument("--only", metavar="BEGINNING", default="", help="the questions that begin so; keeps nothing")


def run(given: argparse.Namespace) -> None:
    """Measure, print, and keep the figures and the chart in docs/benchmarks."""
    begun = time.monotonic()
    size = Size(given.pois or (200_000 if given.quick else 10_000_000), _revenues(given))
    plan = Plan(given.rounds or (2 if given.quick else 3), given.seconds or (0.5 if given.quick else 1.0))
    with databases.running(Console()) as server:
        place = _ensure(server, size)
        print(f"The database is there after {time.monotonic() - begun:,.0f} s", flush=True)
        made = _measured(place, plan, processor.postmaster(server.data), given.only)
    print("\nOver their goals:")
    print("\n".join(report.missed(made["questions"])) or "  none")
    print("\nRows: " + ", ".join(f"{count:,} {name}" for name, count in made["rows"].items()))
    print(f"Everything took {time.monotonic() - begun:,.0f} s")
    if not (given.dry or given.quick or given.only):
        _keep(made)


def _revenues(given: argparse.Namespace) -> int:
    return int(given.revenues or (400_000 if given.quick else 20_000_000))


def _ensure(server: postgres.Server, size: Size) -> Addresses:
    generator = [file for file in SCALE.rglob("*.*") if file.suffix in (".py", ".sql", ".toml")]
    written = [FOUND.parent / "data.py", *ROWS.glob("*.sql"), *generator]
    name = f"quintet_bench_roadtrip_{size.pois}_{size.revenues}"
    what = f"{size.pois:,} discoveries and {size.revenues:,} revenues"
    return databases.kept(server, name, what, written, lambda place: fill(place, size), Console())


def _measured(place: Addresses, plan: Plan, postmaster: int, beginning: str) -> dict[str, Any]:
    node = postgraphile.install()
    memory, version = (asyncio.run(databases.setting(place, name)) for name in ("shared_buffers", "server_version"))
    how = figures.conditions(plan, [CLIENTS], PICKED, POOL_SIZE, memory)
    askers = asyncio.run(find(place))
    found = []
    with contextlib.ExitStack() as stack:
        started = [
            stack.enter_context(servers.quintet(place, QUINTET_POOL_SIZE=str(POOL_SIZE))),
            stack.enter_context(servers.postgraphile(place, node, POOL_SIZE)),
        ]
        running = {server.name: server for server in started}
        load = stack.enter_context(loader())
        measuring = Measuring(running, load, plan, postmaster, build()._schema, askers)
        for topic in TOPICS:
            if not topic.question.name.startswith(beginning):
                continue
            found.append(measuring.of(topic))
            print(report.line(topic.question.name, report.figures(found[-1:])[topic.question.name]), flush=True)
    return {
        "versions": figures.versions(version, postgraphile.versions()),
        "conditions": how,
        "rows": asyncio.run(databases.counts(place, COUNTS)),
        "questions": report.figures(found),
    }


def _keep(made: dict[str, Any]) -> None:
    (RESULTS / "roadtrip.json").write_text(figures.written(made))
    (RESULTS / "roadtrip.svg").write_text(report.chart(made))
    print(f"Kept in {RESULTS.relative_to(PROJECT)}: roadtrip.json, roadtrip.svg. The table of the README:\n")
    print("\n".join(report.table(made["questions"])))
