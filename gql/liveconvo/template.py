"""Mutations on templates."""

from uuid import UUID

import strawberry

from gql.derivation.scalars import JSON
from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.liveconvo import Template
from models.liveconvo.enums import ConversationType
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.liveconvo.template import TemplateRepository
from repositories.row import Row


@input_for(Template, "A template of one's own.")
class LiveconvoCreateTemplateInput:
    """What `liveconvoCreateTemplate` takes."""

    name: str
    description: str | None
    conversation_type: ConversationType | None
    is_public: bool | None
    guidance_prompts: JSON | None
    context_instructions: str | None
    summary_template: str | None


@input_for(Template, "What to change of a template; what is left out stays.")
class LiveconvoUpdateTemplateInput:
    """What `liveconvoUpdateTemplate` takes."""

    template_id: UUID = extra("The template, which must be the caller's own.")
    name: str | None
    description: str | None
    conversation_type: ConversationType | None
    is_public: bool | None
    is_active: bool | None
    guidance_prompts: JSON | None
    context_instructions: str | None
    summary_template: str | None


@strawberry.input(description="One template.")
class LiveconvoDeleteTemplateInput:
    """What `liveconvoDeleteTemplate` takes."""

    template_id: UUID = strawberry.field(description="The template, which must be the caller's own.")


@write(Template)
async def liveconvo_create_template(transaction: WriteTransaction, input: LiveconvoCreateTemplateInput) -> Row:
    """Make a template of one's own."""
    return await TemplateRepository(transaction).create(values_of(input))


@write(Template)
async def liveconvo_update_template(transaction: WriteTransaction, input: LiveconvoUpdateTemplateInput) -> Row:
    """Change a template of one's own."""
    values = values_of(input)
    if not values:
        raise BadInputError("Nothing to change was given.")
    return await TemplateRepository(transaction).update(input.template_id, values)


@write(Template)
async def liveconvo_delete_template(transaction: WriteTransaction, input: LiveconvoDeleteTemplateInput) -> Row:
    """Delete a template of one's own; sessions that chose it stay."""
    return await TemplateRepository(transaction).delete_softly(input.template_id)


MUTATIONS = (liveconvo_create_template, liveconvo_update_template, liveconvo_delete_template)
