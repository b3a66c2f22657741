"""Globally unique identifiers: the type's name and the key, as opaque text."""

import base64
import binascii
from uuid import UUID

from sqlalchemy import Table

from gql.derivation.objects import ROW_TYPES
from repositories.errors import BadInputError


def encode(type_name: str, key: object) -> str:
    """The nodeId of a row."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def decode(node_id: str) -> tuple[str, Table, UUID]:
    """The type, table and key that a nodeId names; BadInputError if it is not one."""
    try:
        name, _, key = base64.b64decode(node_id.encode("ascii"), validate=True).decode().partition(":")
        return name, ROW_TYPES[name], UUID(key)
    except (ValueError, KeyError, binascii.Error):
        raise BadInputError("This is not a nodeId: pass it on exactly as you got it.") from None
