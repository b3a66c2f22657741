"""What is still to be said in the running conversation, as steps for `quintet demo talk` to play."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from gateway.demo.identity import RUNNING_SESSION_ID, RUNNING_SESSION_KEY, demo_id
from gateway.demo.liveconvo.script import Conversation, Guidance, Provider, Speaker, Turn, load_conversations
from gateway.demo.liveconvo.transcripts import appears_at
from gateway.demo.reading import ScriptError


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTranscript:
    """A version of a turn, ready at `at_seconds` of the live part.

    Start and end count from the start of the recording. All versions of a turn share `key`.
    `seeded_id` is the id of the row that already holds the turn, which is so for the one turn that was being
    spoken when the database was seeded.
    """

    kind: Literal["interim", "final"]
    key: str
    at_seconds: Decimal
    speaker: Speaker
    content: str
    confidence_score: Decimal
    start_time_seconds: Decimal
    end_time_seconds: Decimal
    stt_provider: Provider
    seeded_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGuidance:
    """A chip, ready at `at_seconds` of the live part, because of the turn `transcript_key`."""

    kind: Literal["guidance"] = "guidance"
    key: str
    transcript_key: str
    at_seconds: Decimal
    triggered_at_seconds: Decimal
    chip: Guidance


LiveStep = LiveTranscript | LiveGuidance


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveConversation:
    """The steps still to come, in order; the live part starts `live_from_seconds` into the recording."""

    session_id: UUID
    user_id: UUID
    prompt_template_id: UUID
    live_from_seconds: Decimal
    steps: tuple[LiveStep, ...]

    @property
    def duration_seconds(self) -> Decimal:
        """Seconds until the last step."""
        return self.steps[-1].at_seconds


def live_turns() -> LiveConversation:
    """What comes after the seeded rows of the running conversation; raises ScriptError."""
    for conversation in load_conversations():
        if conversation.key == RUNNING_SESSION_KEY and conversation.live_from is not None:
            return _live(conversation, conversation.live_from)
    raise ScriptError(f"no active conversation has the key {RUNNING_SESSION_KEY!r}")


def _live(conversation: Conversation, live_from: Decimal) -> LiveConversation:
    steps = [
        step
        for key, turn in conversation.numbered_turns()
        if not conversation.is_heard(turn)
        for step in _steps(conversation, live_from, key, turn)
    ]
    return LiveConversation(
        session_id=RUNNING_SESSION_ID,
        user_id=demo_id("users", conversation.owner),
        prompt_template_id=demo_id("templates", conversation.template),
        live_from_seconds=live_from,
        steps=tuple(sorted(steps, key=lambda step: step.at_seconds)),
    )


def _steps(conversation: Conversation, live_from: Decimal, key: str, turn: Turn) -> Iterator[LiveStep]:
    for second, wording in turn.interim_versions():
        if second > live_from:
            yield _transcript(conversation, live_from, key, turn, second, wording)
    yield _transcript(conversation, live_from, key, turn, turn.until, turn.text)
    for number, chip in enumerate(turn.guidance, start=1):
        yield LiveGuidance(
            key=f"{key}/chip-{number}",
            transcript_key=key,
            at_seconds=appears_at(turn, chip) - live_from,
            triggered_at_seconds=appears_at(turn, chip),
            chip=chip,
        )


def _transcript(
    conversation: Conversation, live_from: Decimal, key: str, turn: Turn, second: Decimal, wording: str
) -> LiveTranscript:
    is_final = second == turn.until
    return LiveTranscript(
        kind="final" if is_final else "interim",
        key=key,
        at_seconds=second - live_from,
        speaker=turn.speaker,
        content=wording,
        confidence_score=turn.confidence if is_final else turn.interim_confidence,
        start_time_seconds=turn.at,
        end_time_seconds=second,
        stt_provider=turn.stt_provider or conversation.stt_provider,
        seeded_id=demo_id("transcripts", key) if turn.at <= live_from else None,
    )
