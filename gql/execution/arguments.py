"""The arguments of a list field: what a client may ask, and the listing it means."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Select, Table

from gql.derivation.filters import read_filter
from gql.derivation.names import field_name
from gql.derivation.objects import DEFAULT_FIRST, MAX_WORDS
from gql.derivation.orders import MAX_ORDERS
from repositories.errors import BadInputError
from repositories.later import fix, then
from repositories.listing import LARGEST_PAGE, Listing, Page
from repositories.named import Argument, NamedQuery, NamedRow, ValueList, values_of
from repositories.order import BEST_FIRST, Order, Place, decode, default_order, total

MAX_CURSOR = 16_384


def read_order(table: Table, sent: Any, *, best_first: bool = False) -> Order:
    """The ordering a client asked for, or the table's own; of a search, the best first."""
    keys: Order = fix(sent, _keys)
    if keys:
        return keys
    return BEST_FIRST if best_first else default_order(table)


def _keys(sent: list[Any] | None) -> Order:
    if len(sent or ()) > MAX_ORDERS:
        raise BadInputError(f"orderBy has at most {MAX_ORDERS} values.")
    keys = tuple(member.value for member in sent or ())
    if len({key.column for key in keys}) < len(keys):
        raise BadInputError("orderBy names a field twice.")
    return keys


def read_page(table: Table, order: Order, sent: Mapping[str, Any]) -> Page:
    """The part of the list a client asked for."""
    first, last = sent.get("first"), sent.get("last")
    if first is not None and last is not None:
        raise BadInputError("Give first or last, not both.")
    limits = [then(value, partial(_limit, name)) for name, value in (("first", first), ("last", last))]
    complete = total(order, table)
    return Page(
        limit=next((limit for limit in limits if limit is not None), DEFAULT_FIRST),
        after=_place(sent.get("after"), complete, table),
        before=_place(sent.get("before"), complete, table),
        from_end=last is not None,
    )


def _limit(name: str, value: int | None) -> int | None:
    if value is not None and not 1 <= value <= LARGEST_PAGE:
        raise BadInputError(f"{name} is {value}, but must be 1 to {LARGEST_PAGE}.")
    return value


def _place(text: Any, order: Order, table: Table) -> Place | None:
    if text is None:
        return None
    read = partial(_values, order=order, table=table)
    nulls = fix(text, lambda text: [value is None for value in read(text)])
    # Where the ordering meets NULL, the condition is another one; all other values only fill it in.
    return Place(tuple(None if null else then(text, partial(_value, read, i)) for i, null in enumerate(nulls)))


def _values(text: str, order: Order, table: Table) -> tuple[object, ...]:
    if len(text) > MAX_CURSOR:
        raise BadInputError(f"A cursor has at most {MAX_CURSOR} characters.")
    return decode(text, order, table).values


def _value(read: Callable[[str], tuple[object, ...]], index: int, text: str) -> object:
    return read(text)[index]


def read_listing(table: Table, sent: Mapping[str, Any], columns: frozenset[str], with_cursor: bool) -> Listing:
    """The listing that a list field's arguments mean."""
    search = then(sent.get("search"), read_search)
    order = read_order(table, sent.get("orderBy"), best_first=search is not None)
    condition = read_filter(table, sent.get("filter"))
    return Listing(table, columns, condition, order, read_page(table, order, sent), with_cursor, search)


def read_named(query: NamedQuery, sent: Mapping[str, Any], columns: frozenset[str], with_cursor: bool) -> Listing:
    """The listing that a named query's arguments mean."""
    arguments = _arguments(query.arguments, sent)
    condition = read_filter(query.table, sent.get("filter"))
    page = read_page(query.shape, query.order, sent)
    return Listing(query.shape, columns, condition, query.order, page, with_cursor, named=query.asked(arguments))


def read_row(asked: NamedRow, sent: Mapping[str, Any], columns: Collection[str]) -> Select[Any]:
    """The row that a question's arguments mean."""
    return asked.rows(values_of(asked.arguments, _arguments(asked.arguments, sent)), columns)


def read_values(asked: ValueList, sent: Mapping[str, Any], columns: frozenset[str]) -> Select[Any]:
    """The values that a list's arguments mean."""
    return asked.answer(_arguments(asked.arguments, sent), columns)


def _arguments(arguments: tuple[Argument, ...], sent: Mapping[str, Any]) -> dict[str, Any]:
    return {argument.name: sent.get(field_name(argument.name)) for argument in arguments}


def read_search(words: str | None) -> str | None:
    """The words that rows are searched by."""
    if words is not None and not 1 <= len(words.strip()) <= len(words) <= MAX_WORDS:
        raise BadInputError(
            f"search has {len(words)} characters, but must have 1 to {MAX_WORDS} and not only blanks."
        )
    return words
