"""Plans as PostgreSQL tells them after it ran a statement, and what in them grows with the tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.contract.copies import COPIES

PAGE: Final = 20
MOST_ROWS: Final = 10 * PAGE
"""How many rows any part of a plan may work through for one page.

A page from an index takes its rows and one more; of each the parents are looked up that make it visible, one or two.
That is three pages or four. Whatever goes through somebody's thousand rows takes five times more than ten pages.
"""

OWN_ROWS: Final = COPIES * 5 // 2
"""How many rows may be read where somebody's are read as a whole, by an index on whose they are.

Row security does that with parents, twice in a statement: so that much may always be looked up.
"""

GATHERING: Final = frozenset({"Sort", "Incremental Sort", "Aggregate", "WindowAgg", "Unique", "Hash", "Materialize"})
REMOVED: Final = ("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Ran:
    """A statement that ran: its plan, and how many rows of each table and index were read, within functions too."""

    plan: Node
    read: Mapping[str, int]

    def faults(self, most: float = MOST_ROWS) -> list[str]:
        """What grows with the tables."""
        found = [fault for node in _nodes(self.plan) for fault in _faults(node, most)]
        return found + [
            f"{rows} rows of {name} are read" for name, rows in self.read.items() if rows > max(most, OWN_ROWS)
        ]


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _rows(node: Node, name: str = "Actual Rows") -> int:
    rows, loops = node.get(name, 0), node["Actual Loops"]
    return int(rows * loops)


def _faults(node: Node, most: float) -> Iterator[str]:
    title = " ".join(str(node[part]) for part in ("Node Type", "Relation Name", "Index Name") if part in node)
    removed = sum(_rows(node, name) for name in REMOVED)
    if removed > most:
        yield f"{title} throws away {removed} rows"
    if node["Node Type"] == "Seq Scan" and _rows(node) + removed > most:
        yield f"{title} reads all of its {_rows(node) + removed} rows"
    if node["Node Type"] in GATHERING:
        gathered = sum(_rows(child) for child in node.get("Plans", ()) if child["Parent Relationship"] == "Outer")
        if gathered > most:
            yield f"{title} gathers {gathered} rows"
