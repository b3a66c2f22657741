"""Roadtrip's compliance: how long data is kept, and who did what with it."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from models import columns as col
from models.access import READ, STAFF_ONLY, Access, Owned
from models.base import TableFacts, Trigger, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import (
    AuditOperation,
    CleanupFrequency,
    LegalBasis,
    RetentionPolicyType,
    RetentionTable,
)


class DataRetentionPolicy(RoadtripModel, table=True):
    __tablename__ = "data_retention_policies"
    __table_args__ = table(
        Index("ix_data_retention_policies_table_name", "table_name"),
        CheckConstraint(
            "policy_type <> 'anonymization' OR table_name <> 'api_usage_tracking'",
            name="counted_calls_are_only_deleted",
        ),
        facts=TableFacts(
            description="How long the rows of a table are kept, and what becomes of them then.",
            access=STAFF_ONLY,
            singular="data_retention_policy",
            order=("table_name",),
            audit=LegalBasis.LEGAL_OBLIGATION,
        ),
    )

    id: int = col.key_number()
    table_name: RetentionTable = col.choice(
        RetentionTable, "Table whose rows are concerned.", length=100, nullable=False
    )
    retention_period_days: int = col.integer("Days that rows are kept.", nullable=False, between=(1, None))
    policy_type: RetentionPolicyType = col.choice(
        RetentionPolicyType, "What becomes of rows that are older.", length=50, nullable=False
    )
    applies_to_regions: list[str] = col.text_array(
        "Regions of the people whose rows are concerned.", nullable=False, default=("EU", "CA", "US")
    )
    cleanup_frequency: CleanupFrequency = col.choice(
        CleanupFrequency, "How often rows are looked at.", length=20, nullable=False
    )
    is_active: bool = col.boolean("Whether the policy is applied.", nullable=False, default=True)
    last_applied_at: dt.datetime | None = col.timestamp("When it was last applied to the end.")
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class AuditLog(RoadtripModel, table=True):
    __tablename__ = "audit_log"
    __table_args__ = table(
        Index("ix_audit_log_user_id_created_at", "user_id", "created_at"),
        Index("ix_audit_log_table_name_created_at", "table_name", "created_at"),
        Index("ix_audit_log_created_at", "created_at"),
        facts=TableFacts(
            description="One operation on somebody's data; texts, places and secrets are not in it.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="audit_log_entry",
            order=("-created_at",),
            hypertable="created_at",
            append_only=True,
            triggers=(
                Trigger("guard_audit_log", "BEFORE UPDATE OR DELETE", "roadtrip.guard_audit_log()"),
                Trigger("guard_audit_log_whole", "BEFORE TRUNCATE", "roadtrip.guard_audit_log()", each="STATEMENT"),
            ),
        ),
    )

    id: UUID = col.key()
    table_name: str = col.text("Table that was concerned.", length=100, nullable=False)
    operation: AuditOperation = col.choice(AuditOperation, "What was done.", length=20, nullable=False)
    user_id: UUID | None = col.reference(
        "users.id",
        "Who did it; null for the product itself, and for people erased.",
        on_delete="SET NULL",
        nullable=True,
    )
    old_values: dict[str, Any] | None = col.json("The row before, as far as it is recorded.")
    new_values: dict[str, Any] | None = col.json("The row after, as far as it is recorded.")
    legal_basis: LegalBasis = col.choice(LegalBasis, "On which legal basis.", length=100, nullable=False)
    user_jurisdiction: str | None = col.text("Whose law applies to who did it, such as EU or US.", length=10)
    created_at: dt.datetime = col.timestamp("When it was done.", primary_key=True, default="clock_timestamp()")
