"""Web Builder's AI generations: what was asked of the AI, what came of it, and what that costs a day."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from models import columns as col
from models.access import READ, WRITE, Access, AllOf, AnyOf, Owned, Through, Where
from models.base import TableFacts, Topic, Trigger, table
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import GenerationStatus, GenerationType

COSTS = "status, cost, model_used, prompt_tokens, completion_tokens, completed_at"


class AiGeneration(WebbuilderModel, table=True):
    __tablename__ = "ai_generations"
    __table_args__ = table(
        Index("idx_ai_generations_user_id", "user_id"),
        Index("idx_ai_generations_created_at", "created_at"),
        Index("idx_ai_generations_cost", "cost"),
        Index("ix_ai_generations_campaign_id", "campaign_id"),
        Index("ix_ai_generations_component_id", "component_id"),
        Index("ix_ai_generations_user_id_created_at", "user_id", "created_at", "id"),
        Index("ix_ai_generations_processing", "user_id", postgresql_where=text("status = 'processing'")),
        CheckConstraint("(status = 'processing') = (completed_at IS NULL)", name="end_has_a_time"),
        CheckConstraint("status <> 'completed' OR result_data IS NOT NULL", name="completion_has_a_result"),
        CheckConstraint("status <> 'failed' OR error_message IS NOT NULL", name="failure_has_a_reason"),
        facts=TableFacts(
            description="One request to the AI and its result.",
            access=Access(
                rows=AllOf(
                    (
                        Owned("user_id"),
                        AnyOf((Where("ai_generations.campaign_id IS NULL"), Through("campaign_id"))),
                    )
                ),
                commands=WRITE,
                readable=Owned("user_id"),
                insertable=(
                    "user_id",
                    "campaign_id",
                    "component_id",
                    "generation_type",
                    "prompt_text",
                    "reference_images",
                ),
                changeable=("status", "user_rating", "user_feedback", "accepted"),
            ),
            singular="ai_generation",
            order=("-created_at",),
            topic=Topic("webbuilder.generation", "id"),
            triggers=(
                Trigger(
                    "check_component",
                    "BEFORE INSERT OR UPDATE OF campaign_id, component_id",
                    "webbuilder.check_component_campaign()",
                ),
                Trigger("record_end", "BEFORE INSERT OR UPDATE", "webbuilder.record_generation_end()"),
                Trigger("admit", "AFTER INSERT", "webbuilder.admit_generation()"),
                Trigger(
                    "track_cost",
                    f"AFTER INSERT OR UPDATE OF {COSTS}",
                    "webbuilder.track_generation_cost()",
                ),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who asked.", on_delete="CASCADE")
    campaign_id: UUID | None = col.reference(
        "campaigns.id", "Campaign it was asked for.", on_delete="SET NULL", nullable=True
    )
    component_id: UUID | None = col.reference(
        "campaign_components.id", "Component it was asked for.", on_delete="SET NULL", nullable=True
    )
    generation_type: GenerationType = col.choice(GenerationType, "What was asked for.", length=50, nullable=False)
    prompt_text: str | None = col.text("What the person wrote to the AI.")
    reference_images: list[str] = col.text_array(
        "Array of addresses of images given as examples.", default=(), nullable=False
    )
    model_used: str | None = col.text("AI model that did it.", length=100)
    prompt_tokens: int = col.integer("Tokens sent to the model.", default=0, nullable=False, between=(0, None))
    completion_tokens: int = col.integer("Tokens the model wrote.", default=0, nullable=False, between=(0, None))
    cost: Decimal = col.decimal(
        8, 4, "What the generation cost, in US dollars.", default=0, nullable=False, between=(0, None)
    )
    status: GenerationStatus = col.choice(
        GenerationStatus,
        "How far the generation is; it ends once, and its owner may cancel it before.",
        length=20,
        nullable=False,
        default=GenerationStatus.PROCESSING,
        transitions={
            GenerationStatus.PROCESSING: [
                GenerationStatus.COMPLETED,
                GenerationStatus.FAILED,
                GenerationStatus.CANCELLED,
            ],
        },
    )
    result_data: dict[str, Any] | None = col.json("What the AI made; there when the generation is completed.")
    error_message: str | None = col.text("Why the generation failed.")
    generation_time_seconds: int | None = col.integer("Time it took, in seconds.", between=(0, None))
    iterations: int = col.integer("Number of attempts the result took.", default=1, nullable=False, between=(0, None))
    user_rating: int | None = col.integer("The person's rating, 1 to 5.", between=(1, 5))
    user_feedback: str | None = col.text("What the person says about the result.")
    accepted: bool | None = col.boolean("Whether the person took the result; null until decided.")
    completed_at: dt.datetime | None = col.timestamp("When the generation ended, in whatever way.")
    created_at: dt.datetime = col.timestamp("When the generation was asked for.", default=col.CLOCK, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the row was last changed.", default_now=True, nullable=False)


class AiCostTracking(WebbuilderModel, table=True):
    __tablename__ = "ai_cost_tracking"
    __table_args__ = table(
        UniqueConstraint("user_id", "date"),
        Index("ix_ai_cost_tracking_date", "date"),
        CheckConstraint("total_cost >= openai_cost + anthropic_cost", name="total_has_all_providers"),
        facts=TableFacts(
            description="What a person's use of AI cost on one day.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="daily_ai_cost",
            order=("-date",),
            storage=(("fillfactor", "70"), ("autovacuum_vacuum_scale_factor", "0.02")),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose costs they are.", on_delete="CASCADE")
    date: dt.date = col.date("The day, in UTC.", nullable=False)
    openai_cost: Decimal = col.decimal(
        8, 4, "Part of the total for models of OpenAI, in US dollars.", default=0, nullable=False, between=(0, None)
    )
    anthropic_cost: Decimal = col.decimal(
        8,
        4,
        "Part of the total for models of Anthropic, in US dollars.",
        default=0,
        nullable=False,
        between=(0, None),
    )
    total_cost: Decimal = col.decimal(
        8,
        4,
        "Cost of the day for all providers, in US dollars.",
        default=0,
        nullable=False,
        between=(0, None),
    )
    generations_count: int = col.integer(
        "Number of generations that ended on the day.", default=0, nullable=False, between=(0, None)
    )
    tokens_used: int = col.integer(
        "Tokens sent and written in these generations.", default=0, nullable=False, between=(0, None)
    )
    created_at: dt.datetime = col.timestamp("When the row was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the row was last changed.", default_now=True, nullable=False)
