"""Documents about any table, the variables for them, and keys of rows as clients read them."""

import base64
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import Column, Table

from gql.derivation.columns import graph_type, shown, writer
from gql.derivation.filters import NAMES
from gql.derivation.names import field_name, list_field, row_field, type_name
from gql.derivation.switches import stored_names
from models.columns import facts_of
from tests.contract.rows import Values

ONE_PAGE = {"hasNextPage": False, "hasPreviousPage": False}


def columns(table: Table) -> str:
    """A selection of every column of a table."""
    return " ".join(field_name(column.name) + _members(column) for column in shown(table))


def _members(column: "Column[Any]") -> str:
    """What is selected of a column that is an object."""
    names = ("latitude", "longitude") if facts_of(column).point else stored_names(column)
    return f" {{ {' '.join(names)} }}" if names else ""


def key(table: Table) -> str:
    """A selection of the columns of the key."""
    return " ".join(field_name(column.name) for column in table.primary_key)


def key_of(table: Table, row: Values) -> dict[str, object]:
    """The key of a row as clients read it and send it."""
    return {field_name(column.name): as_read(table, column.name, row[column.name]) for column in table.primary_key}


def name_of(table: Table, row: Values) -> tuple[object, ...]:
    """The key of a row as clients read it, to compare rows by."""
    return tuple(key_of(table, row).values())


def name_of_node(table: Table, node: Mapping[str, object]) -> tuple[object, ...]:
    """The key of a row that a client has read."""
    return tuple(node[field_name(column.name)] for column in table.primary_key)


def as_read(table: Table, column: str, value: object) -> object:
    """A value of a column as clients read it."""
    write = writer(table.columns[column])
    written = value if write is None or value is None else write(value)
    # A number that is written as it is.
    return value if isinstance(written, orjson.Fragment) else written


def absent(table: Table, row: Values) -> Values:
    """The key of a row that does not exist, although another one has the rest of its key."""
    first, *rest = table.primary_key
    choices = [member.value for member in facts_of(first).choices or () if member.value != row[first.name]]
    others: tuple[object, ...] = (uuid4(), 2**31 - 1, "features.nothing", dt.date(1999, 1, 1))
    another = next(value for value in (*choices, *others) if isinstance(row[first.name], type(value)))
    return {first.name: another, **{column.name: row[column.name] for column in rest}}


def parameters(table: Table) -> str:
    """The declaration of variables for a key."""
    return ", ".join(f"${field_name(column.name)}: {_kind(column)}!" for column in table.primary_key)


def _kind(column: "Column[Any]") -> str:
    kind: Any = graph_type(column)
    return str(NAMES[kind] if facts_of(column).choices is None else kind.__strawberry_definition__.name)


def arguments(table: Table) -> str:
    """The arguments of the field that gives one row, from these variables."""
    return ", ".join(f"{field_name(column.name)}: ${field_name(column.name)}" for column in table.primary_key)


def one(table: Table, selection: str) -> str:
    """A document that asks for one row by its key."""
    inner = f"{row_field(table)}({arguments(table)}) {{ {selection} }}"
    return f"query({parameters(table)}) {{ {table.schema} {{ {inner} }} }}"


def listing(table: Table, selection: str, arguments: str = "filter: $f, first: 100") -> str:
    """A document that asks for a list with a filter `$f`."""
    inner = f"{list_field(table)}({arguments}) {{ {selection} }}"
    return f"query($f: {type_name(table)}Filter) {{ {table.schema} {{ {inner} }} }}"


def page(table: Table) -> str:
    """What a page tells of the rows in it."""
    info = "pageInfo { hasNextPage hasPreviousPage }"
    return f"totalCount nodes {{ {key(table)} }} edges {{ node {{ {key(table)} }} }} {info}"


def ways(table: Table) -> str:
    """A document that asks for one row on every way that starts at the root."""
    return (
        f"query({parameters(table)}, $n: ID!, $f: {type_name(table)}Filter) {{"
        f" node(nodeId: $n) {{ __typename nodeId }} nodes(nodeIds: [$n]) {{ nodeId }} {table.schema} {{"
        f" row: {row_field(table)}({arguments(table)}) {{ {key(table)} nodeId }}"
        f" rows: {list_field(table)}(filter: $f, first: 100) {{ {page(table)} }} }} }}"
    )


def sent(table: Table, row: Values) -> dict[str, object]:
    """The variables of `ways`."""
    return {**key_of(table, row), "n": node_id(table, row), "f": among(table, [row])}


def there(table: Table, row: Values) -> dict[str, object]:
    """The answer to `ways` for who sees the row."""
    shown_key, number = key_of(table, row), node_id(table, row)
    rows = {"totalCount": 1, "nodes": [shown_key], "edges": [{"node": shown_key}], "pageInfo": ONE_PAGE}
    return {
        "node": {"__typename": type_name(table), "nodeId": number},
        "nodes": [{"nodeId": number}],
        str(table.schema): {"row": {**shown_key, "nodeId": number}, "rows": rows},
    }


def nowhere(table: Table) -> dict[str, object]:
    """The answer to `ways` for who does not see the row, or where there is none."""
    rows = {"totalCount": 0, "nodes": [], "edges": [], "pageInfo": ONE_PAGE}
    return {"node": None, "nodes": [None], str(table.schema): {"row": None, "rows": rows}}


def among(table: Table, rows: Iterable[Values]) -> dict[str, object]:
    """A filter that leaves these rows only."""
    first = next(iter(table.primary_key)).name
    return {field_name(first): {"in": [as_read(table, first, row[first]) for row in rows]}}


def node_id(table: Table, row: Values) -> str:
    """The global identifier of a row."""
    values = parts(table, row)
    return encoded(type_name(table), values[0] if len(values) == 1 else orjson.dumps(values).decode())


def parts(table: Table, row: Values) -> list[str]:
    """The parts of a key as they stand in a global identifier: as clients read them, but enums as they are stored."""
    columns = list(table.primary_key)
    stored = {column.name for column in columns if facts_of(column).choices is not None}
    return [str(row[c.name] if c.name in stored else as_read(table, c.name, row[c.name])) for c in columns]


def encoded(kind: str, name: object) -> str:
    """What a global identifier looks like."""
    return base64.b64encode(f"{kind}:{name}".encode()).decode()
