"""What is said of a run: a line for each question, what is kept of it, and the table and chart of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.chart import COLOURS, Group, draw
from bench.figures import spread_of
from bench.report import middle
from bench.roadtrip.measuring import CLIENTS, Found
from bench.roadtrip.topics import Goal
from bench.rounds import Round, ratios
from bench.sides import COMPILED, POSTGRAPHILE

GOAL_COLOUR = "#9aa5b1"
Figures = Mapping[str, Any]


def figures(found: Sequence[Found]) -> dict[str, Any]:
    """All questions, as they are kept."""
    return {one.topic.question.name: _figures(one) for one in found}


def _figures(one: Found) -> dict[str, Any]:
    goal = one.topic.goal
    told = {"asked": one.topic.question.title, "goal_ms": goal.ours, "document_ms": goal.document}
    if not one.rounds:
        return {**told, **({"skipped": one.skipped} if one.skipped else {"failed": one.failed})}
    made = {**told, "quintet": _side(one.rounds, COMPILED.name)}
    if one.topic.why_alone:
        return {**made, "without_postgraphile": one.topic.why_alone}
    ratio = spread_of(ratios(one.rounds, COMPILED.name, POSTGRAPHILE.name))
    return {**made, "postgraphile": _side(one.rounds, POSTGRAPHILE.name), "ratio": ratio}


def _side(rounds: Sequence[Round], name: str) -> dict[str, Any]:
    return {
        "requests_per_second": [round(made[name].outcome.per_second, 1) for made in rounds],
        "p50_ms": round(middle(rounds, name, "p50"), 2),
        "p95_ms": round(middle(rounds, name, "p95"), 2),
        "server_processor_ms": round(middle(rounds, name, "server_ms"), 3),
        "database_processor_ms": round(middle(rounds, name, "database_ms"), 3),
    }


def line(name: str, told: Figures) -> str:
    """One question to read."""
    if "quintet" not in told:
        why = f"skipped: {told['skipped']}" if "skipped" in told else f"FAILED: {told['failed']}"
        return f"  {name:<22} {why}"
    ours = told["quintet"]
    return (
        f"  {name:<22} p50 {ours['p50_ms']:8.2f} ms   p95 {ours['p95_ms']:8.2f} ms   {_verdict(told):<8}"
        f" goal {_wanted(told):<22} processor {ours['server_processor_ms']:6.2f} ms the server,"
        f" {ours['database_processor_ms']:8.2f} ms PostgreSQL   {_beside(told)}"
    )


def _wanted(told: Figures) -> str:
    document = told["document_ms"]
    return f"{told['goal_ms']} ms" + (f" (document {document} ms)" if document else "")


def reached(told: Figures) -> bool:
    """Whether 95 of 100 answers came in time."""
    return "quintet" in told and bool(told["quintet"]["p95_ms"] <= told["goal_ms"])


def _verdict(told: Figures) -> str:
    return "reached" if reached(told) else "MISSED"


def _beside(told: Figures) -> str:
    if "ratio" not in told:
        return f"PostGraphile is not asked: {told['without_postgraphile']}"
    ratio, theirs = told["ratio"], told["postgraphile"]
    times = f"{ratio['median']} times ({ratio['min']} to {ratio['max']}) the requests of PostGraphile"
    return f"{times}: p50 {theirs['p50_ms']:.2f} ms, p95 {theirs['p95_ms']:.2f} ms"


def missed(questions: Mapping[str, Figures]) -> Iterator[str]:
    """What was not reached, to read."""
    for name, told in questions.items():
        if not reached(told) and "skipped" not in told:
            yield line(name, told)


def rows(questions: Mapping[str, Figures]) -> list[list[str]]:
    """The README's table: what was asked, p50, p95, the goals, the ratio."""
    return [
        [
            told["asked"],
            *(str(told["quintet"][name]) for name in ("p50_ms", "p95_ms")),
            str(told["goal_ms"]),
            str(told["document_ms"] or "–"),
            str(told["ratio"]["median"]) if "ratio" in told else "–",
        ]
        for told in questions.values()
        if "quintet" in told
    ]


def table(questions: Mapping[str, Figures]) -> Iterator[str]:
    """The README's table, to paste."""
    yield "| question | p50 ms | p95 ms | goal ms | document ms | times PostGraphile |"
    yield "|---|---|---|---|---|---|"
    for row in rows(questions):
        yield f"| {' | '.join(row)} |"


def chart(made: Figures) -> str:
    """The SVG: for each goal the questions that have it, as 95 of 100 answers came."""
    wanted: dict[tuple[int, int | None], list[tuple[str, str, float]]] = {}
    for name, told in made["questions"].items():
        if "quintet" in told:
            bars = wanted.setdefault((told["goal_ms"], told["document_ms"]), [])
            bars.append((name, COLOURS["compiled"], told["quintet"]["p95_ms"]))
    groups = [
        Group(f"Goal {_of(Goal(*goal))}", [("goal", GOAL_COLOUR, float(goal[0])), *bars])
        for goal, bars in wanted.items()
    ]
    title = f"Roadtrip: milliseconds in which 95 of 100 answers came, {CLIENTS} clients"
    return draw(title, groups, " ms", _notes(made))


def _of(goal: Goal) -> str:
    return _wanted({"goal_ms": goal.ours, "document_ms": goal.document})


def _notes(made: Figures) -> Sequence[str]:
    how, used, counted = made["conditions"], made["versions"], made["rows"]
    return (
        "Each request checks a token and reads under row security; end to end over HTTP, one process of the gateway.",
        f"{counted['discoveries']:,} discoveries, {counted['video_revenues']:,} revenues, {how['cores']} cores, "
        f"{how['rounds']} rounds, PostgreSQL {used['postgresql']}, Python {used['python']}",
    )
