"""What is asked, how fast the answer is to come, and who asks it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bench.questions import Question
from bench.roadtrip import asks
from bench.roadtrip.askers import Ask, Askers

DISTANCE = "its schema has no order by distance"
BUCKETS = "its schema has no groups"
UNCOUNTED = "it would give answers that hold no more, and count no use"


@dataclass(frozen=True)
class Goal:
    """Milliseconds in which 95 of 100 answers are to come: ours, and what the product's document asks for."""

    ours: int
    document: int | None = None


@dataclass(frozen=True)
class Topic:
    """A question with its goal. `why_alone` says why PostGraphile is not asked; empty where it is.

    Of the answers at least `least_full` have something in them. `alike`: both answer in the same words.
    """

    question: Question
    goal: Goal
    asks: Callable[[Askers], Sequence[Ask]]
    why_alone: str = ""
    least_full: float = 1.0
    alike: bool = False


def _question(name: str, title: str, shape: str) -> Question:
    return Question(name, title, f"roadtrip/{shape}")


NEAR, ROUTE, DASHBOARD = Goal(10, 50), Goal(50), Goal(20, 100)
REVENUE, REFERRAL, ANSWER, CLUSTERS = Goal(30, 150), Goal(5, 30), Goal(5, 200), Goal(30)
RADII_KM = (1, 10, 50, 200)
CORRIDORS_KM = (2, 20)
SPAN_KM = {"country": 500, "region": 100, "city": 15}


def _nearby() -> list[Topic]:
    filters = (("near", "", 0.9), ("near_category", ", of one category", 0.5), ("near_text", ", with a word", 0.5))
    return [
        Topic(
            _question(f"{shape} {radius} km", f"the first 20 within {radius} km{filtered}", shape),
            NEAR,
            partial(asks.near, radius),
            DISTANCE,
            least,
        )
        for shape, filtered, least in filters
        for radius in RADII_KM
    ]


def _routes() -> list[Topic]:
    filters = (("along", "", 0.9), ("along_category", ", of one category", 0.9), ("along_text", ", with a word", 0.5))
    return [
        Topic(
            _question(f"{shape} {km} km", f"the first 20 within {km} km of a route of 500 km{filtered}", shape),
            ROUTE,
            partial(asks.along, km),
            DISTANCE,
            least,
        )
        for shape, filtered, least in filters
        for km in CORRIDORS_KM
    ]


def _revenue() -> list[Topic]:
    each = (
        ("month", "revenue by month of three years"),
        ("platform", "revenue by platform of three years"),
        ("day", "revenue by day of the last months"),
    )
    kept = (
        ("kept_month", "revenue by month of three years, from the sums kept ready"),
        ("kept_platform", "revenue by platform of three years, from the sums kept ready"),
    )
    totals = (
        ("total_month", "revenue by month of three years, from the totals kept ready"),
        ("total_platform", "revenue by platform of three years, from the totals kept ready"),
        ("total_week", "revenue by week of three years, from the totals kept ready"),
        ("total_day", "revenue by day of the last months, from the totals kept ready"),
    )
    people = (("", "a discoverer's", asks.earners), (" best", "the best earner's", asks.best))
    staff = ((" staff", "everybody's", asks.staff),)
    return [
        _rolled_up(shape, f"{owner} {title}", suffix, asked)
        for shapes, whose in ((each, (*people, *staff)), (kept, people), (totals, staff))
        for shape, title in shapes
        for suffix, owner, asked in whose
    ]


def _rolled_up(shape: str, title: str, suffix: str, asked: Callable[[Askers], Sequence[Ask]]) -> Topic:
    is_late = shape in ("day", "total_day")
    return Topic(
        _question(f"{shape}{suffix}", title, shape),
        REVENUE,
        partial(asks.lately, asked) if is_late else asked,
        BUCKETS,
        # Not everybody earned in the last months.
        0.2 if is_late else 1.0,
    )


def _maps() -> list[Topic]:
    return [
        Topic(
            _question(f"clusters {name}", f"clusters on a map {span} km wide", "clusters"),
            CLUSTERS,
            partial(asks.boxes, span),
            BUCKETS,
            0.9,
        )
        for name, span in SPAN_KM.items()
    ]


TOPICS = (
    *_nearby(),
    Topic(_question("search", "shared places by a word of their names", "search"), NEAR, asks.words, DISTANCE),
    *_routes(),
    *_maps(),
    Topic(_question("dashboard", "one's dashboard", "dashboard"), DASHBOARD, asks.earners),
    *_revenue(),
    Topic(
        _question("revenues", "the latest 20 revenues on one platform", "revenues"), REVENUE, asks.earners, alike=True
    ),
    Topic(
        _question("kept_list", "a discoverer's months and platforms, a list", "kept_list"),
        REVENUE,
        asks.earners,
        alike=True,
    ),
    Topic(
        _question("kept_list best", "the best earner's months and platforms, a list", "kept_list"),
        REVENUE,
        asks.best,
        alike=True,
    ),
    Topic(
        _question("referral", "how one's referrals stand", "referral"),
        REFERRAL,
        lambda askers: [Ask(person) for person in askers.referrers],
    ),
    Topic(
        _question("answer", "an answer of the AI used again, and counted", "answer"),
        ANSWER,
        lambda askers: [Ask(person, {"key": key}) for person, key in askers.answers],
        UNCOUNTED,
    ),
)
