"""Generated summaries: what remains of conversations that are over."""

from collections.abc import Iterator

from gateway.scale.copy_text import NULL, decimal, flag, json_text
from gateway.scale.draw import Drawn, choose
from gateway.scale.liveconvo.conversations import Conversation, conversation
from gateway.scale.liveconvo.guidance import MODELS
from gateway.scale.liveconvo.plan import Plan
from gateway.scale.moments import HOUR
from gateway.scale.words import words

COLUMNS = (
    "id",
    "session_id",
    "user_id",
    "title",
    "tldr",
    "key_decisions",
    "action_items",
    "follow_up_questions",
    "generation_status",
    "generation_error",
    "model_used",
    "generation_time_seconds",
    "export_count",
    "is_marked_done",
    "created_at",
    "updated_at",
)


def lines(plan: Plan, conversations: range) -> Iterator[str]:
    """The summaries of some conversations: of nine in ten that are over."""
    draws = plan.draws("summaries")
    for number in conversations:
        made = conversation(plan, number)
        key, drawn = draws.row(number)
        if made.is_over and drawn[0] % 10:
            owner = plan.people.id(plan.sessions.owner(number))
            yield f"{key}\t{made.key}\t{owner}\t{_written(plan, made, drawn)}"


def _written(plan: Plan, made: Conversation, drawn: Drawn) -> str:
    known = words("conversations")["summary"]
    at = plan.moments.text(made.begun + HOUR + (drawn[1] >> 20))
    title = choose(words("conversations")[made.kind]["titles"], made.drawn[3])
    if drawn[2] % 40 == 0:
        result = (NULL, NULL, NULL, NULL, "failed", "The model did not answer in time.")
    else:
        decisions = _some(known["decisions"], drawn[3])
        actions = [{"task": task, "owner": "me"} for task in _some(known["actions"], drawn[4])]
        questions = _some(known["questions"], drawn[5])
        parts = (json_text(part) for part in (decisions, actions, questions))
        result = (choose(known["tldr"], drawn[6]), *parts, "completed", NULL)
    rest = (choose(MODELS, drawn[7]), decimal(200 + (drawn[8] >> 20), 2), str(drawn[9] % 3), flag(drawn[10] % 3 == 0))
    return "\t".join((title, *result, *rest, at, at)) + "\n"


def _some(choices: list[str], drawn: int) -> list[str]:
    """None to three of the choices, in their order."""
    begin, number = drawn % len(choices), drawn >> 30
    return choices[begin : begin + number]
