"""Roadtrip's discoveries: points of interest, private to whoever found them, and what everybody may know of them."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from models import columns as col
from models.access import EVERYTHING, READ, STAFF_ONLY, Access, Owned, Where
from models.base import TableFacts, Trigger, View, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import DiscoveryMethod, LegalBasis, ValidationStatus

EMBEDDING_DIMENSIONS = 768
ADDED, REMOVED = "NEW TABLE AS added", "OLD TABLE AS removed"
PUBLIC = "location_public IS NOT NULL AND rejected_at IS NULL"
PARTS = {
    "third": "55555555",
    "9th": "1c71c71c",
    "27th": "097b425e",
    "81st": "0329161f",
    "243rd": "010db20a",
    "729th": "0059e603",
}
"""Of which discoveries there are indexes of words that many names have: those with ids below these."""


def _part(name: str) -> tuple[str, str]:
    """The end of the name and of the condition of an index of a part of the discoveries."""
    return f"_{name}", f" AND id < '{PARTS[name]}-0000-0000-0000-000000000000'"


class PoiCategory(RoadtripModel, table=True):
    __tablename__ = "poi_categories"
    __table_args__ = table(
        facts=TableFacts(
            description="A kind of point of interest.",
            access=Access(rows=Where("true"), commands=READ),
            singular="poi_category",
            order=("name",),
            audit=LegalBasis.LEGITIMATE_INTERESTS,
        ),
    )

    id: int = col.key_number()
    name: str = col.text("Name of the category.", length=100, nullable=False, unique=True)


class Discovery(RoadtripModel, table=True):
    __tablename__ = "discoveries"
    __table_args__ = table(
        Index("ix_discoveries_user_id_discovery_timestamp", "user_id", "discovery_timestamp", "id"),
        # Whose it is stands second for row security, which asks for that, too: the rest is then in order.
        Index("ix_discoveries_session_id_discovery_timestamp", "session_id", "user_id", "discovery_timestamp", "id"),
        Index(
            "ix_discoveries_category_id_discovery_timestamp", "category_id", "user_id", "discovery_timestamp", "id"
        ),
        Index(
            "ix_discoveries_category_id_created_at", "category_id", "created_at", "id", postgresql_where=text(PUBLIC)
        ),
        Index("ix_discoveries_created_at", "created_at"),
        Index("ix_discoveries_location", "location", postgresql_using="gist"),
        CheckConstraint(
            "rejected_at IS NULL OR validation_status = 'pending' AND NOT is_new_discovery",
            name="rejected_is_not_valid",
        ),
        Index(
            "ix_discoveries_location_public",
            "location_public",
            postgresql_using="gist",
            postgresql_where="location_public IS NOT NULL",
        ),
        # Many shared discoveries lie in one city centre: from there on, a page is read in order, from this alone, and
        # what names contain, too: to make a name small takes longer than to read it.
        Index(
            "ix_discoveries_location_public_id",
            "location_public",
            "id",
            text("lower(poi_name::text)"),
            postgresql_include=("poi_name", "category_id", "validation_status", "created_at"),
            postgresql_where=text(PUBLIC),
        ),
        # The category stands first: with the place first it would be of use for every category, too, and as it is
        # narrower than the one above, PostgreSQL would take it and sort the whole city.
        Index(
            "ix_discoveries_category_id_location_public",
            "category_id",
            "location_public",
            "id",
            postgresql_where=text(PUBLIC),
        ),
        *(
            Index(
                f"ix_discoveries_poi_name_words{part}",
                text("to_tsvector('simple'::regconfig, poi_name::text)"),
                postgresql_using="gin",
                postgresql_where=text(f"{PUBLIC}{bound}"),
            )
            for part, bound in (
                ("", ""),
                *map(_part, PARTS),
            )
        ),
        # By what names contain: with the part that tells whether many do.
        *(
            Index(
                f"ix_discoveries_poi_name_letters{part}",
                sa.literal_column("lower(poi_name::text)").label("letters"),
                postgresql_using="gin",
                postgresql_ops={"letters": "gin_trgm_ops"},
                postgresql_where=text(f"{PUBLIC}{bound}"),
            )
            for part, bound in (("", ""), _part("243rd"))
        ),
        facts=TableFacts(
            description="A point of interest as its discoverer knows it. Others see it as a public discovery.",
            access=Access(
                rows=Owned("user_id"),
                commands=EVERYTHING,
                insertable=(
                    "id",
                    "user_id",
                    "session_id",
                    "poi_name",
                    "location",
                    "category_id",
                    "discovery_method",
                    "discovery_timestamp",
                ),
                changeable=("session_id", "poi_name", "location", "category_id"),
            ),
            singular="discovery",
            order=("-discovery_timestamp",),
            audit=LegalBasis.CONTRACT,
            storage=(
                ("autovacuum_vacuum_scale_factor", "0.02"),
                ("autovacuum_analyze_scale_factor", "0.01"),
            ),
            triggers=(
                Trigger(
                    "anonymise_location",
                    "BEFORE INSERT OR UPDATE OF location, location_public, user_id",
                    "roadtrip.anonymise_location()",
                ),
                Trigger("keep_share", "BEFORE DELETE", "roadtrip.keep_share()"),
                Trigger(
                    "same_person", "BEFORE INSERT OR UPDATE OF session_id, user_id", "roadtrip.check_session_owner()"
                ),
                Trigger(
                    "count_discoveries",
                    "AFTER INSERT OR DELETE OR UPDATE OF session_id, is_new_discovery",
                    "roadtrip.count_discoveries()",
                ),
                *(
                    Trigger(name, when, "roadtrip.count_public_discoveries()", each="STATEMENT", sees=sees)
                    for name, when, sees in (
                        ("count_public_added", "AFTER INSERT", ADDED),
                        ("count_public_changed", "AFTER UPDATE", f"{REMOVED} {ADDED}"),
                        ("count_public_removed", "AFTER DELETE", REMOVED),
                    )
                ),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who discovered it.", on_delete="CASCADE")
    poi_name: str = col.text("Name of the place.", length=255, nullable=False)
    location: str = col.point("Where it is exactly; only its discoverer sees this.", nullable=False)
    location_public: str | None = col.point(
        "Centre of the nearest city, for everybody; null unless the discoverer shares discoveries."
    )
    category_id: int = col.reference(
        "poi_categories.id", "What kind of place it is.", on_delete="RESTRICT", kind=sa.Integer()
    )
    validation_status: ValidationStatus = col.choice(
        ValidationStatus,
        "Whether its existence was confirmed, and by whom.",
        length=50,
        nullable=False,
        default=ValidationStatus.PENDING,
        transitions={
            ValidationStatus.PENDING: [ValidationStatus.AI_VALIDATED, ValidationStatus.COMMUNITY_VALIDATED],
            ValidationStatus.AI_VALIDATED: [ValidationStatus.COMMUNITY_VALIDATED, ValidationStatus.PENDING],
            ValidationStatus.COMMUNITY_VALIDATED: [ValidationStatus.PENDING],
        },
    )
    is_new_discovery: bool = col.boolean("Whether nobody knew it before.", nullable=False, default=False)
    uniqueness_score: Decimal | None = col.decimal(4, 3, "How unusual it is, 0 to 1.", between=(0, 1))
    eligible_for_revenue: bool | None = col.generated(
        sa.Boolean(),
        "coalesce(is_new_discovery,false) AND coalesce(validation_status,'') "
        "IN ('ai_validated','community_validated')",
        "Whether it earns: it is new, and its existence was confirmed.",
    )
    revenue_potential_score: Decimal | None = col.decimal(4, 3, "How much it may earn, 0 to 1.", between=(0, 1))
    discovery_method: DiscoveryMethod | None = col.choice(DiscoveryMethod, "How it was discovered.", length=50)
    discovery_timestamp: dt.datetime = col.timestamp("When it was discovered.", nullable=False, default_now=True)
    session_id: UUID | None = col.reference(
        "roadtrip_sessions.id", "Roadtrip on which it was discovered.", on_delete="SET NULL", nullable=True
    )
    rejected_at: dt.datetime | None = col.timestamp(
        "When staff found that it is not there; nobody else sees it then."
    )
    rejection_reason: str | None = col.text("Why it was rejected, for its discoverer.", length=500)
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class PublicDiscovery(RoadtripModel, table=True):
    __tablename__ = "public_discoveries"
    __table_args__ = table(
        facts=TableFacts(
            description="What everybody may know of a discovery that is shared.",
            access=Access(rows=Where("true"), commands=READ),
            singular="public_discovery",
            order=("-created_at",),
            view=View.PLAIN,
        ),
    )

    id: UUID = col.key()
    poi_name: str = col.text("Name of the place.", length=255, nullable=False)
    category_id: int = col.reference(
        "poi_categories.id", "What kind of place it is.", on_delete="RESTRICT", kind=sa.Integer()
    )
    location_public: str = col.point("Centre of the city nearest to it.", nullable=False)
    validation_status: ValidationStatus = col.choice(
        ValidationStatus, "Whether its existence was confirmed, and by whom.", length=50, nullable=False
    )
    created_at: dt.datetime = col.timestamp("When it became known.", nullable=False)


class DiscoveryEmbedding(RoadtripModel, table=True):
    """The document asks for vector search and has no vector: the dimensions are an assumption."""

    __tablename__ = "discovery_embeddings"
    __table_args__ = table(
        UniqueConstraint("discovery_id", "model_version"),
        Index(
            "ix_discovery_embeddings_embedding",
            "embedding",
            postgresql_using="hnsw",
            postgresql_ops={"embedding": "vector_cosine_ops"},
        ),
        facts=TableFacts(
            description="The embedding of a discovery, one for each model.",
            access=STAFF_ONLY,
            singular="discovery_embedding",
            in_graph=False,
        ),
    )

    id: UUID = col.key()
    discovery_id: UUID = col.reference("discoveries.id", "Discovery it is of.", on_delete="CASCADE")
    model_version: str = col.text("Model that made it.", length=50, nullable=False)
    embedding: list[float] = col.vector(EMBEDDING_DIMENSIONS, "The embedding.")
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)
