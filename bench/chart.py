"""The chart of a run: requests per second of both servers for each question, as SVG."""

import statistics
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

WIDTH, LEFT, BAR, GAP, TOP = 760, 130, 22, 46, 70
COLOURS = {"naive": "#9aa5b1", "quintet": "#2563eb"}
NAMES = {"naive": "plain", "quintet": "Quintet"}


def chart(figures: dict[str, Any]) -> str:
    """The SVG of a run's figures; each question has a scale of its own."""
    questions = figures["questions"]
    height = TOP + len(questions) * (2 * BAR + GAP) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="system-ui, sans-serif" font-size="13" fill="#1f2933">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="16" y="28" font-size="16" font-weight="600">Requests per second, median of the rounds</text>',
    ]
    top = TOP
    for name, measured in questions.items():
        parts.extend(_question(name, measured, top))
        top += 2 * BAR + GAP
    for place, condition in enumerate(_conditions(figures)):
        parts.append(_text(16, height - 28 + 16 * place, condition, 'font-size="11" fill="#52606d"'))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _question(name: str, measured: dict[str, Any], top: int) -> Iterator[str]:
    rates = {side: statistics.median(measured[side]["requests_per_second"]) for side in COLOURS}
    scale = (WIDTH - LEFT - 150) / max(rates.values())
    ratio = measured["ratio"]
    said = f"{name}: {measured['asked']}, {ratio['median']} times (from {ratio['min']} to {ratio['max']})"
    yield _text(16, top - 8, said, 'font-weight="600"')
    for place, (side, rate) in enumerate(rates.items()):
        y = top + place * BAR
        width = rate * scale
        yield _text(16, y + 15, NAMES[side], "")
        yield f'<rect x="{LEFT}" y="{y + 2}" width="{width:.1f}" height="{BAR - 5}" fill="{COLOURS[side]}"/>'
        yield _text(LEFT + width + 8, y + 15, f"{rate:,.1f}/s", "")


def _conditions(figures: dict[str, Any]) -> tuple[str, str]:
    rows, load, used = figures["rows"], figures["load"], figures["versions"]
    return (
        "plain: Strawberry, SQLModel and DataLoaders as documented, without token and row security",
        f"{rows['transcripts']:,} transcripts, {load['connections']} connections, {figures['cores']} cores, "
        f"PostgreSQL {used['postgresql']}, Python {used['python']}",
    )


def _text(x: float, y: float, content: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(content)}</text>'
