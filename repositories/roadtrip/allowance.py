"""What one caller may still call: the limits of the minute, the hour and the day, and what of them is used."""

import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.roadtrip.enums import UsageBucket

SPANS = {UsageBucket.PER_MINUTE: 1, UsageBucket.PER_HOUR: 60, UsageBucket.PER_DAY: 1_440}
"""How many minutes each span has; each begins with a full one, and minutes are numbered from the first of 1970."""

NOTHING = (0, 0, 0)
Limits = tuple[float, ...]


def limits_of(given: Mapping[UsageBucket, int]) -> Limits:
    """The limit of each span; where none is given, there is none."""
    return tuple(given.get(span, math.inf) for span in SPANS)


@dataclass(frozen=True)
class Refusal:
    """A call that is one too many: of what span the limit is, and in how many seconds to try again."""

    span: UsageBucket
    limit: int
    retry_after: int


class Allowance:
    """How much of each span's limit somebody has used, as far as this process knows."""

    __slots__ = ("_left", "_limits", "_since", "_used", "is_new", "minute")

    def __init__(self, limits: Limits, minute: int, used: Sequence[int] = NOTHING, *, is_new: bool = False) -> None:
        self.minute = minute
        self.is_new = is_new
        self._limits = limits
        self._used = list(used)
        self._since = 0
        self._settle()

    def admit(self, calls: int) -> bool:
        """Whether so many more calls may be made in this minute; if so, they are used up."""
        if calls > self._left:
            return False
        self._left -= calls
        self._since += calls
        return True

    def use(self, calls: int, minute: int) -> None:
        """So many calls were made in some minute, whether they may be made or not."""
        for span, length in enumerate(SPANS.values()):
            if minute // length == self.minute // length:
                self._used[span] += calls
        self._settle()

    def turn(self, minute: int) -> None:
        """Another minute has begun, and perhaps an hour or a day: what began is free again."""
        self._settle()
        for span, length in enumerate(SPANS.values()):
            if minute // length != self.minute // length:
                self._used[span] = 0
        self.minute = minute
        self._settle()

    def refusal(self, calls: int, second: int) -> Refusal:
        """Why there may not be so many more calls: the longest span that would have too many."""
        for span, (bucket, length) in enumerate(SPANS.items()):
            if self._used[span] + self._since + calls > self._limits[span]:
                wait = 1 if self.is_new else length * 60 - second % (length * 60)
                found = Refusal(bucket, int(self._limits[span]), wait)
        return found

    def _settle(self) -> None:
        """Add what was admitted to every span, and find out anew how many calls are left in all of them."""
        self._used = [used + self._since for used in self._used]
        self._since = 0
        self._left = min(map(operator.sub, self._limits, self._used))
