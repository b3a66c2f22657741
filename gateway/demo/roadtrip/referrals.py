"""Rows of the demo's referrals: codes, invitations, friends who joined, prompts to invite more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, demo_file, read
from gateway.demo.roadtrip.journeys import load_journeys
from gateway.demo.roadtrip.people import load_people, person_id
from gateway.demo.writer import Row

_STEPS: Final = ("pending", "qualified", "credited")


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Code:
    """A person's referral code."""

    person: Key
    code: Annotated[str, Field(pattern="^ROAD-[A-Z0-9]{4}-[A-Z0-9]{4}$")]
    made_days_ago: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Invitation:
    """An invitation that somebody sent."""

    key: Key
    person: Key
    channel: Annotated[str, Field(min_length=1, max_length=50)]
    sent_days_ago: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Friend:
    """A friend who joined with somebody's code."""

    referrer: Key
    joined: Key
    invitation: Key | None = None
    status: Literal["pending", "qualified", "credited"]

    @property
    def id(self) -> UUID:
        """The id of the conversion."""
        return demo_id("roadtrip.referral_conversions", self.joined)

    @property
    def steps(self) -> tuple[str, ...]:
        """The statuses that come after the first one, in order."""
        return _STEPS[1 : _STEPS.index(self.status) + 1]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Referrals:
    """The file referrals.toml."""

    codes: tuple[Code, ...] = Field(alias="code")
    invitations: tuple[Invitation, ...] = Field(alias="invitation")
    friends: tuple[Friend, ...] = Field(alias="friend")


@cache
def load_referrals() -> Referrals:
    """The referrals of the demo; raises ScriptError."""
    return read(demo_file("roadtrip/referrals.toml"), Referrals)


def code_row(code: Code, now: datetime) -> Row:
    """The row of `user_referrals`; the database ends the link with the code."""
    return {
        "user_id": person_id(code.person),
        "referral_code": code.code,
        "referral_link": "https://roadtrip.example.com/join/",
        "qr_code_url": f"https://roadtrip.example.com/join/{code.code}.svg",
        "created_at": now - timedelta(days=code.made_days_ago),
    }


def invitation_rows(person: str, now: datetime) -> Iterator[Row]:
    """One row of `referral_invitations` for each invitation that a person sent."""
    for invitation in load_referrals().invitations:
        if invitation.person == person:
            yield {
                "id": demo_id("roadtrip.referral_invitations", invitation.key),
                "referrer_id": person_id(person),
                "channel": invitation.channel,
                "created_at": now - timedelta(days=invitation.sent_days_ago),
            }


def prompt_rows(now: datetime, milestone: int) -> Iterator[Row]:
    """One row of `referral_prompts` for each person who has completed a roadtrip, which is a milestone."""
    for told in load_journeys():
        if any(trip.status == "completed" for trip in told.trips):
            yield {
                "id": demo_id("roadtrip.referral_prompts", told.person),
                "user_id": person_id(told.person),
                "milestone_id": milestone,
                "created_at": now,
            }


def conversion_rows(now: datetime) -> Iterator[Row]:
    """One row of `referral_conversions` for each friend, as it is when the friend joins."""
    codes = {code.person: code.code for code in load_referrals().codes}
    for friend in load_referrals().friends:
        invited = friend.invitation
        yield {
            "id": friend.id,
            "referrer_id": person_id(friend.referrer),
            "referred_user_id": person_id(friend.joined),
            "referral_code": codes[friend.referrer],
            "invitation_id": None if invited is None else demo_id("roadtrip.referral_invitations", invited),
            "created_at": load_people()[friend.joined].joined(now),
        }
