"""Rows of the demo's people, and what they used of their quotas."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Final

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_account, demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.writer import Row
from models.repurpose.enums import Tone

_USERS: Final = "repurpose.users"


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Person:
    """Somebody who turns texts into posts, and the client they do it with."""

    key: Key
    email: Title
    full_name: Title
    default_tone: Tone
    joined: Moment
    ip_address: Text
    user_agent: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class People:
    """The file people.toml."""

    people: tuple[Person, ...] = Field(alias="person")


@cache
def load_people() -> tuple[Person, ...]:
    """The people of the demo; raises ScriptError."""
    return read(demo_file("repurpose/people.toml"), People).people


def user_rows(now: datetime) -> Iterator[Row]:
    """One row of `users` for each person; tier, limit and counters follow from what is written later."""
    for person in load_people():
        joined = person.joined.before(now)
        yield {
            "id": demo_id(_USERS, person.key),
            "clerk_user_id": demo_account("repurpose", person.key),
            "email": person.email,
            "full_name": person.full_name,
            "default_tone": person.default_tone,
            "created_at": joined,
            "updated_at": joined,
        }
