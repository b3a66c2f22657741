"""Mutations on discoveries."""

from decimal import Decimal
from uuid import UUID

import strawberry

from gql.derivation.scalars import GeoPointInput
from gql.inputs import extra, input_for, values_of
from gql.roadtrip.point import values_with_points
from gql.writes import write
from models.roadtrip import Discovery
from models.roadtrip.enums import DiscoveryMethod, ValidationStatus
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.roadtrip.discovery import DiscoveryRepository
from repositories.row import Row


@input_for(Discovery, "A place that the caller found.")
class RoadtripRecordDiscoveryInput:
    """What `roadtripRecordDiscovery` takes."""

    poi_name: str
    location: GeoPointInput
    category_id: int
    discovery_method: DiscoveryMethod
    session_id: UUID | None


@input_for(Discovery, "What to change of a discovery; what is left out stays.")
class RoadtripChangeDiscoveryInput:
    """What `roadtripChangeDiscovery` takes."""

    discovery_id: UUID = extra("The discovery, which nobody may have validated or rejected yet.")
    poi_name: str | None
    location: GeoPointInput | None
    category_id: int | None


@strawberry.input(description="One discovery.")
class RoadtripDiscoveryInput:
    """What the mutations take that only need to know which discovery."""

    discovery_id: UUID = strawberry.field(description="The discovery.")


@input_for(Discovery, "What was found out about a discovery; scores that are left out stay.")
class RoadtripValidateDiscoveryInput:
    """What `roadtripValidateDiscovery` takes."""

    discovery_id: UUID = extra("The discovery.")
    validation_status: ValidationStatus
    is_new_discovery: bool | None
    uniqueness_score: Decimal | None
    revenue_potential_score: Decimal | None


@input_for(Discovery, "Why a discovery is not what it says.")
class RoadtripRejectDiscoveryInput:
    """What `roadtripRejectDiscovery` takes."""

    discovery_id: UUID = extra("The discovery.")
    rejection_reason: str = extra("Why it is rejected; its discoverer reads this. At most 500 characters.")


@write(Discovery)
async def roadtrip_record_discovery(transaction: WriteTransaction, input: RoadtripRecordDiscoveryInput) -> Row:
    """Write down a place that the caller found: on a running roadtrip of theirs, or on none."""
    return await DiscoveryRepository(transaction).record(values_with_points(input))


@write(Discovery)
async def roadtrip_change_discovery(transaction: WriteTransaction, input: RoadtripChangeDiscoveryInput) -> Row:
    """Change name, place or category of a discovery, as long as it was neither validated nor rejected."""
    values = values_with_points(input)
    if not values:
        raise BadInputError("Nothing to change was given.")
    return await DiscoveryRepository(transaction).change(input.discovery_id, values)


@write(Discovery)
async def roadtrip_delete_discovery(transaction: WriteTransaction, input: RoadtripDiscoveryInput) -> Row:
    """Delete a discovery for good, with videos and episodes about it; what they earned stays the discoverer's.

    What of it has not become credits yet, does not become any more.
    """
    return await DiscoveryRepository(transaction).delete(input.discovery_id)


@write(Discovery)
async def roadtrip_validate_discovery(transaction: WriteTransaction, input: RoadtripValidateDiscoveryInput) -> Row:
    """For staff: confirm a discovery, say whether it is new, and score it. A rejection is taken back by that."""
    status = ValidationStatus(input.validation_status)
    if status is ValidationStatus.PENDING:
        raise BadInputError("validationStatus is AI_VALIDATED or COMMUNITY_VALIDATED.")
    return await DiscoveryRepository(transaction).validate(input.discovery_id, status, values_of(input))


@write(Discovery)
async def roadtrip_reject_discovery(transaction: WriteTransaction, input: RoadtripRejectDiscoveryInput) -> Row:
    """For staff: note that a place is not there. Nobody but its discoverer sees it then, and it earns nothing."""
    reason = values_of(input)["rejection_reason"]
    if not str(reason).strip():
        raise BadInputError("rejectionReason cannot be empty.")
    return await DiscoveryRepository(transaction).reject(input.discovery_id, str(reason))


MUTATIONS = (
    roadtrip_record_discovery,
    roadtrip_change_discovery,
    roadtrip_delete_discovery,
    roadtrip_validate_discovery,
    roadtrip_reject_discovery,
)
