"""Rows of the demo's conversation templates."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.liveconvo.people import Row
from gateway.demo.liveconvo.recording import Recording
from gateway.demo.liveconvo.script import ConversationType, GuidanceType
from gateway.demo.reading import EXACT, Key, Text, Title, demo_file, read


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Prompt:
    """What the coach should propose when something is heard."""

    trigger: Text
    prompt: Text
    type: GuidanceType


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Template:
    """A set of cues for one type of conversation; without an owner it belongs to the system."""

    key: Key
    owner: Key | None = None
    name: Title
    description: Text
    conversation_type: ConversationType
    is_public: bool = False
    created_days_ago: Annotated[int, Field(ge=1)]
    used_before: Annotated[int, Field(ge=0)]
    context_instructions: Text
    summary_template: Text
    guidance_prompts: tuple[Prompt, ...]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Templates:
    """The file templates.toml."""

    templates: tuple[Template, ...] = Field(alias="template")


@cache
def load_templates() -> tuple[Template, ...]:
    """The templates of the demo; raises ScriptError."""
    return read(demo_file("liveconvo/templates.toml"), Templates).templates


def template_rows(now: datetime, recordings: Iterable[Recording]) -> Iterator[Row]:
    """One row of `templates` for each template; its use is counted from the demo's sessions."""
    for template in load_templates():
        uses = [made.created_at for made in recordings if made.conversation.template == template.key]
        yield {
            **_content(template),
            "usage_count": template.used_before + len(uses),
            "last_used_at": max(uses, default=None),
            "created_at": now - timedelta(days=template.created_days_ago),
            "updated_at": max(uses, default=now - timedelta(days=template.created_days_ago)),
        }


def _content(template: Template) -> Row:
    return {
        "id": demo_id("templates", template.key),
        "user_id": None if template.owner is None else demo_id("users", template.owner),
        "name": template.name,
        "description": template.description,
        "conversation_type": template.conversation_type,
        "is_system_template": template.owner is None,
        "is_public": template.is_public,
        "guidance_prompts": [asdict(prompt) for prompt in template.guidance_prompts],
        "context_instructions": template.context_instructions,
        "summary_template": template.summary_template,
        "is_active": True,
        "deleted_at": None,
    }
