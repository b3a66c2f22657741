"""Staff reads what users cannot, and every time it is written down first."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from repositories.database import Database
from repositories.identity import Identity


@dataclass(frozen=True)
class Purpose:
    """What staff asks: the document and its variables, with no text in them but names and identifiers."""

    operation: str | None
    document: str
    variables: dict[str, Any]


async def record_read(database: Database, identity: Identity, purpose: Purpose) -> None:
    """Write down that staff is about to read; committed before a row is read, or nothing is read."""
    recorded = sa.func.quintet.record_staff_read(
        sa.bindparam(None, purpose.operation, sa.Text(), unique=True),
        sa.bindparam(None, purpose.document, sa.Text(), unique=True),
        sa.bindparam(None, purpose.variables, JSONB(), unique=True),
    )
    async with database.writing(identity) as transaction:
        await transaction.execute(sa.select(recorded))
