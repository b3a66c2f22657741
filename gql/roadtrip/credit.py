"""Mutations on credits."""

from uuid import UUID

import strawberry

from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import CreditTransaction, UserCredits
from repositories.database import WriteTransaction
from repositories.roadtrip.credit import MAX_GRANT, CreditRepository
from repositories.row import Row


@input_for(UserCredits, "What becomes of revenue.")
class RoadtripSetAutoConversionInput:
    """What `roadtripSetAutoConversion` takes."""

    auto_conversion_enabled: bool


@input_for(CreditTransaction, "Credits that staff gives.")
class RoadtripGrantCreditsInput:
    """What `roadtripGrantCredits` takes."""

    user_id: UUID = extra("Who gets them.")
    credits: int = extra(f"How many, 1 to {MAX_GRANT}.")
    description: str = extra("The reason, as the person reads it in their ledger.")
    grant_id: UUID | None = extra(
        "An id of the client's own for this grant; the same one a second time is CONFLICT.", default=strawberry.UNSET
    )


@write(UserCredits)
async def roadtrip_set_auto_conversion(transaction: WriteTransaction, input: RoadtripSetAutoConversionInput) -> Row:
    """Say whether revenue becomes credits by itself."""
    return await CreditRepository(transaction).set_auto_conversion(input.auto_conversion_enabled)


@write(UserCredits)
async def roadtrip_grant_credits(transaction: WriteTransaction, input: RoadtripGrantCreditsInput) -> Row:
    """Give a person credits. For staff, who name a grantId to be safe from giving twice."""
    values_of(input)
    key = input.grant_id if isinstance(input.grant_id, UUID) else None
    return await CreditRepository(transaction).grant(input.user_id, input.credits, input.description, key)


MUTATIONS = (roadtrip_set_auto_conversion, roadtrip_grant_credits)
