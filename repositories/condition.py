"""Conditions on rows: what a filter means, without GraphQL and without SQL text."""

import operator as operators
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Table
from sqlalchemy.dialects.postgresql import JSONB

from models import columns
from models.base import soft_deletes
from repositories.later import then
from repositories.relations import Relation
from repositories.visible import visible


class Operator(StrEnum):
    """How a column is compared with a value."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IS_NULL = "is_null"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    OVERLAPS = "overlaps"


class Quantifier(StrEnum):
    """How many related rows must satisfy a condition."""

    SOME = "some"
    NONE = "none"
    EVERY = "every"


@dataclass(frozen=True)
class Condition:
    """A condition on a row."""


@dataclass(frozen=True)
class Comparison(Condition):
    """A column compared with a value."""

    column: str
    operator: Operator
    value: object


@dataclass(frozen=True)
class All(Condition):
    """Every part holds; with no parts, every row."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Any_(Condition):
    """At least one part holds; with no parts, no row."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Not(Condition):
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True)
class Related(Condition):
    """Some, none or every row at the end of a relation satisfies a condition."""

    relation: Relation
    quantifier: Quantifier
    condition: Condition


EVERY_ROW = All()
NOW = sa.func.quintet.clock(type_=sa.DateTime(timezone=True))
RANK = "_rank"
COMPARISONS: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQ: operators.eq,
    Operator.NE: lambda column, value: column.is_distinct_from(value),
    Operator.GT: operators.gt,
    Operator.GTE: operators.ge,
    Operator.LT: operators.lt,
    Operator.LTE: operators.le,
}


def live(source: FromClause, table: Table) -> ColumnElement[bool] | None:
    """The rows that are not deleted softly."""
    return source.c.deleted_at.is_(None) if soft_deletes(table) else None


def value_of(source: FromClause, table: Table, name: str) -> ColumnElement[Any]:
    """A column as readers see it: NULL shows as its fallback, and what time has changed as it is now."""
    column: ColumnElement[Any] = source.c[name]
    if name == RANK:
        return column
    declared = table.columns[name]
    facts = columns.facts_of(declared)
    if facts.lapse is not None:
        column = _lapsing(column, facts.lapse, source)
    if facts.fallback is None or not declared.nullable:
        return column
    default = declared.server_default
    assert isinstance(default, sa.DefaultClause)
    return sa.func.coalesce(column, sa.cast(default.arg, declared.type), type_=declared.type)


def _lapsing(column: ColumnElement[Any], lapse: columns.Lapse, source: FromClause) -> ColumnElement[Any]:
    lapsed = source.c[lapse.at] <= NOW
    if lapse.of is not None:
        lapsed = sa.and_(column == sa.literal_column(f"'{lapse.of}'"), lapsed)
    value = sa.literal_column("NULL" if lapse.value is None else f"'{lapse.value}'", column.type)
    return sa.case((lapsed, value), else_=column)


def type_of(table: Table, name: str) -> "sa.types.TypeEngine[Any]":
    """The type of a column, or of the rank that a search gives each row."""
    return sa.Double() if name == RANK else table.columns[name].type


def tables_in(condition: Condition) -> Iterator[Table]:
    """The tables whose rows a condition looks at, beside the one it is on."""
    match condition:
        case All(parts) | Any_(parts):
            for part in parts:
                yield from tables_in(part)
        case Not(part):
            yield from tables_in(part)
        case Related(relation, _, part):
            yield relation.target
            yield from tables_in(part)


def columns_in(condition: Condition) -> Iterator[str]:
    """The columns of a row that a condition on it looks at."""
    match condition:
        case Comparison(column):
            yield column
        case All(parts) | Any_(parts):
            for part in parts:
                yield from columns_in(part)
        case Not(part):
            yield from columns_in(part)
        case Related(relation):
            yield relation.local.name


@dataclass(frozen=True)
class Bounds:
    """Between which values a column has to be: one comparison for each end, or none."""

    lower: Comparison | None = None
    upper: Comparison | None = None


def bounds_of(condition: Condition, column: str) -> Bounds | None:
    """All that a condition says of a column; None where that is something else than its bounds."""
    lower: list[Comparison] = []
    upper: list[Comparison] = []
    for part in _parts(condition):
        match part:
            case Comparison(name, Operator.GT | Operator.GTE) if name == column:
                lower.append(part)
            case Comparison(name, Operator.LT | Operator.LTE) if name == column:
                upper.append(part)
            case _ if column in columns_in(part):
                return None
    if len(lower) > 1 or len(upper) > 1:
        return None
    return Bounds(next(iter(lower), None), next(iter(upper), None))


def _parts(condition: Condition) -> Iterator[Condition]:
    """What all has to hold, each by itself."""
    if not isinstance(condition, All):
        yield condition
        return
    for part in condition.parts:
        yield from _parts(part)


def where(condition: Condition, source: FromClause, table: Table) -> ColumnElement[bool]:
    """The SQL of a condition on the rows of `source`, which are rows of `table`."""
    match condition:
        case Comparison(column, operator, value):
            return compare(value_of(source, table, column), _unlimited(table.columns[column].type), operator, value)
        case All(parts):
            return sa.and_(sa.true(), *(where(part, source, table) for part in parts))
        case Any_(parts):
            return sa.or_(sa.false(), *(where(part, source, table) for part in parts))
        case Not(part):
            return sa.not_(sa.func.coalesce(where(part, source, table), sa.false()))
        case Related(relation, quantifier, part):
            return _related(relation, quantifier, part, source)
    raise NotImplementedError(type(condition).__name__)


def _unlimited(kind: "sa.types.TypeEngine[Any]") -> "sa.types.TypeEngine[Any]":
    """The type of values to compare with: a cast to the column's own length or scale would cut them."""
    if isinstance(kind, sa.Numeric):
        return sa.Numeric()
    return sa.Text() if isinstance(kind, sa.String) else kind


def compare(
    column: ColumnElement[Any], kind: "sa.types.TypeEngine[Any]", operator: Operator, value: object
) -> ColumnElement[bool]:
    """One comparison; values are always bound, never written into the SQL."""
    if operator is Operator.IS_NULL:
        return column.is_(None) == _bound(then(value, bool), sa.Boolean())
    if operator is Operator.IN:
        return column == sa.any_(_bound(then(value, list), sa.ARRAY(kind)))
    if operator is Operator.OVERLAPS:
        return column.bool_op("&&")(_bound(value, kind))
    if operator is Operator.CONTAINS and isinstance(kind, sa.ARRAY | JSONB):
        return column.bool_op("@>")(_bound(value, kind))
    if operator is Operator.CONTAINS:
        # In a subquery of its own it is made small once, not for every row.
        sought = sa.select(sa.func.lower(_bound(value, sa.Text()))).scalar_subquery()
        return sa.func.strpos(sa.func.lower(column), sought) > sa.literal_column("0")
    if operator is Operator.STARTS_WITH:
        return sa.func.starts_with(column, _bound(value, sa.Text()))
    compared: ColumnElement[bool] = COMPARISONS[operator](column, _bound(value, kind))
    return compared


def _bound(value: object, kind: "sa.types.TypeEngine[Any]") -> sa.BindParameter[Any]:
    return sa.bindparam(None, value, kind, unique=True)


def _related(
    relation: Relation, quantifier: Quantifier, condition: Condition, source: FromClause
) -> ColumnElement[bool]:
    target = visible(relation.target)
    joined = target.c[relation.remote.name] == source.c[relation.local.name]
    rows: sa.Select[Any] = sa.select(sa.literal_column("1")).where(joined)
    alive = live(target, relation.target)
    if alive is not None:
        rows = rows.where(alive)
    part = where(condition, target, relation.target)
    match quantifier:
        case Quantifier.SOME:
            return sa.exists(rows.where(part).correlate(source))
        case Quantifier.NONE:
            return ~sa.exists(rows.where(part).correlate(source))
        case Quantifier.EVERY:
            return ~sa.exists(rows.where(sa.not_(sa.func.coalesce(part, sa.false()))).correlate(source))
