"""Web Builder's people: accounts, their roles, and what they used each month."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from models import columns as col
from models.access import CHANGE, READ, Access, Owned
from models.base import TableFacts, table
from models.webbuilder.audit import audited
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import Role, SubscriptionStatus, SubscriptionTier

BCRYPT = r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}"


class User(WebbuilderModel, table=True):
    __tablename__ = "users"
    __table_args__ = table(
        Index("idx_users_email", "email"),
        Index("idx_users_subscription_tier", "subscription_tier"),
        Index("idx_users_active", "last_active_at", postgresql_where=text("is_active")),
        Index(
            "ix_users_settings",
            "settings",
            postgresql_using="gin",
            postgresql_ops={"settings": "jsonb_path_ops"},
        ),
        facts=TableFacts(
            description="A person with a Web Builder account, and the plan they are on.",
            access=Access(rows=Owned("id"), commands=CHANGE, changeable=("name", "avatar_url", "settings")),
            singular="user",
            order=("created_at",),
            triggers=(
                audited(
                    watched=(
                        "email",
                        "password_hash",
                        "name",
                        "avatar_url",
                        "subscription_tier",
                        "subscription_status",
                        "subscription_ends_at",
                        "settings",
                        "is_active",
                    ),
                    recorded=("subscription_tier", "subscription_status", "subscription_ends_at", "is_active"),
                ),
            ),
        ),
    )

    id: UUID = col.key()
    email: str = col.text("E-mail address, unique among accounts.", length=255, nullable=False, unique=True)
    password_hash: str = col.text(
        "Hash of the password, made with bcrypt.", length=255, nullable=False, secret=True, matches=BCRYPT
    )
    name: str = col.text("Full name as shown in the app.", length=255, nullable=False)
    avatar_url: str | None = col.text("Where the profile picture is.")
    subscription_tier: SubscriptionTier = col.choice(
        SubscriptionTier,
        "Plan the person is on; it decides the monthly limits.",
        length=20,
        nullable=False,
        default=SubscriptionTier.FREEMIUM,
    )
    subscription_status: SubscriptionStatus = col.choice(
        SubscriptionStatus,
        "State of the subscription.",
        length=20,
        nullable=False,
        default=SubscriptionStatus.ACTIVE,
    )
    subscription_ends_at: dt.datetime | None = col.timestamp(
        "When the subscription runs out; from then on the limits of the free plan hold. Null for no end."
    )
    settings: dict[str, Any] = col.json(
        "Preferences of the person, as the app stores them.", nullable=False, default="{}"
    )
    created_at: dt.datetime = col.timestamp("When the account was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the account was last changed.", default_now=True, nullable=False)
    last_active_at: dt.datetime | None = col.timestamp("When the person last logged in or did something.")
    is_active: bool = col.boolean("Whether the account may be used.", default=True, nullable=False)


class UserRole(WebbuilderModel, table=True):
    """Permissions live here and not in `users.settings`, which people write themselves."""

    __tablename__ = "user_roles"
    __table_args__ = table(
        UniqueConstraint("user_id", "role"),
        facts=TableFacts(
            description="A role that a person has beyond being a user, such as administrator.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="user_role",
            order=("created_at",),
            triggers=(audited(watched=("user_id", "role"), recorded=("user_id", "role")),),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who has the role.", on_delete="CASCADE")
    role: Role = col.choice(Role, "The role.", length=20, nullable=False)
    created_at: dt.datetime = col.timestamp("When the role was given.", default_now=True, nullable=False)


class UserUsage(WebbuilderModel, table=True):
    __tablename__ = "user_usage"
    __table_args__ = table(
        UniqueConstraint("user_id", "month"),
        CheckConstraint("extract(day FROM month) = 1", name="month_begins_on_the_first"),
        facts=TableFacts(
            description="What a person used in one month, counted against the limits of their plan.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="monthly_usage",
            order=("-month",),
            storage=(("fillfactor", "70"), ("autovacuum_vacuum_scale_factor", "0.02")),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose usage it is.", on_delete="CASCADE")
    month: dt.date = col.date("First day of the month, in UTC.", nullable=False)
    campaigns_generated: int = col.integer(
        "Campaigns made in the month; deleting one does not lower it.", default=0, nullable=False, between=(0, None)
    )
    ai_credits_used: int = col.integer(
        "AI credits used in the month; each generation takes one.", default=0, nullable=False, between=(0, None)
    )
    storage_bytes_used: int = col.bigint(
        "Bytes stored at the end of the month, or now for the running one.",
        default=0,
        nullable=False,
        between=(0, None),
    )
    api_calls_made: int = col.integer("Calls of the API in the month.", default=0, nullable=False, between=(0, None))
    created_at: dt.datetime = col.timestamp("When the row was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the row was last changed.", default_now=True, nullable=False)
