"""Generated requests to the AI, all of them ended: what was asked, what it cost, what people thought of it."""

from collections.abc import Iterator

from gateway.scale.copy_text import FALSE, NULL, TRUE, decimal, json_text
from gateway.scale.draw import Drawn, choose, weighted
from gateway.scale.moments import END
from gateway.scale.webbuilder.campaigns import Campaign, campaign
from gateway.scale.webbuilder.plan import Plan
from gateway.scale.words import words

COLUMNS = (
    "id",
    "user_id",
    "campaign_id",
    "component_id",
    "generation_type",
    "prompt_text",
    "model_used",
    "prompt_tokens",
    "completion_tokens",
    "cost",
    "status",
    "result_data",
    "error_message",
    "generation_time_seconds",
    "user_rating",
    "user_feedback",
    "accepted",
    "completed_at",
    "created_at",
    "updated_at",
)
MODELS = ("gpt-4o", "gpt-4o-mini", "claude-3-5-sonnet", "claude-3-5-haiku", "mistral-large")
ENDS = weighted({"completed": 17, "failed": 2, "cancelled": 1})
KINDS = weighted({"campaign": 3, "enhancement": 4, "analysis": 1, "migration_plan": 1})
DAYS_OF_WORK = 14 * 86_400


def lines(plan: Plan, campaigns: range) -> Iterator[str]:
    """The rows of what was asked for some campaigns."""
    draws = plan.draws("ai_generations")
    for number in campaigns:
        asked = plan.generations.span(number)
        if asked:
            made = campaign(plan, number)
            owner = plan.people.id(plan.campaigns.owner(number))
            for place, generation in enumerate(asked):
                key, drawn = draws.row(generation)
                component = choose(made.components, drawn[0]) if made.components and drawn[1] & 1 else None
                at = _asked(made, place, len(asked), drawn)
                named = NULL if component is None else plan.draws("campaign_components").key(component)
                kind = "component" if component is not None else choose(KINDS, drawn[2])
                yield f"{key}\t{owner}\t{made.key}\t{named}\t{kind}\t{_result(plan, drawn, at)}"


def _asked(made: Campaign, place: int, number: int, drawn: Drawn) -> int:
    """When it was asked, one after the other over two weeks, but not after the two years."""
    room = min(DAYS_OF_WORK, END - 600 - made.begun)
    return made.begun + room * ((place << 32) + drawn[3]) // (number << 32)


def _result(plan: Plan, drawn: Drawn, at: int) -> str:
    known = words("campaigns")
    status = choose(ENDS, drawn[4])
    took = 2 + (drawn[5] >> 25)
    asked, written = 200 + (drawn[6] >> 21), (drawn[7] >> 20) if status == "completed" else 0
    ended = plan.moments.text(at + took)
    is_done = status == "completed"
    return (
        "\t".join(
            (
                choose(known["prompts"], drawn[8]),
                choose(MODELS, drawn[9]),
                str(asked),
                str(written),
                decimal((asked + 4 * written) // 50, 4),
                status,
                json_text({"sections": 1 + drawn[10] % 6}) if is_done else NULL,
                "The model did not answer in time." if status == "failed" else NULL,
                str(took),
                str(5 - drawn[10] % 3 * (drawn[11] & 1)) if is_done and drawn[11] % 3 == 0 else NULL,
                choose(known["feedback"], drawn[10]) if is_done and drawn[11] % 9 == 0 else NULL,
                (TRUE if drawn[11] % 4 else FALSE) if is_done else NULL,
                ended,
                plan.moments.text(at),
                ended,
            )
        )
        + "\n"
    )
