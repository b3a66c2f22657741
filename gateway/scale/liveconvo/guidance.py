"""Generated guidance: hints on what was just said, and what people made of them."""

from collections.abc import Iterator
from functools import cache

from gateway.scale.copy_text import FALSE, NULL, TRUE
from gateway.scale.draw import Drawn, choose, weighted
from gateway.scale.liveconvo.conversations import Conversation, Turn, conversation, seconds, turns
from gateway.scale.liveconvo.plan import Plan
from gateway.scale.words import words

COLUMNS = (
    "id",
    "session_id",
    "content",
    "guidance_type",
    "priority",
    "triggered_by_transcript_id",
    "triggered_at_seconds",
    "was_displayed",
    "was_clicked",
    "was_dismissed",
    "user_feedback",
    "model_used",
    "processing_time_ms",
    "created_at",
    "updated_at",
)
PERCENT = 9
TRIGGERS_BELOW = PERCENT * 2**32 // 100
MODELS = ("gpt-4o-mini", "gpt-4o", "claude-3-5-haiku")
REACTIONS = weighted(
    {
        f"{FALSE}\t{FALSE}\t{FALSE}\t{NULL}": 2,
        f"{TRUE}\t{FALSE}\t{FALSE}\t{NULL}": 8,
        f"{TRUE}\t{TRUE}\t{FALSE}\t{NULL}": 4,
        f"{TRUE}\t{TRUE}\t{FALSE}\thelpful": 3,
        f"{TRUE}\t{FALSE}\t{TRUE}\tirrelevant": 2,
        f"{TRUE}\t{FALSE}\t{TRUE}\ttoo_late": 1,
    }
)


@cache
def _hints() -> list[str]:
    hints = words("conversations")["guidance"]
    return [f"{content}\t{kind}" for kind, contents in hints.items() for content in contents]


def lines(plan: Plan, conversations: range) -> Iterator[str]:
    """The guidance given in some conversations."""
    draws = plan.draws("guidance")
    for number in conversations:
        made = conversation(plan, number)
        for turn in turns(plan, made):
            if turn.drawn[9] < TRIGGERS_BELOW:
                yield _line(plan, made, turn, *draws.row(turn.number))


def _line(plan: Plan, made: Conversation, turn: Turn, key: str, drawn: Drawn) -> str:
    took = 300 + (drawn[2] >> 21)
    at = plan.moments.text(made.begun + (turn.ends + took) // 1000)
    reaction, model = choose(REACTIONS, drawn[3]), choose(MODELS, drawn[4])
    return (
        f"{key}\t{made.key}\t{choose(_hints(), drawn[0])}\t{1 + drawn[1] % 3}\t{turn.key}"
        f"\t{seconds(turn.ends + took)}\t{reaction}\t{model}\t{took}\t{at}\t{at}\n"
    )
