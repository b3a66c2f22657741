"""What list is asked for: of which rows, in what order, which part of it."""

from dataclasses import dataclass

from sqlalchemy import Table

from repositories.condition import EVERY_ROW, Condition
from repositories.named import Asked
from repositories.order import Order, Place, total

CURSOR = "_cursor"
PARENT = "_parent"
LARGEST_PAGE = 100
"""How many rows of a list may be asked for at once."""


@dataclass(frozen=True)
class Page:
    """Which part of a list: `limit` rows after or before a place, or from the end."""

    limit: int
    after: Place | None = None
    before: Place | None = None
    from_end: bool = False


@dataclass(frozen=True)
class Listing:
    """A list of rows of a table: which, in what order, which part, with which columns."""

    table: Table
    columns: frozenset[str]
    condition: Condition
    order: Order
    page: Page
    with_cursor: bool = False
    search: str | None = None
    named: Asked | None = None

    @property
    def rows_of(self) -> Table:
        """The table whose rows these are: a named query adds columns to it."""
        return self.table if self.named is None else self.named.query.table

    @property
    def complete_order(self) -> Order:
        """The order with the primary key as tie-break."""
        return total(self.order, self.table)

    @property
    def reusable(self) -> bool:
        """Whether no value of the client is in it, so that its statement can be kept for the next time."""
        bare = self.condition == EVERY_ROW and self.search is None and self.named is None
        return bare and self.page.after is None and self.page.before is None

    @property
    def read_order(self) -> Order:
        """The order in which rows are read: reversed when the page is taken from the end."""
        order = self.complete_order
        return tuple(key.reversed() for key in order) if self.page.from_end else order
