"""Rows of the components that the demo's people keep, share and offer."""

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.webbuilder.people import user_id
from gateway.demo.webbuilder.script import Count, Json, Word
from gateway.demo.writer import Row
from models.webbuilder.enums import ComponentType


@dataclass(frozen=True, kw_only=True, config=EXACT)
class LibraryComponent:
    """A component that a person keeps; one with a price is offered in the marketplace."""

    key: Key
    person: Key
    name: Title
    description: Text
    category: Word
    tags: tuple[Word, ...]
    type: ComponentType
    is_public: bool = False
    price: Annotated[Decimal, Field(ge=0, decimal_places=2)] | None = None
    downloads: Count = 0
    likes: Count = 0
    saved: Moment
    edited: Moment | None = None
    code: Text
    props: Json = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Library:
    """The file library.toml."""

    components: tuple[LibraryComponent, ...] = Field(alias="component")


@cache
def load_library() -> tuple[LibraryComponent, ...]:
    """The kept components of the demo; raises ScriptError."""
    return read(demo_file("webbuilder/library.toml"), Library).components


def library_rows(now: datetime) -> Iterator[Row]:
    """One row of `component_library` for each component."""
    for kept in load_library():
        yield {
            "id": demo_id("webbuilder.component_library", kept.key),
            "user_id": user_id(kept.person),
            "name": kept.name,
            "description": kept.description,
            "category": kept.category,
            "tags": list(kept.tags),
            "component_type": kept.type,
            "code": kept.code,
            "props_schema": kept.props,
            "preview_image_url": f"https://previews.example.com/library/{kept.key}.png",
            "is_public": kept.is_public,
            "is_marketplace_item": kept.price is not None,
            "price": kept.price,
            "downloads": kept.downloads,
            "likes": kept.likes,
            "created_at": kept.saved.before(now),
            "updated_at": (kept.edited or kept.saved).before(now),
        }
