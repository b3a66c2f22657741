"""Web Builder's component library: components that people keep, share and offer."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text

from models import columns as col
from models.access import EVERYTHING, Access, AnyOf, Owned, Where
from models.base import TableFacts, Trigger, table
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import ComponentType

EDITED = (
    "name",
    "description",
    "category",
    "tags",
    "component_type",
    "code",
    "props_schema",
    "preview_image_url",
    "is_public",
    "is_marketplace_item",
    "price",
)
"""What people edit; the other columns are kept by the database."""

TOUCHED = f"BEFORE UPDATE OF {', '.join(EDITED)}, updated_at"


class LibraryComponent(WebbuilderModel, table=True):
    __tablename__ = "component_library"
    __table_args__ = table(
        Index("idx_component_library_user_id", "user_id"),
        Index("idx_component_library_public", "is_public", postgresql_where=text("is_public")),
        Index(
            "idx_component_library_marketplace", "is_marketplace_item", postgresql_where=text("is_marketplace_item")
        ),
        Index("idx_component_library_search", "search_vector", postgresql_using="gin"),
        Index("ix_component_library_tags", "tags", postgresql_using="gin"),
        Index("ix_component_library_created_at", "created_at", "id"),
        Index("ix_component_library_user_id_created_at", "user_id", "created_at", "id"),
        CheckConstraint(
            "NOT is_marketplace_item OR (is_public AND price IS NOT NULL)",
            name="marketplace_item_is_public_and_has_a_price",
        ),
        facts=TableFacts(
            description="A component that a person keeps for later; public ones can be used by everybody.",
            access=Access(
                rows=Owned("user_id"),
                commands=EVERYTHING,
                readable=AnyOf((Owned("user_id"), Where("component_library.is_public"))),
                insertable=("user_id", *EDITED),
                changeable=EDITED,
            ),
            singular="library_component",
            search="search_component_library",
            order=("-created_at",),
            # Downloads and likes are no edits of the component.
            touch=Trigger("touch_updated_at", TOUCHED, "quintet.touch_updated_at()"),
            triggers=(
                Trigger(
                    "write_search_vector",
                    "BEFORE INSERT OR UPDATE OF name, description, category, tags, search_vector",
                    "webbuilder.write_library_search()",
                ),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose component it is.", on_delete="CASCADE")
    name: str = col.text("Name of the component.", length=255, nullable=False)
    description: str | None = col.text("What the component is good for.")
    category: str | None = col.text("Category, in the owner's words.", length=100)
    tags: list[str] = col.text_array("Array of words to find it by.", default=(), nullable=False)
    component_type: ComponentType = col.choice(ComponentType, "Kind of component.", length=50, nullable=False)
    code: str | None = col.text("The component's code.")
    props_schema: dict[str, Any] = col.json("Which properties the component takes.", nullable=False, default="{}")
    preview_image_url: str | None = col.text("Where a picture of it is.")
    is_public: bool = col.boolean("Whether everybody can see and use it.", default=False, nullable=False)
    is_marketplace_item: bool = col.boolean(
        "Whether it is offered in the marketplace; it is public then and has a price.", default=False, nullable=False
    )
    price: Decimal | None = col.decimal(
        8, 2, "Price in the marketplace, in US dollars; 0 is free.", between=(0, None)
    )
    downloads: int = col.integer("How often it was downloaded.", default=0, nullable=False, between=(0, None))
    likes: int = col.integer("How often it was liked.", default=0, nullable=False, between=(0, None))
    search_vector: str = col.search_vector("Words of the name, the description, the category and the tags.")
    created_at: dt.datetime = col.timestamp("When the component was saved.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the component was last edited.", default_now=True, nullable=False)
