"""RepurposeFlow's people: accounts at Clerk, their tier, and what they used of it this month."""

import datetime as dt
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import CHANGE, Access, AllOf, Owned, Where
from models.base import TableFacts, Trigger, table
from models.repurpose.base import RepurposeModel
from models.repurpose.enums import AccountSubscriptionStatus, Tier, Tone

START_OF_NEXT_MONTH = "timezone('UTC', date_trunc('month', timezone('UTC', quintet.clock())) + INTERVAL '1 month')"


class User(RepurposeModel, table=True):
    __tablename__ = "users"
    __table_args__ = table(
        Index("idx_users_clerk_user_id", "clerk_user_id"),
        Index("idx_users_stripe_customer_id", "stripe_customer_id"),
        Index("idx_users_subscription_tier", "subscription_tier"),
        Index("idx_users_created_at", "created_at"),
        facts=TableFacts(
            description="A person with an account, their tier, and their use of it this month.",
            access=Access(
                rows=AllOf((Owned("clerk_user_id", account="clerk_id"), Where("deleted_at IS NULL"))),
                commands=CHANGE,
                changeable=("full_name", "default_tone"),
                suffix="_own",
            ),
            singular="user",
            order=("created_at",),
            touch=Trigger("update_users_updated_at", "BEFORE UPDATE", "repurpose.update_updated_at_column()"),
            triggers=(
                Trigger(
                    "follow_tier",
                    "BEFORE INSERT OR UPDATE OF subscription_tier",
                    "repurpose.set_generations_limit()",
                ),
            ),
            # Counters change with every generation and no index has them: room on the page keeps that cheap.
            storage=(("fillfactor", "80"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    clerk_user_id: str = col.text("The person's identifier at Clerk.", length=255, nullable=False, unique=True)
    email: str = col.text("E-mail address, unique among accounts.", length=255, nullable=False, unique=True)
    full_name: str | None = col.text("Name as shown in the app.", length=255)
    subscription_tier: Tier = col.choice(
        Tier, "Tier of the account, which sets the limit.", length=50, nullable=False, default=Tier.FREE
    )
    subscription_status: AccountSubscriptionStatus = col.choice(
        AccountSubscriptionStatus,
        "State of the subscription that holds.",
        length=50,
        nullable=False,
        default=AccountSubscriptionStatus.ACTIVE,
    )
    stripe_customer_id: str | None = col.text("The customer at Stripe.", length=255, unique=True)
    stripe_subscription_id: str | None = col.text("The subscription at Stripe that holds.", length=255)
    subscription_current_period_end: dt.datetime | None = col.timestamp("When the paid period ends.")
    generations_count_current_month: int = col.integer(
        "Generations completed since the count was last reset.", default=0, nullable=False, between=(0, None)
    )
    generations_limit: int = col.integer(
        "Generations a month that the tier permits.", default=10, nullable=False, between=(0, None)
    )
    last_generation_at: dt.datetime | None = col.timestamp("When a generation was last completed.")
    usage_reset_at: dt.datetime = col.timestamp(
        "When the count starts again at zero; a past moment means that it is zero now.",
        default=START_OF_NEXT_MONTH,
        nullable=False,
    )
    default_tone: Tone | None = col.choice(
        Tone, "Tone proposed for new generations.", length=50, default=Tone.CONVERSATIONAL
    )
    created_at: dt.datetime = col.timestamp("When the row was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp(
        "When the row was last changed, by counting a generation too.", default_now=True, nullable=False
    )
    deleted_at: dt.datetime | None = col.timestamp("When the account was deleted.")
