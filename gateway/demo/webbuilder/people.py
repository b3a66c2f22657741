"""Rows of the demo's people, of their roles, and of what they used each month."""

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime
from functools import cache
from typing import Final
from uuid import UUID

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Title, demo_file, read
from gateway.demo.webbuilder.script import Count, Json
from gateway.demo.writer import Row
from models.webbuilder.enums import Role, SubscriptionStatus, SubscriptionTier

# The column takes nothing but what looks like bcrypt's. The last character of a hash has two bits to spare, which
# are always zero; in "/" one is set, so that no password has this hash.
NO_LOGIN: Final = "$2b$12$" + "." * 52 + "/"


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Month:
    """What the other files do not tell about a month."""

    api_calls: Count
    stored_bytes: Count


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Person:
    """Somebody who uses Web Builder; `months` begin with the running one and go back."""

    key: Key
    email: Title
    name: Title
    tier: SubscriptionTier
    status: SubscriptionStatus
    plan_ended: Moment | None = None
    roles: tuple[Role, ...] = ()
    joined: Moment
    changed: Moment
    last_active: Moment
    months: tuple[Month, ...]
    settings: Json = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class People:
    """The file people.toml."""

    people: tuple[Person, ...] = Field(alias="person")


@cache
def load_people() -> tuple[Person, ...]:
    """The people of the demo; raises ScriptError."""
    return read(demo_file("webbuilder/people.toml"), People).people


def user_id(key: str) -> UUID:
    """The account of one of the demo's people."""
    return demo_id("webbuilder.users", key)


def user_rows(now: datetime) -> Iterator[Row]:
    """One row of `users` for each person."""
    for person in load_people():
        yield {
            "id": user_id(person.key),
            "email": person.email,
            "password_hash": NO_LOGIN,
            "name": person.name,
            "avatar_url": f"https://images.example.com/people/{person.key}.jpg",
            "subscription_tier": person.tier,
            "subscription_status": person.status,
            "subscription_ends_at": person.plan_ended.before(now) if person.plan_ended else None,
            "settings": person.settings,
            "created_at": person.joined.before(now),
            "updated_at": person.changed.before(now),
            "last_active_at": person.last_active.before(now),
        }


def role_rows(now: datetime) -> Iterator[Row]:
    """One row of `user_roles` for each role of a person, given when the account was last changed."""
    for person in load_people():
        for role in person.roles:
            yield {
                "id": demo_id("webbuilder.user_roles", f"{person.key}/{role}"),
                "user_id": user_id(person.key),
                "role": role,
                "created_at": person.changed.before(now),
            }


def usage_rows(now: datetime) -> Iterator[Row]:
    """One row of `user_usage` for each month; the database adds campaigns and credits as they are written."""
    for person in load_people():
        for months_ago, month in enumerate(person.months):
            first = first_of_month(now, months_ago)
            yield {
                "id": demo_id("webbuilder.user_usage", f"{person.key}/{months_ago}-months-ago"),
                "user_id": user_id(person.key),
                "month": first.date(),
                "storage_bytes_used": month.stored_bytes,
                "api_calls_made": month.api_calls,
                "created_at": first,
                "updated_at": min(first_of_month(now, months_ago - 1), now),
            }


def first_of_month(now: datetime, months_ago: int) -> datetime:
    """The first moment of a month in UTC, counted back from the running one."""
    years, month = divmod(now.year * 12 + now.month - 1 - months_ago, 12)
    return datetime(years, month + 1, 1, tzinfo=UTC)
