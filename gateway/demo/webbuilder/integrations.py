"""Rows of the demo's connections to outside platforms, and of what the AI found there."""

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Final

from pydantic import Field, JsonValue
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read
from gateway.demo.webbuilder.costs import Spending
from gateway.demo.webbuilder.people import user_id
from gateway.demo.webbuilder.script import Count, Json, Word
from gateway.demo.writer import Row
from models.webbuilder.enums import AnalysisType, ConnectionStatus, PlatformType, SyncStatus

# The form that the column asks for, with nothing inside: no key decrypts it.
NO_CREDENTIALS: Final = "demo:" + "these-are-no-credentials-of-any-platform-only-a-marker"


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Analysis:
    """What the AI found on a platform; it began `seconds` before it was `made`."""

    key: Key
    type: AnalysisType
    model: Word
    cost: Annotated[Decimal, Field(ge=0, decimal_places=4)]
    seconds: Count
    made: Moment
    summary: Json
    campaigns_analyzed: tuple[Text, ...]
    recommendations: tuple[JsonValue, ...]
    migration: Json | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Integration:
    """A person's connection to a platform."""

    key: Key
    person: Key
    platform: PlatformType
    connection: ConnectionStatus
    sync: SyncStatus
    sync_error: Text | None = None
    has_credentials: bool = True
    account_name: Title
    account_email: Title | None = None
    made: Moment
    last_sync: Moment | None = None
    platform_metadata: Json = field(default_factory=dict)
    analyses: tuple[Analysis, ...] = Field(default=(), alias="analysis")


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Integrations:
    """The file integrations.toml."""

    integrations: tuple[Integration, ...] = Field(alias="integration")


@cache
def load_integrations() -> tuple[Integration, ...]:
    """The connections of the demo; raises ScriptError."""
    return read(demo_file("webbuilder/integrations.toml"), Integrations).integrations


def integration_rows(now: datetime) -> Iterator[Row]:
    """One row of `platform_integrations` for each connection."""
    for made in load_integrations():
        yield {
            "id": demo_id("webbuilder.platform_integrations", made.key),
            "user_id": user_id(made.person),
            "platform_type": made.platform,
            "connection_status": made.connection,
            "account_name": made.account_name,
            "account_email": made.account_email,
            "encrypted_credentials": NO_CREDENTIALS if made.has_credentials else None,
            "platform_metadata": made.platform_metadata,
            "last_sync_at": made.last_sync.before(now) if made.last_sync else None,
            "sync_status": made.sync,
            "sync_error_message": made.sync_error,
            "created_at": made.made.before(now),
            "updated_at": (made.last_sync or made.made).before(now),
        }


def analysis_rows(now: datetime) -> Iterator[Row]:
    """One row of `platform_analyses` for each analysis."""
    for integration in load_integrations():
        for analysis in integration.analyses:
            yield {
                "id": demo_id("webbuilder.platform_analyses", f"{integration.key}/{analysis.key}"),
                "integration_id": demo_id("webbuilder.platform_integrations", integration.key),
                "analysis_type": analysis.type,
                "summary": analysis.summary,
                "campaigns_analyzed": analysis.campaigns_analyzed,
                "recommendations": analysis.recommendations,
                "migration_assessment": analysis.migration,
                "ai_model_used": analysis.model,
                "ai_cost": analysis.cost,
                "processing_time_seconds": analysis.seconds,
                "created_at": analysis.made.before(now),
            }


def analysis_spendings(now: datetime) -> Iterator[Spending]:
    """What each analysis cost whom."""
    for integration in load_integrations():
        for analysis in integration.analyses:
            yield Spending(person=integration.person, at=analysis.made.before(now), cost=analysis.cost)
