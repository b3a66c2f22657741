"""A row of every LiveConvo table for one person: what a stranger must not see, and staff may."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from gql.derivation.columns import shown
from gql.derivation.names import field_name
from models.catalog import PRODUCTS
from models.liveconvo import (
    Document,
    Guidance,
    Session,
    Subscription,
    Summary,
    SystemLog,
    Template,
    Transcript,
    UsageRecord,
    UserAppSession,
)
from tests.people import People, Person

TABLES: Mapping[str, Table] = {table.name: table for product in PRODUCTS for table in product.graph_tables}
STAFF_TABLES = frozenset({"system_logs"})
MAKERS: Mapping[str, type[Any]] = {
    "templates": Template,
    "sessions": Session,
    "transcripts": Transcript,
    "guidance": Guidance,
    "documents": Document,
    "summaries": Summary,
    "subscriptions": Subscription,
    "usage_records": UsageRecord,
    "user_app_sessions": UserAppSession,
    "system_logs": SystemLog,
}


def required_values(table: str, owner: UUID, session: UUID | None = None) -> dict[str, object]:
    """The values without which a row of a table cannot be."""
    values: dict[str, dict[str, object]] = {
        "templates": {"user_id": owner, "name": "A template"},
        "sessions": {"user_id": owner},
        "transcripts": {"session_id": session, "content": "Hello.", "start_time_seconds": Decimal("1.5")},
        "guidance": {"session_id": session, "content": "Ask back.", "guidance_type": "ask"},
        "documents": {
            "session_id": session,
            "user_id": owner,
            "original_filename": "offer.pdf",
            "file_type": "pdf",
            "file_size_bytes": 10,
        },
        "summaries": {"session_id": session, "user_id": owner},
        "subscriptions": {"user_id": owner, "plan_name": "pro", "plan_type": "monthly", "status": "active"},
        "usage_records": {
            "user_id": owner,
            "usage_type": "ai_guidance",
            "quantity": Decimal(1),
            "unit": "calls",
            "billing_period_start": dt.date(2026, 1, 1),
            "billing_period_end": dt.date(2026, 1, 31),
        },
        "user_app_sessions": {"user_id": owner},
        "system_logs": {"level": "INFO", "message": "Something happened."},
    }
    return values[table]


async def belongings(people: People, owner: Person) -> dict[str, UUID]:
    """A row of every table that is the owner's, each referring to the others; table name to key."""
    made: dict[str, UUID] = {"users": owner.id}

    async def make(table: str, **values: object) -> None:
        required = required_values(table, owner.id, made.get("sessions"))
        made[table] = await people.insert(MAKERS[table], **{**required, **values})

    await make("templates")
    await make("sessions", status="active", selected_template_id=made["templates"], title="A call")
    await make("transcripts", is_final=True)
    triggered = {"triggered_by_transcript_id": made["transcripts"], "prompt_template_id": made["templates"]}
    await make("guidance", **triggered, triggered_at_seconds=Decimal(2))
    await make("documents")
    await make("summaries")
    await make("subscriptions")
    await make("usage_records", session_id=made["sessions"], subscription_id=made["subscriptions"])
    await make("user_app_sessions")
    await make("system_logs", user_id=owner.id, session_id=made["sessions"])
    assert made.keys() == TABLES.keys()
    return made


def columns(table: Table) -> str:
    """A selection of every column of a table."""
    return " ".join(field_name(column.name) for column in shown(table))
