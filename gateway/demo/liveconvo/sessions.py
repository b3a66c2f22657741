"""Rows of the demo's sessions and of their summaries."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from gateway.demo.identity import demo_id
from gateway.demo.liveconvo.people import Row
from gateway.demo.liveconvo.recording import Recording, seconds, silence_periods, user_talk_seconds, words_spoken
from gateway.demo.liveconvo.script import ActionItem, Conversation, Summary, Turn

# The document deletes audio 24 to 48 hours after the summary.
_AUDIO_KEPT: Final = timedelta(hours=36)


def session_rows(now: datetime, recordings: Iterable[Recording]) -> Iterator[Row]:
    """One row of `sessions` for each conversation, its statistics measured on the turns heard so far."""
    for made in recordings:
        conversation, audio_deleted = made.conversation, _audio_deleted_at(made, now)
        yield {
            "id": demo_id("sessions", conversation.key),
            "user_id": demo_id("users", conversation.owner),
            "title": conversation.title,
            "conversation_type": conversation.conversation_type,
            "status": conversation.status,
            "selected_template_id": demo_id("templates", conversation.template),
            "audio_file_url": _audio_url(conversation) if made.ended_at and not audio_deleted else None,
            "recording_duration_seconds": made.duration_seconds,
            "recording_started_at": made.started_at,
            "recording_ended_at": made.ended_at,
            "total_words_spoken": words_spoken(conversation.heard_turns),
            "user_talk_time_seconds": user_talk_seconds(conversation.heard_turns),
            "silence_periods_count": silence_periods(conversation.heard_turns),
            "audio_deleted_at": audio_deleted,
            "data_retention_days": conversation.data_retention_days,
            "created_at": made.created_at,
            "updated_at": audio_deleted or made.ended_at or made.reference,
            "deleted_at": None,
        }


def summary_rows(recordings: Iterable[Recording]) -> Iterator[Row]:
    """One row of `summaries` for each conversation that is over."""
    for made in recordings:
        if made.conversation.summary is not None and made.ended_at is not None:
            yield _summary_row(made.conversation, made.conversation.summary, made.ended_at)


def _summary_row(conversation: Conversation, summary: Summary, ended_at: datetime) -> Row:
    finished = ended_at + seconds(summary.generation_time_seconds)
    exported = finished + timedelta(hours=1) if summary.exports else None
    return {
        "id": demo_id("summaries", conversation.key),
        "session_id": demo_id("sessions", conversation.key),
        "user_id": demo_id("users", conversation.owner),
        "title": summary.title,
        "tldr": summary.tldr,
        "key_decisions": list(summary.key_decisions),
        "action_items": [_action_item(item, ended_at.date()) for item in summary.action_items],
        "follow_up_questions": list(summary.follow_up_questions),
        "full_transcript": "\n".join(_line(conversation, turn) for turn in conversation.turns),
        "structured_notes": summary.structured_notes,
        "generation_status": "completed",
        "generation_error": None,
        "model_used": summary.model,
        "generation_time_seconds": summary.generation_time_seconds,
        "export_count": summary.exports,
        "last_exported_at": exported,
        "is_marked_done": summary.is_marked_done,
        "created_at": ended_at,
        "updated_at": exported or finished,
        "deleted_at": None,
    }


def _action_item(item: ActionItem, day: date) -> Row:
    return {"task": item.task, "owner": item.owner, "due": (day + timedelta(item.due_in_days)).isoformat()}


def _line(conversation: Conversation, turn: Turn) -> str:
    minutes, rest = divmod(int(turn.at), 60)
    name = turn.name or conversation.names.get(turn.speaker, turn.speaker.capitalize())
    return f"[{minutes:02}:{rest:02}] {name}: {turn.text}"


def _audio_deleted_at(made: Recording, now: datetime) -> datetime | None:
    if made.ended_at is None or made.ended_at + _AUDIO_KEPT > now:
        return None
    return made.ended_at + _AUDIO_KEPT


def _audio_url(conversation: Conversation) -> str:
    return f"s3://liveconvo-audio/demo/{conversation.key}.opus"
