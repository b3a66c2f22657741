"""How many rows belong to what: laws with which any row finds its owner, and any owner its rows, by calculation.

No lists of owners are kept, so that memory does not grow with the number of rows and any part can be made alone.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from math import gcd

HEAD = 0.001
STEEPNESS = 0.3
"""With these the first hundredth of the holders has some 15 per cent of everything, and the last ones little."""

GOLDEN = 0.6180339887498949
RHYTHM = (
    *(4, 0, 9, 2, 1, 17, 3, 6, 0, 2, 5, 1, 28, 3, 8, 1),
    *(2, 11, 0, 4, 1, 6, 3, 45, 2, 1, 7, 0, 3, 14, 2, 5),
    *(1, 3, 0, 9, 2, 22, 4, 1, 6, 2, 0, 12, 3, 1, 5, 70),
    *(2, 8, 1, 4, 0, 3, 10, 2, 1, 19, 5, 0, 3, 7, 2, 1),
)
"""How much falls to 64 holders in a row: nothing to a few, a little to most, much to some."""

_BEATS = tuple(sum(RHYTHM[:number]) for number in range(len(RHYTHM) + 1))


@dataclass(frozen=True)
class PowerLaw:
    """Items shared out among holders so that few have many: the first holders most, the last ones least."""

    items: int
    holders: int

    def before(self, holder: int) -> int:
        """How many items the holders before this one have together."""
        if holder >= self.holders:
            return self.items
        low = HEAD**STEEPNESS
        reached = (holder / self.holders + HEAD) ** STEEPNESS - low
        return min(self.items, int(self.items * reached / ((1 + HEAD) ** STEEPNESS - low)))

    def holder(self, item: int) -> int:
        """Whose the item is."""
        return bisect_right(range(self.holders), item, key=self.before) - 1


@dataclass(frozen=True)
class Rhythm:
    """Items shared out among holders that stand in a row, each with its own beat of `RHYTHM`."""

    items: int
    holders: int

    @cached_property
    def _whole(self) -> int:
        return max(self._beats(self.holders), 1)

    def _beats(self, holder: int) -> int:
        rounds, place = divmod(holder, len(RHYTHM))
        return rounds * _BEATS[-1] + _BEATS[place]

    def before(self, holder: int) -> int:
        """How many items the holders before this one have together."""
        return self.items * self._beats(holder) // self._whole

    def span(self, holder: int) -> range:
        """The holder's items."""
        return range(self.before(holder), self.before(holder + 1))

    def holder(self, item: int) -> int:
        """Whose the item is."""
        return bisect_right(range(self.holders), item, key=self.before) - 1


@dataclass(frozen=True)
class Shuffle:
    """A fixed mixing of the numbers from 0 to below `size`, which can be undone."""

    size: int

    @cached_property
    def _step(self) -> int:
        step = max(int(self.size * GOLDEN), 1)
        while gcd(step, self.size) != 1:
            step += 1
        return step

    @cached_property
    def _inverse(self) -> int:
        return pow(self._step, -1, self.size)

    def there(self, number: int) -> int:
        """Where the number goes."""
        return number * self._step % self.size

    def back(self, number: int) -> int:
        """Where the number came from."""
        return number * self._inverse % self.size


@dataclass(frozen=True)
class Ownership:
    """Items in the order of time, each owned by a person: few people own many, and everybody's lie scattered."""

    items: int
    people: int

    @cached_property
    def _law(self) -> PowerLaw:
        return PowerLaw(self.items, self.people)

    @cached_property
    def _mixing(self) -> Shuffle:
        return Shuffle(max(self.items, 1))

    def before(self, person: int) -> int:
        """How many items the people before this one own together."""
        return self._law.before(person)

    def owner(self, item: int) -> int:
        """Whose the item is."""
        return self._law.holder(self._mixing.there(item))

    def owned(self, person: int) -> list[int]:
        """The person's items, in the order of time."""
        places = range(self._law.before(person), self._law.before(person + 1))
        return sorted(self._mixing.back(place) for place in places)

    def first(self, person: int) -> int | None:
        """The person's first item."""
        return min(self.owned(person), default=None)
