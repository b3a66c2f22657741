"""What is loaded for one product: its tables with how their rows are made, and what follows from the rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

Lines = Callable[[Any, range], Iterable[str]]
"""Makes the lines of COPY for some units of a table, given the product's plan."""


@dataclass(frozen=True)
class Source:
    """A table and the lines that are copied into it.

    A unit is what lines are made for: a row, or a person with all rows of theirs. Units can be made in any order
    and anywhere. `rows` is the number of rows, or about that; `before` says how many there are before a unit, where
    units differ much. `replaces` names the triggers whose work the lines contain already; the others fire. A table
    that is `rebuilt` gets its indexes and keys after its rows.
    """

    table: str
    columns: tuple[str, ...]
    lines: Lines
    units: int
    rows: int
    replaces: tuple[str, ...] = ()
    rebuilt: bool = True
    before: Callable[[int], int] | None = None

    def rows_before(self, unit: int) -> int:
        """About how many rows there are before a unit's."""
        return self.before(unit) if self.before else self.rows * unit // max(self.units, 1)


@dataclass(frozen=True)
class Landmark:
    """A table whose generated rows can be counted by their keys, without a look at them."""

    table: str
    rows: int
    key: Callable[[int], str]


@dataclass(frozen=True)
class Product:
    """Everything that is loaded for one product, in one transaction.

    `sums` are statements that write what triggers would have summed up; they get one argument, the ending of the
    generated e-mail addresses. `derived` are the tables that they write to. `last` are statements for the end.
    """

    schema: str
    plan: Any
    sources: tuple[Source, ...]
    landmarks: tuple[Landmark, ...]
    sums: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that rows are copied into."""
        return tuple(source.table for source in self.sources)


def sql(name: str) -> str:
    """One of the statements in `gateway/scale/sql`."""
    return (files("gateway.scale") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
