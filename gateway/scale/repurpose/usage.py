"""Generated logs of use: the start and the end of each generation."""

from collections.abc import Iterator

from gateway.scale.copy_text import NULL, text_array
from gateway.scale.repurpose.generations import generation
from gateway.scale.repurpose.plan import Plan

COLUMNS = (
    "id",
    "user_id",
    "generation_id",
    "event_type",
    "platform_count",
    "platforms",
    "tokens_used",
    "created_at",
)


def lines(plan: Plan, generations: range) -> Iterator[str]:
    """The logs of some generations, two of each."""
    draws, text = plan.draws("usage_logs"), plan.moments.text
    for number in generations:
        made = generation(plan, number)
        owner = plan.people.id(plan.generations.owner(number))
        asked = f"{len(made.platforms)}\t{text_array(made.platforms)}"
        end = "generation_failed" if made.status == "failed" else "generation_completed"
        tokens = NULL if made.tokens is None else made.tokens
        begin = f"{draws.key(2 * number)}\t{owner}\t{made.key}"
        yield f"{begin}\tgeneration_started\t{asked}\t{NULL}\t{text(made.begun)}\n"
        yield f"{draws.key(2 * number + 1)}\t{owner}\t{made.key}\t{end}\t{asked}\t{tokens}\t{text(made.ended)}\n"
