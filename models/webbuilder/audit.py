"""Web Builder's audit trail: who changed what in the tables that matter, without secrets and personal data."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import STAFF_ONLY
from models.base import TableFacts, Trigger, table
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import AuditedOperation


def audited(*, key: str = "id", watched: tuple[str, ...], recorded: tuple[str, ...]) -> Trigger:
    """The trigger that records changes of a table's `watched` columns.

    Only the values of `recorded` columns are kept; of all others, only that they changed.
    """
    arguments = ", ".join(f"'{name}'" for name in (key, *recorded))
    when = f"AFTER INSERT OR DELETE OR UPDATE OF {', '.join(watched)}"
    return Trigger("record_audit", when, f"webbuilder.record_audit({arguments})")


class AuditEntry(WebbuilderModel, table=True):
    """One change of one row. Nobody changes or deletes entries, whatever their role."""

    __tablename__ = "audit_log"
    __table_args__ = table(
        Index("ix_audit_log_row", "table_name", "row_key", "created_at"),
        Index("ix_audit_log_actor_id", "actor_id", "created_at"),
        Index("ix_audit_log_created_at", "created_at"),
        facts=TableFacts(
            description="An entry of the audit trail: who changed which row, and which of its columns.",
            access=STAFF_ONLY,
            singular="audit_entry",
            order=("-created_at",),
            append_only=True,
            triggers=(
                Trigger("refuse_change", "BEFORE UPDATE OR DELETE", "webbuilder.refuse_change()"),
                Trigger("refuse_truncate", "BEFORE TRUNCATE", "webbuilder.refuse_change()", each="STATEMENT"),
            ),
        ),
    )

    id: UUID = col.key()
    actor_id: UUID | None = col.identifier("Account that made the change; null for jobs and staff.")
    actor_role: str = col.text("Database role that made the change.", length=63, nullable=False)
    operation: AuditedOperation = col.choice(AuditedOperation, "What was done.", length=6, nullable=False)
    table_name: str = col.text("Table whose row changed.", length=63, nullable=False)
    row_key: str = col.text("Key of the row.", length=100, nullable=False)
    changed: list[str] = col.text_array("Names of the columns that changed.", nullable=False)
    before: dict[str, Any] | None = col.json("Values before the change, of columns that may be recorded.")
    after: dict[str, Any] | None = col.json("Values after the change, of columns that may be recorded.")
    created_at: dt.datetime = col.timestamp("When the change was made.", default_now=True, nullable=False)
