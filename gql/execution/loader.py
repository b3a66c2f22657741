"""The loader that all batched reads go through: whoever gives up waiting takes nothing from the others."""

from asyncio import Future, shield
from collections.abc import Hashable
from typing import TypeVar

from aiodataloader import DataLoader

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loader(DataLoader[K, V]):
    """Values by key, each read once; several fields may wait for one of them.

    Where a field fails, graphql-core cancels what its siblings wait for. If that were the value itself, it would be
    cancelled for fields elsewhere, too, and with them the whole request.
    """

    def load(self, key: K) -> "Future[V]":
        """The value of a key, for one who waits for it."""
        return shield(super().load(key))
