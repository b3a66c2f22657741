"""Anonymous statistics: told to everybody, of groups of five people and more, and never of anybody (RT-70)."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from gql.schema import build
from tests.gql.lanes import data_in_both
from tests.gql.roadtrip.discoverers import STAFF
from tests.gql.roadtrip.travellers import traveller
from tests.models.roadtrip.rows import Rows
from tests.people import People, Person, PersonWithoutAccounts
from tests.served import Client

MONTH = dt.datetime(2044, 5, 31, 23, 59, 59, tzinfo=dt.UTC)
ROADTRIPS = (
    "query($first: Int! = 100, $group: Int! = 5) { roadtrip {"
    " roadtripStatistics(first: $first, smallestGroup: $group) { month roadtrips travellers discoveries } } }"
)
DISCOVERIES = (
    "query($first: Int! = 100, $group: Int! = 5) { roadtrip {"
    " discoveryStatistics(first: $first, smallestGroup: $group)"
    " { category discoveries newDiscoveries discoverers } } }"
)
FIELDS = {"roadtripStatistics": ROADTRIPS, "discoveryStatistics": DISCOVERIES}


REFRESH = "SELECT roadtrip.refresh_statistics()"


async def told(client: Client, person: Person, field: str, **variables: int) -> list[dict[str, Any]]:
    """The rows of one field, of which both lanes tell the same."""
    rows: list[dict[str, Any]] = (await data_in_both(client, person, FIELDS[field], **variables))["roadtrip"][field]
    return rows


def of(rows: list[dict[str, Any]], **values: str) -> list[dict[str, Any]]:
    """The rows with these values."""
    return [row for row in rows if values.items() <= row.items()]


async def callers(people: People) -> list[Person]:
    """Somebody of Roadtrip, somebody of another product, somebody without any account, staff."""
    nobody = PersonWithoutAccounts(uuid4(), "nobody@example.com")
    return [await traveller(people), await people.person(), nobody, STAFF]


async def started(rows: Rows, people: int, month: dt.datetime, each: int = 1) -> None:
    """So many people start so many roadtrips."""
    for _ in range(people):
        person = await rows.person()
        for _ in range(each):
            await rows.session(person, created_at=month)


async def test_of_roadtrips_of_fewer_than_five_people_nobody_is_told(
    client: Client, people: People, rows: Rows
) -> None:
    everybody = await callers(people)
    await started(rows, 4, MONTH, each=2)
    await rows.worker.execute(REFRESH)
    for person in everybody:
        assert of(await told(client, person, "roadtripStatistics"), month="2044-05-01") == []
    await started(rows, 1, MONTH.replace(day=1))
    await rows.worker.execute(REFRESH)
    for person in everybody:
        found = await told(client, person, "roadtripStatistics")
        assert of(found, month="2044-05-01") == [
            {"month": "2044-05-01", "roadtrips": "9", "travellers": "5", "discoveries": "0"}
        ]
        larger = await told(client, person, "roadtripStatistics", group=6)
        assert of(larger, month="2044-05-01") == []


async def test_months_come_from_the_latest_on_as_many_as_are_asked_for(
    client: Client, people: People, rows: Rows
) -> None:
    for month in (1, 2, 3):
        await started(rows, 5, dt.datetime(2045, month, 1, tzinfo=dt.UTC))
    await rows.worker.execute(REFRESH)
    found = await told(client, await people.person(), "roadtripStatistics", first=2)
    assert [row["month"] for row in found] == ["2045-03-01", "2045-02-01"]


async def test_of_discoveries_of_fewer_than_five_people_nobody_is_told(
    client: Client, people: People, rows: Rows
) -> None:
    everybody, category = await callers(people), await rows.category()
    name = await rows.value("SELECT name FROM roadtrip.poi_categories WHERE id = $1", category)
    discoverers = [await rows.person() for _ in range(4)]
    for discoverer in (*discoverers, *discoverers):
        await rows.discovery(discoverer, category_id=category)
    await rows.worker.execute(REFRESH)
    for person in everybody:
        assert of(await told(client, person, "discoveryStatistics"), category=name) == []
    await rows.discovery(await rows.person(), category_id=category, is_new_discovery=True)
    await rows.worker.execute(REFRESH)
    for person in everybody:
        found = await told(client, person, "discoveryStatistics")
        assert of(found, category=name) == [
            {"category": name, "discoveries": "9", "newDiscoveries": "1", "discoverers": "5"}
        ]
        larger = await told(client, person, "discoveryStatistics", group=6)
        assert of(larger, category=name) == []


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"group": 4}, "smallestGroup is 4, but must be 5 to 1000000."),
        ({"group": 0}, "smallestGroup is 0, but must be 5 to 1000000."),
        ({"group": -(2**31)}, "smallestGroup is -2147483648, but must be 5 to 1000000."),
        ({"group": 1_000_001}, "smallestGroup is 1000001, but must be 5 to 1000000."),
        ({"first": 0}, "first is 0, but must be 1 to 100."),
        ({"first": 101}, "first is 101, but must be 1 to 100."),
    ],
)
async def test_smaller_groups_and_longer_lists_are_refused(
    client: Client, people: People, field: str, variables: dict[str, int], message: str
) -> None:
    for person in await callers(people):
        answer = await client.ask(person, FIELDS[field], **variables)
        assert answer["data"] is None
        (error,) = answer["errors"]
        assert (error["extensions"]["code"], error["message"]) == ("BAD_INPUT", message)


@pytest.mark.parametrize("field", FIELDS)
async def test_groups_of_which_nothing_is_wanted_are_as_many_and_as_well_checked(
    client: Client, people: People, rows: Rows, field: str
) -> None:
    for month in (1, 2):
        await started(rows, 5, dt.datetime(2046, month, 1, tzinfo=dt.UTC))
        category = await rows.category()
        for _ in range(5):
            await rows.discovery(await rows.person(), category_id=category)
    await rows.worker.execute(REFRESH)
    person = await people.person()
    bare = f"query($group: Int! = 5) {{ roadtrip {{ {field}(first: 100, smallestGroup: $group) {{ __typename }} }} }}"
    found = (await data_in_both(client, person, bare))["roadtrip"][field]
    assert len(found) == len(await told(client, person, field)) >= 2
    # The statement is there already: a value that comes with it is checked all the same.
    (error,) = (await client.ask(person, bare, group=4))["errors"]
    assert error["message"] == "smallestGroup is 4, but must be 5 to 1000000."


@pytest.mark.parametrize("field", FIELDS)
async def test_a_token_is_needed(client: Client, field: str) -> None:
    answer = (await client.post(None, FIELDS[field])).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


def test_there_is_nothing_to_ask_about_anybody() -> None:
    schema: Any = build()._schema
    names = {}
    for field in FIELDS:
        kind = get_named_type(schema.type_map["RoadtripQuery"].fields[field].type)
        assert isinstance(kind, GraphQLObjectType)
        assert all(is_leaf_type(get_named_type(inner.type)) and not inner.args for inner in kind.fields.values())
        names[field] = set(kind.fields)
    assert names == {
        "roadtripStatistics": {"month", "roadtrips", "travellers", "discoveries"},
        "discoveryStatistics": {"category", "discoveries", "newDiscoveries", "discoverers"},
    }
