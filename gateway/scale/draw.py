"""Deterministic chance: the same seed, table and row number always draw the same key and the same numbers."""

from collections.abc import Sequence
from hashlib import blake2b
from struct import Struct
from typing import TypeVar

DIGEST = 64
KEY = 16
_numbers = Struct(">12I").unpack_from

Drawn = tuple[int, ...]
Choice = TypeVar("Choice")


class Draws:
    """What chance gives to each row of one kind: a key, and twelve numbers from 0 to below 2 to the power of 32.

    Every row is drawn by itself, so that rows do not depend on the batches that they are generated in.
    """

    def __init__(self, seed: int, kind: str) -> None:
        self._prefix = f"{seed}/{kind}/".encode()

    def key(self, row: int) -> str:
        """The row's key: a UUID of version 8, without dashes."""
        return _uuid(blake2b(b"%b%d" % (self._prefix, row), digest_size=DIGEST).digest())

    def numbers(self, row: int) -> Drawn:
        """The row's twelve numbers."""
        return _numbers(blake2b(b"%b%d" % (self._prefix, row), digest_size=DIGEST).digest(), KEY)

    def row(self, row: int) -> tuple[str, Drawn]:
        """The row's key and its numbers, in one go."""
        digest = blake2b(b"%b%d" % (self._prefix, row), digest_size=DIGEST).digest()
        return _uuid(digest), _numbers(digest, KEY)


def _uuid(digest: bytes) -> str:
    text = digest[:KEY].hex()
    return f"{text[:12]}8{text[13:16]}b{text[17:]}"


def below(limit: int, drawn: int) -> int:
    """A number drawn, made one from 0 to below `limit`."""
    return drawn * limit >> 32


def choose(choices: Sequence[Choice], drawn: int) -> Choice:
    """One of the choices, each as likely as the others."""
    return choices[drawn * len(choices) >> 32]


def weighted(choices: dict[str, int]) -> list[str]:
    """Choices to draw from, where each one is in the list as often as its weight says."""
    return [choice for choice, weight in choices.items() for _ in range(weight)]
