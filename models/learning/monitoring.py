"""The learning platform's monitoring: what each person consumed, month by month."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, View, table
from models.learning.base import LearningModel


class MonthOfUsage(LearningModel, table=True):
    __tablename__ = "monthly_usage"
    __table_args__ = table(
        facts=TableFacts(
            description="What a person consumed in a month, archived uses included.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="month_of_usage",
            order=("-month",),
            view=View.PLAIN,
        ),
    )

    user_id: UUID = col.key_reference("users.id", "Who used the services.", on_delete="NO ACTION")
    month: dt.date = col.date("First day of the month in UTC.", primary_key=True)
    uses: int = col.integer("Number of uses.", nullable=False)
    tokens_used: int = col.bigint("Sum of the tokens that language models consumed.", nullable=False)
    speech_seconds: int = col.bigint("Sum of the seconds of speech processed.", nullable=False)
    cost_usd: Decimal = col.decimal(16, 6, "Sum of the costs, in US dollars.", nullable=False)
