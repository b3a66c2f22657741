"""A table as lines of text, one for each column, key, index and hypertable: as it should be, and as it is."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.contract.catalog import Catalog
from tests.contract.decisions import DEFAULTS, NULLABLE
from tests.contract.deviations import (
    ADDED_COLUMNS,
    ADDED_HYPERTABLES,
    ADDED_INDEXES,
    ADDED_KEYS,
    ADDED_UNIQUE_INDEXES,
    CHANGED_INDEXES,
    CHANGED_KEYS,
    CHUNKS,
    LEFT_OUT_COLUMNS,
    SET_NULL_INSTEAD_OF_NO_ACTION,
    Names,
)

INVENTORY: dict[str, Any] = json.loads(Path(__file__).with_name("inventory.json").read_text())
"""What the documents say: by product, its tables, relationships, functions, triggers and policies."""
TABLES: dict[str, Any] = {
    f"{schema}.{table}": facts for schema, product in INVENTORY.items() for table, facts in product["tables"].items()
}
COLUMNS: dict[str, Any] = {
    f"{table}.{name}": column for table, facts in TABLES.items() for name, column in facts["columns"].items()
}

_INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (\S+) ON (\S+) USING (.*)")


def listed(names: Names) -> set[str]:
    """What is listed under any obligation."""
    return set().union(*names.values())


def merged(by_obligation: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What is defined under any obligation."""
    return {name: value for part in by_obligation.values() for name, value in part.items()}


def as_documented(table: str) -> set[str]:
    """A table with its listed deviations; of columns and indexes that no document has, the names alone."""
    return {
        *(_column(table, name) for name in TABLES[table]["columns"] if _is_stored(table, name)),
        *(f"column {name}" for name in _of_table(table, listed(ADDED_COLUMNS))),
        *_keys(table),
        *_indexes(table),
        *_hypertable(table),
    }


def as_found(catalog: Catalog, table: str) -> set[str]:
    """A table of a database."""
    added = {f"column {name}" for name in _of_table(table, listed(ADDED_COLUMNS))}
    added |= {f"index {name}" for name in _of_table(table, listed(ADDED_INDEXES))}
    every = {*_found_columns(catalog, table), *found_keys(catalog, table), *_found_indexes(catalog, table)}
    every |= {
        f"hypertable by {time} in chunks of {re.sub('^.* (?=[0-9]+ days?$)', '', definition)}"
        for time, definition in _entries(catalog, "hypertable", table)
    }
    return {line.partition(":")[0] if line.partition(":")[0] in added else line for line in every}


def found_keys(catalog: Catalog, table: str) -> set[str]:
    """The primary, unique and foreign keys of a table."""
    definitions = {plain(definition) for _, definition in _entries(catalog, "constraint", table)}
    return {text for text in definitions if text.startswith(("PRIMARY KEY", "UNIQUE", "FOREIGN KEY"))}


def added_keys(table: str) -> set[str]:
    """The keys of a table that no document has."""
    return set().union(*(part.get(table, set()) for part in ADDED_KEYS.values()))


def plain(sql: str) -> str:
    """SQL without what PostgreSQL adds to it: casts and double quotes."""
    return re.sub(r"::[a-z][a-z ]*[a-z](\[\])?", "", sql).replace('"', "")


def _default(sql: str) -> str:
    """A default that reads alike whoever wrote it."""
    text = plain(sql).replace("NOW()", "CURRENT_TIMESTAMP").replace("quintet.clock()", "CURRENT_TIMESTAMP")
    text = text.replace(", ", ",")
    return text.lower() if text in ("TRUE", "FALSE") else re.sub(r"^([0-9]+)\.0+$", r"\1", text)


def _of_table(table: str, names: set[str]) -> set[str]:
    return {name.removeprefix(f"{table}.") for name in names if name.startswith(f"{table}.")}


def _is_stored(table: str, name: str) -> bool:
    return f"{table}.{name}" not in listed(LEFT_OUT_COLUMNS)


def _column(table: str, name: str) -> str:
    column, full_name = TABLES[table]["columns"][name], f"{table}.{name}"
    text = f"column {name}: {column['type']}"
    if not column.get("nullable", full_name in listed(NULLABLE)):
        text += " NOT NULL"
    if column.get("generated"):
        return f"{text} GENERATED"
    default = f"nextval('{table}_{name}_seq')" if column.get("serial") else column.get("default")
    decided = [sql for part in DEFAULTS.values() for sql, names in part.items() if full_name in names]
    default = decided[0] if decided else default or column.get("recommended_default")
    return f"{text} DEFAULT {_default(default)}" if default else text


def _found_columns(catalog: Catalog, table: str) -> Iterator[str]:
    for name, definition in _entries(catalog, "column", table):
        text, is_default, default = definition.partition(" DEFAULT ")
        if is_default and definition.endswith(" s"):
            yield f"column {name}: {text} GENERATED"
        else:
            yield f"column {name}: {text}" + (f" DEFAULT {_default(default)}" if is_default else "")


def _keys(table: str) -> set[str]:
    columns = TABLES[table]["columns"]
    unique = [*TABLES[table].get("unique", []), *([name] for name in columns if columns[name].get("unique"))]
    lines = {f"PRIMARY KEY ({', '.join(name for name in columns if columns[name].get('pk'))})"}
    lines |= {f"UNIQUE ({', '.join(names)})" for names in unique}
    lines |= {_foreign_key(table, name) for name in columns if "fk" in columns[name]}
    for documented, changed in (part[table] for part in CHANGED_KEYS.values() if table in part):
        lines = lines - {documented} | {changed}
    return lines | added_keys(table)


def _foreign_key(table: str, name: str) -> str:
    column = TABLES[table]["columns"][name]
    target, _, key = f"{table.partition('.')[0]}.{column['fk']}".rpartition(".")
    rule = column.get("on_delete", column.get("recommended_on_delete"))
    if f"{table}.{name}" in listed(SET_NULL_INSTEAD_OF_NO_ACTION):
        rule = "SET NULL"
    text = f"FOREIGN KEY ({name}) REFERENCES {target}({key})"
    return text if rule == "NO ACTION" else f"{text} ON DELETE {rule}"


def _indexes(table: str) -> Iterator[str]:
    changed = merged(CHANGED_INDEXES)
    for name, text in TABLES[table].get("indexes", {}).items():
        yield f"index {name}: {changed.get(f'{table}.{name}', text)}"
    for name in _of_table(table, listed(ADDED_INDEXES)):
        yield f"index {name}"
    unique = merged(ADDED_UNIQUE_INDEXES)
    for name in _of_table(table, set(unique)):
        yield f"index {name}: UNIQUE {unique[f'{table}.{name}']}"


def _found_indexes(catalog: Catalog, table: str) -> Iterator[str]:
    """The indexes that are no keys; where a document names none, those that are unique."""
    schema = table.partition(".")[0]
    names_indexes = any("indexes" in facts for facts in INVENTORY[schema]["tables"].values())
    for name, definition in _entries(catalog, "index", schema):
        parts = _INDEX.fullmatch(definition)
        assert parts is not None
        unique, _, of_table, text = parts.groups(default="")
        is_key = f"constraint {table}.{name}" in catalog
        if of_table == table and not is_key and (unique or names_indexes):
            method, where, condition = plain(text).partition(" WHERE ")
            yield f"index {name}: {unique}{method}{where}{re.sub('[()]', '', condition)}"


def _hypertable(table: str) -> Iterator[str]:
    time = TABLES[table].get("hypertable", merged(ADDED_HYPERTABLES).get(table))
    if time is not None:
        yield f"hypertable by {time} in chunks of {merged(CHUNKS)[table]}"


def _entries(catalog: Catalog, kind: str, owner: str) -> Iterator[tuple[str, str]]:
    """The entries of a kind that belong to a table or schema, by their own names."""
    for name, definition in catalog.items():
        if name.startswith(f"{kind} {owner}."):
            yield name.removeprefix(f"{kind} {owner}."), definition
