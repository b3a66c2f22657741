"""Rows of what the demo's people asked the AI, priced by the tokens."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, demo_file, read
from gateway.demo.webbuilder.costs import Spending
from gateway.demo.webbuilder.people import user_id
from gateway.demo.webbuilder.script import Generation, Word, load_campaigns
from gateway.demo.writer import Row

_CENT_OF_A_CENT: Final = Decimal("0.0001")
_MILLION: Final = 1_000_000
Price = Annotated[Decimal, Field(gt=0)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Model:
    """An AI model and what a million tokens costs, in US dollars."""

    name: Word
    prompt: Price
    completion: Price


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Models:
    """The file models.toml."""

    models: tuple[Model, ...] = Field(alias="model")


@dataclass(frozen=True, kw_only=True, config=EXACT)
class LooseGeneration(Generation):
    """A generation that belongs to no campaign, and who asked for it."""

    person: Key


@dataclass(frozen=True, kw_only=True, config=EXACT)
class LooseGenerations:
    """The file generations.toml."""

    generations: tuple[LooseGeneration, ...] = Field(alias="generation")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A generation with what its place in the files says: its key, who asked, and for which campaign."""

    key: str
    person: str
    campaign: str | None
    generation: Generation

    def ended(self, now: datetime) -> datetime | None:
        """The moment of its end, None while it runs."""
        seconds = self.generation.seconds
        return None if seconds is None else self.generation.asked.before(now) + timedelta(seconds=seconds)


@cache
def load_models() -> dict[str, Model]:
    """The AI models of the demo by name; raises ScriptError."""
    return {model.name: model for model in read(demo_file("webbuilder/models.toml"), Models).models}


@cache
def load_generations() -> tuple[Asked, ...]:
    """All generations: those outside of campaigns first, then each campaign's; raises ScriptError."""
    loose = read(demo_file("webbuilder/generations.toml"), LooseGenerations).generations
    return (
        *(Asked(key=each.key, person=each.person, campaign=None, generation=each) for each in loose),
        *(
            Asked(key=f"{made.key}/{each.key}", person=made.owner, campaign=made.key, generation=each)
            for made in load_campaigns()
            for each in made.generations
        ),
    )


def cost(generation: Generation) -> Decimal:
    """What the tokens of a generation cost, in US dollars, to four places."""
    model = load_models()[generation.model]
    exact = generation.prompt_tokens * model.prompt + generation.completion_tokens * model.completion
    return (exact / _MILLION).quantize(_CENT_OF_A_CENT, ROUND_HALF_UP)


def generation_rows(now: datetime) -> Iterator[Row]:
    """One row of `ai_generations` for each generation."""
    for asked in load_generations():
        made = asked.generation
        ended = asked.ended(now)
        yield {
            "id": demo_id("webbuilder.ai_generations", asked.key),
            "user_id": user_id(asked.person),
            "campaign_id": demo_id("webbuilder.campaigns", asked.campaign) if asked.campaign else None,
            "component_id": _component(asked),
            "generation_type": made.type,
            "prompt_text": made.prompt,
            "reference_images": list(made.reference_images),
            **_outcome(made),
            "completed_at": ended,
            "created_at": made.asked.before(now),
            "updated_at": ended or made.asked.before(now),
        }


def _component(asked: Asked) -> UUID | None:
    if asked.generation.component is None:
        return None
    return demo_id("webbuilder.campaign_components", f"{asked.campaign}/{asked.generation.component}")


def _outcome(made: Generation) -> Row:
    return {
        "model_used": made.model,
        "prompt_tokens": made.prompt_tokens,
        "completion_tokens": made.completion_tokens,
        "cost": cost(made),
        "status": made.status,
        "result_data": made.result,
        "error_message": made.error,
        "generation_time_seconds": made.seconds,
        "iterations": made.iterations,
        "user_rating": made.rating,
        "user_feedback": made.feedback,
        "accepted": made.accepted,
    }


def generation_spendings(now: datetime) -> Iterator[Spending]:
    """What each generation that ended cost whom."""
    for asked in load_generations():
        if ended := asked.ended(now):
            yield Spending(person=asked.person, at=ended, cost=cost(asked.generation))
