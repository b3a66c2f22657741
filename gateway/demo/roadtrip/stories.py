"""What was made of the demo's discoveries, as stories.toml tells it: distillations, episodes and cached answers."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.roadtrip.journeys import Fraction, discovery_moment

Count = Annotated[int, Field(ge=0)]
Particulars = dict[str, str | bool | int]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Review:
    """What somebody wrote of a place."""

    platform: Literal["google", "yelp", "tripadvisor"]
    stars: Annotated[int, Field(ge=1, le=5)]
    text: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Spoken:
    """One turn of a conversation of two."""

    role: Literal["host", "guest"]
    text: Text


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Episode:
    """An episode, made `after_hours` after its distillation."""

    key: Key
    title: Title
    after_hours: Count
    duration_seconds: Count
    status: Literal["generated", "published", "archived"]
    play_count: Count = 0
    completion_rate: Fraction | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Answer:
    """An answer of the AI; without `expires_after_days` it is kept for good."""

    type: Annotated[str, Field(min_length=1, max_length=50)]
    asked: Particulars
    answered: Particulars
    hits: Count
    expires_after_days: Annotated[int, Field(ge=1)] | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class LooseAnswer(Answer):
    """An answer that is about no discovery."""

    at: Moment


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Story:
    """A discovery's reviews in one line of six seconds, and what else was made of them."""

    person: Key
    place: Key
    after_hours: Count
    line: Text
    seconds: Annotated[Decimal, Field(ge=0, le=6, decimal_places=2)]
    reviews: tuple[Review, ...] = Field(alias="review", min_length=1)
    spoken: tuple[Spoken, ...] = ()
    episodes: tuple[Episode, ...] = Field(alias="episode", default=())
    answers: tuple[Answer, ...] = Field(alias="answer", default=())

    @property
    def key(self) -> str:
        """The key of the discovery, which has one story at most."""
        return f"{self.person}/{self.place}"

    def told(self, now: datetime) -> datetime:
        """When the reviews were distilled."""
        return discovery_moment(self.person, self.place, now) + timedelta(hours=self.after_hours)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Stories:
    """The file stories.toml."""

    stories: tuple[Story, ...] = Field(alias="story")
    answers: tuple[LooseAnswer, ...] = Field(alias="answer")


@cache
def load_stories() -> Stories:
    """The stories of the demo; raises ScriptError."""
    return read(demo_file("roadtrip/stories.toml"), Stories)
