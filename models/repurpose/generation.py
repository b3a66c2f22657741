"""RepurposeFlow's generations: one text turned into posts for many platforms, now and in the archive."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text

from models import columns as col
from models.access import READ, WRITE, Access, Owned
from models.base import TableFacts, Topic, Trigger, table
from models.repurpose.base import RepurposeModel
from models.repurpose.enums import GenerationStatus, Platform, Tone

PLATFORMS = f"ARRAY[{', '.join(repr(platform.value) for platform in Platform)}]::text[]".replace(":", r"\:")
OUTPUTS = tuple(f"output_{platform.value}" for platform in Platform)


def objects(columns: tuple[str, ...]) -> tuple[CheckConstraint, ...]:
    """Each of these JSON columns holds an object."""
    return tuple(CheckConstraint(f"jsonb_typeof({name}) = 'object'", name=f"{name}_object") for name in columns)


class Generation(RepurposeModel, table=True):
    __tablename__ = "generations"
    __table_args__ = table(
        Index("idx_generations_user_id", "user_id"),
        Index("idx_generations_created_at", text("created_at DESC")),
        Index("idx_generations_status", "status"),
        Index("idx_generations_input_hash", "input_content_hash"),
        Index("idx_generations_user_created", "user_id", text("created_at DESC")),
        Index(
            "idx_generations_user_recent",
            "user_id",
            text("created_at DESC"),
            postgresql_where=text("status = 'completed'"),
        ),
        CheckConstraint(f"selected_platforms <@ {PLATFORMS}", name="selected_platforms_values"),
        CheckConstraint("cardinality(selected_platforms) > 0", name="at_least_one_platform"),
        CheckConstraint("status <> 'completed' OR completed_at IS NOT NULL", name="completed_has_a_time"),
        CheckConstraint("status <> 'failed' OR error_message IS NOT NULL", name="failure_has_a_reason"),
        CheckConstraint(
            f"status <> 'partial' OR num_nonnulls({', '.join(OUTPUTS)})"
            " BETWEEN 1 AND cardinality(selected_platforms) - 1",
            name="partial_has_some_outputs",
        ),
        *objects(OUTPUTS),
        facts=TableFacts(
            description="One text turned into posts for the platforms selected.",
            access=Access(
                rows=Owned("user_id"),
                commands=WRITE,
                insertable=("user_id", "input_content", "selected_platforms", "selected_tone"),
                changeable=OUTPUTS,
                suffix="_own",
            ),
            singular="generation",
            order=("-created_at",),
            topic=Topic("repurpose.generation", "id"),
            triggers=(
                Trigger("prepare", "BEFORE INSERT OR UPDATE", "repurpose.prepare_generation()"),
                Trigger("refuse_over_quota", "BEFORE INSERT", "repurpose.enforce_quota()"),
                Trigger(
                    "increment_generation_count_on_complete",
                    "AFTER INSERT OR UPDATE",
                    "repurpose.increment_user_generation_count()",
                ),
                Trigger("log_usage", "AFTER INSERT OR UPDATE OF status", "repurpose.log_generation()"),
            ),
            storage=(("fillfactor", "90"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose generation it is.", on_delete="CASCADE")
    input_content: str = col.text("The text to turn into posts.", nullable=False)
    input_content_hash: str = col.text(
        "SHA-256 of the text in hexadecimal, to find what was generated from it before.",
        length=64,
        nullable=False,
        matches="[0-9a-f]{64}",
    )
    selected_platforms: list[str] = col.text_array(
        "Platforms to write for: tiktok, twitter, threads, linkedin, instagram, email.", nullable=False
    )
    selected_tone: Tone = col.choice(Tone, "Tone to write in.", length=50, nullable=False)
    core_message: str | None = col.text("What the text says in essence.")
    key_points: list[Any] | None = col.json("Array of the text's key points.", array=True)
    detected_topic: str | None = col.text("Topic of the text.", length=255)
    detected_audience: str | None = col.text("Audience the text speaks to.", length=255)
    output_tiktok: dict[str, Any] | None = col.json("TikTok: hooks, talking points, call to action, hashtags.")
    output_twitter: dict[str, Any] | None = col.json("Twitter: the thread, number of tweets, hashtags.")
    output_threads: dict[str, Any] | None = col.json("Threads: the post.")
    output_linkedin: dict[str, Any] | None = col.json("LinkedIn: post, opening hook, call to action, hashtags.")
    output_instagram: dict[str, Any] | None = col.json("Instagram: the post.")
    output_email: dict[str, Any] | None = col.json("E-mail: the newsletter.")
    generation_time_ms: int | None = col.integer("How long it took, in milliseconds.", between=(0, None))
    llm_provider: str | None = col.text("Provider of the language model.", length=50)
    llm_model: str | None = col.text("Language model that wrote it.", length=100)
    total_tokens_used: int | None = col.integer("Tokens that the language model consumed.", between=(0, None))
    status: GenerationStatus = col.choice(
        GenerationStatus,
        "How far it has come; partial means that some platforms are missing.",
        length=50,
        nullable=False,
        default=GenerationStatus.PENDING,
        transitions={
            GenerationStatus.PENDING: [
                GenerationStatus.COMPLETED,
                GenerationStatus.FAILED,
                GenerationStatus.PARTIAL,
            ],
            GenerationStatus.PARTIAL: [GenerationStatus.COMPLETED],
        },
    )
    error_message: str | None = col.text("Why it failed.")
    created_at: dt.datetime = col.timestamp("When it was asked for.", default=col.CLOCK, nullable=False)
    completed_at: dt.datetime | None = col.timestamp("When it was completed.")


class GenerationArchive(RepurposeModel, table=True):
    """The columns of a generation in their order, so that the document's `SELECT *` fits."""

    __tablename__ = "generations_archive"
    __table_args__ = table(
        Index("ix_generations_archive_user_id_created_at", "user_id", "created_at"),
        facts=TableFacts(
            description="Generations that were moved out of the way because of their age.",
            access=Access(rows=Owned("user_id"), commands=READ, suffix="_own"),
            singular="archived_generation",
            order=("-created_at",),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose generation it is.", on_delete="CASCADE")
    input_content: str = col.copied(Generation, "input_content")
    input_content_hash: str = col.copied(Generation, "input_content_hash")
    selected_platforms: list[str] = col.copied(Generation, "selected_platforms")
    selected_tone: Tone = col.copied(Generation, "selected_tone")
    core_message: str | None = col.copied(Generation, "core_message")
    key_points: list[Any] | None = col.copied(Generation, "key_points")
    detected_topic: str | None = col.copied(Generation, "detected_topic")
    detected_audience: str | None = col.copied(Generation, "detected_audience")
    output_tiktok: dict[str, Any] | None = col.copied(Generation, "output_tiktok")
    output_twitter: dict[str, Any] | None = col.copied(Generation, "output_twitter")
    output_threads: dict[str, Any] | None = col.copied(Generation, "output_threads")
    output_linkedin: dict[str, Any] | None = col.copied(Generation, "output_linkedin")
    output_instagram: dict[str, Any] | None = col.copied(Generation, "output_instagram")
    output_email: dict[str, Any] | None = col.copied(Generation, "output_email")
    generation_time_ms: int | None = col.copied(Generation, "generation_time_ms")
    llm_provider: str | None = col.copied(Generation, "llm_provider")
    llm_model: str | None = col.copied(Generation, "llm_model")
    total_tokens_used: int | None = col.copied(Generation, "total_tokens_used")
    status: GenerationStatus = col.copied(Generation, "status")
    error_message: str | None = col.copied(Generation, "error_message")
    created_at: dt.datetime = col.copied(Generation, "created_at")
    completed_at: dt.datetime | None = col.copied(Generation, "completed_at")
    archived_at: dt.datetime = col.timestamp("When it was moved here.", default_now=True, nullable=False)
