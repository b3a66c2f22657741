"""Groups by buckets of time: in any time zone, with empty ones in between, in any order, within limits."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import orjson
import pytest
import sqlalchemy as sa
from graphql import OperationDefinitionNode, parse

from gql.limits import measure
from repositories.bucket import Unit
from repositories.zone import NO_ZONES, known_zone
from tests.contract.rows import RowMaker
from tests.gql.aggregating import UTC, start
from tests.gql.belongings import TABLES
from tests.gql.lanes import data_in_both, texts_in_both
from tests.people import People, Person
from tests.served import Client

GROUPS = """query($by: [LiveconvoSessionGroupBy!]!, $order: GroupOrder, $first: Int) { liveconvo { sessions {
  groups(by: $by, orderBy: $order, first: $first) { key { status createdAt } count sum { totalWordsSpoken } }
} } }"""
# Cairo's clocks change at midnight, Havana's midnight comes twice, Kolkata and St. John's have half hours.
ZONES = ("Africa/Cairo", "America/Havana", "America/St_Johns", "Asia/Calcutta", "Atlantic/Azores", "Europe/Berlin")
CHANGES = [
    dt.datetime(2024, 3, 10, 5, tzinfo=UTC),
    dt.datetime(2024, 3, 31, 1, tzinfo=UTC),
    dt.datetime(2024, 4, 25, 22, tzinfo=UTC),
    dt.datetime(2024, 10, 27, 1, tzinfo=UTC),
    dt.datetime(2024, 10, 31, 21, tzinfo=UTC),
    dt.datetime(2024, 11, 3, 5, tzinfo=UTC),
]


def bucket(unit: Unit, zone: str | None = None, *, fill: bool = False) -> dict[str, Any]:
    """What groups sessions by when they were made."""
    given = {"column": "CREATED_AT", "unit": unit.name, "fill": fill}
    return {"bucket": given if zone is None else {**given, "timeZone": zone}}


def written(moment: dt.datetime) -> str:
    """A moment as clients read it."""
    return moment.isoformat()


async def made_at(people: People, moments: Sequence[dt.datetime], **values: object) -> Person:
    """Somebody with a session made at each moment."""
    person = await people.person()
    for moment in moments:
        await people.session(person, created_at=moment, **values)
    return person


async def groups(client: Client, person: Person, *by: dict[str, Any], **sent: Any) -> list[Any]:
    """The groups that both lanes give."""
    data = await data_in_both(client, person, GROUPS, by=list(by), **sent)
    found: list[Any] = data["liveconvo"]["sessions"]["groups"]
    return found


async def starts(client: Client, person: Person, *by: dict[str, Any], **sent: Any) -> list[tuple[str, int]]:
    """The beginnings of buckets and the numbers of rows that both lanes give."""
    return [(group["key"]["createdAt"], group["count"]) for group in await groups(client, person, *by, **sent)]


async def test_buckets_begin_where_the_clocks_of_their_time_zone_say(client: Client, people: People) -> None:
    draw = random.Random(1)
    moments = [change + dt.timedelta(minutes=draw.randint(-1500, 1500)) for change in CHANGES for _ in range(20)]
    person = await made_at(people, moments)
    for name in (None, *ZONES):
        zone = UTC if name is None else ZoneInfo(name)
        for unit in Unit:
            expected = Counter(written(start(moment, unit, zone)) for moment in moments)
            assert await starts(client, person, bucket(unit, name), first=200) == sorted(expected.items()), (
                name,
                unit,
            )


@pytest.mark.parametrize(
    ("day", "hours"), [(dt.date(2024, 4, 26), 23), (dt.date(2024, 4, 27), 24), (dt.date(2024, 10, 31), 25)]
)
async def test_a_day_has_as_many_hours_as_it_has_in_its_time_zone(
    client: Client, people: People, day: dt.date, hours: int
) -> None:
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Africa/Cairo"))
    begin = start(noon, Unit.DAY, ZoneInfo("Africa/Cairo"))
    every_hour = [begin + dt.timedelta(hours=number, minutes=30) for number in range(-1, hours + 1)]
    found = await starts(client, await made_at(people, every_hour), bucket(Unit.DAY, "Africa/Cairo"))
    assert [count for _, count in found] == [1, hours, 1]


async def test_empty_buckets_are_filled_in(client: Client, people: People) -> None:
    for name in (None, *ZONES):
        zone = UTC if name is None else ZoneInfo(name)
        for unit, length in ((Unit.HOUR, 3), (Unit.DAY, 9), (Unit.WEEK, 60), (Unit.MONTH, 500), (Unit.QUARTER, 900)):
            first = CHANGES[4] - dt.timedelta(days=length / 2)
            moments = [first, first, first + dt.timedelta(days=length)]
            often = dt.timedelta(minutes=30) if unit.is_of_a_day else dt.timedelta(hours=12)
            every = [first + step * often for step in range(dt.timedelta(days=length) // often + 1)]
            found = Counter(written(start(moment, unit, zone)) for moment in moments)
            expected = [(key, found[key]) for key in sorted({written(start(moment, unit, zone)) for moment in every})]
            person = await made_at(people, moments)
            assert await starts(client, person, bucket(unit, name, fill=True), first=200) == expected, (name, unit)


async def test_a_day_that_was_left_out_is_not_filled_in(client: Client, people: People) -> None:
    apia = ZoneInfo("Pacific/Apia")
    moments = [dt.datetime(2011, 12, day, 12, tzinfo=apia) for day in (28, 31)]
    found = await starts(client, await made_at(people, moments), bucket(Unit.DAY, "Pacific/Apia", fill=True))
    expected = [dt.datetime(2011, 12, day, tzinfo=apia).astimezone(UTC) for day in (28, 29, 31)]
    assert found == [(written(moment), count) for moment, count in zip(expected, (1, 0, 1), strict=True)]


FIRST = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
DAYS = [written(dt.datetime(2026, 1, day, tzinfo=dt.UTC)) for day in range(1, 6)]


async def test_each_value_beside_the_bucket_is_filled_in_and_empty_groups_have_no_numbers(
    client: Client, people: People
) -> None:
    person = await people.person()
    for day, status, words in ((0, "active", 3), (2, "active", 4), (1, "draft", 5)):
        moment = FIRST + dt.timedelta(days=day)
        await people.session(person, created_at=moment, status=status, total_words_spoken=words)
    found = await groups(client, person, {"column": "STATUS"}, bucket(Unit.DAY, fill=True))
    spoken = {("ACTIVE", 0): "3", ("ACTIVE", 2): "4", ("DRAFT", 1): "5"}
    assert found == [
        {
            "key": {"status": status, "createdAt": DAYS[day]},
            "count": int((status, day) in spoken),
            "sum": {"totalWordsSpoken": spoken.get((status, day))},
        }
        for status in ("ACTIVE", "DRAFT")
        for day in range(3)
    ]


@pytest.mark.parametrize(
    ("order", "days"), [(None, [0, 1]), ("KEY_ASC", [0, 1]), ("KEY_DESC", [4, 3]), ("COUNT_DESC", [4, 0])]
)
@pytest.mark.parametrize("fill", [True, False])
async def test_groups_come_in_order_and_the_first_of_them_are_given(
    client: Client, people: People, order: str | None, days: list[int], fill: bool
) -> None:
    moments = [FIRST + dt.timedelta(days=day) for day in (0, 1, 2, 3, 4, 4)]
    person = await made_at(people, moments)
    found = await starts(client, person, bucket(Unit.DAY, fill=fill), order=order, first=2)
    assert found == [(DAYS[day], 2 if day == 4 else 1) for day in days]


async def test_empty_buckets_come_last_by_count_in_the_order_of_their_keys(client: Client, people: People) -> None:
    person = await made_at(people, [FIRST, FIRST + dt.timedelta(days=4), FIRST + dt.timedelta(days=4)])
    found = await starts(client, person, bucket(Unit.DAY, fill=True), order="COUNT_DESC", first=4)
    assert found == [(DAYS[4], 2), (DAYS[0], 1), (DAYS[1], 0), (DAYS[2], 0)]


@pytest.mark.parametrize("order", ["KEY_ASC", "KEY_DESC", "COUNT_DESC"])
async def test_a_century_of_minutes_is_filled_in_no_further_than_asked(
    client: Client, people: People, order: str
) -> None:
    last = FIRST.replace(year=2126)
    person = await made_at(people, [FIRST, last])
    found = await starts(client, person, bucket(Unit.MINUTE, fill=True), order=order, first=3)
    minute = dt.timedelta(minutes=1)
    expected = {
        "KEY_ASC": [(FIRST, 1), (FIRST + minute, 0), (FIRST + 2 * minute, 0)],
        "KEY_DESC": [(last, 1), (last - minute, 0), (last - 2 * minute, 0)],
        "COUNT_DESC": [(FIRST, 1), (last, 1), (FIRST + minute, 0)],
    }
    assert found == [(written(moment), count) for moment, count in expected[order]]


async def test_moments_that_are_infinite_are_groups_too(client: Client, people: People) -> None:
    person = await people.person()
    for text in ("-infinity", "infinity"):
        session = await people.session(person)
        sessions = TABLES["liveconvo.sessions"]
        infinite = sa.cast(sa.literal(text), sa.DateTime(timezone=True))
        await people.run(sa.update(sessions).where(sessions.c.id == session).values(created_at=infinite))
    ends = [("0001-01-01T00:00:00+00:00", 1), ("9999-12-31T23:59:59.999999+00:00", 1)]
    for zone in (None, "Africa/Cairo"):
        for unit in Unit:
            for fill in (False, True):
                assert await starts(client, person, bucket(unit, zone, fill=fill)) == ends


async def test_null_is_a_group_and_comes_last(client: Client, people: People) -> None:
    person = await people.person()
    await people.session(person, status="draft")
    await people.session(person, status="draft", recording_started_at=FIRST)
    query = """{ liveconvo { sessions { groups(
      by: { bucket: { column: RECORDING_STARTED_AT, unit: DAY, fill: true } }
    ) { key { recordingStartedAt } count } } } }"""
    found = (await data_in_both(client, person, query))["liveconvo"]["sessions"]["groups"]
    assert found == [{"key": {"recordingStartedAt": key}, "count": 1} for key in (DAYS[0], None)]


async def test_times_without_a_zone_are_utc_and_lie_in_buckets_of_any(client: Client, maker: RowMaker) -> None:
    owner, table = await maker.owner(), TABLES["learning.usage_logs"]
    for hour in (20, 23):
        moment = dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC)
        await maker.insert(table, maker.values(table, owner, timestamp=moment))
    query = """query($zone: String) { learning { usageLogs { groups(
      by: { bucket: { column: TIMESTAMP, unit: DAY, timeZone: $zone, fill: true } }
    ) { key { timestamp } count } } } }"""
    for zone, found in (
        (None, [(DAYS[0], 2)]),
        ("Africa/Cairo", [("2025-12-31T22:00:00+00:00", 1), ("2026-01-01T22:00:00+00:00", 1)]),
    ):
        data = await data_in_both(client, Person.of(owner), query, zone=zone)
        assert data["learning"]["usageLogs"]["groups"] == [
            {"key": {"timestamp": key}, "count": count} for key, count in found
        ]


async def test_days_lie_in_buckets_that_begin_with_a_day(client: Client, maker: RowMaker) -> None:
    owner, table = await maker.owner(), TABLES["webbuilder.ai_cost_tracking"]
    for month in (1, 4):
        await maker.insert(table, maker.values(table, owner, date=dt.date(2026, month, 15)))
    query = """{ webbuilder { aiCostTracking { groups(by: { bucket: { column: DATE, unit: MONTH, fill: true } })
      { key { date } count } } } }"""
    found = (await data_in_both(client, Person.of(owner), query))["webbuilder"]["aiCostTracking"]["groups"]
    assert found == [{"key": {"date": f"2026-0{month}-01"}, "count": int(month in (1, 4))} for month in range(1, 5)]


async def test_every_name_of_a_time_zone_means_in_the_database_what_it_means_in_python(maker: RowMaker) -> None:
    names = sorted(available_timezones() - NO_ZONES)
    moments = [dt.datetime(year, month, 15, tzinfo=dt.UTC) for year in (2010, 2020) for month in (1, 7)]
    known = [known_zone(name) for name in names]
    assert [name for name, found in zip(names, known, strict=True) if found is None] == []
    zones = (
        sa.func.unnest(sa.bindparam(None, known, sa.ARRAY(sa.Text())))
        .table_valued("zone", with_ordinality="number")
        .render_derived(name="zones")
    )
    local = [sa.func.timezone(zones.c.zone, moment).label(f"m{number}") for number, moment in enumerate(moments)]
    rows = await maker.run(sa.select(*local).order_by(zones.c.number))
    in_python = [[moment.astimezone(ZoneInfo(name)).replace(tzinfo=None) for moment in moments] for name in names]
    assert [[moment.replace(tzinfo=None) for moment in row.values()] for row in rows] == in_python


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"by": []}, "by has 0 values, but must have 1 to 3."),
    ({"by": [{"column": "STATUS"}] * 4}, "by has 4 values, but must have 1 to 3."),
    ({"by": [{"column": "STATUS"}] * 2}, "by names a column twice."),
    ({"by": [bucket(Unit.DAY), bucket(Unit.MONTH)]}, "by names a column twice."),
    ({"by": [{"column": "STATUS"}], "first": 0}, "first is 0, but must be 1 to 1000."),
    ({"by": [{"column": "STATUS"}], "first": 1001}, "first is 1001, but must be 1 to 1000."),
    (
        {"by": [bucket(Unit.DAY, "Mars/Olympus")]},
        "timeZone is Mars/Olympus, which is no time zone of the IANA such as Africa/Cairo.",
    ),
    (
        {"by": [bucket(Unit.DAY, fill=True), {"bucket": {"column": "UPDATED_AT", "unit": "DAY"}}]},
        "fill needs a by with one bucket only.",
    ),
]


@pytest.mark.parametrize(("sent", "message"), REFUSED, ids=[message for _, message in REFUSED])
async def test_what_is_beyond_a_limit_is_refused_by_name(
    client: Client, people: People, sent: dict[str, Any], message: str
) -> None:
    resolved, _ = await texts_in_both(client, await people.person(), GROUPS, **sent)
    (error,) = orjson.loads(resolved)["errors"]
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_INPUT")


@pytest.mark.parametrize(
    ("bucket", "message"),
    [
        ("unit: HOUR", "date has days only, so unit cannot be HOUR."),
        ('unit: DAY, timeZone: "UTC"', "date has days, which are in no time zone: leave out timeZone."),
    ],
)
async def test_a_day_has_neither_hours_nor_a_time_zone(
    client: Client, people: People, bucket: str, message: str
) -> None:
    by = f"{{ bucket: {{ column: DATE, {bucket} }} }}"
    query = f"{{ webbuilder {{ aiCostTracking {{ groups(by: {by}) {{ count }} }} }} }}"
    (error,) = (await client.ask(await people.person_everywhere(), query))["errors"]
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_INPUT")


@pytest.mark.parametrize("member", ["", "column: null", "column: STATUS, bucket: { column: CREATED_AT, unit: DAY }"])
async def test_just_one_thing_is_in_common(client: Client, people: People, member: str) -> None:
    query = f"{{ liveconvo {{ sessions {{ groups(by: {{ {member} }}) {{ count }} }} }} }}"
    answer = await client.ask(await people.person(), query)
    assert "exactly one field must be" in answer["errors"][0]["message"]


@pytest.mark.parametrize("value", [{}, {"column": None}, {"column": "STATUS", "bucket": bucket(Unit.DAY)["bucket"]}])
async def test_just_one_thing_is_in_common_in_a_variable_too(
    client: Client, people: People, value: dict[str, Any]
) -> None:
    answer = await client.ask(await people.person(), GROUPS, by=[value])
    assert "exactly one field must be" in answer["errors"][0]["message"]


async def test_a_plan_serves_every_time_zone_and_number_but_not_every_column(client: Client, people: People) -> None:
    person = await made_at(people, [FIRST])
    for zone, hours in (("Africa/Cairo", 2), ("Asia/Kolkata", 5.5), ("Africa/Cairo", 2)):
        local = written(FIRST.replace(hour=0) - dt.timedelta(hours=hours))
        assert await starts(client, person, bucket(Unit.DAY, zone), first=5) == [(local, 1)]
    for column, key in (("STATUS", "ACTIVE"), ("CONVERSATION_TYPE", None)):
        (group,) = await groups(client, person, {"column": column})
        assert group["key"]["status"] == key


COSTS = "{ liveconvo { sessions(first: 100) { nodes { transcripts(first: 1) { %s } } } } }"


@pytest.mark.parametrize(
    ("selection", "rows"),
    [
        ("aggregates { count }", 1 + 100 + 100 * (1 + 10)),
        ("groups(by: { column: SPEAKER }, first: 7) { count }", 1 + 100 + 100 * (1 + 17)),
        ("nodes { id } a: aggregates { count } aggregates { count }", 1 + 100 + 100 * (1 + 20)),
    ],
)
def test_numbers_over_a_list_count_as_rows_that_are_asked_for(selection: str, rows: int) -> None:
    document = parse(COSTS % selection)
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert measure(document, operation, {}).rows == rows


async def test_groups_of_too_many_parents_are_refused(client: Client, people: People) -> None:
    query = COSTS % "groups(by: { column: SPEAKER }, first: 1000) { count }"
    (error,) = (await client.ask(await people.person(), query))["errors"]
    assert error["message"] == "The operation has 101201 rows asked for; the limit is 50000."
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
