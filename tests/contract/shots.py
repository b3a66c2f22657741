"""What a schedule of writes is made of: shots, the volley they form, and what may come of it."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.people import People, Person

TIMES = 50
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Shot:
    """One request. Shots with the same effect bring it about once; one whose effect is None is not counted."""

    mutation: str
    person: Person
    arguments: Arguments
    effect: Hashable = None
    key: str | None = None


@dataclass(frozen=True)
class Volley:
    """The shots of a schedule, and what they are about: the argument of the statement that counts their effects."""

    about: UUID | str
    shots: tuple[Shot, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a shot: a row, or the code of a refusal, or neither where no answer ever came."""

    row: dict[str, Any] | None = None
    code: str | None = None

    @property
    def unanswered(self) -> bool:
        """Whether nobody can tell from outside what became of it."""
        return self.row is None and self.code is None


@dataclass(frozen=True)
class Schedule:
    """Mutations, how they are fired, and what holds afterwards.

    `effects` counts what there is in the database, `exactly` is what it must come to, however the kill falls. At most
    `winners` succeed, everybody else is refused with one of `refusals`. `alike` are answers that must all be the same
    row, and rows that are answered `stay`. The invariants are names of `INVARIANTS`.
    """

    name: str
    mutations: tuple[str, ...]
    load: Callable[[People], Awaitable[Volley]]
    invariants: tuple[str, ...] = ()
    effects: str | None = None
    exactly: int | None = None
    refusals: frozenset[str] = frozenset()
    winners: int = TIMES
    alike: bool = False
    stays: bool = True
