"""Conditions on every column of every table: each operator finds the rows that it should, and those only."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Column, Table

from gql.derivation.columns import graph_type, shown
from gql.derivation.filters import EQUALITY, OPERATORS
from gql.derivation.names import field_name, list_field, type_name
from gql.derivation.scalars import JSON, GeoPoint
from models.columns import facts_of
from repositories.condition import Operator
from tests.contract.rows import RowMaker, Values
from tests.gql import asking
from tests.gql.belongings import TABLES
from tests.gql.several import Several, as_is
from tests.served import Client

# A request has at most 50 aliases: two for each column.
AT_ONCE = 24
NONE, SOME = {"isNull": True}, {"isNull": False}
OF_EQUALS = (Operator.EQ, Operator.GTE, Operator.LTE, Operator.CONTAINS, Operator.STARTS_WITH)
OF_OTHERS = (Operator.NE, Operator.GT, Operator.LT)
Filter = dict[str, Any]
Holds = Callable[[Any], bool]


def conditions(column: "Column[Any]", values: list[Any]) -> Iterator[tuple[Filter, Holds]]:
    """Two conditions on a column and the values they hold for.

    One puts together all operators that hold for a value which a row has, one those that hold for other values.
    """
    kind: Any = JSON if facts_of(column).switches else graph_type(column)
    value = next((value for value in values if value is not None), None)
    sent = asking.as_read(column.table, column.name, value)
    operators = EQUALITY if facts_of(column).choices else OPERATORS[kind]
    name = field_name(column.name)
    if value is None or kind is GeoPoint:
        yield {name: SOME}, lambda found: found is not None
        yield {name: NONE}, lambda found: found is None
    elif kind in (JSON, list[str]):
        # Nothing overlaps an empty array.
        many = [o for o in operators if o is Operator.CONTAINS or (o is Operator.OVERLAPS and value)]
        yield {name: {**SOME, **{field_name(o.value): sent for o in many}}}, lambda found: contains(found, value)
        yield {name: NONE}, lambda found: found is None
    else:
        listed = {"in": [sent]} if Operator.IN in operators else {}
        equal = {field_name(o.value): sent for o in operators if o in OF_EQUALS}
        yield {name: {**SOME, **listed, **equal}}, lambda found: bool(found == value)
        others = [{name: {field_name(o.value): sent}} for o in operators if o in OF_OTHERS]
        yield {"or": [*others, {name: NONE}]}, lambda found: bool(found != value)


def contains(found: Any, value: Any) -> bool:
    """Whether an array has all elements of another one, an object all members of another one."""
    if isinstance(found, dict):
        return bool(value.items() <= found.items())
    return found is not None and all(element in found for element in value)


def as_shown(column: "Column[Any]", row: Values) -> Any:
    """A value as readers see it: some columns have one in place of NULL."""
    value = row[column.name]
    return facts_of(column).fallback if value is None else value


def groups(table: Table) -> "list[list[Column[Any]]]":
    """As many columns as fit into one request."""
    columns = list(shown(table))
    return [columns[start : start + AT_ONCE] for start in range(0, len(columns), AT_ONCE)]


@pytest.mark.parametrize("name", TABLES)
async def test_each_operator_of_each_column_finds_what_it_should(
    client: Client, maker: RowMaker, several: Mapping[str, Several], name: str
) -> None:
    table, reader = TABLES[name], several[name].reader
    rows = await as_is(maker, table, several[name].rows)
    mine = asking.among(table, rows)
    for columns in groups(table):
        variables, expected = {}, {}
        for column in columns:
            pairs = conditions(column, [as_shown(column, row) for row in rows])
            for letter, (condition, holds) in zip("ab", pairs, strict=True):
                alias = f"{letter}_{field_name(column.name)}"
                variables[alias] = {"and": [mine, condition]}
                expected[alias] = {asking.name_of(table, row) for row in rows if holds(as_shown(column, row))}
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
