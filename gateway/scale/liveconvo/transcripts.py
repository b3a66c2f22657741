"""Generated transcripts: a row for each piece of what is said."""

from collections.abc import Iterator

from gateway.scale.copy_text import TRUE, decimal
from gateway.scale.draw import choose
from gateway.scale.liveconvo.conversations import conversation, seconds, turns
from gateway.scale.liveconvo.plan import Plan

COLUMNS = (
    "id",
    "session_id",
    "content",
    "speaker",
    "confidence_score",
    "start_time_seconds",
    "end_time_seconds",
    "duration_seconds",
    "stt_provider",
    "is_final",
    "created_at",
    "updated_at",
)
PROVIDERS = ("openai_realtime", "openai_realtime", "whisper", "assembly_ai")


def lines(plan: Plan, conversations: range) -> Iterator[str]:
    """The transcripts of some conversations."""
    for number in conversations:
        made = conversation(plan, number)
        provider = choose(PROVIDERS, made.drawn[4])
        for turn in turns(plan, made):
            at = plan.moments.text(made.begun + turn.ends // 1000)
            yield (
                f"{turn.key}\t{made.key}\t{turn.text}\t{'user' if turn.by_user else 'other'}"
                f"\t{decimal(100 - (35 * turn.drawn[7] * (turn.drawn[8] >> 16) >> 48), 2)}\t{seconds(turn.begins)}"
                f"\t{seconds(turn.ends)}\t{seconds(turn.ends - turn.begins)}\t{provider}\t{TRUE}\t{at}\t{at}\n"
            )
