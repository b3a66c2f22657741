"""Generated revenue: what each video earned on each platform, day by day since it was made."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate

from gateway.scale.amounts import ScaleError
from gateway.scale.draw import below
from gateway.scale.moments import DAY, DAYS
from gateway.scale.roadtrip.plan import PLATFORMS, Plan
from gateway.scale.roadtrip.videos import video

COLUMNS = (
    "id",
    "video_id",
    "user_id",
    "discovery_id",
    "date",
    "platform_id",
    "views",
    "revenue_cents",
    "net_revenue_cents",
    "created_at",
)
FEE_PERCENT = 30
MOST_VIEWS = 40_000


def shared_out(plan: Plan) -> Sequence[int]:
    """How many revenues the videos before each one have together, and all of them at the end.

    A video has at most one on each platform on each day; more go to older ones, and to some much more than to others.
    """
    draws = plan.draws("videos")
    room = [max(below(_most(plan, number), draws.numbers(number)[2]), 1) for number in range(plan.videos)]
    whole = sum(room)
    if plan.amounts.revenues > whole:
        raise ScaleError(
            f"--revenues is {plan.amounts.revenues:,}, and {plan.amounts.pois:,} points of interest have videos for "
            f"{whole:,} at most: ask for more --pois, or fewer --revenues."
        )
    return array("Q", (plan.amounts.revenues * reached // max(whole, 1) for reached in accumulate(room, initial=0)))


def _most(plan: Plan, number: int) -> int:
    return len(PLATFORMS) * (DAYS - video(plan, number).at // DAY)


def lines(plan: Plan, numbers: range) -> Iterator[str]:
    """The rows of the revenues of some videos."""
    videos, discoveries = plan.draws("videos"), plan.draws("discoveries")
    for number in numbers:
        count = plan.revenues[number + 1] - plan.revenues[number]
        if count:
            made = video(plan, number)
            owner = f"{videos.key(number)}\t{plan.people.id(made.owner)}\t{discoveries.key(made.discovery)}"
            yield from _revenues(plan, range(plan.revenues[number], plan.revenues[number + 1]), owner, made.at // DAY)


def _revenues(plan: Plan, revenues: range, owner: str, begun: int) -> Iterator[str]:
    draws = plan.draws("video_revenues").row
    fame = MOST_VIEWS * draws(revenues.start)[1][3] ** 3 >> 96
    for place, revenue in enumerate(revenues):
        key, drawn = draws(revenue)
        age, platform = divmod(place, len(PLATFORMS))
        views = (fame + 5) * (2**31 + drawn[0]) // (2**32 * (1 + age // 7 + platform))
        gross = views * (3 + drawn[1] % 20) // 100
        day = plan.moments.day(begun + age)
        yield (
            f"{key}\t{owner}\t{day}\t{plan.keys.platforms[platform]}\t{views}\t{gross}"
            f"\t{gross * (100 - FEE_PERCENT) // 100}\t{day} 23:{drawn[2] % 60:02}:{drawn[3] % 60:02}+00\n"
        )
