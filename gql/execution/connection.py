"""A page of a list, as the connection types show it."""

from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import Any

from gql.derivation.objects import PageInfo
from repositories.aggregate import Computation
from repositories.listing import CURSOR, Listing
from repositories.row import Row


@dataclass(frozen=True)
class Edge:
    """A row and its cursor."""

    node: Row

    @property
    def cursor(self) -> object:
        """Where the row stands in the list."""
        return self.node[CURSOR]

    def __getitem__(self, column: str) -> object:
        """What a named query computed for the row."""
        return self.node[column]


class _Asked:
    """A question that is asked when its answer is awaited: where a field beside it fails, nobody awaits it."""

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[[], Awaitable[int]]) -> None:
        self._ask = ask

    def __await__(self) -> Generator[Any, None, int]:
        return self._ask().__await__()


class Connection:
    """A page of rows; the total is counted, and numbers over the list are computed, only when somebody asks."""

    __slots__ = ("_count", "_more", "_page", "compute", "nodes")

    def __init__(
        self,
        listing: Listing,
        rows: list[Row],
        count: Callable[[], Awaitable[int]],
        compute: Callable[[Computation], Awaitable[list[Row]]],
    ) -> None:
        page = listing.page
        self._page = page
        self._more = len(rows) > page.limit
        kept = rows[: page.limit]
        self.nodes = kept[::-1] if page.from_end else kept
        self._count = count
        self.compute = compute

    @property
    def edges(self) -> list[Edge]:
        """The rows with their cursors."""
        return [Edge(row) for row in self.nodes]

    @property
    def page_info(self) -> PageInfo:
        """Where the page lies: beyond a cursor that was given there is at least the row it came from."""
        page = self._page
        return PageInfo(
            has_next_page=page.before is not None if page.from_end else self._more,
            has_previous_page=self._more if page.from_end else page.after is not None,
            start_cursor=self.nodes[0][CURSOR] if self.nodes else None,
            end_cursor=self.nodes[-1][CURSOR] if self.nodes else None,
        )

    @property
    def total_count(self) -> Awaitable[int]:
        """The number of rows in the whole list."""
        return _Asked(self._count)
