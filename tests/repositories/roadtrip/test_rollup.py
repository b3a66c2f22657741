"""Numbers over revenues are the same from the sums that are kept ready as from the revenues, whoever asks."""

import datetime as dt
import random
import re
from collections.abc import AsyncIterator, Sequence
from itertools import product
from uuid import UUID, uuid4

import pytest

from gateway.addresses import Addresses
from models.roadtrip import SocialPlatform, User, VideoRevenue
from repositories import source
from repositories.aggregate import (
    COUNT,
    Computation,
    Function,
    Grouping,
    GroupOrder,
    Measure,
    Part,
    computed_per_parent,
    root_computed,
)
from repositories.bucket import Bucket, Unit
from repositories.condition import (
    EVERY_ROW,
    All,
    Any_,
    Comparison,
    Condition,
    Not,
    Operator,
    Quantifier,
    Related,
)
from repositories.database import Database
from repositories.identity import Identity, Trust
from repositories.relations import relations
from repositories.repository import table_of
from repositories.statement import CLIENTS, STAFF
from tests.models.roadtrip.rows import Rows

TABLE = table_of(VideoRevenue)
FIRST = dt.date(2023, 11, 20)
CENTS = "net_revenue_cents"
SUM, MEAN = Measure(Function.SUM, CENTS), Measure(Function.AVG, "user_share_cents")
NUMBERS = (COUNT, SUM, Measure(Function.SUM, "views"), MEAN)
ENDS = (Measure(Function.MIN, "date"), Measure(Function.MAX, "date"))
EARN = (
    "INSERT INTO roadtrip.video_revenues (video_id, platform_id, date, net_revenue_cents, views, revenue_cents)"
    " VALUES ($1, $2, $3, $4, 10, $4 + 20)"
)
RAW, OF_PEOPLE, OF_ALL = "video_revenues", "revenue_by_bucket", "revenue_totals"


def groups(
    *parts: Part, measures: Sequence[Measure] = NUMBERS, order: GroupOrder = GroupOrder.KEY_ASC
) -> Computation:
    """Numbers over groups."""
    return Computation((*measures,), Grouping(parts, order, 1_000))


def by(unit: Unit, *, fill: bool = False) -> Part:
    """By buckets of time."""
    return Part("date", Bucket(unit, fill=fill))


PLATFORM, PERSON, DAY = Part("platform_id"), Part("user_id"), Part("date")
COMPUTATIONS = (
    Computation(NUMBERS),
    Computation((*NUMBERS, *ENDS)),
    *(groups(by(unit)) for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)),
    groups(by(Unit.MONTH, fill=True), PLATFORM),
    groups(PLATFORM, by(Unit.WEEK, fill=True), order=GroupOrder.KEY_DESC),
    groups(DAY, PLATFORM),
    groups(by(Unit.YEAR), PERSON, measures=(SUM,), order=GroupOrder.COUNT_DESC),
    groups(by(Unit.MONTH), measures=ENDS),
)


@pytest.fixture
async def database(place: Addresses) -> AsyncIterator[Database]:
    """The database as clients and as staff."""
    made = Database({Trust.APP: place.url("app"), Trust.ADMIN: place.url("admin")}, pool_size=2)
    await made.open()
    yield made
    await made.close()


def day(operator: Operator, text: str) -> Condition:
    """A bound of days."""
    return Comparison("date", operator, dt.date.fromisoformat(text))


GT, GTE, LT, LTE = Operator.GT, Operator.GTE, Operator.LT, Operator.LTE
ENDS_OF_TIME: Sequence[tuple[Condition, ...]] = (
    (day(GTE, "2024-02-01"),),
    (day(GT, "2024-02-01"), day(LTE, "2024-12-31")),
    (day(GT, "2024-01-31"), day(LT, "2025-01-01")),
    (day(GTE, "2024-02-02"), day(LTE, "2025-01-01")),
    (day(LTE, "2024-03-15"),),
    (day(GTE, "2024-03-05"), day(LT, "2024-03-24")),
    (day(GTE, "2024-03-05"), day(LT, "2024-04-03")),
    (day(GT, "2024-03-20"), day(LT, "2024-03-10")),
    (day(GTE, "0001-01-01"), day(LTE, "9999-12-31")),
    (day(GTE, "2024-03-05"), day(GT, "2024-04-03"), All((day(LT, "2024-10-10"),))),
    (Not(day(LT, "2024-03-05")), day(LTE, "2024-10-10")),
    (day(Operator.EQ, "2024-03-05"),),
)
"""At the ends of months and weeks and within them, in one month, in none, and in ways that are not ends of a time."""


class Earned:
    """What three people earned on three platforms within two years: some of it corrected, some taken back."""

    def __init__(self, people: Sequence[UUID], platforms: Sequence[int]) -> None:
        self.people = people
        self.platforms = platforms

    @property
    def conditions(self) -> dict[str, Condition]:
        """Of all that there is, these: other tests have revenues, too."""
        here = Comparison("platform_id", Operator.IN, self.platforms)
        first = Comparison("platform_id", Operator.EQ, self.platforms[0])
        since = Comparison("date", Operator.GTE, FIRST + dt.timedelta(days=100))
        until = Comparison("date", Operator.LT, FIRST + dt.timedelta(days=401))
        mine = Comparison("user_id", Operator.EQ, self.people[0])
        called = Related(
            relations(TABLE)["platform"], Quantifier.SOME, Comparison("id", Operator.NE, self.platforms[1])
        )
        return {
            "all": here,
            "of one platform": first,
            "of a time": All((here, since, until)),
            "of one or lately": All((here, Any_((first, Not(until))))),
            "of somebody": All((here, mine)),
            "of nobody": All((here, Comparison("user_id", Operator.IS_NULL, True))),
            "by what a platform is": All((here, called)),
            "none": All((here, Comparison("date", Operator.LT, FIRST))),
            **{f"of days {number}": All((here, *bounds)) for number, bounds in enumerate(ENDS_OF_TIME)},
        }


@pytest.fixture
async def earned(rows: Rows) -> Earned:
    """It is written down."""
    chance = random.Random(5)
    people, platforms = [await rows.person() for _ in range(4)], [await rows.platform() for _ in range(3)]
    for person in people:
        videos = [await rows.video(person) for _ in range(2)]
        lines = {(chance.choice(videos), chance.choice(platforms), chance.randrange(700)) for _ in range(60)}
        await rows.worker.executemany(
            EARN, [(v, p, FIRST + dt.timedelta(days=day), chance.randrange(-50, 900)) for v, p, day in sorted(lines)]
        )
    of_them = "roadtrip.video_revenues WHERE platform_id = ANY ($1)"
    await rows.worker.execute(
        f"UPDATE {of_them.replace(' WHERE', ' SET net_revenue_cents = views WHERE')} AND views % 2 = 0"
        " AND extract(day FROM date) < 6",
        platforms,
    )
    await rows.worker.execute(f"DELETE FROM {of_them} AND extract(day FROM date) > 25", platforms)
    await rows.worker.execute("DELETE FROM roadtrip.users WHERE id = $1", people.pop())
    return Earned(people, platforms)


def asking(earned: Earned) -> list[Identity]:
    """A client, and staff."""
    return [
        Identity(uuid4(), {"roadtrip": str(earned.people[0])}),
        Identity(uuid4(), trust=Trust.ADMIN),
    ]


async def test_whoever_asks_gets_the_numbers_of_the_rows(
    database: Database, earned: Earned, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list(product(earned.conditions.items(), COMPUTATIONS))
    kept = [root_computed(TABLE, condition, None, wanted) for (_, condition), wanted in asked]
    monkeypatch.setattr(source, "sums_of", lambda *_: None)
    raw = [root_computed(TABLE, condition, None, wanted) for (_, condition), wanted in asked]
    for identity in asking(earned):
        differing, filled = [], 0
        async with database.reading(identity) as transaction:
            for ((name, _), wanted), statement, other in zip(asked, kept, raw, strict=True):
                answers = [[tuple(row) for row in await transaction.fetch(one)] for one in (statement, other)]
                differing += [(name, wanted, answers)] if answers[0] != answers[1] else []
                filled += any(any(value for value in row) for row in answers[1])
        assert differing == []
        assert filled > len(asked) / 2


async def test_numbers_along_a_relation_are_those_of_the_rows(
    database: Database, earned: Earned, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        (relations(table_of(model))["video_revenues"], keys, wanted)
        for model, keys in ((SocialPlatform, earned.platforms), (User, earned.people))
        for wanted in COMPUTATIONS
    ]
    lately = Comparison("date", Operator.GT, FIRST + dt.timedelta(days=50))
    for condition in (EVERY_ROW, lately):
        with monkeypatch.context() as patched:
            kept = [computed_per_parent(relation, condition, keys, wanted) for relation, keys, wanted in asked]
            patched.setattr(source, "sums_of", lambda *_: None)
            raw = [computed_per_parent(relation, condition, keys, wanted) for relation, keys, wanted in asked]
        for identity in asking(earned):
            async with database.reading(identity) as transaction:
                for statement, other in zip(kept, raw, strict=True):
                    answers = [[tuple(row) for row in await transaction.fetch(one)] for one in (statement, other)]
                    assert answers[0] == answers[1]


def reads(condition: Condition, wanted: Computation) -> tuple[str, str]:
    """What a statement reads for clients, and for staff."""
    statement = root_computed(TABLE, condition, None, wanted)
    texts = [str(statement.compile(dialect=dialect)) for dialect in (CLIENTS, STAFF)]
    found = [[name for name in (RAW, OF_PEOPLE, OF_ALL) if f"FROM roadtrip.{name}" in text] for text in texts]
    (clients,), (staff,) = (names or [RAW] for names in found)
    return clients, staff


DATE = Comparison("date", Operator.GTE, FIRST)


@pytest.mark.parametrize(
    ("condition", "wanted", "found"),
    [
        (EVERY_ROW, Computation(NUMBERS), (OF_PEOPLE, OF_ALL)),
        (DATE, groups(by(Unit.MONTH), PLATFORM), (OF_PEOPLE, OF_ALL)),
        (Comparison("user_id", Operator.EQ, uuid4()), Computation(NUMBERS), (OF_PEOPLE, OF_PEOPLE)),
        (EVERY_ROW, groups(PERSON), (OF_PEOPLE, OF_PEOPLE)),
        (EVERY_ROW, Computation((Measure(Function.MAX, CENTS),)), (RAW, RAW)),
        (EVERY_ROW, groups(Part("video_id")), (RAW, RAW)),
        (EVERY_ROW, groups(Part("created_at", Bucket(Unit.MONTH))), (RAW, RAW)),
        (Comparison(CENTS, Operator.GT, 5), Computation(NUMBERS), (RAW, RAW)),
        (Not(Comparison("discovery_id", Operator.IS_NULL, True)), Computation((COUNT,)), (RAW, RAW)),
    ],
)
def test_sums_are_read_where_they_tell_it(condition: Condition, wanted: Computation, found: tuple[str, str]) -> None:
    assert reads(condition, wanted) == found


SINCE, UNTIL, OTHERWISE = ENDS_OF_TIME[0], ENDS_OF_TIME[4], ENDS_OF_TIME[10]


@pytest.mark.parametrize(
    ("bounds", "parts", "spans"),
    [
        ((), (), ["month"]),
        ((), (by(Unit.WEEK),), ["week"]),
        ((), (by(Unit.YEAR), PLATFORM), ["month"]),
        ((), (by(Unit.DAY),), ["day"]),
        ((), (DAY,), ["day"]),
        (SINCE, (PLATFORM,), ["day", "month"]),
        (SINCE, (by(Unit.WEEK),), ["day", "week"]),
        (UNTIL, (by(Unit.YEAR),), ["month", "day"]),
        ((*SINCE, *UNTIL), (by(Unit.MONTH),), ["day", "month", "day"]),
        ((*SINCE, *UNTIL), (by(Unit.DAY),), ["day"]),
        (OTHERWISE, (by(Unit.MONTH),), ["day"]),
    ],
)
def test_the_longest_spans_are_read_that_tell_it(
    bounds: tuple[Condition, ...], parts: tuple[Part, ...], spans: list[str]
) -> None:
    text = str(root_computed(TABLE, All(bounds), None, groups(*parts)).compile(dialect=CLIENTS))
    assert re.findall(r"bucket_type = '(\w+)'", text) == spans
