"""Aggregates: numbers over all rows of a list, and over groups of them, as SELECTs that both lanes run."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, Table

from repositories.bucket import Bucket, Buckets
from repositories.condition import Condition, value_of
from repositories.keys import keys_at_hand
from repositories.later import then
from repositories.listing import PARENT
from repositories.relations import Relation
from repositories.rollup import Needs, is_of_sums, number_of_rows
from repositories.source import AtHand, related_scope, root_scope

MEAN_DECIMALS = 16
# Makes a division go on far beyond the digits that are kept, so that the last one of these is right.
ONE: ColumnElement[Any] = sa.literal_column(f"1.{'0' * 2 * MEAN_DECIMALS}", sa.Numeric())


class Function(StrEnum):
    """What is computed of many values."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True)
class Measure:
    """One number over many rows: a function of a column; without a column, of the rows."""

    function: Function
    column: str = ""

    @property
    def label(self) -> str:
        """What it is called in the SELECT."""
        return f"{self.function.value}_{self.column}" if self.column else self.function.value


COUNT = Measure(Function.COUNT)


@dataclass(frozen=True)
class Part:
    """What rows are grouped by: the value of a column, or the bucket of time that it lies in."""

    column: str
    bucket: Bucket | None = None

    @property
    def label(self) -> str:
        """What it is called in the SELECT."""
        return f"key_{self.column}"


class GroupOrder(Enum):
    """In what order groups come."""

    KEY_ASC = "key"
    KEY_DESC = "-key"
    COUNT_DESC = "-count"


@dataclass(frozen=True)
class Grouping:
    """By what rows are grouped, in what order the groups come, and how many of them at most."""

    by: tuple[Part, ...]
    order: GroupOrder
    limit: object

    @property
    def filled(self) -> Part | None:
        """The part whose empty buckets are wanted, too."""
        return next((part for part in self.by if part.bucket is not None and part.bucket.fill), None)


@dataclass(frozen=True, eq=False)
class Computation:
    """What is to be computed: some measures over all rows, or over each group of them."""

    measures: tuple[Measure, ...]
    grouping: Grouping | None = None


def outcome(measure: Measure, table: Table) -> "sa.types.TypeEngine[Any]":
    """The type of a measure: sums of whole numbers are of 64 bits, their averages are decimals."""
    if measure.function is Function.COUNT:
        return sa.Integer()
    kind = table.columns[measure.column].type
    if measure.function in (Function.MIN, Function.MAX) or isinstance(kind, sa.Double):
        return kind
    return sa.BigInteger() if isinstance(kind, sa.Integer) and measure.function is Function.SUM else sa.Numeric()


def root_computed(table: Table, condition: Condition, search: str | None, wanted: Computation) -> Select[Any]:
    """What is computed over the rows that the caller sees and that satisfy a condition."""
    return _computed(*root_scope(table, condition, search, needs=_needs(wanted)), table, wanted)


def related_computed(relation: Relation, condition: Condition, parent: AtHand, wanted: Computation) -> Select[Any]:
    """What is computed over the rows at the end of a relation of a row that is at hand."""
    return _computed(*related_scope(relation, condition, parent, _needs(wanted)), relation.target, wanted)


def computed_per_parent(
    relation: Relation, condition: Condition, keys: Sequence[object], wanted: Computation
) -> Select[Any]:
    """The same for each of many parents, given by the values of the relation's local column."""
    parents = keys_at_hand(relation, keys)
    found = related_computed(relation, condition, AtHand(parents.name), wanted).lateral("computed")
    rows = sa.select(parents.c[relation.local.name].label(PARENT), *found.c)
    rows = rows.select_from(parents.join(found, sa.true()))
    return rows.order_by(*_order(wanted.grouping, found)) if wanted.grouping else rows


def _needs(wanted: Computation) -> Needs:
    """What has to be known of rows to compute something of them."""
    parts = wanted.grouping.by if wanted.grouping else ()
    measured = {function: {m.column for m in wanted.measures if m.function is function} for function in Function}
    keys = {part.column for part in parts if part.bucket is None}
    return Needs(
        values=frozenset(keys | measured[Function.MIN] | measured[Function.MAX]),
        sums=frozenset(measured[Function.SUM] | measured[Function.AVG]),
        buckets=frozenset((part.column, part.bucket.unit) for part in parts if part.bucket),
    )


def _computed(source: FromClause, rows: Select[Any], table: Table, wanted: Computation) -> Select[Any]:
    """What is computed over `rows`, which has no columns yet and reads `source`."""
    grouping = wanted.grouping
    if grouping is None:
        return rows.add_columns(*_measured(wanted.measures or (COUNT,), source, table))
    buckets = {part: Buckets(part.bucket, table.columns[part.column].type) for part in grouping.by if part.bucket}
    by_count = (COUNT,) if grouping.order is GroupOrder.COUNT_DESC and COUNT not in wanted.measures else ()
    measures = (*wanted.measures, *by_count)
    keys = [_key(part, buckets, source, table).label(part.label) for part in grouping.by]
    labels: list[ColumnElement[Any]] = [sa.literal_column(part.label) for part in grouping.by]
    groups = rows.add_columns(*keys, *_measured(measures, source, table)).group_by(*labels)
    filled = grouping.filled
    found = _filled(groups, grouping, buckets[filled], measures) if filled else groups.subquery("found")
    return _in_order(found, grouping, buckets, measures)


def _in_order(
    found: FromClause, grouping: Grouping, buckets: dict[Part, Buckets], measures: Sequence[Measure]
) -> Select[Any]:
    """The first of the groups, and where their buckets begin."""
    shown = [
        (buckets[part].start(found.c[part.label]) if part in buckets else found.c[part.label]).label(part.label)
        for part in grouping.by
    ]
    return (
        sa.select(*shown, *(found.c[measure.label] for measure in measures))
        .order_by(*_order(grouping, found))
        .limit(_bound(grouping.limit))
    )


def _measured(measures: Sequence[Measure], source: FromClause, table: Table) -> list[ColumnElement[Any]]:
    return [_expression(measure, source, table).label(measure.label) for measure in measures]


def _expression(measure: Measure, source: FromClause, table: Table) -> ColumnElement[Any]:
    if measure.function is Function.COUNT:
        return number_of_rows(source)
    value, kind = value_of(source, table, measure.column), source.c[measure.column].type
    match measure.function:
        case Function.MIN:
            return sa.func.min(value)
        case Function.MAX:
            return sa.func.max(value)
        case Function.SUM:
            return _sum(value, kind)
    return _mean(value, kind, number_of_rows(source) if is_of_sums(source) else sa.func.count(value))


def _exact(value: ColumnElement[Any], kind: "sa.types.TypeEngine[Any]") -> ColumnElement[Any]:
    """A number as one whose sum does not depend on the order of the rows."""
    return sa.cast(sa.cast(value, sa.Text()), sa.Numeric()) if isinstance(kind, sa.Double) else value


def _sum(value: ColumnElement[Any], kind: "sa.types.TypeEngine[Any]") -> ColumnElement[Any]:
    total = sa.func.sum(_exact(value, kind))
    if isinstance(kind, sa.Double):
        return sa.cast(total, sa.Double())
    # Of 64-bit numbers PostgreSQL makes a sum without limit, which BigInt has.
    return sa.cast(total, sa.BigInteger()) if isinstance(kind, sa.BigInteger) else total


def _mean(
    value: ColumnElement[Any], kind: "sa.types.TypeEngine[Any]", count: ColumnElement[Any]
) -> ColumnElement[Any]:
    mean = sa.func.sum(_exact(value, kind)) * ONE / count
    if isinstance(kind, sa.Double):
        return sa.cast(mean, sa.Double())
    return sa.func.trim_scale(sa.func.round(mean, sa.literal_column(str(MEAN_DECIMALS))))


def _key(part: Part, buckets: dict[Part, Buckets], source: FromClause, table: Table) -> ColumnElement[Any]:
    value = value_of(source, table, part.column)
    return buckets[part].of(value) if part in buckets else value


def _order(grouping: Grouping, found: FromClause) -> list[ColumnElement[Any]]:
    keys = [found.c[part.label] for part in grouping.by]
    if grouping.order is GroupOrder.KEY_DESC:
        return [key.desc() for key in keys]
    first = [found.c[COUNT.label].desc()] if grouping.order is GroupOrder.COUNT_DESC else []
    return [*first, *(key.asc() for key in keys)]


def _bound(limit: object) -> "sa.BindParameter[Any]":
    return sa.bindparam("limit", limit, sa.BigInteger(), unique=True)


def _filled(groups: Select[Any], grouping: Grouping, buckets: Buckets, measures: Sequence[Measure]) -> FromClause:
    """The groups, and empty ones for the buckets between the first and the last.

    Only so many are made as can be among those that are wanted: they are the first in order, but for groups with
    rows, of which there can be as many.
    """
    part = grouping.filled
    assert part is not None
    found = groups.cte("found", nesting=True)
    most = _bound(then(grouping.limit, lambda limit: 2 * limit))
    descending = grouping.order is GroupOrder.KEY_DESC
    bucket = found.c[part.label]
    ends = sa.select(sa.func.min(bucket).label("first"), sa.func.max(bucket).label("last")).subquery("ends")
    between = buckets.between(ends.c.first, ends.c.last, most, descending=descending).subquery("series")
    others = [found.c[other.label] for other in grouping.by if other is not part]
    keys = {part.label: between.c.found}
    combinations: FromClause = between
    if others:
        in_order = [other.desc() if descending else other.asc() for other in others]
        beside = sa.select(*others).distinct().order_by(*in_order).limit(most).subquery("beside")
        keys |= {column.name: column for column in beside.c}
        combinations = between.join(beside, sa.true())
    nothing = [_nothing(measure, found).label(measure.label) for measure in measures]
    empty = sa.select(*(keys[key.label].label(key.label) for key in grouping.by), *nothing)
    rows = sa.union_all(sa.select(found), empty.select_from(combinations)).subquery("together")
    labels = [rows.c[key.label] for key in grouping.by]
    kept = (sa.func.max(rows.c[measure.label]).label(measure.label) for measure in measures)
    return sa.select(*labels, *kept).group_by(*labels).subquery("filled")


def _nothing(measure: Measure, found: FromClause) -> ColumnElement[Any]:
    """What a measure is of no rows."""
    if measure == COUNT:
        return sa.literal_column("0", sa.BigInteger())
    return sa.null()
