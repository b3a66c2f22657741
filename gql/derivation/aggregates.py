"""Aggregates and groups: which columns they are made of, and their types, derived from a table's columns."""

from dataclasses import replace
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy import Column, Table
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.derivation import pieces
from gql.derivation.columns import graph_type, nullable, shown
from gql.derivation.filters import input_type, optional_field
from gql.derivation.names import field_name, type_name
from gql.derivation.scalars import scalar_of
from models.columns import ColumnFacts, facts_of
from repositories.aggregate import MEAN_DECIMALS, Function, GroupOrder, Measure, Part, outcome
from repositories.bucket import Unit

MAX_KEYS = 3
DEFAULT_GROUPS = 100
MAX_GROUPS = 1_000
# A text that is longer is no name of a kind.
MAX_KEY_LENGTH = 100
NUMBERS = (sa.Integer, sa.Numeric, sa.Double)
MOMENTS = (sa.DateTime, sa.Date)

ORDER = strawberry.enum(
    GroupOrder,
    name="GroupOrder",
    description="Orderings of groups. KEY is by what they are grouped by, as given; COUNT_DESC is the largest first.",
)
UNIT = strawberry.enum(
    Unit, name="BucketUnit", description="How long a bucket of time is; a WEEK begins on Monday (ISO 8601)."
)


def numbers(table: Table) -> list["Column[Any]"]:
    """The columns that can be added up: numbers that are no names of rows."""
    return [
        column
        for column in shown(table)
        if isinstance(column.type, NUMBERS) and not column.primary_key and not column.foreign_keys
    ]


def extremes(table: Table) -> list["Column[Any]"]:
    """The columns that have a smallest and a largest value worth knowing: numbers and times."""
    added = numbers(table)
    return [column for column in shown(table) if column in added or isinstance(column.type, MOMENTS)]


def times(table: Table) -> list["Column[Any]"]:
    """The columns whose values lie in buckets of time."""
    return [column for column in shown(table) if isinstance(column.type, MOMENTS)]


def kinds(table: Table) -> list["Column[Any]"]:
    """The columns whose values rows can be grouped by: many rows may have the same one."""
    return [column for column in shown(table) if _is_shared(column) and _is_a_kind(column)]


def _is_shared(column: "Column[Any]") -> bool:
    is_alone = column.primary_key and len(column.table.primary_key) == 1
    return not (is_alone or column.unique) and (bool(column.foreign_keys) or not _is_number_of_a_row(column))


def _is_number_of_a_row(column: "Column[Any]") -> bool:
    return column.primary_key and isinstance(column.type, sa.Uuid)


def _is_a_kind(column: "Column[Any]") -> bool:
    if facts_of(column).choices is not None:
        return True
    match column.type:
        case sa.BigInteger():
            return False
        case sa.String(length=length):
            return length is not None and length <= MAX_KEY_LENGTH
        case sa.Uuid() | sa.Boolean() | sa.Integer():
            return True
    return False


def measured(table: Table, measure: Measure) -> "Column[Any]":
    """A measure as the column that it is in the SELECT."""
    if not measure.column:
        facts = ColumnFacts("Number of rows.")
        return sa.Column(measure.label, outcome(measure, table), nullable=False, info={"facts": facts})
    facts = replace(facts_of(table.columns[measure.column]), fallback=None)
    return sa.Column(measure.label, outcome(measure, table), nullable=True, info={"facts": facts})


def key_column(table: Table, part: Part) -> "Column[Any]":
    """What rows are grouped by as the column that it is in the SELECT."""
    column = table.columns[part.column]
    kind = sa.DateTime(timezone=True) if part.bucket and isinstance(column.type, sa.DateTime) else column.type
    facts = replace(facts_of(column), fallback=None)
    return sa.Column(part.label, kind, nullable=nullable(column), info={"facts": facts})


def aggregate_fields(table: Table) -> dict[str, StrawberryField]:
    """The fields of a connection that compute something over all rows of its list."""
    described = "Numbers over all rows of the list, whatever the page."
    fields = {"aggregates": pieces.field_of(_aggregates_type(table), "aggregates", described)}
    if kinds(table) or times(table):
        group: Any = _group_type(table)
        described = "All rows of the list in groups, whatever the page, with numbers over each group."
        fields["groups"] = pieces.field_of(list[group], "groups", described, _group_arguments(table))
    return fields


def _group_arguments(table: Table) -> list[StrawberryArgument]:
    by: Any = _group_by_input(table)
    order: Any = ORDER
    many = f"How many groups at most: 1 to {MAX_GROUPS}."
    return [
        pieces.argument("by", list[by], f"What the rows of a group have in common; 1 to {MAX_KEYS}."),
        pieces.argument("order_by", order | None, "In what order.", default=GroupOrder.KEY_ASC),
        pieces.argument("first", int | None, many, default=DEFAULT_GROUPS),
    ]


@cache
def _aggregates_type(table: Table) -> type:
    name = f"{type_name(table)}Aggregates"
    return pieces.object_type(
        pieces.empty_class(name), name, f"Numbers over a list of {type_name(table)}.", _over(table)
    )


@cache
def _group_type(table: Table) -> type:
    name = f"{type_name(table)}Group"
    key = pieces.field_of(_key_type(table), "key", "What the rows of the group have in common.")
    described = f"A group of {type_name(table)}, and numbers over it."
    return pieces.object_type(pieces.empty_class(name), name, described, {"key": key, **_over(table)})


def _over(table: Table) -> dict[str, StrawberryField]:
    """The fields with numbers over some rows of a table."""
    fields = {"count": pieces.field_of(int, "count", "Number of rows.")}
    for function, described in (
        (Function.SUM, "Sums; null where there are no values."),
        (Function.AVG, f"Averages, rounded to {MEAN_DECIMALS} decimals; null where there are no values."),
        (Function.MIN, "The smallest and earliest values; null where there are none."),
        (Function.MAX, "The largest and latest values; null where there are none."),
    ):
        kind = _measures_type(table, function)
        if kind is not None:
            fields[function.value] = pieces.field_of(kind, function.value, described)
    return fields


def _measures_type(table: Table, function: Function) -> type | None:
    """The type of one function's values; both ends of a column's values have the same."""
    if function in (Function.MIN, Function.MAX):
        return _columns_type(table, Function.MIN, "Extremes", tuple(extremes(table)))
    suffix = "Sums" if function is Function.SUM else "Averages"
    return _columns_type(table, function, suffix, tuple(numbers(table)))


@cache
def _columns_type(table: Table, function: Function, suffix: str, columns: "tuple[Column[Any], ...]") -> type | None:
    if not columns:
        return None
    name = f"{type_name(table)}{suffix}"
    fields = {}
    for column in columns:
        kind: Any = scalar_of(outcome(Measure(function, column.name), table))
        fields[column.name] = pieces.field_of(kind | None, column.name, facts_of(column).description)
    return pieces.object_type(pieces.empty_class(name), name, f"{suffix} of {type_name(table)}, by column.", fields)


@cache
def _key_type(table: Table) -> type:
    name = f"{type_name(table)}GroupKey"
    fields = {}
    for column in (*kinds(table), *times(table)):
        kind: Any = graph_type(column)
        described = facts_of(column).description
        if isinstance(column.type, MOMENTS):
            described = f"Where the bucket of {field_name(column.name)} begins."
        fields[column.name] = pieces.field_of(kind | None, column.name, described)
    described = "What the rows of a group have in common; null is what they are not grouped by."
    return pieces.object_type(pieces.empty_class(name), name, described, fields)


@cache
def _group_by_input(table: Table) -> type:
    name = f"{type_name(table)}GroupBy"
    fields = {}
    if kinds(table):
        column: Any = _column_enum(table, "GroupColumn", tuple(kinds(table)))
        fields["column"] = optional_field(column | None, "column", "The value of a column.")
    if times(table):
        bucket: Any = _bucket_input(table)
        fields["bucket"] = optional_field(
            bucket | None, "bucket", "The bucket of time that a column's value lies in."
        )
    described = f"What a group of {type_name(table)} has in common: one of these."
    return input_type(name, described, fields, one_of=True)


@cache
def _bucket_input(table: Table) -> type:
    column: Any = _column_enum(table, "GroupTime", tuple(times(table)))
    unit: Any = UNIT
    zone = "Whose days and hours: a name of the IANA such as Africa/Cairo, UTC if left out. A Date has none."
    fill = "Whether empty buckets between the first and the last come, too, for each of the other things in common."
    fields = {
        "column": optional_field(column, "column", "Whose values."),
        "unit": optional_field(unit, "unit", "How long a bucket is."),
        "time_zone": optional_field(str | None, "time_zone", zone),
        "fill": optional_field(bool | None, "fill", fill),
    }
    return input_type(f"{type_name(table)}GroupBucket", "Buckets of time.", fields)


def _column_enum(table: Table, suffix: str, columns: "tuple[Column[Any], ...]") -> type[Enum]:
    members = {
        column.name.upper(): strawberry.enum_value(column.name, description=facts_of(column).description)
        for column in columns
    }
    name = f"{type_name(table)}{suffix}"
    made: type[Enum] = Enum(name, members)  # type: ignore[misc]
    return strawberry.enum(made, name=name, description=f"Columns that groups of {type_name(table)} are made by.")
