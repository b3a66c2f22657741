"""Keys of repeated writes: the same key and arguments give the stored answer."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, String, Uuid

from models import columns as col
from models.access import WRITE, Access, Owned
from models.base import TableFacts, table
from models.platform.base import PlatformModel
from models.platform.event import plain


class IdempotencyKey(PlatformModel, table=True):
    """The first answer to a write that carried a key; kept for 48 hours."""

    __tablename__ = "idempotency_keys"
    __table_args__ = table(
        Index("ix_idempotency_keys_created_at", "created_at"),
        CheckConstraint("octet_length(arguments_hash) = 32", name="arguments_hash_length"),
        facts=TableFacts(
            description="Answers to writes that carried an idempotency key.",
            access=Access(rows=Owned("subject"), commands=WRITE, for_staff=True),
            singular="idempotency_key",
        ),
    )

    subject: UUID = plain(Column(Uuid, primary_key=True), "Who wrote.")  # type: ignore[assignment]
    operation: str = plain(Column(String(100), primary_key=True), "Name of the mutation.")  # type: ignore[assignment]
    key: str = plain(Column(String(200), primary_key=True), "The client's key.")  # type: ignore[assignment]
    arguments_hash: bytes = plain(  # type: ignore[assignment]
        Column(LargeBinary, nullable=False), "SHA-256 of the arguments."
    )
    answer: dict[str, Any] | None = col.json("The row that was answered.")
    created_at: dt.datetime = col.timestamp("When the write happened.", default_now=True, nullable=False)
