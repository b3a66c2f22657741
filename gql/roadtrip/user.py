"""Mutations on one's own account, and of staff on somebody's subscription."""

from dataclasses import fields
from typing import Any, TypeVar
from uuid import UUID

import strawberry

from gql.derivation.scalars import JSON
from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import User
from models.roadtrip.enums import SubscriptionStatus
from models.roadtrip.user import SWITCHES
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.roadtrip.user import SubscriptionRepository, UserRepository
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


def _switch(name: str) -> Any:
    return strawberry.field(description=SWITCHES[name], default=strawberry.UNSET)


@strawberry.input(description="Privacy switches; those left out stay as they are.")
class RoadtripSetPrivacyInput:
    """What `roadtripSetPrivacy` takes."""

    share_discoveries: bool | None = _switch("share_discoveries")
    usage_analytics: bool | None = _switch("usage_analytics")
    personalization: bool | None = _switch("personalization")
    marketing_messages: bool | None = _switch("marketing_messages")


@input_for(User, "The state of somebody's subscription.")
class RoadtripSetSubscriptionInput:
    """What `roadtripSetSubscription` takes."""

    user_id: UUID = extra("Whose subscription.")
    subscription_status: SubscriptionStatus


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


@write(User)
async def roadtrip_set_subscription(transaction: WriteTransaction, input: RoadtripSetSubscriptionInput) -> Row:
    """For staff: put a person's subscription into a state. How often they may call follows it."""
    status = SubscriptionStatus(input.subscription_status)
    return await SubscriptionRepository(transaction).set(input.user_id, status)


def _something(values: dict[str, T]) -> dict[str, T]:
    if not values:
        raise BadInputError("Nothing to change was given.")
    return values


MUTATIONS = (roadtrip_update_me, roadtrip_set_consent, roadtrip_set_privacy, roadtrip_set_subscription)
