"""Numbers over all rows of a list, and over groups of them, are those that Python computes from the rows."""

import datetime as dt
from collections.abc import Mapping
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import Column, Table

from gql.derivation.aggregates import kinds, numbers, times
from gql.derivation.names import field_name, list_field
from gql.requests import Lane
from models.columns import facts_of
from repositories.bucket import Unit
from tests.contract.rows import RowMaker
from tests.gql import aggregating, asking
from tests.gql.belongings import STAFF_TABLES, TABLES, Cast
from tests.gql.lanes import data_in_both, post_to, texts_in_both
from tests.gql.several import Several, as_is
from tests.gql.statements import recorded
from tests.people import People, Person
from tests.served import Client

MOMENT = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)
UNITS = [unit for unit in Unit if not unit.is_of_a_day]


@pytest.mark.parametrize("name", TABLES)
async def test_numbers_over_the_rows_of_any_table_that_somebody_sees(
    client: Client, cast: Cast, maker: RowMaker, name: str
) -> None:
    table = TABLES[name]
    selection = f"totalCount aggregates {{ {aggregating.measures(table)} }}"
    document = asking.listing(table, selection, "filter: $f, first: 1")
    for caller in cast.callers.values():
        if caller.may_read(table):
            data = await data_in_both(client, caller.person, document, f=asking.among(table, cast.rows[name]))
            rows = await as_is(maker, table, cast.visible(caller, table))
            expected = {"totalCount": len(rows), "aggregates": aggregating.measured(table, rows)}
            assert data[str(table.schema)][list_field(table)] == expected, caller.name


def ways_to_group(table: Table) -> "list[tuple[Column[Any], Unit | None]]":
    """By every column that can be, times by buckets of one unit or another."""
    ways: list[tuple[Column[Any], Unit | None]] = [(column, None) for column in kinds(table)]
    return [*ways, *zip(times(table), cycle(UNITS), strict=False)]


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if ways_to_group(table)])
async def test_groups_of_the_rows_of_any_table(
    client: Client, several: Mapping[str, Several], maker: RowMaker, name: str
) -> None:
    table, reader, ways = TABLES[name], several[name].reader, ways_to_group(TABLES[name])
    by = [
        aggregating.by_column(column) if unit is None else aggregating.by_bucket(column, unit)
        for column, unit in ways
    ]
    chosen = [aggregating.measures(table), *["count"] * (len(ways) - 1)]
    groups = " ".join(
        f"w{number}: groups(by: [{by[number]}]) {{ key {{ key: {field_name(way[0].name)} }} {chosen[number]} }}"
        for number, way in enumerate(ways)
    )
    data = await data_in_both(
        client, reader, asking.listing(table, groups), f=asking.among(table, several[name].rows)
    )
    rows = await as_is(maker, table, several[name].rows)
    expected: dict[str, list[dict[str, object]]] = {
        f"w{number}": [{"key": {"key": key}, "count": len(found)} for key, found in aggregating.grouped(rows, *way)]
        for number, way in enumerate(ways)
    }
    for group, (_, found) in zip(expected["w0"], aggregating.grouped(rows, *ways[0]), strict=True):
        group |= aggregating.measured(table, found)
    assert data[str(table.schema)][list_field(table)] == expected


def test_no_secret_or_hidden_column_is_computed_or_grouped_by() -> None:
    for table in TABLES.values():
        for column in (*numbers(table), *kinds(table), *times(table)):
            facts = facts_of(column)
            assert (facts.secret, facts.hidden) == (False, False), column


NOTHING = {
    "count": 0,
    "sum": {"totalWordsSpoken": None},
    "avg": {"totalWordsSpoken": None},
    "max": {"createdAt": None},
}
WORDS = "count sum { totalWordsSpoken } avg { totalWordsSpoken } max { createdAt }"


async def test_who_sees_no_rows_gets_zero_and_null(client: Client, people: People) -> None:
    owner, stranger = await people.person(), await people.person()
    await people.session(owner, total_words_spoken=5)
    query = (
        f"{{ liveconvo {{ sessions {{ aggregates {{ {WORDS} }} groups(by: {{ column: STATUS }}) {{ count }} }} }} }}"
    )
    assert await data_in_both(client, stranger, query) == {
        "liveconvo": {"sessions": {"aggregates": NOTHING, "groups": []}}
    }


async def test_deleted_rows_are_not_computed(client: Client, people: People) -> None:
    person = await people.person()
    await people.session(person, total_words_spoken=5)
    await people.session(person, total_words_spoken=7, deleted_at=MOMENT)
    query = "{ liveconvo { sessions { aggregates { count sum { totalWordsSpoken } } } } }"
    assert await data_in_both(client, person, query) == {
        "liveconvo": {"sessions": {"aggregates": {"count": 1, "sum": {"totalWordsSpoken": "5"}}}}
    }


async def test_numbers_are_over_the_filtered_list_and_not_over_the_page(client: Client, people: People) -> None:
    person = await people.person()
    for words, status in ((1, "active"), (2, "active"), (4, "draft")):
        await people.session(person, total_words_spoken=words, status=status)
    query = """query($f: LiveconvoSessionFilter) { liveconvo {
      sessions(filter: $f, first: 1, orderBy: TOTAL_WORDS_SPOKEN_DESC) {
        nodes { totalWordsSpoken } aggregates { sum { totalWordsSpoken } }
        groups(by: { column: STATUS }) { key { status } count }
      }
    } }"""
    active = {"status": {"eq": "ACTIVE"}}
    assert await data_in_both(client, person, query, f=active) == {
        "liveconvo": {
            "sessions": {
                "nodes": [{"totalWordsSpoken": 2}],
                "aggregates": {"sum": {"totalWordsSpoken": "3"}},
                "groups": [{"key": {"status": "ACTIVE"}, "count": 2}],
            }
        }
    }


async def test_numbers_are_over_what_a_search_finds(client: Client, maker: RowMaker) -> None:
    owner, table = await maker.owner(), TABLES["webbuilder.campaigns"]
    for name, revenue in (("red kites", 1), ("blue kites", 2), ("boats", 4)):
        await maker.insert(table, maker.values(table, owner, name=name, revenue_generated=revenue))
    query = """{ webbuilder { campaigns(search: "kites") {
      aggregates { count sum { revenueGenerated } } groups(by: { column: USER_ID }) { count }
    } } }"""
    assert await data_in_both(client, Person.of(owner), query) == {
        "webbuilder": {
            "campaigns": {"aggregates": {"count": 2, "sum": {"revenueGenerated": "3.00"}}, "groups": [{"count": 2}]}
        }
    }


ALONG = """query($first: Int!) { liveconvo { sessions(first: $first, orderBy: TITLE_ASC) { nodes { title transcripts {
  aggregates { count sum { durationSeconds } }
  final: aggregates { max { startTimeSeconds } }
  groups(by: { column: SPEAKER }, first: 1) { key { speaker } count }
} } } } }"""


async def test_numbers_along_a_relation_are_one_statement_for_each_field_however_many_parents(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await people.person()
    for number in range(30):
        session = await people.session(person, title=f"{number:02}")
        for second in range(number % 3):
            await people.transcript(session, second, end_time_seconds=second + 2, speaker="user")
    for first in (1, 30):
        for lane, statements in ((Lane.RESOLVER, 4), (Lane.COMPILED, 1)):
            with recorded(monkeypatch) as run:
                await post_to(client, lane, person, ALONG, {"first": first})
            assert len(run) == statements
    nodes = (await data_in_both(client, person, ALONG, first=30))["liveconvo"]["sessions"]["nodes"]
    assert nodes == [
        {
            "title": f"{number:02}",
            "transcripts": {
                "aggregates": {"count": many, "sum": {"durationSeconds": f"{2 * many}.000" if many else None}},
                "final": {"max": {"startTimeSeconds": f"{many - 1}.000" if many else None}},
                "groups": [{"key": {"speaker": "USER"}, "count": many}] if many else [],
            },
        }
        for number in range(30)
        for many in (number % 3,)
    ]


async def test_nothing_is_computed_but_what_is_asked_for(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await people.person()
    query = "{ liveconvo { sessions { aggregates { sum { totalWordsSpoken } } } } }"
    with recorded(monkeypatch) as run:
        await post_to(client, Lane.COMPILED, person, query)
    (sql,) = run
    assert sql.count("sum(") == 1
    assert [word for word in ("count(", "avg", "min(", "max(", "string_agg(") if word in sql] == []


async def test_names_fragments_and_conditions_are_as_anywhere(client: Client, people: People) -> None:
    person = await people.person()
    await people.session(person, total_words_spoken=5)
    query = """query($no: Boolean!) { liveconvo { sessions { ...Numbers ... on LiveconvoSessionConnection {
        aggregates { sum { most: totalWordsSpoken __typename } } } } } }
      fragment Numbers on LiveconvoSessionConnection {
        aggregates { __typename many: count @skip(if: $no) sum { words: totalWordsSpoken @include(if: $no) } }
        none: groups(by: { column: STATUS }) { __typename key { __typename status userId @skip(if: $no) } }
      }"""
    assert await data_in_both(client, person, query, no=True) == {
        "liveconvo": {
            "sessions": {
                "aggregates": {
                    "__typename": "LiveconvoSessionAggregates",
                    "sum": {"words": "5", "most": "5", "__typename": "LiveconvoSessionSums"},
                },
                "none": [
                    {
                        "__typename": "LiveconvoSessionGroup",
                        "key": {"__typename": "LiveconvoSessionGroupKey", "status": "ACTIVE"},
                    }
                ],
            }
        }
    }


async def test_a_key_is_null_where_rows_are_not_grouped_by_it(client: Client, people: People) -> None:
    person = await people.person()
    await people.session(person)
    query = "{ liveconvo { sessions { groups(by: { column: STATUS }) { key { userId createdAt status } } } } }"
    assert await data_in_both(client, person, query) == {
        "liveconvo": {"sessions": {"groups": [{"key": {"userId": None, "createdAt": None, "status": "ACTIVE"}}]}}
    }


async def test_floats_are_added_up_digit_by_digit(client: Client, maker: RowMaker) -> None:
    owner, table = await maker.owner(), TABLES["learning.learning_profiles"]
    for number, score in enumerate((0.1, 0.2, 5e-324)):
        await maker.insert(table, maker.values(table, owner, concept=str(number), mastery_score=score))
    query = "{ learning { learningProfiles { aggregates { sum { masteryScore } avg { masteryScore } } } } }"
    assert await data_in_both(client, Person.of(owner), query) == {
        "learning": {"learningProfiles": {"aggregates": {"sum": {"masteryScore": 0.3}, "avg": {"masteryScore": 0.1}}}}
    }


async def test_a_sum_that_is_too_large_is_refused_and_an_average_is_not(client: Client, maker: RowMaker) -> None:
    owner, table = await maker.owner(), TABLES["webbuilder.user_usage"]
    for month, stored in (
        (MOMENT.date().replace(day=1), 2**63 - 1),
        (MOMENT.date().replace(month=2, day=1), 2**63 - 2),
    ):
        await maker.insert(table, maker.values(table, owner, month=month, storage_bytes_used=stored))
    person, document = Person.of(owner), "{ webbuilder { userUsage { aggregates { %s { storageBytesUsed } } } } }"
    resolved, compiled = await texts_in_both(client, person, document % "sum")
    assert resolved == compiled
    assert b'"message":"A number is out of range."' in resolved
    assert b'"code":"BAD_INPUT"' in resolved
    assert await data_in_both(client, person, document % "avg") == {
        "webbuilder": {"userUsage": {"aggregates": {"avg": {"storageBytesUsed": "9223372036854775806.5"}}}}
    }


@pytest.mark.parametrize("name", sorted(STAFF_TABLES))
async def test_only_staff_has_numbers_over_rows_that_only_staff_reads(client: Client, cast: Cast, name: str) -> None:
    table = TABLES[name]
    query = f"{{ {table.schema} {{ {list_field(table)} {{ aggregates {{ count }} }} }} }}"
    assert await client.code(cast.callers["the owner"].person, query) == "FORBIDDEN"
