"""Web Builder's connections to outside platforms, and what the AI found there."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from models import columns as col
from models.access import EVERYTHING, READ, Access, Owned, Through
from models.base import TableFacts, Trigger, table
from models.webbuilder.audit import audited
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import AnalysisType, ConnectionStatus, PlatformType, SyncStatus

ENCRYPTED = "[a-z0-9]{1,16}:[A-Za-z0-9_=-]{40,}"
"""The identifier of the key, a colon, and what that key encrypted, in base64 for URLs."""

ACCOUNT = ("account_name", "account_email", "encrypted_credentials", "platform_metadata")


class PlatformIntegration(WebbuilderModel, table=True):
    __tablename__ = "platform_integrations"
    __table_args__ = table(
        UniqueConstraint("user_id", "platform_type"),
        CheckConstraint("sync_status <> 'error' OR sync_error_message IS NOT NULL", name="sync_error_has_a_message"),
        CheckConstraint(
            "connection_status <> 'connected' OR encrypted_credentials IS NOT NULL",
            name="connection_needs_credentials",
        ),
        facts=TableFacts(
            description="A person's connection to an outside platform, at most one for each kind of platform.",
            access=Access(
                rows=Owned("user_id"),
                commands=EVERYTHING,
                insertable=("user_id", "platform_type", *ACCOUNT),
                changeable=ACCOUNT,
            ),
            singular="platform_integration",
            order=("platform_type",),
            triggers=(
                Trigger("follow_connection", "BEFORE INSERT OR UPDATE", "webbuilder.follow_connection()"),
                audited(
                    watched=("user_id", "platform_type", *ACCOUNT, "connection_status"),
                    recorded=("platform_type", "connection_status"),
                ),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose connection it is.", on_delete="CASCADE")
    platform_type: PlatformType = col.choice(PlatformType, "Kind of platform.", length=50, nullable=False)
    connection_status: ConnectionStatus = col.choice(
        ConnectionStatus,
        "Whether the platform can be reached; pending until new credentials have been tried.",
        length=20,
        nullable=False,
        default=ConnectionStatus.PENDING,
    )
    account_name: str | None = col.text("Name of the account on the platform.", length=255)
    account_email: str | None = col.text("E-mail address of the account on the platform.", length=255)
    encrypted_credentials: str | None = col.text(
        "Keys and tokens of the platform, encrypted, after the identifier of the key.",
        secret=True,
        matches=ENCRYPTED,
    )
    platform_metadata: dict[str, Any] = col.json(
        "What the platform says about the account.", nullable=False, default="{}"
    )
    last_sync_at: dt.datetime | None = col.timestamp("When data was last fetched successfully.")
    sync_status: SyncStatus = col.choice(
        SyncStatus, "State of fetching data.", length=20, nullable=False, default=SyncStatus.IDLE
    )
    sync_error_message: str | None = col.text("Why fetching data failed; null when it did not.")
    created_at: dt.datetime = col.timestamp("When the connection was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the connection last changed.", default_now=True, nullable=False)


class PlatformAnalysis(WebbuilderModel, table=True):
    __tablename__ = "platform_analyses"
    __table_args__ = table(
        Index("ix_platform_analyses_integration_id", "integration_id", "created_at", "id"),
        facts=TableFacts(
            description="What the AI found when it looked at the content of a connected platform.",
            access=Access(rows=Through("integration_id"), commands=READ),
            singular="platform_analysis",
            order=("-created_at",),
            triggers=(
                Trigger(
                    "track_cost",
                    "AFTER INSERT OR UPDATE OF ai_cost, ai_model_used",
                    "webbuilder.track_analysis_cost()",
                ),
            ),
        ),
    )

    id: UUID = col.key()
    integration_id: UUID = col.reference(
        "platform_integrations.id", "Connection whose content was analysed.", on_delete="CASCADE"
    )
    analysis_type: AnalysisType = col.choice(AnalysisType, "Kind of analysis.", length=50, nullable=False)
    summary: dict[str, Any] = col.json("The findings in short.", nullable=False, default="{}")
    campaigns_analyzed: list[Any] = col.json(
        "Array of the campaigns that were looked at.", array=True, nullable=False, default="[]"
    )
    recommendations: list[Any] = col.json(
        "Array of suggestions for improvement.", array=True, nullable=False, default="[]"
    )
    migration_assessment: dict[str, Any] | None = col.json("How hard moving away would be, and a plan for it.")
    ai_model_used: str | None = col.text("AI model that did the analysis.", length=100)
    ai_cost: Decimal = col.decimal(
        10, 4, "What the analysis cost, in US dollars.", default=0, nullable=False, between=(0, None)
    )
    processing_time_seconds: int | None = col.integer("Time it took, in seconds.", between=(0, None))
    created_at: dt.datetime = col.timestamp("When the analysis was made.", default=col.CLOCK, nullable=False)
