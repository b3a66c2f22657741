"""Rows of the demo's learners."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_account
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.writer import Row


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Profile:
    """What a learner declares about themselves."""

    name: Text
    grade: Text
    language: Literal["ar", "en"]
    goals: tuple[Text, ...]
    daily_minutes: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Learner:
    """Somebody who learns."""

    key: Key
    email: Title
    phone: Annotated[str, Field(max_length=20)] | None = None
    joined: Moment
    last_login: Moment
    profile: Profile


@dataclass(frozen=True, kw_only=True, config=EXACT)
class People:
    """The file people.toml."""

    learners: tuple[Learner, ...] = Field(alias="learner")


@cache
def load_learners() -> tuple[Learner, ...]:
    """The learners of the demo; raises ScriptError."""
    return read(demo_file("learning/people.toml"), People).learners


def user_rows(now: datetime) -> Iterator[Row]:
    """One row of `users` for each learner."""
    for learner in load_learners():
        yield {
            "id": demo_account("learning", learner.key),
            "email": learner.email,
            "phone": learner.phone,
            "created_at": learner.joined.before(now),
            "last_login": learner.last_login.before(now),
            "status": "active",
            "profile": asdict(learner.profile),
        }
