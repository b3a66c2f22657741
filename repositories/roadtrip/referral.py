"""Referrals: a code of one's own, invitations with it, joining with somebody else's, prompts to invite."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from models.roadtrip import ReferralConversion, ReferralInvitation, ReferralPrompt, UserReferral
from repositories.errors import BadInputError, ConflictError
from repositories.repository import Repository, table_of
from repositories.row import Row


class ReferralRepository(Repository):
    """What can happen to a person's referral code."""

    table = table_of(UserReferral)

    async def open(self, link: str) -> Row:
        """The caller's code, drawn the first time; its link ends with it."""
        if not link.startswith("https://") or any(letter.isspace() for letter in link):
            raise BadInputError("referralLink must be an https address.")
        owner = self.account()
        drawn = insert(self.table).values(user_id=owner, referral_link=link)
        await self.transaction.execute(drawn.on_conflict_do_nothing(index_elements=["user_id"]))
        return await self.get(owner)


class InvitationRepository(Repository):
    """What can happen to an invitation."""

    table = table_of(ReferralInvitation)

    async def send(self, channel: str) -> Row:
        """Note that the caller invites somebody; NotFoundError where they have no code yet."""
        return await self.insert({"referrer_id": self.account(), "channel": channel})


class ConversionRepository(Repository):
    """What can happen to a friend who joins."""

    table = table_of(ReferralConversion)

    async def accept(self, code: str, invitation: UUID | None) -> Row:
        """Join with somebody's code, once and before the first roadtrip."""
        self.account()
        accepted = sa.func.roadtrip.accept_referral(code, sa.cast(invitation, sa.Uuid()))
        key = await self.transaction.fetch_value(sa.select(accepted))
        if key is None:
            raise ConflictError("A referral code is accepted before the first roadtrip only.")
        return await self.get(key)


class PromptRepository(Repository):
    """What can happen to a prompt."""

    table = table_of(ReferralPrompt)

    async def dismiss(self, key: UUID) -> Row:
        """Put a prompt away, for good; the first time counts."""
        when = sa.func.coalesce(self.table.c.dismissed_at, sa.func.clock_timestamp())
        return await self.update(key, {"dismissed_at": when})
