"""Campaigns as their files tell them: what they are made of, what the AI did, and who came by."""

from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal
from functools import cache
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from models.webbuilder.enums import (
    CampaignStatus,
    CampaignType,
    ComponentType,
    EventType,
    GenerationStatus,
    GenerationType,
)

Json = dict[str, JsonValue]
Count = Annotated[int, Field(ge=0)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Money = Annotated[Decimal, Field(ge=0, decimal_places=2)]
Word = Annotated[str, Field(min_length=1, max_length=50)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Component:
    """A part of a campaign, made `after_minutes` of the campaign; `parent` comes before it in the file."""

    key: Key
    name: Title
    type: ComponentType
    parent: Key | None = None
    after_minutes: Count
    edited: Moment | None = None
    version: Annotated[int, Field(ge=1)] = 1
    code: Text
    css: Text | None = None
    props: Json = field(default_factory=dict)
    export_formats: tuple[Word, ...] = ()


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Generation:
    """A request to the AI and its end after `seconds`, which a running one does not have yet."""

    key: Key
    type: GenerationType
    component: Key | None = None
    asked: Moment
    prompt: Text
    reference_images: tuple[Text, ...] = ()
    status: GenerationStatus
    seconds: Count | None = None
    iterations: Annotated[int, Field(ge=1)] = 1
    model: Word
    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    result: Json | None = None
    error: Text | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    feedback: Text | None = None
    accepted: bool | None = None

    @model_validator(mode="after")
    def _ends_unless_it_runs(self) -> Self:
        if (self.seconds is None) != (self.status is GenerationStatus.PROCESSING):
            raise ValueError("'seconds' belongs to all generations but a running one")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Conversion:
    """What a conversion is worth, in the campaign's currency unless another is given."""

    type: Word
    value: Money = Decimal(0)
    currency: Currency | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Step:
    """Something that a visitor did, `at` seconds after they came."""

    at: Count
    event: EventType
    component: Key | None = None
    data: Json = field(default_factory=dict)
    conversion: Conversion | None = None

    @model_validator(mode="after")
    def _says_what_a_conversion_is(self) -> Self:
        if (self.conversion is not None) != (self.event is EventType.CONVERSION):
            raise ValueError("'conversion' belongs to the events that are conversions")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Visit:
    """One visit of one visitor, and where they came from."""

    started: Moment
    visitor: Key
    source: Word
    medium: Word
    referrer: Text | None = None
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Campaign:
    """A campaign from its file."""

    key: Key
    owner: Key
    name: Title
    type: CampaignType
    status: CampaignStatus
    description: Text
    platform_source: Word | None = None
    platform_source_id: Title | None = None
    target_audience: Text
    business_type: Word
    goals: tuple[Text, ...]
    brand_guidelines: Text | None = None
    performance_requirements: Json = field(default_factory=dict)
    currency: Currency
    created: Moment
    launched: Moment | None = None
    edited: Moment | None = None
    components: tuple[Component, ...] = Field(alias="component")
    generations: tuple[Generation, ...] = Field(alias="generation")
    visits: tuple[Visit, ...] = Field(default=(), alias="visit")

    @model_validator(mode="after")
    def _names_its_own_components(self) -> Self:
        known: set[str | None] = {None}
        for component in self.components:
            if component.parent not in known:
                raise ValueError(f"the parent of {component.key!r} does not come before it")
            known.add(component.key)
        named = {made.component for made in self.generations} | {step.component for _, _, step in self.steps()}
        for key in named - known:
            raise ValueError(f"the campaign has no component {key!r}")
        return self

    def steps(self) -> Iterator[tuple[str, Visit, Step]]:
        """Everything that visitors did: the visit's key, unique among all campaigns, the visit and the step."""
        for number, visit in enumerate(self.visits, start=1):
            for step in visit.steps:
                yield f"{self.key}/visit-{number:02}", visit, step


@cache
def load_campaigns() -> tuple[Campaign, ...]:
    """All campaigns of the demo, in the order of their files' names; raises ScriptError."""
    sources = sorted(demo_file("webbuilder/campaigns").iterdir(), key=lambda source: source.name)
    return tuple(read(source, Campaign) for source in sources if source.name.endswith(".toml"))
