"""Rows of the people who use Roadtrip in the demo."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Title, demo_file, read
from gateway.demo.writer import Row

Permission = Literal["share_discoveries", "usage_analytics", "personalization", "marketing_messages"]

# Has the form that the column asks for, and a cost of 0, with which bcrypt refuses to work: no password fits it.
_NO_LOGIN: Final = "$2b$00$" + "." * 53
_PERMISSIONS: Final[tuple[Permission, ...]] = (
    "share_discoveries",
    "usage_analytics",
    "personalization",
    "marketing_messages",
)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Person:
    """Somebody who uses Roadtrip."""

    key: Key
    email: Title
    username: Annotated[str, Field(min_length=1, max_length=50)]
    country_code: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    subscription_status: Literal["free_trial", "active", "expired"]
    joined_days_ago: Annotated[int, Field(ge=1)]
    permits: tuple[Permission, ...]
    preferences: dict[str, str | bool]

    def joined(self, now: datetime) -> datetime:
        """The moment when the account was made."""
        return now - timedelta(days=self.joined_days_ago)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class People:
    """The file people.toml."""

    people: tuple[Person, ...] = Field(alias="person")


@cache
def load_people() -> dict[str, Person]:
    """The people of the demo by their keys; raises ScriptError."""
    return {person.key: person for person in read(demo_file("roadtrip/people.toml"), People).people}


def person_id(key: str) -> UUID:
    """The account of one of the demo's people."""
    return demo_id("roadtrip.users", key)


def user_rows(now: datetime) -> Iterator[Row]:
    """One row of `users` for each person."""
    for person in load_people().values():
        yield {
            "id": person_id(person.key),
            "email": person.email,
            "username": person.username,
            "password_hash": _NO_LOGIN,
            "privacy_settings": {name: name in person.permits for name in _PERMISSIONS},
            "country_code": person.country_code,
            "subscription_status": person.subscription_status,
            "gdpr_consent": True,
            "preferences": person.preferences,
            "created_at": person.joined(now),
        }
