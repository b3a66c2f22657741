"""Roadtrip's referrals: codes, invitations sent with them, friends who joined, prompts to invite more."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from models import columns as col
from models.access import ADD, CHANGE, READ, Access, AnyOf, Owned, Where
from models.base import TableFacts, Trigger, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import ConversionStatus, LegalBasis, MilestoneMetric


class UserReferral(RoadtripModel, table=True):
    __tablename__ = "user_referrals"
    __table_args__ = table(
        facts=TableFacts(
            description="A person's referral code, and what it brought.",
            access=Access(
                rows=Owned("user_id"), commands=ADD, insertable=("user_id", "referral_link", "qr_code_url")
            ),
            singular="user_referral",
            audit=LegalBasis.CONTRACT,
            storage=(("fillfactor", "85"), ("autovacuum_vacuum_scale_factor", "0.05")),
            triggers=(Trigger("give_referral_code", "BEFORE INSERT", "roadtrip.give_referral_code()"),),
        ),
    )

    user_id: UUID = col.key_reference("users.id", "Who refers.", on_delete="CASCADE")
    referral_code: str = col.text(
        "Code to hand on, in the form ROAD-XXXX-YYYY.",
        length=20,
        nullable=False,
        unique=True,
        matches="ROAD-[A-Z0-9]{4}-[A-Z0-9]{4}",
    )
    referral_link: str = col.text("Address to hand on, which ends with the code.", nullable=False)
    qr_code_url: str | None = col.text("Where the address is a QR code.")
    total_friends_joined: int = col.integer(
        "Friends whose joining was credited.", nullable=False, default=0, between=(0, None)
    )
    total_credits_earned: int = col.integer(
        "Credits that referrals brought.", nullable=False, default=0, between=(0, None)
    )
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class ReferralInvitation(RoadtripModel, table=True):
    """Whom an invitation went to is not kept: the document names no column for it, and it is a stranger's address."""

    __tablename__ = "referral_invitations"
    __table_args__ = table(
        Index("ix_referral_invitations_referrer_id_created_at", "referrer_id", "created_at", "id"),
        facts=TableFacts(
            description="An invitation that somebody sent.",
            access=Access(rows=Owned("referrer_id"), commands=ADD, insertable=("id", "referrer_id", "channel")),
            singular="referral_invitation",
            order=("-created_at",),
            audit=LegalBasis.LEGITIMATE_INTERESTS,
        ),
    )

    id: UUID = col.key()
    referrer_id: UUID = col.reference("user_referrals.user_id", "Who invited.", on_delete="CASCADE")
    channel: str | None = col.text("How it was sent, such as email or link.", length=50)
    created_at: dt.datetime = col.timestamp("When it was sent.", nullable=False, default_now=True)


class ReferralConversion(RoadtripModel, table=True):
    __tablename__ = "referral_conversions"
    __table_args__ = table(
        Index("ix_referral_conversions_referrer_id_conversion_status", "referrer_id", "conversion_status"),
        Index("ix_referral_conversions_referrer_id_created_at", "referrer_id", "created_at", "id"),
        Index("ix_referral_conversions_referral_code", "referral_code", "created_at", "id"),
        Index("ix_referral_conversions_invitation_id", "invitation_id"),
        CheckConstraint("referrer_id <> referred_user_id", name="nobody_refers_themselves"),
        facts=TableFacts(
            description="A friend who joined with somebody's referral code.",
            access=Access(
                rows=Owned("referrer_id"), readable=AnyOf((Owned("referrer_id"), Owned("referred_user_id")))
            ),
            singular="referral_conversion",
            order=("-created_at",),
            audit=LegalBasis.CONTRACT,
            triggers=(
                Trigger(
                    "check_referrer",
                    "BEFORE INSERT OR UPDATE OF referrer_id, referral_code, invitation_id",
                    "roadtrip.check_referrer()",
                ),
                Trigger(
                    "credit_referral", "AFTER INSERT OR UPDATE OF conversion_status", "roadtrip.credit_referral()"
                ),
            ),
        ),
    )

    id: UUID = col.key()
    referrer_id: UUID = col.reference("users.id", "Who referred.", on_delete="CASCADE")
    referred_user_id: UUID | None = col.reference(
        "users.id",
        "Who joined; null if erased since.",
        on_delete="SET NULL",
        nullable=True,
        unique=True,
        inverse="joined_by_referral",
    )
    referral_code: str = col.reference(
        "user_referrals.referral_code",
        "Code that was used.",
        on_delete="CASCADE",
        on_update="CASCADE",
        kind=sa.String(20),
        relation="user_referral",
    )
    conversion_status: ConversionStatus = col.choice(
        ConversionStatus,
        "How far it has come: pending, qualified, credited, in this order.",
        length=50,
        nullable=False,
        default=ConversionStatus.PENDING,
        transitions={
            ConversionStatus.PENDING: [ConversionStatus.QUALIFIED],
            ConversionStatus.QUALIFIED: [ConversionStatus.CREDITED],
        },
    )
    referrer_credits_earned: int = col.integer(
        "Credits that the referrer earns by it.", nullable=False, default=1, between=(0, None)
    )
    invitation_id: UUID | None = col.reference(
        "referral_invitations.id", "Invitation that led to it.", on_delete="SET NULL", nullable=True
    )
    created_at: dt.datetime = col.timestamp("When the friend joined.", nullable=False, default_now=True)


class ReferralMilestone(RoadtripModel, table=True):
    """The document wants prompts at milestones and names none: the list is the product's to keep."""

    __tablename__ = "referral_milestones"
    __table_args__ = table(
        facts=TableFacts(
            description="A point at which a person is asked to invite friends.",
            access=Access(rows=Where("true"), commands=READ),
            singular="referral_milestone",
            order=("name",),
            audit=LegalBasis.LEGITIMATE_INTERESTS,
        ),
    )

    id: int = col.key_number()
    name: str = col.text("Name of the milestone.", length=100, nullable=False, unique=True)
    metric: MilestoneMetric = col.choice(MilestoneMetric, "What is counted.", length=50, nullable=False)
    threshold: int = col.integer("The count that reaches it.", nullable=False, between=(1, None))
    is_active: bool = col.boolean("Whether it still prompts anybody.", nullable=False, default=True)
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class ReferralPrompt(RoadtripModel, table=True):
    __tablename__ = "referral_prompts"
    __table_args__ = table(
        UniqueConstraint("user_id", "milestone_id"),
        Index("ix_referral_prompts_user_id_created_at", "user_id", "created_at", "id"),
        Index("ix_referral_prompts_milestone_id", "milestone_id"),
        facts=TableFacts(
            description="That somebody reached a milestone and is asked, once, to invite friends.",
            access=Access(rows=Owned("user_id"), commands=CHANGE, changeable=("dismissed_at",)),
            singular="referral_prompt",
            order=("-created_at",),
            audit=LegalBasis.LEGITIMATE_INTERESTS,
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who is asked.", on_delete="CASCADE")
    milestone_id: int = col.reference(
        "referral_milestones.id",
        "Milestone that was reached.",
        on_delete="CASCADE",
        kind=sa.Integer(),
        relation="milestone",
    )
    dismissed_at: dt.datetime | None = col.timestamp("When the person had seen enough of it.")
    created_at: dt.datetime = col.timestamp("When the milestone was reached.", nullable=False, default_now=True)
