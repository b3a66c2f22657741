"""Named queries: questions that a product asks by name, with arguments, an order and columns of their own.

A named query says which rows of a table it means and what it computes for each; filters, pages, cursors and the
columns that are wanted come to it from the same builders as for every list, and both lanes run it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Column, FromClause, Table

from models.columns import ColumnFacts
from repositories.order import Order

if TYPE_CHECKING:
    from repositories.source import Listing

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Argument:
    """What a query has to be told.

    `read` makes of a value that was sent the one for the statement, or refuses it with BadInputError; the value may
    be one that comes later (`later.py`), so it uses `then`. What may be left out is None then.
    """

    name: str
    kind: Any
    description: str
    read: Callable[[Any], Any]
    required: bool = True


def computed(name: str, kind: "sa.types.TypeEngine[Any]", description: str) -> "Column[Any]":
    """A column that rows have in the answer to a named query only; it is never NULL."""
    return Column(name, kind, nullable=False, info={"facts": ColumnFacts(description)})


@dataclass(frozen=True, eq=False)
class NamedQuery:
    """A question: `rows` gives a FROM clause with the columns that readers see and the computed ones.

    It gets the values of the arguments and the listing, so that it need not read more than the page wants; it
    satisfies the listing's condition itself then. For a count there is no listing, and no row may be left out.
    """

    name: str
    table: Table
    description: str
    arguments: tuple[Argument, ...]
    order: Order
    rows: Callable[[Values, "Listing | None"], FromClause]
    computed: tuple["Column[Any]", ...] = ()

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
        return Asked(self, {a.name: None if (v := sent.get(a.name)) is None else a.read(v) for a in self.arguments})


@dataclass(frozen=True, eq=False)
class Asked:
    """A named query with the values of its arguments."""

    query: NamedQuery
    values: Values

    def rows(self, listing: "Listing | None") -> FromClause:
        """The rows it means."""
        whole = None if listing is None else replace(listing, table=self.query.shape)
        return self.query.rows(self.values, whole)
