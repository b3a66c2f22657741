"""Sums that triggers keep ready: a number over many rows is read from them where they tell it.

Nobody has to know of them. Who asks how much a million rows are together is answered from the thousand sums of their
days, weeks or months, with the same answer: the sums change in the transaction in which the rows do.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from models.access import Command
from models.base import RollUp, facts_of, soft_deletes
from repositories.bucket import Unit
from repositories.condition import Bounds, Comparison, Condition, Operator, bounds_of, columns_in
from repositories.statement import StaffDialect
from repositories.visible import Readable

ENTRIES = "_entries"
"""What the number of rows in a sum is called in what `sums_of` gives."""
SPANS = {Unit.WEEK: "week", Unit.MONTH: "month", Unit.QUARTER: "month", Unit.YEAR: "month"}
"""Which sums the buckets of a unit consist of; all others of days."""

ONE = sa.literal_column("1", sa.Integer())
Days = tuple[ColumnElement[dt.date], ...]


@dataclass(frozen=True)
class Span:
    """Sums of spans of one kind that begin at all of these days or after them, and before all of those."""

    kind: str
    since: Days = ()
    until: Days = ()

    def around(self, kept: FromClause) -> Iterator[ColumnElement[bool]]:
        """The conditions on a table of sums."""
        yield from (kept.c.bucket >= day for day in self.since)
        yield from (kept.c.bucket < day for day in self.until)


@dataclass(frozen=True)
class Needs:
    """What has to be known of rows: the sums of some columns, the values of others, and the buckets of others."""

    values: frozenset[str]
    sums: frozenset[str] = frozenset()
    buckets: frozenset[tuple[str, Unit]] = frozenset()

    def beside(self, values: Iterable[str]) -> "Needs":
        """The same, and the values of some columns more."""
        return replace(self, values=self.values.union(values))


NOTHING = Needs(frozenset())


def sums_of(table: Table, needs: Needs, condition: Condition) -> FromClause | None:
    """What has the sums of a table's rows by all that has to be known of them, each row of it standing for `ENTRIES`
    rows; None where nothing has. Clients and staff may be given different ones: staff see those of all people.

    Of the rows that the condition wants there are the sums, at least: it has to be asked of these, too.
    """
    needed = needs.beside(columns_in(condition))
    fitting = [(kept, roll_up) for kept, roll_up in _roll_ups(table) if _fits(roll_up, needed)]
    rule = facts_of(table).access.rule(Command.SELECT)
    for_clients = next((one for one in fitting if facts_of(one[0]).access.rule(Command.SELECT) == rule), None)
    if for_clients is None:
        return None
    of_clients, roll_up = for_clients
    of_staff, _ = fitting[0]
    names = [name for name in (*roll_up.by, *roll_up.sums) if name in needed.values | needed.sums]

    def rows(span: Span) -> Select[Any]:
        kept = Kept(of_clients, of_staff).alias()
        columns = (kept.c[name] for name in names)
        found = sa.select(kept.c.bucket.label(roll_up.date), kept.c.entries.label(ENTRIES), *columns)
        return found.where(kept.c.bucket_type == sa.literal_column(f"'{span.kind}'", sa.Text()), *span.around(kept))

    first, *more = map(rows, _spans(roll_up, needs, condition))
    return (first.union_all(*more) if more else first).subquery(table.name)


def number_of_rows(source: FromClause) -> ColumnElement[Any]:
    """How many rows there are; each row of sums stands for many."""
    if not is_of_sums(source):
        return sa.func.count()
    return sa.cast(sa.func.coalesce(sa.func.sum(source.c[ENTRIES]), sa.literal_column("0")), sa.BigInteger())


def is_of_sums(source: FromClause) -> bool:
    """Whether it is what `sums_of` gives."""
    return ENTRIES in source.c


@cache
def _roll_ups(table: Table) -> Sequence[tuple[Table, RollUp]]:
    """What has sums of a table's rows, the fewest first."""
    if soft_deletes(table):
        # Rows that are deleted softly are still in the sums, and nobody sees them.
        return ()
    found = [(kept, facts_of(kept).rolls_up) for kept in table.metadata.tables.values()]
    of_it = [(kept, roll_up) for kept, roll_up in found if roll_up is not None and roll_up.of == table.name]
    return sorted(of_it, key=lambda one: len(one[1].by))


def _fits(roll_up: RollUp, needs: Needs) -> bool:
    in_buckets = {column for column, _ in needs.buckets}
    return (
        needs.sums <= {*roll_up.sums} and needs.values <= {*roll_up.by, roll_up.date} and in_buckets <= {roll_up.date}
    )


def _spans(roll_up: RollUp, needs: Needs, condition: Condition) -> list[Span]:
    """The longest spans that tell it. Where it begins or ends within one, the days there."""
    kinds = {SPANS.get(unit, "day") for _, unit in needs.buckets}
    kind = kinds.pop() if len(kinds) == 1 else "day" if kinds else "month"
    within = bounds_of(condition, roll_up.date)
    if kind == "day" or roll_up.date in needs.values or within is None:
        return [Span("day")]
    return list(_cut(kind, within))


def _cut(kind: str, within: Bounds) -> Iterator[Span]:
    """The whole spans between two days, and the days before the first and after the last of them.

    What the bounds say themselves is asked of all of them later.
    """
    begin = _span_after(kind, _day(within.lower, Operator.GT))
    stop = _span_of(kind, _day(within.upper, Operator.LTE))
    if begin:
        yield Span("day", until=begin)
    yield Span(kind, until=stop)
    if stop:
        yield Span("day", since=(*stop, *begin))


def _day(bound: Comparison | None, beyond: Operator) -> Days:
    """The day of a bound; the one after it where the bound is on the other side."""
    if bound is None:
        return ()
    day: ColumnElement[dt.date] = sa.bindparam(None, bound.value, sa.Date(), unique=True)
    return (day + ONE,) if bound.operator is beyond else (day,)


def _span_of(kind: str, days: Days) -> Days:
    """The first day of the span that a day is in."""
    return tuple(sa.cast(sa.func.date_trunc(kind, sa.cast(day, sa.DateTime())), sa.Date()) for day in days)


def _span_after(kind: str, days: Days) -> Days:
    """A day that is the first of its span; else the first of the next."""
    length = sa.literal_column(f"interval '1 {kind}'", sa.Interval())
    before = _span_of(kind, tuple(day - ONE for day in days))
    return tuple(sa.cast(day + length, sa.Date()) for day in before)


class Kept(Readable):
    """The sums that a client reads; staff read others, which know less of whom they are of and are fewer."""

    # Statements that are alike need the same, and so are given the same sums.
    inherit_cache = True

    def __init__(self, for_clients: Table, for_staff: Table) -> None:
        super().__init__(for_clients)
        self.for_staff = for_staff.fullname


@compiles(Kept)
def _named(kept: Kept, compiler: SQLCompiler, **_: Any) -> str:
    return kept.for_staff if isinstance(compiler.dialect, StaffDialect) else kept.fullname
