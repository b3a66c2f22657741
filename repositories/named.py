"""Named queries: questions that a product asks by name, with arguments, an order and columns of their own.

A named query says which rows of a table it means and what it computes for each; filters, pages, cursors and the
columns that are wanted come to it from the same builders as for every list, and both lanes run it. A list of values
is the same for what is computed and no row of any table; a named row is the one that there is, or none.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Column, FromClause, Select, Table

from models.columns import ColumnFacts
from repositories.errors import BadInputError
from repositories.later import then
from repositories.order import Order
from repositories.relations import Relation

if TYPE_CHECKING:
    from repositories.condition import Condition
    from repositories.listing import Listing

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Argument:
    """What a query has to be told.

    `read` makes of a value that was sent the one for the statement, or refuses it with BadInputError; the value may
    be one that comes later (`later.py`), so it uses `then`. What may be left out is `default` then, else None.
    """

    name: str
    kind: Any
    description: str
    read: Callable[[Any], Any]
    required: bool = True
    default: object = None


def within(name: str, least: int, most: int, sent: object) -> object:
    """A number from `least` to `most`, or BadInputError; it may be one that comes later."""

    def check(value: int) -> int:
        if not least <= value <= most:
            raise BadInputError(f"{name} is {value}, but must be {least} to {most}.")
        return value

    return then(sent, check)


def values_of(arguments: tuple[Argument, ...], sent: Values) -> Values:
    """What was sent for some arguments, as statements take it."""
    return {a.name: None if (value := sent.get(a.name)) is None else a.read(value) for a in arguments}


def computed(
    name: str,
    kind: "sa.types.TypeEngine[Any]",
    description: str,
    *,
    nullable: bool = False,
    point: bool = False,
) -> "Column[Any]":
    """A column that is computed for an answer and is none of a table's."""
    return Column(name, kind, nullable=nullable, info={"facts": ColumnFacts(description, point=point)})


@dataclass(frozen=True, eq=False)
class NamedQuery:
    """A question: `rows` gives a FROM clause with the columns that readers see and the computed ones.

    It gets the values of the arguments and the listing, so that it need not read more than the page wants; it
    satisfies the listing's condition itself then. For a count there is no listing, and no row may be left out.
    `total` gives the number of rows under a condition where that is known without reading them, else None.
    """

    name: str
    table: Table
    description: str
    arguments: tuple[Argument, ...]
    order: Order
    rows: Callable[[Values, "Listing | None"], FromClause]
    computed: tuple["Column[Any]", ...] = ()
    total: "Callable[[Values, Condition], Select[Any] | None]" = lambda values, condition: None

    @cached_property
    def shape(self) -> Table:
        """The table with the computed columns, for those who ask about columns by their names."""
        columns = [
            Column(known.name, known.type, primary_key=known.primary_key, nullable=known.nullable, info=known.info)
            for known in (*self.table.columns, *self.computed)
        ]
        return Table(self.name, sa.MetaData(self.table.schema), *columns, info=self.table.info)

    def asked(self, sent: Values) -> "Asked":
        """The query with what was sent for its arguments."""
        return Asked(self, values_of(self.arguments, sent))


@dataclass(frozen=True, eq=False)
class Asked:
    """A named query with the values of its arguments."""

    query: NamedQuery
    values: Values

    def rows(self, listing: "Listing | None") -> FromClause:
        """The rows it means."""
        whole = None if listing is None else replace(listing, table=self.query.shape)
        return self.query.rows(self.values, whole)

    def total(self, condition: "Condition") -> "Select[Any] | None":
        """How many rows satisfy a condition, where that is known without reading them."""
        return self.query.total(self.values, condition)


@dataclass(frozen=True, eq=False)
class NamedRow:
    """A question whose answer is one row of a table, or none: `rows` gives it with some columns.

    `key` names the argument by which uses of the answer are counted.
    """

    name: str
    table: Table
    description: str
    arguments: tuple[Argument, ...]
    rows: "Callable[[Values, Collection[str]], Select[Any]]"
    key: str


@dataclass(frozen=True, eq=False)
class ValueList:
    """A question whose answer is a list of values that are rows of no table: no pages, `most` of them at most.

    `shape` describes a value as a table does its rows (`computed`), `relations` say which rows its columns lead to.
    `rows` gives all columns of the shape, in the order of the answer; they are made of rows of `table`, which
    decides who may ask.
    """

    name: str
    table: Table
    description: str
    arguments: tuple[Argument, ...]
    shape: Table
    most: int
    rows: Callable[[Values], "Select[Any]"]
    relations: tuple[Relation, ...] = ()

    def answer(self, sent: Values, columns: Collection[str]) -> "Select[Any]":
        """The values for what was sent, as a SELECT of some columns."""
        found = self.rows(values_of(self.arguments, sent)).subquery(self.name)
        wanted = (found.c[column.name] for column in self.shape.columns if column.name in columns)
        # Where nothing of them is wanted there are as many of them all the same.
        return sa.select(*wanted).select_from(found)
