"""Rows of what Roadtrip itself keeps in the demo: categories, platforms and retention policies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Final, Literal

import sqlalchemy as sa
from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.reading import EXACT, demo_file, read
from gateway.demo.roadtrip.places import load_places
from gateway.demo.writer import Row
from models.catalog import TABLES

_IN_FORCE: Final = timedelta(days=200)
_SINCE_APPLIED: Final = timedelta(hours=7)

Name = Annotated[str, Field(min_length=1, max_length=100)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Platform:
    """A platform for videos, and how much of the revenue it keeps."""

    name: Name
    fee_percent: Annotated[int, Field(ge=0, le=100)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Policy:
    """How long the rows of a table are kept."""

    table_name: Name
    retention_period_days: Annotated[int, Field(ge=1)]
    policy_type: Literal["automatic_deletion", "anonymization"]
    applies_to_regions: tuple[str, ...]
    cleanup_frequency: Literal["daily", "weekly", "monthly"]
    is_active: bool = True


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Reference:
    """The file reference.toml."""

    platforms: tuple[Platform, ...] = Field(alias="platform")
    policies: tuple[Policy, ...] = Field(alias="policy")


@cache
def load_reference() -> Reference:
    """The platforms and policies of the demo; raises ScriptError."""
    return read(demo_file("roadtrip/reference.toml"), Reference)


def category_names() -> list[str]:
    """The categories of the demo's places, each once."""
    return sorted({place.category for place in load_places().values()})


def platform_number(name: str) -> sa.ScalarSelect[int]:
    """The id of a platform, which the database counts."""
    platforms = TABLES["roadtrip.social_platforms"]
    return sa.select(platforms.c.id).where(platforms.c.name == name).scalar_subquery()


def policy_rows(now: datetime) -> Iterator[Row]:
    """One row of `data_retention_policies` for each policy."""
    for policy in load_reference().policies:
        yield {
            "table_name": policy.table_name,
            "retention_period_days": policy.retention_period_days,
            "policy_type": policy.policy_type,
            "applies_to_regions": list(policy.applies_to_regions),
            "cleanup_frequency": policy.cleanup_frequency,
            "is_active": policy.is_active,
            "last_applied_at": now - _SINCE_APPLIED if policy.is_active else None,
            "created_at": now - _IN_FORCE,
        }
