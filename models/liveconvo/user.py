"""LiveConvo's people: accounts, and their visits to the app."""

import datetime as dt
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, Trigger, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import DeviceType


class User(LiveconvoModel, table=True):
    __tablename__ = "users"
    __table_args__ = table(
        Index("idx_users_email", "email"),
        Index("idx_users_google_id", "google_id"),
        Index("idx_users_created_at", "created_at"),
        CheckConstraint("password_hash IS NOT NULL OR google_id IS NOT NULL", name="can_log_in"),
        facts=TableFacts(
            description="A person with a LiveConvo account.",
            access=Access(rows=Owned("id"), commands=READ),
            singular="user",
            order=("created_at",),
            triggers=(
                Trigger("sync_email_verified", "BEFORE INSERT OR UPDATE", "liveconvo.sync_email_verified()"),
                Trigger("scrub_logs", "BEFORE DELETE", "liveconvo.scrub_logs()"),
            ),
        ),
    )

    id: UUID = col.key()
    email: str = col.text("E-mail address, unique among accounts.", length=255, nullable=False, unique=True)
    email_verified: bool | None = col.boolean("Whether the e-mail address was confirmed.", default=False)
    full_name: str | None = col.text("Name as shown in the app.", length=255)
    timezone: str | None = col.text("IANA time zone of the person.", length=50, default="UTC")
    password_hash: str | None = col.text("Hash of the password; null for Google accounts.", length=255, secret=True)
    google_id: str | None = col.text(
        "Google's identifier of the person, for Google accounts.", length=255, unique=True, hidden=True
    )
    last_login_at: dt.datetime | None = col.timestamp("When the person last logged in.")
    has_completed_onboarding: bool | None = col.boolean("Whether the introduction was finished.", default=False)
    default_microphone_id: str | None = col.text("Preferred input device.", length=255)
    default_speaker_id: str | None = col.text("Preferred output device.", length=255)
    is_active: bool | None = col.boolean("Whether the account may be used.", default=True)
    is_email_verified: bool | None = col.boolean("The same fact as email_verified.", default=False, hidden=True)
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
    deleted_at: dt.datetime | None = col.timestamp("When the account was deleted; erased 90 days later.")


class UserAppSession(LiveconvoModel, table=True):
    __tablename__ = "user_app_sessions"
    __table_args__ = table(
        Index("idx_user_app_sessions_user_id", "user_id"),
        Index("idx_user_app_sessions_started_at", "started_at"),
        Index("ix_user_app_sessions_user_id_started_at", "user_id", "started_at", "id"),
        CheckConstraint("ended_at >= started_at", name="ends_after_start"),
        facts=TableFacts(
            description="One visit of a person to the app.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="user_app_session",
            order=("-started_at",),
            triggers=(Trigger("record_timing", "BEFORE INSERT OR UPDATE", "liveconvo.record_visit_timing()"),),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference("users.id", "Whose visit it was.", on_delete="CASCADE", nullable=True)
    session_token: str | None = col.text(
        "Hash of the token of the visit.", length=255, unique=True, secret=True, matches="[0-9a-f]{64}"
    )
    ip_address: IPv4Address | IPv6Address | None = col.inet("Network address of the visitor.")
    user_agent: str | None = col.text("What the browser called itself.")
    country_code: str | None = col.text("ISO 3166 code of the country.", length=2)
    city: str | None = col.text("City, as far as the network address tells.", length=100)
    started_at: dt.datetime | None = col.timestamp("When the visit began.", default_now=True)
    last_activity_at: dt.datetime | None = col.timestamp("When something was last done.", default_now=True)
    ended_at: dt.datetime | None = col.timestamp("When the visit ended.")
    duration_seconds: int | None = col.integer("Length of the visit in seconds.", between=(0, None))
    page_views: int | None = col.integer("Number of pages seen.", default=0, between=(0, None))
    device_type: DeviceType | None = col.choice(DeviceType, "Kind of device.", length=20)
    browser: str | None = col.text("Name of the browser.", length=50)
    os: str | None = col.text("Name of the operating system.", length=50)
