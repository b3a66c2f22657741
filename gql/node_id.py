"""Globally unique identifiers: the type's name and the key, as opaque text."""

import base64
import binascii
import datetime as dt

import orjson
from sqlalchemy import Table

from gql.derivation.derived import ROW_TYPES
from gql.derivation.scalars import write_date, write_datetime
from repositories.errors import BadInputError
from repositories.keys import primary_key
from repositories.order import parse

MAX_NODE_ID = 2_000


def encode(type_name: str, *key: object) -> str:
    """The nodeId of a row: `Type:key`, or `Type:["key","key"]` where the key has several columns."""
    texts = [_text(value) for value in key]
    name = texts[0] if len(texts) == 1 else orjson.dumps(texts).decode()
    return base64.b64encode(f"{type_name}:{name}".encode()).decode()


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return write_datetime(value)
    return write_date(value) if isinstance(value, dt.date) else str(value)


def decode(node_id: str) -> tuple[str, Table, tuple[object, ...]]:
    """The type, table and key that a nodeId names; BadInputError if it is not one."""
    try:
        if len(node_id) > MAX_NODE_ID:
            raise ValueError("too long")
        name, _, text = base64.b64decode(node_id.encode("ascii"), validate=True).decode().partition(":")
        table = ROW_TYPES[name]
        return name, table, _key(table, text)
    except (ValueError, TypeError, KeyError, binascii.Error):
        raise BadInputError("This is not a nodeId: pass it on exactly as you got it.") from None


def _key(table: Table, text: str) -> tuple[object, ...]:
    columns = primary_key(table)
    texts = [text] if len(columns) == 1 else orjson.loads(text)
    if "\x00" in text or not isinstance(texts, list) or not all(isinstance(part, str) for part in texts):
        raise ValueError("a key is a text without NUL, or a list of them")
    return tuple(parse(part, column.type) for part, column in zip(texts, columns, strict=True))
