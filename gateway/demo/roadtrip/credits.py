"""Entries of the demo's ledgers that are not posted by the database itself, as credits.toml tells them."""

from datetime import datetime
from functools import cache
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, demo_file, read
from gateway.demo.roadtrip.people import person_id
from gateway.demo.writer import Row


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Entry:
    """Credits that came, or went where `amount` is negative."""

    key: Key
    person: Key
    at: Moment
    type: Literal["earned", "promotional", "expired"]
    amount: int
    source: Annotated[str, Field(min_length=1, max_length=100)]
    description: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Credits:
    """The file credits.toml."""

    entries: tuple[Entry, ...] = Field(alias="entry")


@cache
def load_entries() -> tuple[Entry, ...]:
    """The entries; raises ScriptError."""
    return read(demo_file("roadtrip/credits.toml"), Credits).entries


def transaction_row(entry: Entry, at: datetime) -> Row:
    """The row of `credit_transactions`; its number and balances are the database's."""
    return {
        "id": demo_id("roadtrip.credit_transactions", entry.key),
        "user_id": person_id(entry.person),
        "transaction_type": entry.type,
        "amount": entry.amount,
        "source": entry.source,
        "description": entry.description,
        "created_at": at,
    }
