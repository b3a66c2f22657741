"""The answer of the AI that is kept under a key: it is used again while it holds (RT-31)."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select

from models.roadtrip import AiProcessingCache
from repositories.condition import NOW
from repositories.named import Argument, NamedRow, Values
from repositories.repository import table_of
from repositories.selection import visible_rows

ANSWERS = table_of(AiProcessingCache)
KEY = Argument("cache_key", str, "Hash of what is asked.", lambda sent: sent)


def _kept(values: Values, columns: Collection[str]) -> "Select[Any]":
    answers, rows = visible_rows(ANSWERS, columns)
    key = sa.bindparam(None, values[KEY.name], ANSWERS.c.cache_key.type, unique=True)
    holds = sa.or_(answers.c.expires_at.is_(None), answers.c.expires_at > NOW)
    return rows.where(answers.c.cache_key == key, holds)


AI_RESULT = NamedRow(
    "ai_result",
    ANSWERS,
    "The answer of the AI that is kept under a key, about a discovery of the caller's, while it holds; for staff, "
    "whatever it is about. Null means to ask the AI. It is counted as a hit, which `cacheHits` shows a second later.",
    (KEY,),
    _kept,
    KEY.name,
)
