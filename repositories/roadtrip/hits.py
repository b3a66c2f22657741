"""Uses of kept answers of the AI, gathered for a second and counted in the database."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import AiProcessingCache
from repositories.clock import now
from repositories.gathered import Gathered
from repositories.identity import Identity, Trust
from repositories.repository import table_of
from repositories.roadtrip.reads import PRODUCT
from repositories.statement import Reusable, Statement

KIND: Any = table_of(AiProcessingCache).c.cache_key.type
LONGEST_KEY: int = KIND.length
COUNTED = Reusable(
    sa.select(
        sa.func.roadtrip.count_ai_hits(
            sa.bindparam("persons", None, sa.ARRAY(sa.Uuid())),
            sa.bindparam("keys", None, sa.ARRAY(sa.Text())),
            sa.bindparam("moments", None, sa.ARRAY(sa.DateTime(timezone=True))),
            sa.bindparam("hits", None, sa.ARRAY(sa.Integer())),
        )
    )
)
Use = tuple[str | None, str]
"""Who asked, nobody being staff, for the answer under which key."""


class Hits(Gathered[Use, tuple[dt.datetime, int]]):
    """The uses of this process that are not counted yet: since when, and how many.

    Who asks is remembered, not whether there was an answer: the database knows that, and who may use which.
    """

    kind = "uses of answers of the AI"

    def note(self, identity: Identity, keys: Iterable[str]) -> None:
        """Remember that somebody asked for the answers under these keys."""
        for key in keys:
            account = None if identity.trust is Trust.ADMIN else identity.accounts.get(PRODUCT)
            if len(key) <= LONGEST_KEY and (account is not None or identity.trust is Trust.ADMIN):
                self.gather((account, key), (now(), 1))

    def both(self, earlier: tuple[dt.datetime, int], later: tuple[dt.datetime, int]) -> tuple[dt.datetime, int]:
        """Since the earlier moment, as many as both."""
        return earlier[0], earlier[1] + later[1]

    def statement(self, waiting: Mapping[Use, tuple[dt.datetime, int]]) -> Statement:
        """Adds the uses to those that there were."""
        return COUNTED.bound(
            persons=[None if account is None else UUID(account) for account, _ in waiting],
            keys=[key for _, key in waiting],
            moments=[since for since, _ in waiting.values()],
            hits=[hits for _, hits in waiting.values()],
        )
