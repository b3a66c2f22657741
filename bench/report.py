"""What is said of a run: lines to read while it goes on, and whether the goals were reached."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.questions import Question
from bench.rounds import Round, ratios, spread
from bench.sides import COMPILED, HANDWRITTEN, NAIVE, POSTGRAPHILE, RESOLVER, SECURED, SIDES

PAIRS = (
    (COMPILED, POSTGRAPHILE),
    (COMPILED, SECURED),
    (COMPILED, HANDWRITTEN),
    (COMPILED, NAIVE),
    (RESOLVER, NAIVE),
)
GOAL_CLIENTS = 8
GROWTH_GOAL = 1.3


def pair(ours: str, theirs: str) -> str:
    """The name of a ratio."""
    return f"{ours} / {theirs}"


def middle(rounds: Sequence[Round], side: str, name: str) -> float:
    """The middle of the rounds: `per_second`, `p50` and so on of the load, or a time of the processor."""
    made = [measured[side] for measured in rounds]
    return spread([getattr(one, name) if hasattr(one, name) else getattr(one.outcome, name) for one in made])[1]


def lines(question: Question, clients: int, rounds: Sequence[Round]) -> Iterator[str]:
    """One question at one number of clients, to read."""
    yield f"\n{question.name}, {clients} clients: {question.title}"
    for side in SIDES:
        low, rate, high = spread([made[side.name].outcome.per_second for made in rounds])
        yield (
            f"  {side.title:<36}{rate:9,.1f}/s ({low:,.1f} to {high:,.1f})"
            f"   p50 {middle(rounds, side.name, 'p50'):7.2f} ms   p95 {middle(rounds, side.name, 'p95'):7.2f} ms"
            f"   processor {middle(rounds, side.name, 'server_ms'):6.2f} ms the server,"
            f" {middle(rounds, side.name, 'database_ms'):6.2f} ms PostgreSQL"
        )
    for ours, theirs in PAIRS:
        low, ratio, high = spread(ratios(rounds, ours.name, theirs.name))
        yield f"  {ours.title} / {theirs.title}: {ratio:.2f} ({low:.2f} to {high:.2f})"


def growth_line(name: str, found: Mapping[str, Any]) -> str:
    """How a question's time grew with the data."""
    small, large = found["p50_ms"]
    ratio = found["ratio"]
    return (
        f"  {name:<6} {small:7.2f} ms, {large:7.2f} ms: {ratio['median']:.2f} times"
        f" ({ratio['min']:.2f} to {ratio['max']:.2f})"
    )


def goals(figures: Mapping[str, Any]) -> Iterator[tuple[str, float, bool]]:
    """What was wanted, what was measured, and whether that is enough."""
    floors = [
        *(("big", COMPILED, POSTGRAPHILE, 3.0), ("small", COMPILED, POSTGRAPHILE, 2.0)),
        *(("one", COMPILED, POSTGRAPHILE, 1.5), ("big", RESOLVER, NAIVE, 3.0)),
        *((name, COMPILED, HANDWRITTEN, 0.9) for name in figures["questions"]),
    ]
    for name, ours, theirs, floor in floors:
        at = figures["questions"][name]["clients"][str(GOAL_CLIENTS)]
        ratio = at["ratios"][pair(ours.name, theirs.name)]["median"]
        yield f"{name}: {ours.title} at least {floor} times {theirs.title}", ratio, ratio >= floor
    for name, found in figures["growth"]["questions"].items():
        ratio = found["ratio"]["median"]
        yield f"{name}: ten times the data takes at most {GROWTH_GOAL} times as long", ratio, ratio <= GROWTH_GOAL


def goal_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """The goals to read."""
    for wanted, ratio, reached in goals(figures):
        yield f"  {'reached' if reached else 'MISSED ':<8} {ratio:6.2f}   {wanted}"
