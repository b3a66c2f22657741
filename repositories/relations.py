"""Relations between tables, derived from their foreign keys in both directions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ForeignKey, Table

from models.access import AllOf, Command, Owned, Through, Where
from models.base import facts_of
from models.catalog import PRODUCTS
from models.columns import facts_of as column_facts


class Kind(Enum):
    """How many rows a relation leads to, and which side has the key."""

    TO_ONE = auto()
    TO_MANY = auto()
    ONE_BACK = auto()
    NEWEST = auto()


@dataclass(frozen=True, eq=False)
class Relation:
    """From a row of `local.table` to the rows of `remote.table` whose `remote` equals its `local`."""

    name: str
    kind: Kind
    local: Column[Any]
    remote: Column[Any]

    @property
    def source(self) -> Table:
        """The table the relation starts at."""
        return self.local.table

    @property
    def target(self) -> Table:
        """The table the relation leads to."""
        return self.remote.table

    @property
    def required(self) -> bool:
        """Whether there is always a row at the other end: whoever sees this row sees that one."""
        return self.kind is Kind.TO_ONE and not self.local.nullable and _guaranteed(self.local)


def relations(table: Table) -> Mapping[str, Relation]:
    """The relations that start at a table, by name."""
    return _all().get(table, {})


@lru_cache(maxsize=1)
def _all() -> dict[Table, dict[str, Relation]]:
    found: dict[Table, dict[str, Relation]] = {}
    for product in PRODUCTS:
        for table in product.graph_tables:
            for relation in _from_keys(table):
                names = found.setdefault(relation.source, {})
                if relation.name in names or relation.name in relation.source.columns:
                    raise ValueError(f"{relation.source.fullname} has two fields called {relation.name}")
                names[relation.name] = relation
    return found


def _from_keys(table: Table) -> Iterator[Relation]:
    for column in table.columns:
        facts = column_facts(column)
        for key in column.foreign_keys:
            if _binds_only(key) or not facts_of(key.column.table).in_graph:
                continue
            yield Relation(facts.relation or column.name.removesuffix("_id"), Kind.TO_ONE, column, key.column)
            unique = _is_unique(column)
            default = facts_of(table).singular if unique else table.name
            yield Relation(facts.inverse or default, Kind.ONE_BACK if unique else Kind.TO_MANY, key.column, column)
            if facts.newest:
                yield Relation(facts.newest, Kind.NEWEST, key.column, column)


def _binds_only(key: ForeignKey) -> bool:
    """Whether a key ties rows together beside another key of its column, which is the relation."""
    return key.constraint is not None and key.constraint.info.get("relation") is False


def _guaranteed(column: Column[Any]) -> bool:
    """Whether the access rule lets nobody see a row without what this key refers to."""
    (target,) = (key.column.table for key in column.foreign_keys if not _binds_only(key))
    if facts_of(target).access.rule(Command.SELECT) == Where("true"):
        return True
    rule = facts_of(column.table).access.rule(Command.SELECT)
    parts = rule.rules if isinstance(rule, AllOf) else (rule,)
    return any(isinstance(part, Owned | Through) and part.column == column.name for part in parts)


def _is_unique(column: Column[Any]) -> bool:
    """Whether at most one live row has a value: a unique index on just this column, of live rows at least."""
    uniques = (index.columns for index in column.table.indexes if index.unique)
    keys = (column.table.primary_key.columns, *uniques)
    return bool(column.unique) or any([item.name for item in key] == [column.name] for key in keys)
