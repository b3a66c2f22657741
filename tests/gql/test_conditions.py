"""Conditions on every column of every table: each operator finds the rows that it should, and those only."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Column, Table

from gql.derivation.columns import graph_type, shown
from gql.derivation.filters import EQUALITY, OPERATORS
from gql.derivation.names import field_name, list_field, type_name
from gql.derivation.scalars import JSON, GeoPoint
from models.columns import facts_of
from repositories.condition import Operator
from tests.contract.rows import Values
from tests.gql import asking
from tests.gql.belongings import TABLES
from tests.gql.several import Several
from tests.served import Client

# A request has at most 50 aliases: two for each column.
AT_ONCE = 24
NONE, SOME = {"isNull": True}, {"isNull": False}
OF_EQUALS = (Operator.EQ, Operator.GTE, Operator.LTE, Operator.CONTAINS, Operator.STARTS_WITH)
OF_OTHERS = (Operator.NE, Operator.GT, Operator.LT)


def value_of(column: "Column[Any]", row: Values) -> Any:
    """A value as readers see it: some columns have one in place of NULL."""
    value = row[column.name]
    return facts_of(column).fallback if value is None else value


def conditions(column: "Column[Any]", value: Any) -> tuple[Any, Any]:
    """A condition of all operators that hold for a value, and one of all that hold for other values or for none."""
    kind: Any = graph_type(column)
    sent = asking.as_read(column.table, column.name, value)
    operators = EQUALITY if facts_of(column).choices else OPERATORS[kind]
    if kind in (JSON, GeoPoint, list[str]):
        many = {field_name(operator.value): sent for operator in operators if operator is not Operator.IS_NULL}
        return {**SOME, **many}, NONE
    equal = {field_name(operator.value): sent for operator in operators if operator in OF_EQUALS}
    others = [{field_name(operator.value): sent} for operator in operators if operator in OF_OTHERS]
    listed = {"in": [sent]} if Operator.IN in operators else {}
    name = field_name(column.name)
    return {**SOME, **equal, **listed}, [{name: other} for other in [*others, NONE]]


def holds(column: "Column[Any]", value: Any, row: Values) -> bool:
    """Whether the condition for a value holds for a row."""
    found = value_of(column, row)
    if isinstance(value, list) and found is not None:
        return set(map(str, value)) <= set(map(str, found))
    return bool(found is not None) if isinstance(value, dict) or facts_of(column).point else bool(found == value)


def asked(column: "Column[Any]", rows: list[Values]) -> Any:
    """A value of a column that some row has; an empty array has nothing in common with another."""
    return next((value for row in rows if (value := value_of(column, row)) not in (None, "", [])), None)


def groups(table: Table) -> "list[list[Column[Any]]]":
    """As many columns as fit into one request."""
    columns = list(shown(table))
    return [columns[start : start + AT_ONCE] for start in range(0, len(columns), AT_ONCE)]


@pytest.mark.parametrize("name", TABLES)
async def test_each_operator_of_each_column_finds_what_it_should(
    client: Client, several: Mapping[str, Several], name: str
) -> None:
    table, reader, rows = TABLES[name], several[name].reader, several[name].rows
    names = {asking.name_of(table, row): row for row in rows}
    for columns in groups(table):
        variables: dict[str, Any] = {}
        expected = {}
        for column in columns:
            value = asked(column, rows)
            field, mine = field_name(column.name), asking.among(table, rows)
            with_value = {key for key, row in names.items() if value is not None and holds(column, value, row)}
            without = {key for key, row in names.items() if value_of(column, row) is None}
            if value is None:
                variables |= {f"a_{field}": {"and": [mine, {field: SOME}]}, f"b_{field}": {"and": [mine, {field: NONE}]}}
            else:
                equal, other = conditions(column, value)
                several_ways = isinstance(other, list)
                others = {"or": other} if several_ways else {field: other}
                without = names.keys() - with_value if several_ways else without
                variables |= {f"a_{field}": {"and": [mine, {field: equal}]}, f"b_{field}": {"and": [mine, others]}}
            expected |= {f"a_{field}": with_value, f"b_{field}": without}
        data = await client.data(reader, document(table, list(variables)), **variables)
        found = {
            alias: {asking.name_of_node(table, node) for node in page["nodes"]}
            for alias, page in data[table.schema].items()
        }
        assert found == expected


def document(table: Table, names: list[str]) -> str:
    """A document with a list for each of these filters."""
    declared = ", ".join(f"${name}: {type_name(table)}Filter" for name in names)
    lists = " ".join(
        f"{name}: {list_field(table)}(filter: ${name}) {{ nodes {{ {asking.key(table)} }} }}" for name in names
    )
    return f"query({declared}) {{ {table.schema} {{ {lists} }} }}"
