"""What derived fields are made of: a column, a relation, rows of a table, and which type has which of them."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from models.catalog import Product
from repositories.named import NamedQuery, NamedRow, ValueList
from repositories.relations import Relation


@dataclass(frozen=True)
class ColumnField:
    """A field that is a column."""

    column: str
    write: Callable[[Any], object] | None


@dataclass(frozen=True)
class PointField:
    """A field that is a column with a place: an object of two columns, so to say."""

    column: str


@dataclass(frozen=True)
class SwitchesField:
    """A field that is a JSON column with switches; `keys` are its members, by their names as fields."""

    column: str
    keys: Mapping[str, str]


@dataclass(frozen=True)
class NodeIdField:
    """The field `nodeId`, made of the columns of the primary key."""

    type_name: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class RelationField:
    """A field that leads along a relation."""

    relation: Relation


@dataclass(frozen=True)
class RootList:
    """A root field that lists a table's rows."""

    table: Table


@dataclass(frozen=True)
class NamedList:
    """A root field that answers a named query."""

    query: NamedQuery


@dataclass(frozen=True)
class Values:
    """A root field that answers with a list of values, which are rows of no table."""

    list: ValueList


@dataclass(frozen=True)
class OneRow:
    """A root field that answers with one row, or none."""

    query: NamedRow


@dataclass(frozen=True)
class RootRow:
    """A root field that gives the row with a key."""

    table: Table


@dataclass(frozen=True)
class ComputedField:
    """A field of a connection that computes something over all rows of its list, or over groups of them."""

    table: Table
    grouped: bool


@dataclass(frozen=True)
class AccountRow:
    """A field that gives the caller's own account in a product."""

    product: Product


@dataclass(frozen=True)
class EventRow:
    """A field of an event that gives the row it is about."""

    table: Table


Derived = (
    ColumnField
    | PointField
    | SwitchesField
    | NodeIdField
    | RelationField
    | RootList
    | NamedList
    | Values
    | OneRow
    | RootRow
    | ComputedField
    | AccountRow
    | EventRow
)
FIELDS: dict[str, dict[str, Derived]] = {}
ROW_TYPES: dict[str, Table] = {}
VALUE_TYPES: dict[str, Table] = {}
SHAPES: Mapping[str, Table] = ChainMap(ROW_TYPES, VALUE_TYPES)
"""What rows and values of a type are described by."""
MOST_VALUES: dict[str, int] = {}
"""How many values fields give at most that are lists without pages."""
