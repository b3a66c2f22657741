"""Everything that is loaded for LiveConvo."""

from gateway.scale.amounts import Amounts
from gateway.scale.connection import Connection
from gateway.scale.liveconvo import conversations, guidance, people, summaries, transcripts
from gateway.scale.liveconvo.plan import Plan
from gateway.scale.product import Landmark, Product, Source


async def product(connection: Connection, amounts: Amounts) -> Product:
    """LiveConvo's tables; nothing in the database is needed for them."""
    plan = Plan(amounts)
    return Product(
        schema="liveconvo",
        plan=plan,
        sources=(_people(plan), *_of_conversations(plan)),
        landmarks=(
            Landmark("liveconvo.users", amounts.people, plan.people.id),
            Landmark("liveconvo.sessions", plan.sessions.items, plan.draws("sessions").key),
            Landmark("liveconvo.transcripts", amounts.transcripts, plan.draws("transcripts").key),
        ),
    )


def _people(plan: Plan) -> Source:
    number = plan.amounts.people
    return Source("liveconvo.users", people.COLUMNS, people.lines, units=number, rows=number, rebuilt=False)


def _of_conversations(plan: Plan) -> tuple[Source, ...]:
    number, said = plan.sessions.items, plan.amounts.transcripts
    return (
        Source(
            "liveconvo.sessions",
            conversations.COLUMNS,
            conversations.lines,
            units=number,
            rows=number,
            replaces=("record_event", "check_selected_template_id", "count_template_usage"),
        ),
        Source(
            "liveconvo.transcripts",
            transcripts.COLUMNS,
            transcripts.lines,
            units=number,
            rows=said,
            replaces=("record_event", "record_timing"),
            before=plan.transcripts.before,
        ),
        Source(
            "liveconvo.guidance",
            guidance.COLUMNS,
            guidance.lines,
            units=number,
            rows=said * guidance.PERCENT // 100,
            replaces=("record_event", "check_triggered_by_transcript_id", "check_prompt_template_id", "same_session"),
        ),
        Source("liveconvo.summaries", summaries.COLUMNS, summaries.lines, units=number, rows=number * 3 // 4),
    )
