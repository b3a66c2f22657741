"""The loader that all batched reads go through: whoever gives up waiting takes nothing from the others."""

from asyncio import CancelledError, Future, shield
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from aiodataloader import DataLoader

from repositories.errors import UnavailableError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loader(DataLoader[K, V]):
    """Values by key, each read once; several fields may wait for one of them.

    Where a field fails, graphql-core cancels what its siblings wait for. If that were the value itself, it would be
    cancelled for fields elsewhere, too, and with them the whole request.
    """

    def __init__(self, batch: Callable[[list[K]], Awaitable[list[V]]]) -> None:
        async def read(keys: list[K]) -> list[V]:
            try:
                return await batch(keys)
            except CancelledError:
                # The operation has its answer: those left behind are told, or they would wait for ever.
                raise UnavailableError("The operation has ended.") from None

        super().__init__(read)

    def load(self, key: K) -> "Future[V]":
        """The value of a key, for one who waits for it."""
        value = super().load(key)
        waited_for = shield(value)
        for future in (value, waited_for):
            future.add_done_callback(_seen)
        return waited_for


def _seen(future: "Future[V]") -> None:
    """Whoever waits hears of a failure; where nobody does any more, asyncio need not complain."""
    if not future.cancelled():
        future.exception()
