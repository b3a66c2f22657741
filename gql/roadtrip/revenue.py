"""Mutations on revenue and what becomes of it."""

import datetime as dt
from uuid import UUID

import strawberry

from gql.derivation.scalars import BigInt
from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.roadtrip import RevenueReport, UserCredits, VideoRevenue
from repositories.database import WriteTransaction
from repositories.roadtrip.revenue import (
    MAX_LINES,
    CreditConversionRepository,
    Line,
    RevenueReportRepository,
    VideoRevenueRepository,
)
from repositories.row import Row


@input_for(VideoRevenue, "What a video earned on a platform on a day.")
class RoadtripImportRevenueInput:
    """What `roadtripImportRevenue` takes."""

    video_id: UUID = extra("Video that earned it.")
    platform_id: int
    date: dt.date
    views: int
    revenue_cents: int
    net_revenue_cents: int


@input_for(VideoRevenue, "What a report says of one video on one day.")
class RoadtripRevenueLineInput:
    """One line of a report."""

    video_id: UUID = extra("Video that earned it.")
    date: dt.date
    views: int
    revenue_cents: int
    net_revenue_cents: int


@input_for(RevenueReport, "A platform's report: its own totals, and a line for each video and day.")
class RoadtripImportRevenueReportInput:
    """What `roadtripImportRevenueReport` takes."""

    platform_id: int
    first_day: dt.date
    last_day: dt.date
    views: BigInt
    revenue_cents: BigInt
    net_revenue_cents: BigInt
    lines: list[RoadtripRevenueLineInput] = extra(f"What the videos earned, at most {MAX_LINES} lines.")


@strawberry.input(description="One person.")
class RoadtripConvertRevenueInput:
    """What `roadtripConvertRevenue` takes."""

    user_id: UUID = strawberry.field(description="The person.")


def _line(sent: RoadtripRevenueLineInput) -> Line:
    values_of(sent)
    return Line(sent.video_id, sent.date, sent.views, sent.revenue_cents, sent.net_revenue_cents)


@write(VideoRevenue)
async def roadtrip_import_revenue(transaction: WriteTransaction, input: RoadtripImportRevenueInput) -> Row:
    """For staff: write what a video earned on a platform on a day.

    The same figures again change nothing; other figures replace those there were, and all sums follow.
    """
    return await VideoRevenueRepository(transaction).take(values_of(input))


@write(RevenueReport)
async def roadtrip_import_revenue_report(
    transaction: WriteTransaction, input: RoadtripImportRevenueReportInput
) -> Row:
    """For staff: import a platform's report, all of its lines or none.

    Whether the totals agree with what was imported for the report's days is in `revenueReconciliations`.
    """
    lines = [_line(line) for line in input.lines]
    return await RevenueReportRepository(transaction).take(values_of(input), lines)


@write(UserCredits)
async def roadtrip_convert_revenue(transaction: WriteTransaction, input: RoadtripConvertRevenueInput) -> Row:
    """For staff: turn a person's revenue into credits now; what is left over counts the next time.

    What counts is what their discoveries earned that are eligible for revenue (`eligibleForRevenue`).
    CONFLICT where the person does not want that. The worker does the same for everybody every hour.
    """
    return await CreditConversionRepository(transaction).convert(input.user_id)


MUTATIONS = (roadtrip_import_revenue, roadtrip_import_revenue_report, roadtrip_convert_revenue)
