"""The arguments of a list field: what a client may ask, and the listing it means."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from gql.derivation.filters import read_filter
from gql.derivation.objects import DEFAULT_FIRST, MAX_FIRST, MAX_WORDS
from gql.derivation.orders import MAX_ORDERS
from repositories.errors import BadInputError
from repositories.order import BEST_FIRST, Order, Place, decode, default_order, total
from repositories.source import Listing, Page

MAX_CURSOR = 16_384


def read_order(table: Table, sent: list[Any] | None, *, best_first: bool = False) -> Order:
    """The ordering a client asked for, or the table's own; of a search, the best first."""
    if not sent:
        return BEST_FIRST if best_first else default_order(table)
    if len(sent) > MAX_ORDERS:
        raise BadInputError(f"orderBy has at most {MAX_ORDERS} values.")
    keys = tuple(member.value for member in sent)
    if len({key.column for key in keys}) < len(keys):
        raise BadInputError("orderBy names a field twice.")
    return keys


def read_page(table: Table, order: Order, sent: Mapping[str, Any]) -> Page:
    """The part of the list a client asked for."""
    first, last = sent.get("first"), sent.get("last")
    if first is not None and last is not None:
        raise BadInputError("Give first or last, not both.")
    for name, value in (("first", first), ("last", last)):
        if value is not None and not 1 <= value <= MAX_FIRST:
            raise BadInputError(f"{name} is {value}, but must be 1 to {MAX_FIRST}.")
    complete = total(order, table)
    return Page(
        limit=last or first or DEFAULT_FIRST,
        after=_place(sent.get("after"), complete, table),
        before=_place(sent.get("before"), complete, table),
        from_end=last is not None,
    )


def _place(text: str | None, order: Order, table: Table) -> Place | None:
    if text is None:
        return None
    if len(text) > MAX_CURSOR:
        raise BadInputError(f"A cursor has at most {MAX_CURSOR} characters.")
    return decode(text, order, table)


def read_listing(table: Table, sent: Mapping[str, Any], columns: frozenset[str], with_cursor: bool) -> Listing:
    """The listing that a list field's arguments mean."""
    search = read_search(sent.get("search"))
    order = read_order(table, sent.get("orderBy"), best_first=search is not None)
    condition = read_filter(table, sent.get("filter"))
    return Listing(table, columns, condition, order, read_page(table, order, sent), with_cursor, search)


def read_search(words: str | None) -> str | None:
    """The words that rows are searched by."""
    if words is not None and not 1 <= len(words.strip()) <= len(words) <= MAX_WORDS:
        raise BadInputError(
            f"search has {len(words)} characters, but must have 1 to {MAX_WORDS} and not only blanks."
        )
    return words
