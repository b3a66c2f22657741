"""Filters: one input type per table, and what a filter that a client sent means."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlalchemy import Column, Table
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField

from gql.derivation.columns import graph_type, shown
from gql.derivation.names import field_name, type_name
from gql.derivation.scalars import JSON, BigInt, GeoPoint, Inet, scalar_of
from gql.derivation.switches import as_stored
from models.columns import facts_of
from repositories.condition import (
    EVERY_ROW,
    All,
    Any_,
    Comparison,
    Condition,
    Not,
    Operator,
    Quantifier,
    Related,
)
from repositories.errors import BadInputError
from repositories.later import fix, then
from repositories.relations import Kind, Relation, relations

MAX_LIST = 100
MAX_CONDITIONS = 50

EQUALITY = (Operator.EQ, Operator.NE, Operator.IN, Operator.IS_NULL)
ORDERED = (*EQUALITY, Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)
TEXT = (*ORDERED, Operator.CONTAINS, Operator.STARTS_WITH)
OPERATORS: Mapping[object, tuple[Operator, ...]] = {
    UUID: EQUALITY,
    bool: (Operator.EQ, Operator.NE, Operator.IS_NULL),
    JSON: (Operator.CONTAINS, Operator.IS_NULL),
    list[str]: (Operator.CONTAINS, Operator.OVERLAPS, Operator.IS_NULL),
    GeoPoint: (Operator.IS_NULL,),
    Inet: EQUALITY,
    str: TEXT,
    int: ORDERED,
    float: ORDERED,
    BigInt: ORDERED,
    Decimal: ORDERED,
    dt.datetime: ORDERED,
    dt.date: ORDERED,
}
NAMES: Mapping[object, str] = {
    UUID: "UUID",
    bool: "Boolean",
    JSON: "JSON",
    list[str]: "StringList",
    GeoPoint: "GeoPoint",
    Inet: "INET",
    str: "String",
    int: "Int",
    float: "Float",
    BigInt: "BigInt",
    Decimal: "Decimal",
    dt.datetime: "DateTime",
    dt.date: "Date",
}
# What an operator means for values that are no single ones.
OF_MANY: Mapping[tuple[object, Operator], str] = {
    (JSON, Operator.CONTAINS): "Contains this: all of an object's members, all of an array's elements.",
    (list[str], Operator.CONTAINS): f"Has all of these, at most {MAX_LIST}.",
}
MEANINGS: Mapping[Operator, str] = {
    Operator.EQ: "Equal to.",
    Operator.NE: "Not equal to; null counts as different.",
    Operator.IN: f"One of these, at most {MAX_LIST}.",
    Operator.GT: "Greater than.",
    Operator.GTE: "Greater than or equal to.",
    Operator.LT: "Less than.",
    Operator.LTE: "Less than or equal to.",
    Operator.IS_NULL: "Whether there is no value.",
    Operator.CONTAINS: "Contains this text, upper or lower case.",
    Operator.OVERLAPS: f"Has at least one of these, at most {MAX_LIST}.",
    Operator.STARTS_WITH: "Starts with exactly this text.",
}


def optional_field(annotation: object, name: str, description: str) -> StrawberryField:
    """An optional field of an input type."""
    return StrawberryField(
        python_name=name,
        graphql_name=field_name(name),
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        default=strawberry.UNSET,
    )


def input_type(name: str, description: str, fields: Mapping[str, StrawberryField], *, one_of: bool = False) -> type:
    """An input type made of fields, of which just one is given where it is `one_of`."""
    made = type(name, (), {"__module__": __name__, "__annotations__": {}})
    return fill(made, name, description, fields, one_of=one_of)


def fill(
    made: type, name: str, description: str, fields: Mapping[str, StrawberryField], *, one_of: bool = False
) -> type:
    """Give an empty class its fields and make it an input type."""
    for python_name, field in fields.items():
        setattr(made, python_name, field)
        assert field.type_annotation is not None
        made.__annotations__[python_name] = field.type_annotation.annotation
    return strawberry.input(made, name=name, description=description, one_of=one_of)


@cache
def scalar_filter(kind: Any) -> type:
    """The filter of a scalar or an enum: `StringFilter { eq ne in … }`."""
    choices = isinstance(kind, type) and issubclass(kind, Enum)
    name = kind.__strawberry_definition__.name if choices else NAMES[kind]
    fields = {}
    for operator in EQUALITY if choices else OPERATORS[kind]:
        annotation: object = kind | None
        if operator is Operator.IN:
            annotation = list[kind] | None
        elif operator is Operator.IS_NULL:
            annotation = bool | None
        python_name = "in_" if operator is Operator.IN else operator.value
        meaning = OF_MANY.get((kind, operator)) or MEANINGS[operator]
        field = optional_field(annotation, python_name, meaning)
        field.graphql_name = field_name(operator.value)
        fields[python_name] = field
    return input_type(f"{name}Filter", f"Conditions on a {name}; all that are given must hold.", fields)


@cache
def filter_class(table: Table) -> type:
    """The empty class of a table's filter; filters refer to each other, so classes come before fields."""
    return type(f"{type_name(table)}Filter", (), {"__module__": __name__, "__annotations__": {}})


@cache
def list_filter_class(table: Table) -> type:
    """The empty class of the filter on a list of related rows."""
    return type(f"{type_name(table)}ListFilter", (), {"__module__": __name__, "__annotations__": {}})


def filterable(table: Table) -> list[Relation]:
    """The relations that a filter can follow: not those that pick one row out of a list."""
    return [relation for relation in relations(table).values() if relation.kind is not Kind.NEWEST]


def define_filters(table: Table) -> None:
    """Give the two filter types of a table their fields."""
    own = filter_class(table)
    fields = {column.name: _column_filter(column) for column in shown(table)}
    for relation in filterable(table):
        to_many = relation.kind is Kind.TO_MANY
        target = list_filter_class(relation.target) if to_many else filter_class(relation.target)
        fields[relation.name] = optional_field(target | None, relation.name, "Conditions on what belongs to it.")
    fields["and_"] = optional_field(list[own] | None, "and", "All of these hold.")  # type: ignore[valid-type]
    fields["or_"] = optional_field(list[own] | None, "or", "At least one of these holds.")  # type: ignore[valid-type]
    fields["not_"] = optional_field(own | None, "not", "This does not hold.")
    fill(own, own.__name__, f"Conditions on a {type_name(table)}; all that are given must hold.", fields)
    quantified = list_filter_class(table)
    fill(
        quantified,
        quantified.__name__,
        f"Conditions on a list of {type_name(table)}.",
        {q.value: optional_field(own | None, q.value, f"{q.value.capitalize()} of them.") for q in Quantifier},
    )


def _column_filter(column: "Column[Any]") -> StrawberryField:
    kind: Any = scalar_of(column.type) if facts_of(column).switches else graph_type(column)
    return optional_field(scalar_filter(kind) | None, column.name, f"Conditions on {field_name(column.name)}.")


class _Budget:
    """Counts the conditions of one filter, so that a variable cannot hold thousands of them."""

    def __init__(self) -> None:
        self.left = MAX_CONDITIONS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise BadInputError(f"A filter has at most {MAX_CONDITIONS} conditions.")


def read_filter(table: Table, sent: Mapping[str, Any] | None) -> Condition:
    """What a filter means; `sent` is the argument as graphql-core coerced it."""
    return EVERY_ROW if not sent else _read(table, sent, _Budget())


def _read(table: Table, sent: Mapping[str, Any], budget: _Budget) -> Condition:
    columns = {field_name(column.name): column for column in shown(table)}
    related = {field_name(relation.name): relation for relation in filterable(table)}
    parts: list[Condition] = []
    if not sent:
        budget.spend()
    for name, value in sent.items():
        budget.spend()
        if value is None:
            raise BadInputError(f"{name}: null is no condition; use isNull, or leave it out.")
        if name == "and":
            parts.append(All(tuple(_read(table, part, budget) for part in value)))
        elif name == "or":
            parts.append(Any_(tuple(_read(table, part, budget) for part in value)))
        elif name == "not":
            parts.append(Not(_read(table, value, budget)))
        elif name in related:
            relation = related[name]
            quantified = value if relation.kind is Kind.TO_MANY else {Quantifier.SOME.value: value}
            for quantifier, condition in quantified.items():
                if condition is None:
                    raise BadInputError(f"{name}.{quantifier}: null is no condition; leave it out.")
                part = _read(relation.target, condition, budget)
                parts.append(Related(relation, Quantifier(quantifier), part))
        else:
            parts.extend(_comparisons(columns[name], name, value, budget))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


_BY_NAME = {field_name(operator.value): operator for operator in Operator}


def _comparisons(column: "Column[Any]", name: str, sent: Mapping[str, Any], budget: _Budget) -> list[Condition]:
    found: list[Condition] = []
    for operator_name, value in sent.items():
        budget.spend()
        if value is None:
            raise BadInputError(f"{name}.{operator_name}: null is no value; use isNull, or leave it out.")
        operator = _BY_NAME[operator_name]
        if facts_of(column).switches and operator is Operator.CONTAINS:
            value = then(value, partial(as_stored, column))
        several = operator is not Operator.IS_NULL and (operator is Operator.IN or isinstance(column.type, sa.ARRAY))
        if several:
            # A statement that reads no rows never gets the list, which is refused all the same.
            fix(value, partial(_check_number, f"{name}.{operator_name}"))
        found.append(Comparison(column.name, operator, then(value, tuple) if several else value))
    return found


def _check_number(name: str, values: Sequence[object]) -> None:
    if len(values) > MAX_LIST:
        raise BadInputError(f"{name} has at most {MAX_LIST} values.")
