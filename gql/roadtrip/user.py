"""Mutations on one's own account."""

from dataclasses import fields
from typing import TypeVar

import strawberry

from gql.derivation.scalars import JSON
from gql.inputs import input_for, values_of
from gql.writes import write
from models.roadtrip import User
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.roadtrip.user import UserRepository
from repositories.row import Row

T = TypeVar("T")


@input_for(User, "What to change of one's own account; what is left out stays.")
class RoadtripUpdateMeInput:
    """What `roadtripUpdateMe` takes."""

    username: str | None
    country_code: str | None
    preferences: JSON | None


@input_for(User, "Whether the caller's data may be used.")
class RoadtripSetConsentInput:
    """What `roadtripSetConsent` takes."""

    gdpr_consent: bool


@strawberry.input(description="Privacy switches; those left out stay as they are.")
class RoadtripSetPrivacyInput:
    """What `roadtripSetPrivacy` takes."""

    share_discoveries: bool | None = strawberry.field(
        description="Whether discoveries are shown to everybody, moved to the centre of their city.",
        default=strawberry.UNSET,
    )
    usage_analytics: bool | None = strawberry.field(
        description="Whether the use of the app may be analysed.", default=strawberry.UNSET
    )
    personalization: bool | None = strawberry.field(
        description="Whether the app may adapt to the person.", default=strawberry.UNSET
    )
    marketing_messages: bool | None = strawberry.field(
        description="Whether marketing messages may be sent.", default=strawberry.UNSET
    )


@write(User)
async def roadtrip_update_me(transaction: WriteTransaction, input: RoadtripUpdateMeInput) -> Row:
    """Change the caller's name, country or preferences."""
    return await UserRepository(transaction).change(_something(values_of(input)))


@write(User)
async def roadtrip_set_consent(transaction: WriteTransaction, input: RoadtripSetConsentInput) -> Row:
    """Agree to the use of one's data, or withdraw. What was collected before stays until it is erased."""
    return await UserRepository(transaction).change(values_of(input))


@write(User)
async def roadtrip_set_privacy(transaction: WriteTransaction, input: RoadtripSetPrivacyInput) -> Row:
    """Turn privacy switches on or off. Sharing discoveries takes effect on those that there are."""
    given = {item.name: getattr(input, item.name) for item in fields(input)}
    switches = {name: value for name, value in given.items() if isinstance(value, bool)}
    return await UserRepository(transaction).set_privacy(_something(switches))


def _something(values: dict[str, T]) -> dict[str, T]:
    if not values:
        raise BadInputError("Nothing to change was given.")
    return values


MUTATIONS = (roadtrip_update_me, roadtrip_set_consent, roadtrip_set_privacy)
