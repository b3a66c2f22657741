"""What an audit trail may say of a row: the values that cannot identify a person, and never a secret."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Table

from models.columns import facts_of

HARMLESS = (sa.Boolean, sa.Integer, sa.Numeric, sa.Date, sa.DateTime, sa.Uuid)


def recorded_columns(table: Table) -> Sequence[str]:
    """The columns whose values are recorded: value lists, numbers, flags, times and keys of rows.

    Texts, places, JSON and arrays are not: anybody's name may be in them. Nor is what identifies an account.
    """
    return [column.name for column in table.columns if _is_harmless(column)]


def _is_harmless(column: "Column[Any]") -> bool:
    facts = facts_of(column)
    if facts.secret or _identifies_account(column):
        return False
    return facts.choices is not None or isinstance(column.type, HARMLESS)


def _identifies_account(column: "Column[Any]") -> bool:
    """Whether the column is the key of `users`, or leads there, at once or by way of another table's key."""
    if column.table.name == "users" and column.primary_key:
        return True
    return any(_identifies_account(key.column) for key in column.foreign_keys)
