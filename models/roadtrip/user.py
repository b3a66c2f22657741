"""Roadtrip's people."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import CHANGE, Access, Owned
from models.base import TableFacts, Trigger, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import LegalBasis, SubscriptionStatus

SWITCHES = {
    "share_discoveries": "Whether discoveries are shown to everybody, moved to the centre of their city.",
    "usage_analytics": "Whether the use of the app may be analysed.",
    "personalization": "Whether the app may adapt to the person.",
    "marketing_messages": "Whether marketing messages may be sent.",
}
PRIVACY_DEFAULT = (
    '{"share_discoveries": false, "usage_analytics": false, "personalization": false, "marketing_messages": false}'
)


class User(RoadtripModel, table=True):
    __tablename__ = "users"
    __table_args__ = table(
        Index("ix_users_created_at", "created_at"),
        Index(
            "ix_users_data_retention_expires_at",
            "data_retention_expires_at",
            postgresql_where="data_retention_expires_at IS NOT NULL",
        ),
        CheckConstraint(
            "jsonb_typeof(privacy_settings) = 'object' "
            "AND coalesce(jsonb_typeof(privacy_settings -> 'share_discoveries'), 'boolean') = 'boolean'",
            name="privacy_settings_form",
        ),
        CheckConstraint("jsonb_typeof(preferences) = 'object'", name="preferences_form"),
        facts=TableFacts(
            description="A person with a Roadtrip account.",
            access=Access(
                rows=Owned("id"),
                commands=CHANGE,
                changeable=("username", "privacy_settings", "preferences", "country_code", "gdpr_consent"),
            ),
            singular="user",
            order=("created_at",),
            audit=LegalBasis.CONTRACT,
            triggers=(
                Trigger("open_credits", "AFTER INSERT", "roadtrip.open_credits()"),
                Trigger("apply_privacy", "AFTER UPDATE OF privacy_settings", "roadtrip.apply_privacy()"),
                Trigger("release_revenue", "BEFORE DELETE", "roadtrip.release_revenue()"),
            ),
        ),
    )

    id: UUID = col.key()
    email: str = col.text("E-mail address, unique among accounts.", length=255, nullable=False, unique=True)
    username: str = col.text(
        "Name as shown in the app, unique among accounts.", length=50, nullable=False, unique=True
    )
    password_hash: str = col.text(
        "The password, hashed with bcrypt.",
        length=255,
        nullable=False,
        secret=True,
        matches=r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}",
    )
    privacy_settings: dict[str, Any] = col.json(
        "What the person permits: share_discoveries, usage_analytics, personalization, marketing_messages.",
        nullable=False,
        default=PRIVACY_DEFAULT,
        switches=SWITCHES,
    )
    country_code: str | None = col.char("ISO 3166 code of the country.", length=2, matches="[A-Z]{2}")
    subscription_status: SubscriptionStatus = col.choice(
        SubscriptionStatus,
        "State of the subscription.",
        length=20,
        nullable=False,
        default=SubscriptionStatus.FREE_TRIAL,
    )
    gdpr_consent: bool = col.boolean(
        "Whether the person consented to the use of their data.", nullable=False, default=False
    )
    data_retention_expires_at: dt.datetime | None = col.timestamp("When the account is erased by itself.")
    preferences: dict[str, Any] = col.json("The person's settings of the app.", nullable=False, default="{}")
    is_active: bool = col.boolean("Whether the account may be used.", nullable=False, default=True)
    created_at: dt.datetime = col.timestamp("When the account was made.", nullable=False, default_now=True)
