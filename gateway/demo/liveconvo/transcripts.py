"""Rows of what was said in the demo's sessions, and of the guidance it triggered."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from gateway.demo.identity import demo_id
from gateway.demo.liveconvo.people import Row
from gateway.demo.liveconvo.recording import Recording
from gateway.demo.liveconvo.script import Guidance, Turn

_MILLISECOND: Final = Decimal("0.001")


def transcript_rows(recordings: Iterable[Recording]) -> Iterator[Row]:
    """One row of `transcripts` for each turn heard, and one interim row for the turn being spoken now."""
    for made in recordings:
        for key, turn in made.conversation.numbered_turns():
            if made.conversation.is_heard(turn):
                yield _row(made, key, turn) | _wording(turn, turn.until, turn.text) | {"is_final": True}
        if made.conversation.open_turn is not None:
            key, turn, second, wording = made.conversation.open_turn
            unfinished = {"is_final": False, "confidence_score": turn.interim_confidence}
            yield _row(made, key, turn) | _wording(turn, second, wording) | unfinished


def guidance_rows(recordings: Iterable[Recording]) -> Iterator[Row]:
    """One row of `guidance` for each chip of a turn heard."""
    for made in recordings:
        for key, turn in made.conversation.numbered_turns():
            if made.conversation.is_heard(turn):
                for number, chip in enumerate(turn.guidance, start=1):
                    yield _chip_row(made, key, turn, number, chip)


def appears_at(turn: Turn, chip: Guidance) -> Decimal:
    """The second of the recording at which the chip is ready."""
    return turn.until + Decimal(chip.processing_ms) / 1000


def _row(made: Recording, key: str, turn: Turn) -> Row:
    return {
        "id": demo_id("transcripts", key),
        "session_id": demo_id("sessions", made.conversation.key),
        "speaker": turn.speaker,
        "confidence_score": turn.confidence,
        "start_time_seconds": turn.at.quantize(_MILLISECOND),
        "stt_provider": turn.stt_provider or made.conversation.stt_provider,
        "created_at": made.at(turn.at),
        "updated_at": made.at(turn.at),
    }


def _wording(turn: Turn, second: Decimal, content: str) -> Row:
    return {
        "content": content,
        "end_time_seconds": second.quantize(_MILLISECOND),
        "duration_seconds": (second - turn.at).quantize(_MILLISECOND),
    }


def _chip_row(made: Recording, turn_key: str, turn: Turn, number: int, chip: Guidance) -> Row:
    return {
        "id": demo_id("guidance", f"{turn_key}/chip-{number}"),
        "session_id": demo_id("sessions", made.conversation.key),
        "content": chip.content,
        "guidance_type": chip.type,
        "priority": chip.priority,
        "triggered_by_transcript_id": demo_id("transcripts", turn_key),
        "context_snippet": chip.snippet,
        "triggered_at_seconds": appears_at(turn, chip).quantize(_MILLISECOND),
        "was_displayed": chip.reaction != "not_displayed",
        "was_clicked": chip.reaction == "clicked",
        "was_dismissed": chip.reaction == "dismissed",
        "user_feedback": chip.feedback,
        "model_used": chip.model,
        "prompt_template_id": demo_id("templates", made.conversation.template),
        "processing_time_ms": chip.processing_ms,
        "created_at": made.at(appears_at(turn, chip)),
        "updated_at": made.at(appears_at(turn, chip)),
    }
