"""The learning platform's people: learners with accounts, and their guardians' consents."""

import datetime as dt
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import CHANGE, READ, Access, Owned
from models.base import TableFacts, Trigger, table
from models.learning.base import LearningModel


class User(LearningModel, table=True):
    __tablename__ = "users"
    __table_args__ = table(
        Index("idx_users_email", "email"),
        Index("ix_users_created_at", "created_at"),
        CheckConstraint("jsonb_typeof(profile) = 'object'", name="profile_object"),
        facts=TableFacts(
            description="A learner with an account.",
            access=Access(
                rows=Owned("id"),
                commands=CHANGE,
                changeable=("phone", "profile"),
            ),
            singular="user",
            order=("created_at",),
        ),
    )

    id: UUID = col.key()
    email: str = col.text("E-mail address, unique among accounts.", length=255, nullable=False, unique=True)
    phone: str | None = col.text("Telephone number.", length=20)
    created_at: dt.datetime | None = col.timestamp("When the account was made.", default_now=True, naive=True)
    last_login: dt.datetime | None = col.timestamp("When the learner last logged in.", naive=True)
    status: str | None = col.text(
        "Whether the account may be used: only an active one can.", length=20, default="active"
    )
    profile: dict[str, Any] | None = col.json("What the learner declared about themselves, an object of any shape.")


class GuardianConsent(LearningModel, table=True):
    """A guardian has no account and reads nothing: the document knows them by an e-mail address only."""

    __tablename__ = "guardian_consents"
    __table_args__ = table(
        Index("ix_guardian_consents_user_id_consent_timestamp", "user_id", "consent_timestamp"),
        facts=TableFacts(
            description="A guardian's consent, given or withdrawn; the newest row of each kind is what holds.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="guardian_consent",
            order=("-consent_timestamp",),
            append_only=True,
            triggers=(
                Trigger("keep_history", "BEFORE UPDATE OR DELETE", "learning.keep_consent()"),
                Trigger("keep_all_history", "BEFORE TRUNCATE", "learning.keep_consent()", each="STATEMENT"),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference(
        "users.id", "Learner it is about; null once the account was erased.", on_delete="NO ACTION", nullable=True
    )
    guardian_email: str = col.text("E-mail address of the guardian.", length=255, nullable=False)
    consent_type: str = col.text("What is consented to, such as learning or speech.", length=50, nullable=False)
    consent_given: bool = col.boolean("True if the consent was given, false if withdrawn.", nullable=False)
    consent_timestamp: dt.datetime | None = col.timestamp(
        "When it was given or withdrawn.", default_now=True, naive=True
    )
    legal_text_hash: str = col.text(
        "SHA-256 of the legal text that was shown, in hexadecimal; a changed text needs a new consent.",
        length=64,
        nullable=False,
        matches="[0-9a-f]{64}",
    )
    ip_address: IPv4Address | IPv6Address | None = col.inet("Network address it was given from.")
