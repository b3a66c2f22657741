"""Moments of the two years before a day, as text for COPY; everything grows towards the end of them."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

DAYS = 730
DAY = 86_400
HOUR = 3_600
END = DAYS * DAY
LAST_START = END - 12 * HOUR
"""Nothing begins later, so that what takes some hours is over when the two years end."""

_AFTERWARDS = 60


@dataclass(frozen=True)
class Moments:
    """The two years that end at the beginning of a day, in UTC; moments are seconds since they began."""

    reference: dt.date

    @cached_property
    def _days(self) -> list[str]:
        first = self.reference - dt.timedelta(days=DAYS)
        return [(first + dt.timedelta(days=day)).isoformat() for day in range(DAYS + _AFTERWARDS)]

    @cached_property
    def _clock(self) -> list[str]:
        return [f" {s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}+00" for s in range(DAY)]

    def text(self, second: int) -> str:
        """The moment as text."""
        return self._days[second // DAY] + self._clock[second % DAY]

    def day(self, day: int) -> str:
        """The day as text, where the first one is 0."""
        return self._days[day]

    def grown(self, item: int, items: int, drawn: int) -> int:
        """When something began, of things in the order of time that become more and more; a day after the start."""
        share = (item + drawn / 2**32) / items
        return DAY + int((LAST_START - DAY) * share**0.5)

    def joined(self, first: int | None, drawn: int) -> int:
        """When a person joined: less than a day before what they began first, or at any time."""
        if first is None:
            return int((LAST_START - DAY) * (drawn / 2**32) ** 0.5)
        return first - 60 - (drawn * (DAY - 60) >> 32)

    @property
    def this_month(self) -> int:
        """The second at which the month of the reference began."""
        return END - (self.reference.day - 1) * DAY

    @property
    def next_month(self) -> str:
        """The beginning of the month after the reference, as text."""
        return f"{(self.reference.replace(day=1) + dt.timedelta(days=32)).replace(day=1).isoformat()} 00:00:00+00"
