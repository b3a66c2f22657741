"""What people do in the app, as it reports about itself with their permission."""

from collections.abc import Mapping

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from models.roadtrip import UserBehaviorAnalytics
from repositories.errors import BadInputError
from repositories.keys import by_key_rows, primary_key
from repositories.repository import Repository, table_of
from repositories.roadtrip.content import bound
from repositories.row import Row, row_class
from repositories.visible import readable

MAX_PROPERTIES = 4096


class BehaviorRepository(Repository):
    """What can happen to a note of somebody's behaviour: it is made, and never changed."""

    table = table_of(UserBehaviorAnalytics)

    async def record(self, event_type: str, properties: Mapping[str, object]) -> Row:
        """Note that the caller does something now; ConsentRequiredError where they do not permit that."""
        size = len(orjson.dumps(properties))
        if size > MAX_PROPERTIES:
            raise BadInputError(f"properties has {size} bytes; the limit is {MAX_PROPERTIES}.")
        self.account()
        noted = sa.func.roadtrip.record_behavior(bound(event_type, sa.Text()), bound(dict(properties), JSONB()))
        made = noted.table_valued(sa.column("event", sa.Uuid()), sa.column("moment", sa.DateTime(timezone=True)))
        event, moment = await self.transaction.fetch_one(sa.select(made.c.event, made.c.moment)) or (None, None)
        row: Row | None = await self.transaction.fetch_one(
            by_key_rows(primary_key(self.table), readable(self.table), (event, moment)), row_class(self.table)
        )
        if row is None:
            raise self.missing()
        return row
