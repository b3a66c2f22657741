"""Repeated writes: the first answer to a key is stored with its effect and given again to whoever repeats it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from models.platform import IdempotencyKey
from repositories.database import WriteTransaction
from repositories.errors import BadInputError, ConflictError
from repositories.keys import primary_key
from repositories.repository import table_of
from repositories.row import Row, row_class
from repositories.selection import projection
from repositories.visible import readable

KEYS = table_of(IdempotencyKey)
MAX_KEY = 200


async def claim(transaction: WriteTransaction, operation: str, key: str, arguments_hash: bytes) -> bool:
    """Whether the key is new; waits for a transaction that is just using it. ConflictError for other arguments."""
    if not 1 <= len(key) <= MAX_KEY:
        raise BadInputError(f"idempotencyKey has 1 to {MAX_KEY} characters.")
    values = {
        "subject": transaction.identity.subject,
        "operation": operation,
        "key": key,
        "arguments_hash": arguments_hash,
    }
    claimed = await transaction.fetch_one(
        insert(KEYS).values(values).on_conflict_do_nothing().returning(KEYS.c.operation)
    )
    if claimed is not None:
        return True
    stored = await transaction.fetch_value(sa.select(KEYS.c.arguments_hash).where(*_is(transaction, operation, key)))
    if stored != arguments_hash:
        raise ConflictError("This idempotencyKey was used with other arguments.")
    return False


async def store(transaction: WriteTransaction, operation: str, key: str, row: Row) -> None:
    """Keep the answer to a key that was claimed in this transaction: the row as it was written, or as it went."""
    table = row.table
    values = (
        sa.cast(sa.bindparam(None, row[name], table.c[name].type, unique=True), table.c[name].type).label(name)
        for name in readable(table)
    )
    written = sa.select(*values).subquery("written")
    answer = sa.select(sa.func.to_jsonb(sa.literal_column("written"))).select_from(written).scalar_subquery()
    await transaction.execute(sa.update(KEYS).where(*_is(transaction, operation, key)).values(answer=answer))


async def replay(transaction: WriteTransaction, operation: str, key: str, table: Table) -> Row:
    """The stored answer to a key, as the row it was."""
    answer = sa.select(KEYS.c.answer).where(*_is(transaction, operation, key)).scalar_subquery()
    empty: sa.ColumnClause[Any] = sa.literal_column(f"null::{table.fullname}")
    stored = sa.func.jsonb_populate_record(empty, answer).table_valued(
        *(sa.column(name, table.c[name].type) for name in readable(table)), name="stored"
    )
    row: Row | None = await transaction.fetch_one(
        sa.select(*projection(stored, table, readable(table))).select_from(stored), row_class(table)
    )
    if row is None or any(row[column.name] is None for column in primary_key(table)):
        raise ConflictError("The first use of this idempotencyKey has no stored answer.")
    return row


def _is(transaction: WriteTransaction, operation: str, key: str) -> list[sa.ColumnElement[bool]]:
    return [KEYS.c.subject == transaction.identity.subject, KEYS.c.operation == operation, KEYS.c.key == key]
