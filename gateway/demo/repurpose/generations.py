"""Generations as their files tell them (a text, what was asked for, what came of it), and their rows."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.repurpose.outputs import Outputs
from gateway.demo.writer import Row
from models.repurpose.enums import GenerationStatus, Platform, Tone

Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Analysis:
    """What the model understood of the text."""

    core_message: Text
    key_points: tuple[Text, ...]
    topic: Title
    audience: Title


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Run:
    """What it took."""

    provider: Annotated[str, Field(max_length=50)]
    model: Annotated[str, Field(max_length=100)]
    milliseconds: Count
    tokens: Count
    cost_usd: Annotated[Decimal, Field(ge=0, decimal_places=6)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Generation:
    """One text turned into posts; a pending one has neither a run nor anything else yet."""

    key: Key
    person: Key
    at: Moment
    status: GenerationStatus
    platforms: Annotated[tuple[Platform, ...], Field(min_length=1)]
    tone: Tone
    input: Text
    run: Run | None = None
    error_message: Text | None = None
    analysis: Analysis | None = None
    outputs: Outputs = Outputs()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        written, asked = self.outputs.platforms, set(self.platforms)
        _require(written <= asked, "there are outputs only for platforms that were asked for")
        _require((self.run is None) == (self.status == "pending"), "all generations but pending ones have a run")
        _require((self.error_message is not None) == (self.status == "failed"), "a failed generation has an error")
        _require((self.analysis is not None) == bool(written), "an analysis comes with outputs")
        _require((written == asked) == (self.status == "completed"), "a completed generation has all its outputs")
        _require((0 < len(written) < len(asked)) == (self.status == "partial"), "a partial one has some outputs")
        return self

    def ended(self, now: datetime) -> datetime | None:
        """When the run was over, however it ended."""
        return self.at.before(now) + timedelta(milliseconds=self.run.milliseconds) if self.run else None

    def completed(self, now: datetime) -> datetime | None:
        """When it was completed, if it was."""
        return self.ended(now) if self.status == "completed" else None


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(rule)


@cache
def load_generations() -> tuple[Generation, ...]:
    """All generations of the demo; raises ScriptError."""
    sources = sorted(demo_file("repurpose/generations").iterdir(), key=lambda source: source.name)
    return tuple(read(source, Generation) for source in sources if source.name.endswith(".toml"))


def generation_row(generation: Generation, now: datetime) -> Row:
    """The row of `generations`; the database computes its hash."""
    analysis, run = generation.analysis, generation.run
    return {
        "id": demo_id("repurpose.generations", generation.key),
        "user_id": demo_id("repurpose.users", generation.person),
        "input_content": generation.input,
        "selected_platforms": generation.platforms,
        "selected_tone": generation.tone,
        "core_message": analysis and analysis.core_message,
        "key_points": analysis and analysis.key_points,
        "detected_topic": analysis and analysis.topic,
        "detected_audience": analysis and analysis.audience,
        **{f"output_{platform}": generation.outputs.of(platform) for platform in Platform},
        "generation_time_ms": run and run.milliseconds,
        "llm_provider": run and run.provider,
        "llm_model": run and run.model,
        "total_tokens_used": run and run.tokens,
        "status": generation.status,
        "error_message": generation.error_message,
        "created_at": generation.at.before(now),
        "completed_at": generation.completed(now),
    }
