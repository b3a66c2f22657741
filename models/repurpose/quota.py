"""RepurposeFlow's quotas: what is left to each person this month, read as of now."""

import datetime as dt
from uuid import UUID

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, View, table
from models.repurpose.base import RepurposeModel


class Quota(RepurposeModel, table=True):
    __tablename__ = "quotas"
    __table_args__ = table(
        facts=TableFacts(
            description="What is left to a person this month; a count whose time is over reads as zero.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="quota",
            order=("user_id",),
            view=View.PLAIN,
        ),
    )

    user_id: UUID = col.key_reference("users.id", "Whose quota it is.", on_delete="CASCADE")
    can_generate: bool = col.boolean("Whether one more generation may be asked for.", nullable=False)
    remaining: int = col.integer("Generations that are left, never less than zero.", nullable=False)
    used: int = col.integer("Generations completed or in flight.", nullable=False)
    generations_limit: int = col.integer("Generations a month that the tier permits.", nullable=False)
    resets_at: dt.datetime = col.timestamp("When the count starts again at zero.", nullable=False)
