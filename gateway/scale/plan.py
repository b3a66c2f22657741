"""What every product's rows are made from: people, the two years, and chance."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from gateway.scale.amounts import Amounts
from gateway.scale.draw import Draws
from gateway.scale.moments import Moments
from gateway.scale.people import People
from gateway.scale.spread import Ownership


@dataclass(frozen=True)
class BasePlan:
    """The part of a product's plan that all have."""

    amounts: Amounts
    schema: ClassVar[str]

    @cached_property
    def people(self) -> People:
        """Whose accounts they are."""
        return People(self.amounts)

    @cached_property
    def moments(self) -> Moments:
        """The two years in which everything happens."""
        return Moments(self.amounts.reference)

    @cached_property
    def _draws(self) -> dict[str, Draws]:
        return {}

    def draws(self, kind: str) -> Draws:
        """Chance for one kind of rows."""
        if kind not in self._draws:
            self._draws[kind] = Draws(self.amounts.random_seed, f"{self.schema}.{kind}")
        return self._draws[kind]

    def begun(self, kind: str, owned: Ownership, item: int) -> int:
        """When something of one kind began, of which there is more and more."""
        return self.moments.grown(item, owned.items, self.draws(kind).numbers(item)[0])

    def joined(self, person: int, **kinds: Ownership) -> int:
        """When the person joined: before whatever they began first, of all kinds of things."""
        firsts = ((kind, owned, owned.first(person)) for kind, owned in kinds.items())
        begun = (self.begun(kind, owned, item) for kind, owned, item in firsts if item is not None)
        return self.moments.joined(min(begun, default=None), self.draws("users").numbers(person)[0])
