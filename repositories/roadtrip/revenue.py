"""Revenue: imported from platforms' reports, compared with them, turned into credits."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from models.roadtrip import RevenueReport, UserCredits, VideoRevenue
from repositories.errors import BadInputError, ConflictError
from repositories.keys import by_key_rows, primary_key
from repositories.repository import table_of
from repositories.roadtrip.content import StaffRepository, bound
from repositories.row import Row, row_class
from repositories.visible import readable

MAX_LINES = 1_000
FIGURES = ("views", "revenue_cents", "net_revenue_cents")


@dataclass(frozen=True)
class Line:
    """What a report says of one video on one day."""

    video: UUID
    date: dt.date
    views: int
    revenue: int
    net: int


class VideoRevenueRepository(StaffRepository):
    """What can happen to a revenue."""

    table = table_of(VideoRevenue)

    async def take(self, values: Mapping[str, object]) -> Row:
        """Write what a video earned on a platform on a day; the same again changes nothing, other figures replace."""
        taken = await self.call("import_revenue", *self.given(values, "video_id", "platform_id", "date", *FIGURES))
        key = primary_key(self.table)
        row: Row | None = await self.transaction.fetch_one(
            by_key_rows(key, readable(self.table), (taken, values["date"])), row_class(self.table)
        )
        if row is None:
            raise self.missing()
        return row


class RevenueReportRepository(StaffRepository):
    """What can happen to a report."""

    table = table_of(RevenueReport)

    async def take(self, values: Mapping[str, object], lines: Sequence[Line]) -> Row:
        """Import a report with its lines, all or none of them."""
        _check(values, lines)
        sent = [{name: str(value) for name, value in asdict(line).items()} for line in lines]
        taken: UUID = await self.call(
            "import_revenue_report",
            *self.given(values, "platform_id", "first_day", "last_day", *FIGURES),
            bound(sent, JSONB()),
        )
        return await self.get(taken)


class CreditConversionRepository(StaffRepository):
    """How revenue becomes credits."""

    table = table_of(UserCredits)

    async def convert(self, person: UUID) -> Row:
        """Give a person the whole credits of what they earned and were not given before; what is left over counts
        the next time."""
        credits = await self.get(person)
        if not credits["auto_conversion_enabled"]:
            raise ConflictError("The person does not want revenue to become credits.")
        await self.call("convert_revenue", bound(person, sa.Uuid()))
        return await self.get(person)


def _check(values: Mapping[str, object], lines: Sequence[Line]) -> None:
    if len(lines) > MAX_LINES:
        raise BadInputError(f"lines has {len(lines)} values; the limit is {MAX_LINES}.")
    first, last = values["first_day"], values["last_day"]
    assert isinstance(first, dt.date)
    assert isinstance(last, dt.date)
    if first > last:
        raise BadInputError("firstDay is after lastDay.")
    for line in lines:
        if not first <= line.date <= last:
            raise BadInputError(f"A line is of {line.date}, which is not between firstDay and lastDay.")
    for (_, day), times in Counter((line.video, line.date) for line in lines).items():
        if times > 1:
            raise BadInputError(f"lines has a video {times} times on {day}; once is the limit.")
