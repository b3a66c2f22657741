"""What holds in the data whatever was written, retained or erased: statements whose rows contradict it.

Each is a file of `invariants/<schema>/`: a comment that says what is wrong where there are rows, then the statement.
Its one column names the row at fault, by key or by what it is about.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILES = Path(__file__).parent / "invariants"


@dataclass(frozen=True)
class Invariant:
    """A statement whose rows are faults, and what is wrong where it has some."""

    name: str
    fault: str
    sql: str


@cache
def invariants() -> tuple[Invariant, ...]:
    """All of them, by name: `schema.file`."""
    return tuple(_read(file) for file in sorted(FILES.glob("*/*.sql")))


def _read(file: Path) -> Invariant:
    comment, _, sql = file.read_text().partition("\n")
    return Invariant(f"{file.parent.name}.{file.stem}", comment.removeprefix("-- "), sql)
