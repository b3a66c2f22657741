"""The charts of a run, as SVG: groups of bars, each group with a scale of its own."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, BAR, GAP, TOP, FOOT = 800, 230, 110, 20, 40, 66, 44
COLOURS = {
    "naive": "#9aa5b1",
    "resolver": "#93c5fd",
    "compiled": "#2563eb",
    "postgraphile": "#f59e0b",
    "postgraphile_secured": "#fcd34d",
    "handwritten": "#4b5563",
}
Bars = Sequence[tuple[str, str, float]]


@dataclass(frozen=True)
class Group:
    """Bars that are compared: a heading, then the name, the colour and the length of each."""

    heading: str
    bars: Bars


def rates(figures: Mapping[str, Any], clients: int) -> str:
    """Requests per second of all sides for each question at one number of clients."""
    groups = []
    for name, question in figures["questions"].items():
        at = question["clients"].get(str(clients))
        if at is not None:
            groups.append(Group(f"{name}: {question['asked']}", _rates(figures, at["sides"])))
    title = f"Requests per second with {clients} clients, median of the rounds"
    return draw(title, groups, "/s", _conditions(figures))


def clients(figures: Mapping[str, Any], name: str) -> str:
    """Requests per second of all sides for one question at every number of clients."""
    question = figures["questions"][name]
    groups = [
        Group(f"{number} {'client' if number == '1' else 'clients'}", _rates(figures, at["sides"]))
        for number, at in question["clients"].items()
    ]
    title = f"Requests per second, {name}: {question['asked']}"
    return draw(title, groups, "/s", _conditions(figures))


def growth(figures: Mapping[str, Any]) -> str:
    """How long each question takes on two sizes of data."""
    found = figures["growth"]
    names = [f"{size:,} transcripts" for size in found["transcripts"]]
    groups = [
        Group(name, [(label, COLOURS["compiled"], time) for label, time in zip(names, one["p50_ms"], strict=True)])
        for name, one in found["questions"].items()
    ]
    title = "Milliseconds for an answer at ten times the data, compiled lane, 1 client"
    return draw(title, groups, " ms", _conditions(figures))


def _rates(figures: Mapping[str, Any], sides: Mapping[str, Any]) -> Bars:
    return [
        (figures["sides"][side], COLOURS[side], statistics.median(measured["requests_per_second"]))
        for side, measured in sides.items()
    ]


def draw(title: str, groups: Sequence[Group], unit: str, notes: Sequence[str]) -> str:
    """The SVG of groups of bars."""
    height = TOP + sum(len(group.bars) * BAR + GAP for group in groups) + FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="system-ui, sans-serif" font-size="13" fill="#1f2933">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(16, 28, title, 'font-size="16" font-weight="600"'),
    ]
    top = TOP
    for group in groups:
        parts.extend(_group(group, unit, top))
        top += len(group.bars) * BAR + GAP
    for place, note in enumerate(notes):
        parts.append(_text(16, height - FOOT + 12 + 16 * place, note, 'font-size="11" fill="#52606d"'))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _group(group: Group, unit: str, top: int) -> Iterator[str]:
    scale = (WIDTH - LEFT - RIGHT) / max(length for _, _, length in group.bars)
    yield _text(16, top - 8, group.heading, 'font-weight="600"')
    for place, (name, colour, length) in enumerate(group.bars):
        y, width = top + place * BAR, length * scale
        yield _text(16, y + 14, name, "")
        yield f'<rect x="{LEFT}" y="{y + 2}" width="{width:.1f}" height="{BAR - 4}" fill="{colour}"/>'
        yield _text(LEFT + width + 8, y + 14, f"{length:,.{1 if unit == '/s' else 2}f}{unit}", "")


def _conditions(figures: Mapping[str, Any]) -> Sequence[str]:
    how, used = figures["conditions"], figures["versions"]
    return (
        "Quintet and the hand-written endpoint check a token and read under row security; plain Strawberry and "
        "PostGraphile, where nothing else is said, do neither.",
        f"{figures['rows']['transcripts']:,} transcripts, {how['cores']} cores, {how['rounds']} rounds, "
        f"PostgreSQL {used['postgresql']}, Python {used['python']}, Node.js {used['node']}, "
        f"PostGraphile {used['postgraphile (npm)']}",
    )


def _text(x: float, y: float, content: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(content)}</text>'
