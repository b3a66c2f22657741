"""LiveConvo's templates: what kind of conversation it will be and which cues to give."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import WRITE, Access, AllOf, AnyOf, Owned, Where
from models.base import TableFacts, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import ConversationType


class Template(LiveconvoModel, table=True):
    __tablename__ = "templates"
    __table_args__ = table(
        Index("idx_templates_user_id", "user_id"),
        Index("idx_templates_conversation_type", "conversation_type"),
        Index("idx_templates_is_system", "is_system_template"),
        Index("idx_templates_is_public", "is_public"),
        CheckConstraint("coalesce(is_system_template, false) = (user_id IS NULL)", name="system_has_no_owner"),
        facts=TableFacts(
            description="A template of a conversation: guidance prompts, instructions, the form of the summary.",
            access=Access(
                rows=AllOf((Owned("user_id"), Where("NOT coalesce(is_system_template, false)"))),
                commands=WRITE,
                readable=AnyOf((Owned("user_id"), Where("is_system_template OR is_public"))),
            ),
            singular="template",
            order=("name",),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference(
        "users.id", "Whose template it is; null for the system's.", on_delete="CASCADE", nullable=True
    )
    name: str = col.text("Name of the template.", length=255, nullable=False)
    description: str | None = col.text("What the template is good for.")
    conversation_type: ConversationType | None = col.choice(
        ConversationType, "Kind of conversation it is meant for.", length=50
    )
    is_system_template: bool | None = col.boolean("Whether everybody has it and nobody may edit it.", default=False)
    is_public: bool | None = col.boolean("Whether other people can use it.", default=False)
    guidance_prompts: list[Any] | None = col.json("Array of guidance prompts.", array=True)
    context_instructions: str | None = col.text("What the AI should know about the setting.")
    summary_template: str | None = col.text("The form the summary should take.")
    usage_count: int | None = col.integer("How often a session chose it.", default=0, between=(0, None))
    last_used_at: dt.datetime | None = col.timestamp("When a session last chose it.")
    is_active: bool | None = col.boolean("Whether it is offered for new sessions.", default=True)
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
    deleted_at: dt.datetime | None = col.timestamp("When the template was deleted.")
