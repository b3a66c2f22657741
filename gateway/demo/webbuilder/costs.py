"""Rows of the days on which the demo's people spent money on AI; the database adds up what they spent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from gateway.demo.identity import demo_id
from gateway.demo.webbuilder.people import user_id
from gateway.demo.writer import Row


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What a person spent on the AI at a moment, in US dollars."""

    person: str
    at: datetime
    cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Day:
    """What a person spent on one day, in UTC: in all, and when first and last."""

    person: str
    day: date
    total: Decimal
    first: datetime
    last: datetime


def days_of(spendings: Iterable[Spending]) -> Iterator[Day]:
    """The days on which people spent something, of one person after the other."""
    ordered = sorted(spendings, key=lambda spending: (spending.person, spending.at))
    for (person, day), found in groupby(ordered, key=lambda spending: (spending.person, spending.at.date())):
        spent = list(found)
        total = sum((spending.cost for spending in spent), Decimal(0))
        yield Day(person=person, day=day, total=total, first=spent[0].at, last=spent[-1].at)


def cost_rows(now: datetime, days: Iterable[Day]) -> Iterator[Row]:
    """One row of `ai_cost_tracking` for each day, still without costs."""
    for spent in days:
        days_ago = (now.date() - spent.day).days
        yield {
            "id": demo_id("webbuilder.ai_cost_tracking", f"{spent.person}/{days_ago}-days-ago"),
            "user_id": user_id(spent.person),
            "date": spent.day,
            "created_at": spent.first,
            "updated_at": spent.first,
        }
