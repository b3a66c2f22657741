"""What is kept of a run: every round of every side, versions and sizes, ready for JSON."""

import json
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from platform import python_version
from typing import Any

from bench.questions import Question
from bench.report import PAIRS, middle, pair
from bench.rounds import Plan, Round, ratios, spread
from bench.sides import SIDES

LIBRARIES = ("strawberry-graphql", "graphql-core", "sqlmodel", "sqlalchemy", "asyncpg", "uvicorn", "uvloop")
Rounds = Mapping[Question, Mapping[int, Sequence[Round]]]


def versions(postgresql: str, npm: Mapping[str, str]) -> dict[str, str]:
    """What took part."""
    named = {name: version(name) for name in LIBRARIES}
    return {"python": python_version(), "postgresql": postgresql, **named, **npm}


def conditions(plan: Plan, clients: Sequence[int], people: int, connections: int, memory: str) -> dict[str, Any]:
    """How it was measured, with how much memory for the database, and how busy the machine was before."""
    return {
        "cores": os.cpu_count(),
        "shared_buffers": memory,
        "load_average_before": round(os.getloadavg()[0], 2),
        "clients": list(clients),
        "rounds": plan.rounds,
        "seconds_per_round": plan.seconds,
        "people": people,
        "database_connections": connections,
    }


def of_questions(measured: Rounds) -> dict[str, Any]:
    """All questions."""
    return {
        question.name: {
            "asked": question.title,
            "bytes": {side.name: _bytes(by_clients, side.name) for side in SIDES},
            "clients": {str(clients): _of_clients(rounds) for clients, rounds in by_clients.items()},
        }
        for question, by_clients in measured.items()
    }


def _bytes(by_clients: Mapping[int, Sequence[Round]], side: str) -> int:
    first = next(iter(by_clients.values()))
    return first[0][side].outcome.bytes_per_answer


def _of_clients(rounds: Sequence[Round]) -> dict[str, Any]:
    sides = {
        side.name: {
            "requests_per_second": [round(made[side.name].outcome.per_second, 1) for made in rounds],
            "p50_ms": [round(made[side.name].outcome.p50, 2) for made in rounds],
            "p95_ms": [round(made[side.name].outcome.p95, 2) for made in rounds],
            "server_processor_ms": round(middle(rounds, side.name, "server_ms"), 3),
            "database_processor_ms": round(middle(rounds, side.name, "database_ms"), 3),
        }
        for side in SIDES
    }
    named = {pair(ours.name, theirs.name): ratios(rounds, ours.name, theirs.name) for ours, theirs in PAIRS}
    return {"sides": sides, "ratios": {name: spread_of(values) for name, values in named.items()}}


def of_growth(small: str, large: str, rounds: Sequence[Round]) -> dict[str, Any]:
    """One question on two sizes of data: the middle of the rounds, and the ratio round by round."""
    grown = [made[large].outcome.p50 / made[small].outcome.p50 for made in rounds]
    return {"p50_ms": [round(middle(rounds, name, "p50"), 3) for name in (small, large)], "ratio": spread_of(grown)}


def spread_of(values: Sequence[float]) -> dict[str, float]:
    """The smallest, middle and largest, as they are kept."""
    low, median, high = spread(values)
    return {"min": round(low, 2), "median": round(median, 2), "max": round(high, 2)}


def written(made: Mapping[str, Any]) -> str:
    """The figures as the file has them."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
