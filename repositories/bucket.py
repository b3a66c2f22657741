"""Buckets: the minutes, hours, days, weeks, months, quarters or years of a time zone that moments lie in."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

Expression = ColumnElement[Any]


class Unit(StrEnum):
    """How long a bucket is."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def is_of_a_day(self) -> bool:
        """Whether it is a part of a day: as long as any other, whatever the clocks do."""
        return self in (Unit.MINUTE, Unit.HOUR)

    def step(self, *, back: bool) -> Expression:
        """From one bucket to the next, or back to the one before."""
        many, unit = (3, Unit.MONTH) if self is Unit.QUARTER else (1, self)
        return sa.literal_column(f"interval '{-many if back else many} {unit.value}'", sa.Interval())


@dataclass(frozen=True)
class Bucket:
    """Buckets of a unit in a time zone, UTC where there is none; `fill` adds those in between that are empty."""

    unit: Unit
    zone: object = None
    fill: bool = False


class Buckets:
    """The SQL of the buckets of one column.

    Days and what consists of days are found by the time on the wall (`found`, without a zone), and a bucket's
    start is looked up last, so that a day of 23 or 25 hours is one bucket. Minutes and hours are found as moments.
    """

    def __init__(self, bucket: Bucket, kind: "sa.types.TypeEngine[Any]") -> None:
        self._bucket = bucket
        self._unit = sa.literal_column(f"'{bucket.unit.value}'", sa.Text())
        self._is_date = isinstance(kind, sa.Date)
        self._is_naive = not (isinstance(kind, sa.DateTime) and kind.timezone)
        self._zone: Expression = sa.literal_column("'UTC'", sa.Text())
        if bucket.zone is not None:
            self._zone = sa.bindparam(None, bucket.zone, sa.Text(), unique=True)

    def of(self, value: Expression) -> Expression:
        """The bucket that a value of the column lies in."""
        if self._is_date:
            return sa.func.date_trunc(self._unit, sa.cast(value, sa.DateTime()))
        moment = sa.func.timezone(sa.literal_column("'UTC'"), value) if self._is_naive else value
        if self._bucket.unit.is_of_a_day:
            return sa.func.date_trunc(self._unit, moment, self._zone)
        if self._is_naive and self._bucket.zone is None:
            return sa.func.date_trunc(self._unit, value)
        return sa.func.date_trunc(self._unit, sa.func.timezone(self._zone, moment))

    def start(self, found: Expression) -> Expression:
        """Where a bucket begins: a moment, or a day where the column has days."""
        if self._is_date:
            return sa.cast(found, sa.Date())
        if self._bucket.unit.is_of_a_day:
            return found
        start = sa.func.timezone(self._zone, found)
        if self._bucket.zone is None:
            return start
        # Where clocks go back at midnight, there are two, and the day begins with the first.
        before = start - sa.literal_column("interval '1 hour'", sa.Interval())
        return sa.case((sa.func.timezone(self._zone, before) == found, before), else_=start)

    def between(self, first: Expression, last: Expression, most: Expression, *, descending: bool) -> "sa.Select[Any]":
        """All buckets from the first to the last, or from the last to the first, but at most so many."""
        ends = (last, first) if descending else (first, last)
        series: Expression = sa.func.generate_series(*ends, self._bucket.unit.step(back=descending))
        if self._bucket.unit.is_of_a_day and not self._is_date:
            series = sa.func.date_trunc(self._unit, series, self._zone)
        buckets = sa.select(series.label("found")).limit(most).subquery()
        rows = sa.select(buckets.c.found)
        if self._is_date or self._bucket.unit.is_of_a_day or self._bucket.zone is None:
            return rows
        # Who moved over the date line left out a day, which then has no beginning.
        on_the_wall = sa.func.timezone(self._zone, self.start(buckets.c.found))
        return rows.where(sa.func.date_trunc(self._unit, on_the_wall) == buckets.c.found)
