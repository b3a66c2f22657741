"""Lessons as their files tell them: what a learner asked the tutor in one sitting, and how well it went."""

from functools import cache
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, DayAndClock, Key, Score, Text, demo_file, read

Count = Annotated[int, Field(ge=0)]
Service = Literal["tutor", "voice_tutor", "quiz"]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Use:
    """A question or an answer of the learner, so many minutes after the start of the sitting.

    `score` is how well the concept is known after it, where the platform could tell.
    """

    minute: Annotated[int, Field(ge=0, lt=60)]
    service: Service
    question: Text
    tokens: Count
    speech_seconds: Count = 0
    score: Score | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.speech_seconds > 0) != (self.service == "voice_tutor"):
            raise ValueError("speech belongs to the voice tutor")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Sitting:
    """One sitting over one concept."""

    key: Key
    subject: Annotated[str, Field(min_length=1, max_length=100)]
    concept: Annotated[str, Field(min_length=1, max_length=200)]
    at: DayAndClock
    uses: Annotated[tuple[Use, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.at.clock.hour >= 20:
            raise ValueError("the sitting is so late that it is tomorrow in Cairo, where streaks are counted")
        if any(later.minute <= earlier.minute for earlier, later in pairwise(self.uses)):
            raise ValueError("each use comes later than the one before it")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Sittings:
    """A file of the folder `sittings`: one learner's sittings."""

    learner: Key
    sittings: tuple[Sitting, ...] = Field(alias="sitting")


@cache
def load_sittings() -> tuple[Sittings, ...]:
    """All sittings of the demo, in the order of their files' names; raises ScriptError."""
    sources = sorted(demo_file("learning/sittings").iterdir(), key=lambda source: source.name)
    return tuple(read(source, Sittings) for source in sources if source.name.endswith(".toml"))
