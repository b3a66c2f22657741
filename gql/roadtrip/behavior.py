"""The mutation by which the app reports what its person does in it."""

import strawberry

from gql.derivation.scalars import JSON
from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import UserBehaviorAnalytics
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.roadtrip.behavior import MAX_PROPERTIES, BehaviorRepository
from repositories.row import Row


@input_for(UserBehaviorAnalytics, "Something that the caller does in the app.")
class RoadtripRecordBehaviorInput:
    """What `roadtripRecordBehavior` takes."""

    event_type: str
    properties: JSON | None = extra(
        f"Particulars: an object of at most {MAX_PROPERTIES} bytes.", default=strawberry.UNSET
    )


@write(UserBehaviorAnalytics)
async def roadtrip_record_behavior(transaction: WriteTransaction, input: RoadtripRecordBehaviorInput) -> Row:
    """Note that the caller does something in the app now.

    CONSENT_REQUIRED without gdprConsent, and where the privacy switch usageAnalytics is off.
    """
    values = values_of(input)
    properties = values.get("properties", {})
    if not isinstance(properties, dict):
        raise BadInputError("properties must be an object.")
    return await BehaviorRepository(transaction).record(str(values["event_type"]), properties)


MUTATIONS = (roadtrip_record_behavior,)
