"""Conversations as their files tell them: who said what when, and what the coach whispered."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, Key, Moment, Score, Seconds, Text, Title, demo_file, read

ConversationType = Literal["sales_call", "interview", "meeting", "consultation"]
GuidanceType = Literal["ask", "clarify", "avoid", "suggest", "warn"]
Model = Literal["gpt-4o-mini", "gpt-4o"]
Provider = Literal["openai_realtime", "whisper", "assembly_ai"]
Reaction = Literal["not_displayed", "displayed", "clicked", "dismissed"]
Speaker = Literal["user", "other", "system"]
Status = Literal["draft", "active", "completed", "archived"]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Guidance:
    """A chip that the coach shows because of a turn; it appears `processing_ms` after the turn's end."""

    type: GuidanceType
    priority: Annotated[int, Field(ge=1, le=3)]
    content: Text
    snippet: Text
    model: Model
    processing_ms: Annotated[int, Field(ge=0)]
    reaction: Reaction = "not_displayed"
    feedback: Literal["helpful", "irrelevant", "too_late"] | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Turn:
    """One utterance from second `at` to second `until` of the recording, and how it was misheard at first."""

    at: Seconds
    until: Seconds
    speaker: Speaker
    text: Text
    confidence: Score
    name: Title | None = None
    stt_provider: Provider | None = None
    interim: tuple[Text, ...] = ()
    guidance: tuple[Guidance, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.until <= self.at:
            raise ValueError(f"the turn ends at {self.until}, not after its start at {self.at}")
        for chip in self.guidance:
            if chip.snippet not in self.text:
                raise ValueError(f"the snippet {chip.snippet!r} is not part of the turn's text")
        return self

    def interim_versions(self) -> Iterator[tuple[Decimal, str]]:
        """Second and wording of each interim version, spread evenly over the turn."""
        share = (self.until - self.at) / (len(self.interim) + 1)
        for number, wording in enumerate(self.interim, start=1):
            yield round(self.at + share * number, 3), wording

    @property
    def interim_confidence(self) -> Decimal:
        """Recognisers are less sure of a sentence that has not ended."""
        return round(self.confidence * Decimal("0.85"), 2)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class ActionItem:
    """A task from a conversation, due a number of days after it."""

    task: Text
    owner: Text
    due_in_days: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Summary:
    """What is left of a conversation when it is over; the transcript is not repeated here."""

    title: Title
    tldr: Text
    key_decisions: tuple[Text, ...]
    follow_up_questions: tuple[Text, ...]
    structured_notes: Text
    model: Model
    generation_time_seconds: Annotated[Decimal, Field(ge=0, le=600, decimal_places=2)]
    exports: Annotated[int, Field(ge=0)] = 0
    is_marked_done: bool = False
    action_items: tuple[ActionItem, ...] = Field(default=(), alias="action_item")


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Conversation:
    """A session from its file. `when` is the start of the recording, or the creation of a draft.

    An active conversation has `live_from` instead: the second that the recording has reached now.
    """

    key: Key
    owner: Key
    template: Key
    title: Title
    conversation_type: ConversationType
    status: Status
    stt_provider: Provider
    names: dict[Speaker, Title]
    when: Moment | None = None
    live_from: Seconds | None = None
    data_retention_days: Annotated[int, Field(ge=1)] = 30
    turns: tuple[Turn, ...] = Field(default=(), alias="turn")
    summary: Summary | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        is_active = self.status == "active"
        is_over = self.status in ("completed", "archived")
        _require((self.when is None) == is_active, "'when' belongs to all conversations but the active one")
        _require((self.live_from is not None) == is_active, "'live_from' belongs to the active conversation")
        _require((self.summary is not None) == is_over, "a summary belongs to a conversation that is over")
        _require(bool(self.turns) != (self.status == "draft"), "all conversations but drafts have turns")
        _require(not is_active or self.open_turn is not None, "'live_from' falls after an interim version")
        for earlier, later in pairwise(self.turns):
            _require(later.at >= earlier.until, f"the turn at {later.at} starts before the last one ended")
        return self

    def numbered_turns(self) -> Iterator[tuple[str, Turn]]:
        """Each turn with its key, unique among all conversations."""
        for number, turn in enumerate(self.turns, start=1):
            yield f"{self.key}/turn-{number:02}", turn

    def is_heard(self, turn: Turn) -> bool:
        """True when the turn has ended by now."""
        return self.live_from is None or turn.until <= self.live_from

    @property
    def heard_turns(self) -> tuple[Turn, ...]:
        """The turns that have ended by now."""
        return tuple(turn for turn in self.turns if self.is_heard(turn))

    @property
    def open_turn(self) -> tuple[str, Turn, Decimal, str] | None:
        """The turn being spoken now: its key, itself, its latest interim version (second and wording)."""
        for key, turn in self.numbered_turns():
            for second, wording in reversed(list(turn.interim_versions())):
                if self.live_from is not None and second <= self.live_from < turn.until:
                    return key, turn, second, wording
        return None


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(rule)


@cache
def load_conversations() -> tuple[Conversation, ...]:
    """All conversations of the demo, in the order of their files' names; raises ScriptError."""
    sources = sorted(demo_file("liveconvo/conversations").iterdir(), key=lambda source: source.name)
    return tuple(read(source, Conversation) for source in sources if source.name.endswith(".toml"))
