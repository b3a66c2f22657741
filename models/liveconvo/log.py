"""LiveConvo's application logs, for staff."""

import datetime as dt
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from sqlalchemy import Index

from models import columns as col
from models.access import STAFF_ONLY
from models.base import TableFacts, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import LogLevel


class SystemLog(LiveconvoModel, table=True):
    __tablename__ = "system_logs"
    __table_args__ = table(
        Index("idx_system_logs_level", "level"),
        Index("idx_system_logs_created_at", "created_at"),
        Index("idx_system_logs_user_id", "user_id"),
        Index("idx_system_logs_session_id", "session_id"),
        facts=TableFacts(
            description="An entry of the application's log.",
            access=STAFF_ONLY,
            singular="system_log",
            order=("-created_at",),
        ),
    )

    id: UUID = col.key()
    level: LogLevel = col.choice(LogLevel, "How serious it is.", length=10, nullable=False)
    logger_name: str | None = col.text("Logger that wrote it.", length=100)
    message: str = col.text("What happened.", nullable=False)
    user_id: UUID | None = col.reference("users.id", "Person it is about.", on_delete="SET NULL", nullable=True)
    session_id: UUID | None = col.reference(
        "sessions.id", "Conversation it is about.", on_delete="SET NULL", nullable=True
    )
    module: str | None = col.text("Module that wrote it.", length=100)
    function_name: str | None = col.text("Function that wrote it.", length=100)
    line_number: int | None = col.integer("Line that wrote it.")
    exception_traceback: str | None = col.text("Traceback of an exception.")
    request_id: str | None = col.text("Request during which it was written.", length=100)
    ip_address: IPv4Address | IPv6Address | None = col.inet("Network address of the caller.")
    endpoint: str | None = col.text("Endpoint that was called.", length=255)
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
