"""What is said and kept of a run: lines to read, and the figures as JSON."""

import json
import os
from importlib.metadata import version
from platform import python_version
from typing import Any

from bench.data import Size
from bench.queries import Question
from bench.rounds import Plan, Round, spread

LIBRARIES = ("strawberry-graphql", "graphql-core", "sqlmodel", "sqlalchemy", "asyncpg", "uvicorn", "uvloop")


def versions(postgresql: str) -> dict[str, str]:
    """What took part."""
    return {"python": python_version(), "postgresql": postgresql, **{name: version(name) for name in LIBRARIES}}


def line(question: Question, number: int, measured: Round) -> str:
    """One round to read."""
    naive, quintet = measured.naive, measured.quintet
    return (
        f"  {question.name:<6} round {number}   "
        f"naive {naive.per_second:8.1f}/s (p50 {naive.p50:6.1f} ms, p95 {naive.p95:6.1f} ms)   "
        f"quintet {quintet.per_second:8.1f}/s (p50 {quintet.p50:6.1f} ms, p95 {quintet.p95:6.1f} ms)   "
        f"ratio {measured.ratio:5.2f}"
    )


def summary(question: Question, rounds: list[Round]) -> str:
    """All rounds in one line."""
    low, middle, high = spread([measured.ratio for measured in rounds])
    return f"  {question.name:<6} ratio {middle:.2f} (from {low:.2f} to {high:.2f}): {question.title}"


def figures(size: Size, plan: Plan, measured: dict[Question, list[Round]], postgresql: str) -> dict[str, Any]:
    """Everything that was measured, ready for JSON."""
    return {
        "versions": versions(postgresql),
        "cores": os.cpu_count(),
        "rows": {
            "users": size.users,
            "sessions": size.sessions,
            "transcripts": size.transcripts,
            "guidance": size.guidance,
        },
        "load": {"connections": plan.connections, "rounds": plan.rounds, "seconds_per_round": plan.seconds},
        "questions": {question.name: _figures(question, rounds) for question, rounds in measured.items()},
    }


def _figures(question: Question, rounds: list[Round]) -> dict[str, Any]:
    low, middle, high = spread([measured.ratio for measured in rounds])
    sides = {
        name: {
            "requests_per_second": [round(getattr(measured, name).per_second, 1) for measured in rounds],
            "p50_ms": [round(getattr(measured, name).p50, 2) for measured in rounds],
            "p95_ms": [round(getattr(measured, name).p95, 2) for measured in rounds],
            "bytes_per_answer": getattr(rounds[0], name).bytes_per_answer,
        }
        for name in ("naive", "quintet")
    }
    ratio = {"min": round(low, 2), "median": round(middle, 2), "max": round(high, 2)}
    return {"asked": question.title, **sides, "ratio": ratio}


def written(made: dict[str, Any]) -> str:
    """The figures as the file has them."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
