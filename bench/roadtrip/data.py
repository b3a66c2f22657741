"""The rows that Roadtrip's goals are measured on: those of `quintet seed`, with three years of revenue."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rich.console import Console

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.scale import Amounts, Making, Report, roadtrip
from gateway.scale.connection import Connection
from gateway.scale.draw import below
from gateway.scale.loading import load
from gateway.scale.product import Product, Source
from gateway.scale.roadtrip.plan import PLATFORMS, Plan
from gateway.scale.roadtrip.revenues import FEE_PERCENT
from gateway.scale.roadtrip.videos import video

ROWS = Path(__file__).parent / "rows"
REFERENCE = dt.date(2026, 1, 1)
DAYS = 3 * 365
TABLE = "roadtrip.video_revenues"
ADDED = (
    "roadtrip.user_referrals",
    "roadtrip.referral_conversions",
    "roadtrip.ai_processing_cache",
    "roadtrip.user_dashboards",
)


def _nothing(plan: Plan, units: range) -> Iterator[str]:
    yield from ()


# No lines of its own: it is here so that its indexes are made after the sums that a statement writes into it.
SUMS = Source("roadtrip.revenue_by_bucket", ("id",), _nothing, units=0, rows=0)


@dataclass(frozen=True)
class Size:
    """How many discoveries and revenues; people follow from them as in `quintet seed`."""

    pois: int
    revenues: int

    @property
    def amounts(self) -> Amounts:
        """What the generator is asked for; the reference stays, so that every run has the same rows."""
        return Amounts.of(pois=self.pois, revenues=self.revenues, transcripts=0, reference=REFERENCE)


async def fill(place: Addresses, size: Size) -> None:
    """Write everything, and say how far it is; indexes and sums are made after the rows."""
    report = Report(Console())
    with report.shown():
        async with connected(place.url("owner")) as connection:
            await load(connection, _product, size.amounts, Making(), report)
        async with connected(place.base) as connection:
            await _add(connection, report)


async def _product(connection: Connection, amounts: Amounts) -> Product:
    """The generator's, with revenue of our own: its two years are those in which the discoveries are made."""
    made = await roadtrip.product(connection, amounts)
    sources = [replace(source, lines=lines) if source.table == TABLE else source for source in made.sources]
    return replace(made, sources=(*sources, SUMS))


async def _add(connection: Connection, report: Report) -> None:
    """What the generator does not make: referrals, and answers of the AI."""
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for file in sorted(ROWS.glob("*.sql")):
            with report.step(file.stem.replace("_", " ")):
                await connection.execute(file.read_text(), timeout=600)
    with report.step("dashboards"):
        await connection.execute("REFRESH MATERIALIZED VIEW roadtrip.user_dashboards", timeout=600)
    with report.step("vacuum and statistics"):
        await connection.execute("VACUUM", timeout=900)
        await connection.execute(f"ANALYZE {', '.join(ADDED)}")


def lines(plan: Plan, numbers: range) -> Iterator[str]:
    """The revenue of some videos: day by day on all platforms, from some day of the three years on."""
    videos, discoveries = plan.draws("videos"), plan.draws("discoveries")
    for number in numbers:
        rows = range(plan.revenues[number], plan.revenues[number + 1])
        if rows:
            owner = plan.people.id(video(plan, number).owner)
            begun = below(DAYS - len(rows) // len(PLATFORMS), videos.numbers(number)[4])
            key = discoveries.key(number * plan.stride)
            yield from _days(plan, rows, f"{videos.key(number)}\t{owner}\t{key}", begun)


def _days(plan: Plan, rows: range, about: str, begun: int) -> Iterator[str]:
    draws = plan.draws("video_revenues").row
    for place, row in enumerate(rows):
        key, drawn = draws(row)
        age, platform = divmod(place, len(PLATFORMS))
        views = drawn[0] % 4_000
        gross = views * (3 + drawn[1] % 20) // 100
        net, day = gross * (100 - FEE_PERCENT) // 100, _calendar()[begun + age]
        yield (
            f"{key}\t{about}\t{day}\t{plan.keys.platforms[platform]}\t{views}\t{gross}\t{net}\t{day} 23:30:00+00\n"
        )


@cache
def _calendar() -> list[str]:
    first = REFERENCE - dt.timedelta(days=DAYS)
    return [(first + dt.timedelta(days=day)).isoformat() for day in range(DAYS)]
