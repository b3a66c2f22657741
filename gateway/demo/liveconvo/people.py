"""Rows of the demo's people and of their visits to the application."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read

Row = dict[str, object]

# No hash function produces this, so that no password fits it.
_NO_LOGIN: Final = "!"


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Person:
    """Somebody who uses LiveConvo."""

    key: Key
    email: Title
    full_name: Title
    timezone: Annotated[str, Field(max_length=50)]
    joined_days_ago: Annotated[int, Field(ge=1)]
    last_login_minutes_ago: Annotated[int, Field(ge=0)]
    default_microphone_id: Title | None = None
    default_speaker_id: Title | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class AppSession:
    """One visit to the application; without `minutes` it is still open."""

    key: Key
    person: Key
    started: Moment
    minutes: Annotated[int, Field(ge=0)] | None = None
    page_views: Annotated[int, Field(ge=0)]
    ip_address: Text
    country_code: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    city: Annotated[str, Field(max_length=100)]
    device_type: Literal["desktop", "tablet", "mobile"]
    browser: Annotated[str, Field(max_length=50)]
    os: Annotated[str, Field(max_length=50)]
    user_agent: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class People:
    """The file people.toml."""

    people: tuple[Person, ...] = Field(alias="person")
    app_sessions: tuple[AppSession, ...] = Field(alias="app_session")


@cache
def load_people() -> People:
    """The people of the demo and their visits; raises ScriptError."""
    return read(demo_file("liveconvo/people.toml"), People)


def user_rows(now: datetime) -> Iterator[Row]:
    """One row of `users` for each person."""
    for person in load_people().people:
        last_login = now - timedelta(minutes=person.last_login_minutes_ago)
        yield {
            "id": demo_id("users", person.key),
            "email": person.email,
            "email_verified": True,
            "full_name": person.full_name,
            "timezone": person.timezone,
            "password_hash": _NO_LOGIN,
            "google_id": f"demo-google-{person.key}",
            "last_login_at": last_login,
            "has_completed_onboarding": True,
            "default_microphone_id": person.default_microphone_id,
            "default_speaker_id": person.default_speaker_id,
            "is_active": True,
            "is_email_verified": True,
            "created_at": now - timedelta(days=person.joined_days_ago),
            "updated_at": last_login,
            "deleted_at": None,
        }


def app_session_rows(now: datetime) -> Iterator[Row]:
    """One row of `user_app_sessions` for each visit; the token column holds a hash, never a token."""
    for visit in load_people().app_sessions:
        started = visit.started.before(now)
        ended = None if visit.minutes is None else started + timedelta(minutes=visit.minutes)
        yield {
            "id": demo_id("user_app_sessions", visit.key),
            "user_id": demo_id("users", visit.person),
            "session_token": sha256(f"quintet demo app session {visit.key}".encode()).hexdigest(),
            "ip_address": visit.ip_address,
            "user_agent": visit.user_agent,
            "country_code": visit.country_code,
            "city": visit.city,
            "started_at": started,
            "last_activity_at": ended or now,
            "ended_at": ended,
            "duration_seconds": None if visit.minutes is None else visit.minutes * 60,
            "page_views": visit.page_views,
            "device_type": visit.device_type,
            "browser": visit.browser,
            "os": visit.os,
        }
