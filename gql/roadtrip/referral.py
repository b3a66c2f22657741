"""Mutations on referrals."""

from uuid import UUID

import strawberry

from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import ReferralConversion, ReferralInvitation, ReferralPrompt, UserReferral
from repositories.database import WriteTransaction
from repositories.roadtrip.referral import (
    ConversionRepository,
    InvitationRepository,
    PromptRepository,
    ReferralRepository,
)
from repositories.row import Row


@input_for(UserReferral, "A referral code to draw.")
class RoadtripOpenReferralInput:
    """What `roadtripOpenReferral` takes."""

    referral_link: str = extra("Where the app answers referral links, over https; the code is put at the end.")


@input_for(ReferralInvitation, "An invitation that the caller sends by themselves; nobody's address is kept.")
class RoadtripInviteFriendInput:
    """What `roadtripInviteFriend` takes."""

    channel: str = extra("How it is sent, such as email or link, at most 50 characters.")


@input_for(ReferralConversion, "A referral code to join with.")
class RoadtripAcceptReferralInput:
    """What `roadtripAcceptReferral` takes."""

    referral_code: str
    invitation_id: UUID | None = extra("Invitation that led to it, one of the referrer's.", default=strawberry.UNSET)


@strawberry.input(description="A prompt to invite friends.")
class RoadtripDismissReferralPromptInput:
    """What `roadtripDismissReferralPrompt` takes."""

    prompt_id: UUID = strawberry.field(description="The prompt.")


@write(UserReferral)
async def roadtrip_open_referral(transaction: WriteTransaction, input: RoadtripOpenReferralInput) -> Row:
    """The caller's referral code. It is drawn the first time, and stays."""
    values_of(input)
    return await ReferralRepository(transaction).open(input.referral_link)


@write(ReferralInvitation)
async def roadtrip_invite_friend(transaction: WriteTransaction, input: RoadtripInviteFriendInput) -> Row:
    """Note an invitation with the caller's code. Its id can go along, so that the friend joins by it."""
    values_of(input)
    return await InvitationRepository(transaction).send(input.channel)


@write(ReferralConversion)
async def roadtrip_accept_referral(transaction: WriteTransaction, input: RoadtripAcceptReferralInput) -> Row:
    """Join with somebody's code, once and before the first roadtrip.

    The first activation qualifies it, the first completed roadtrip brings the referrer a credit.
    """
    values_of(input)
    invitation = input.invitation_id if isinstance(input.invitation_id, UUID) else None
    return await ConversionRepository(transaction).accept(input.referral_code, invitation)


@write(ReferralPrompt)
async def roadtrip_dismiss_referral_prompt(
    transaction: WriteTransaction, input: RoadtripDismissReferralPromptInput
) -> Row:
    """Put a prompt away for good."""
    return await PromptRepository(transaction).dismiss(input.prompt_id)


MUTATIONS = (
    roadtrip_open_referral,
    roadtrip_invite_friend,
    roadtrip_accept_referral,
    roadtrip_dismiss_referral_prompt,
)
