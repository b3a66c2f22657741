"""The types of the other products in the plain server."""

import datetime as dt
import enum
from decimal import Decimal
from uuid import UUID

import strawberry

from bench.naive.tables import CampaignRow, CategoryRow, ComponentRow, DiscoveryRow, GenerationRow, TripRow


@strawberry.enum
class CampaignStatus(enum.Enum):
    """Where a campaign is in its life."""

    DRAFT = "draft"
    GENERATING = "generating"
    READY = "ready"
    LAUNCHED = "launched"
    PAUSED = "paused"
    ARCHIVED = "archived"


@strawberry.enum
class ComponentType(enum.Enum):
    """Kinds of components that the benchmark has."""

    HEADER = "header"
    FORM = "form"
    FOOTER = "footer"


@strawberry.enum
class GenerationStatus(enum.Enum):
    """How far a generation is."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@strawberry.enum
class TripStatus(enum.Enum):
    """Where a roadtrip is in its life."""

    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@strawberry.enum
class ValidationStatus(enum.Enum):
    """Whether a place's existence was confirmed."""

    PENDING = "pending"
    AI_VALIDATED = "ai_validated"
    COMMUNITY_VALIDATED = "community_validated"


@strawberry.type
class Generation:
    """What the AI was asked for."""

    id: UUID
    status: GenerationStatus
    cost: Decimal
    created_at: dt.datetime

    @classmethod
    def marshal(cls, row: GenerationRow) -> "Generation":
        """The object of a row."""
        return cls(id=row.id, status=GenerationStatus(row.status), cost=row.cost, created_at=row.created_at)


@strawberry.type
class Component:
    """A part of a campaign."""

    id: UUID
    name: str
    component_type: ComponentType

    @classmethod
    def marshal(cls, row: ComponentRow) -> "Component":
        """The object of a row."""
        return cls(id=row.id, name=row.name, component_type=ComponentType(row.component_type))

    @strawberry.field
    async def ai_generations(self, info: strawberry.Info, first: int = 20) -> list[Generation]:
        """What the AI was asked for, the newest first."""
        rows = await info.context["generations"].load(self.id)
        return [Generation.marshal(row) for row in rows[:first]]


@strawberry.type
class Campaign:
    """A campaign."""

    id: UUID
    name: str
    status: CampaignStatus

    @classmethod
    def marshal(cls, row: CampaignRow) -> "Campaign":
        """The object of a row."""
        return cls(id=row.id, name=row.name, status=CampaignStatus(row.status))

    @strawberry.field
    async def campaign_components(self, info: strawberry.Info, first: int = 20) -> list[Component]:
        """Its parts in order."""
        rows = await info.context["components"].load(self.id)
        return [Component.marshal(row) for row in rows[:first]]


@strawberry.type
class Category:
    """A kind of place."""

    id: int
    name: str

    @classmethod
    def marshal(cls, row: CategoryRow) -> "Category":
        """The object of a row."""
        return cls(id=row.id, name=row.name)


@strawberry.type
class Discovery:
    """A place found on the way."""

    id: UUID
    poi_name: str
    validation_status: ValidationStatus
    category_id: strawberry.Private[int]

    @classmethod
    def marshal(cls, row: DiscoveryRow) -> "Discovery":
        """The object of a row."""
        status = ValidationStatus(row.validation_status)
        return cls(id=row.id, poi_name=row.poi_name, validation_status=status, category_id=row.category_id)

    @strawberry.field
    async def category(self, info: strawberry.Info) -> Category:
        """What kind of place it is."""
        return Category.marshal(await info.context["categories"].load(self.category_id))


@strawberry.type
class Trip:
    """A roadtrip."""

    id: UUID
    status: TripStatus
    created_at: dt.datetime

    @classmethod
    def marshal(cls, row: TripRow) -> "Trip":
        """The object of a row."""
        return cls(id=row.id, status=TripStatus(row.status), created_at=row.created_at)

    @strawberry.field
    async def discoveries(self, info: strawberry.Info, first: int = 20) -> list[Discovery]:
        """Places found on the way, the newest first."""
        rows = await info.context["discoveries"].load(self.id)
        return [Discovery.marshal(row) for row in rows[:first]]
